package nabla.kernel.jshell;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The Markdown of documentation comments as HTML: paragraphs, lists, headings, tables, quotes, and
/// code in fences or indented.
///
/// Not all of CommonMark: what `///` comments use.
final class Markdown {
  private static final Pattern ITEM = Pattern.compile("(\\s*)([-*+]|\\d+[.)])\\s+(.*)");
  private static final Pattern HEADING = Pattern.compile("#{1,6}\\s+(.*?)\\s*#*");
  private static final Pattern RULE = Pattern.compile("\\s*\\|?[\\s:|-]*-[\\s:|-]*");
  private static final Pattern FENCE = Pattern.compile("\\s*(```+|~~~+).*");
  private static final int CODE_INDENT = 4;

  private final List<String> lines;
  private final UnaryOperator<String> inline;
  private final StringBuilder html = new StringBuilder();
  private int at;

  private Markdown(List<String> lines, UnaryOperator<String> inline) {
    this.lines = lines;
    this.inline = inline;
  }

  /// @param inline makes HTML of the text of one paragraph, item, heading or cell
  static String html(String source, UnaryOperator<String> inline) {
    Markdown markdown = new Markdown(source.lines().toList(), inline);
    while (markdown.at < markdown.lines.size()) {
      markdown.block();
    }
    return markdown.html.toString();
  }

  private void block() {
    String line = lines.get(at);
    if (line.isBlank()) {
      at++;
    } else if (FENCE.matcher(line).matches()) {
      fence();
    } else if (indentOf(line) >= CODE_INDENT) {
      indented();
    } else if (HEADING.matcher(line).matches()) {
      html.append(
          "<h4>" + inline.apply(HEADING.matcher(line).replaceFirst("$1").strip()) + "</h4>");
      at++;
    } else if (ITEM.matcher(line).matches()) {
      list(indentOf(line));
    } else if (line.stripLeading().startsWith("|")) {
      table();
    } else {
      paragraph();
    }
  }

  private void fence() {
    String mark = FENCE.matcher(lines.get(at++)).replaceFirst("$1");
    List<String> code = new ArrayList<>();
    while (at < lines.size() && !lines.get(at).stripLeading().startsWith(mark)) {
      code.add(lines.get(at++));
    }
    at++;
    code(code);
  }

  private void indented() {
    List<String> code = new ArrayList<>();
    while (at < lines.size()
        && (lines.get(at).isBlank() || indentOf(lines.get(at)) >= CODE_INDENT)) {
      String line = lines.get(at++);
      code.add(line.isBlank() ? "" : line.substring(CODE_INDENT));
    }
    code(code);
  }

  private void code(List<String> code) {
    String text = String.join("\n", code).stripTrailing();
    html.append("<pre><code>").append(Comment.escaped(text)).append("</code></pre>");
  }

  /// Reads the items that begin at one column. An item's lines may go on below, indented or not, up
  /// to a blank line.
  private void list(int column) {
    boolean numbered = Character.isDigit(lines.get(at).strip().charAt(0));
    String tag = numbered ? "ol" : "ul";
    html.append('<').append(tag).append('>');
    while (at < lines.size()
        && isItem(lines.get(at), numbered)
        && indentOf(lines.get(at)) >= column) {
      StringBuilder item =
          new StringBuilder(ITEM.matcher(lines.get(at++)).replaceFirst("$3").strip());
      List<String> nested = new ArrayList<>();
      while (at < lines.size() && goesOn(lines.get(at), column)) {
        String line = lines.get(at++);
        if (!nested.isEmpty() || ITEM.matcher(line).matches()) {
          nested.add(line);
        } else {
          item.append('\n').append(line.strip());
        }
      }
      html.append("<li>").append(inline.apply(item.toString()));
      html.append(nested.isEmpty() ? "" : html(String.join("\n", nested).stripIndent(), inline));
      html.append("</li>");
      if (at + 1 < lines.size() && lines.get(at).isBlank() && isItem(lines.get(at + 1), numbered)) {
        at++;
      }
    }
    html.append("</").append(tag).append('>');
  }

  private static boolean isItem(String line, boolean numbered) {
    return ITEM.matcher(line).matches() && Character.isDigit(line.strip().charAt(0)) == numbered;
  }

  private static boolean goesOn(String line, int column) {
    return !line.isBlank() && (indentOf(line) > column || !ITEM.matcher(line).matches());
  }

  private void table() {
    html.append("<table>");
    boolean head = at + 1 < lines.size() && RULE.matcher(lines.get(at + 1)).matches();
    while (at < lines.size() && lines.get(at).stripLeading().startsWith("|")) {
      String row = lines.get(at++).strip();
      if (!RULE.matcher(row).matches()) {
        String tag = head ? "th" : "td";
        html.append("<tr>").append(cells(row, tag)).append("</tr>");
        head = false;
      }
    }
    html.append("</table>");
  }

  private String cells(String row, String tag) {
    String inner = row.substring(1, row.endsWith("|") ? row.length() - 1 : row.length());
    return Pattern.compile("(?<!\\\\)\\|")
        .splitAsStream(inner)
        .map(cell -> "<" + tag + ">" + inline.apply(cell.strip()) + "</" + tag + ">")
        .collect(Collectors.joining());
  }

  private void paragraph() {
    List<String> text = new ArrayList<>();
    while (at < lines.size() && !endsParagraph(lines.get(at))) {
      text.add(lines.get(at++).strip());
    }
    boolean quoted = text.stream().allMatch(line -> line.startsWith(">"));
    String whole =
        text.stream()
            .map(line -> quoted ? line.substring(1).strip() : line)
            .collect(Collectors.joining("\n"));
    String body = "<p>" + inline.apply(whole) + "</p>";
    html.append(quoted ? "<blockquote>" + body + "</blockquote>" : body);
  }

  private static boolean endsParagraph(String line) {
    return line.isBlank()
        || FENCE.matcher(line).matches()
        || HEADING.matcher(line).matches()
        || ITEM.matcher(line).matches()
        || line.startsWith("|");
  }

  private static int indentOf(String line) {
    return line.length() - line.stripLeading().length();
  }
}
