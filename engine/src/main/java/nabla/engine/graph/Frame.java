package nabla.engine.graph;

/// A call of a module, inside which an operation was recorded, or a turn of a loop.
///
/// @param name of the module in the one around it, `layers.0`; its type if it is the outermost
/// @param type the module's class
/// @param call tells one call from another; it differs from run to run and is never shown
public record Frame(String name, String type, long call) {
  /// Returns a turn of a loop.
  ///
  /// @param operations the names of what happens in it
  /// @param number tells it from other turns in the graph, from 1
  static Frame turn(String operations, int number) {
    return new Frame(operations, operations, -number); // Calls of modules count up from 1.
  }

  /// Tells whether it is a turn of a loop, and no call of a module.
  public boolean isTurn() {
    return call < 0;
  }
}
