package nabla.kernel.jshell;

import java.util.List;
import nabla.kernel.text.Texts;

/// The text of a cell and its lines.
record Cell(int number, String code) {

  /// Returns the line of an offset, counted from 1.
  int line(int offset) {
    int line = 1;
    int end = Math.min(Math.max(offset, 0), code.length());
    for (int i = 0; i < end; i++) {
      if (code.charAt(i) == '\n') {
        line++;
      }
    }
    return line;
  }

  /// Returns the text of a line counted from 1, tabs as single spaces so that carets stand right.
  String text(int line) {
    List<String> lines = code.lines().toList();
    return line >= 1 && line <= lines.size() ? lines.get(line - 1).replace('\t', ' ') : "";
  }

  int lineStart(int offset) {
    return offset <= 0 ? 0 : code.lastIndexOf('\n', offset - 1) + 1;
  }

  String title(int line) {
    return Texts.text("cell.line", number, line);
  }
}
