package nabla.engine.graph;

/// A call of a module, inside which an operation was recorded.
///
/// @param name of the module in the one around it, `layers.0`; its type if it is the outermost
/// @param type the module's class
/// @param call tells one call from another; it differs from run to run and is never shown
public record Frame(String name, String type, long call) {}
