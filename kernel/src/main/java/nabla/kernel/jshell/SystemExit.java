package nabla.kernel.jshell;

/// Takes the place of the end of the process when a cell calls `System.exit`, `Runtime.exit` or
/// `Runtime.halt`.
public final class SystemExit extends Error {
  private static final long serialVersionUID = 1L;

  SystemExit(String call) {
    super(
        call
            + " was not carried out: it would end the kernel, and every variable of the notebook with"
            + " it.\nTo end this cell early, throw an exception or use `return` inside a method."
            + " To start afresh, choose Kernel > Restart.");
  }
}
