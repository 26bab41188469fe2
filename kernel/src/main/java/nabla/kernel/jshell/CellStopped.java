package nabla.kernel.jshell;

/// Ends user code after an interrupt; thrown by [StopCheck] from within the code itself.
final class CellStopped extends Error {
  private static final long serialVersionUID = 1L;

  CellStopped() {
    super("the cell was interrupted");
  }
}
