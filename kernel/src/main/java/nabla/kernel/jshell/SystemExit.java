package nabla.kernel.jshell;

import static nabla.kernel.text.Texts.text;

/// Takes the place of the end of the process when a cell calls `System.exit`, `Runtime.exit` or
/// `Runtime.halt`.
public final class SystemExit extends Error {
  private static final long serialVersionUID = 1L;

  SystemExit(String call) {
    super(text("stop.exit", call));
  }
}
