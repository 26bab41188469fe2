package nabla.engine.data;

import java.util.ArrayList;
import java.util.List;
import nabla.engine.error.DataException;

/// Cuts a text of separated values into rows and fields (RFC 4180).
final class CsvReader {
  private final String text;
  private final char separator;
  private int at;
  private int line = 1;

  CsvReader(String text, char separator) {
    // What some programs put first to say that the text is UTF-8.
    this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
    this.separator = separator;
  }

  /// The fields of a row, and the line where it begins.
  record Row(int line, List<String> fields) {}

  /// Returns the rows that are not empty.
  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    while (at < text.length()) {
      Row row = new Row(line, new ArrayList<>());
      boolean more = true;
      while (more) {
        row.fields().add(field());
        more = at < text.length() && text.charAt(at) == separator;
        at += more ? 1 : 0;
      }
      endLine();
      if (row.fields().size() > 1 || !row.fields().getFirst().isBlank()) {
        rows.add(row);
      }
    }
    return rows;
  }

  private void endLine() {
    if (at < text.length() && text.charAt(at) == '\r') {
      at++;
    }
    if (at < text.length() && text.charAt(at) == '\n') {
      at++;
    }
    line++;
  }

  private String field() {
    if (at < text.length() && text.charAt(at) == '"') {
      return quoted();
    }
    int start = at;
    while (at < text.length() && !ends(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  private boolean ends(char c) {
    return c == separator || c == '\n' || c == '\r';
  }

  private String quoted() {
    StringBuilder field = new StringBuilder();
    int begin = line;
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '"') {
        field.append(c);
        line += c == '\n' ? 1 : 0;
      } else if (at < text.length() && text.charAt(at) == '"') {
        field.append('"');
        at++;
      } else if (at < text.length() && !ends(text.charAt(at))) {
        throw new DataException(
            "'%s' expected after '\"'".formatted(separator), "csv.afterQuote", line);
      } else {
        return field.toString();
      }
    }
    throw new DataException("EOF inside string starting at row " + begin, "csv.quote", begin);
  }
}
