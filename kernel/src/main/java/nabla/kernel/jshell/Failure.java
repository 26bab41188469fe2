package nabla.kernel.jshell;

import java.util.ArrayList;
import java.util.List;

/// An error as a notebook shows it.
///
/// @param ename the short name, such as `CompilationError` or `NullPointerException`
/// @param evalue the message, in full even when it has several lines
/// @param traceback lines with ANSI colours, ready for an iopub `error` message
public record Failure(String ename, String evalue, List<String> traceback) {
  public Failure {
    traceback = List.copyOf(traceback);
  }

  /// Returns this failure with one line more at its end.
  public Failure with(String line) {
    List<String> lines = new ArrayList<>(traceback);
    lines.add(line);
    return new Failure(ename, evalue, lines);
  }
}
