package nabla.kernel.jshell;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nabla.kernel.text.Texts;

/// A documentation comment as plain text and as simple HTML, block tags as a list.
record Comment(String text, String html) {
  private static final Pattern CODE =
      Pattern.compile("\\{@(?:code|literal)\\s([^{}]*(?:\\{[^{}]*\\}[^{}]*)*)\\}");
  private static final Pattern LINK =
      Pattern.compile(
          "\\{@(?:link|linkplain|value)\\s+([^\\s}(]+(?:\\([^)]*\\))?)(?:\\s+([^}]*))?\\}");
  private static final Pattern OTHER = Pattern.compile("\\{@\\w+\\s*([^{}]*)\\}");
  private static final Pattern BLOCK = Pattern.compile("(?m)^\\s*@(\\w+)\\s+");
  private static final Pattern TAG = Pattern.compile("</?[A-Za-z][^>]*>");
  private static final Pattern PARAGRAPH =
      Pattern.compile("(?i)\\s*<(?:p|li|pre|blockquote|h\\d)\\b[^>]*>\\s*");

  static Comment of(String comment) {
    if (comment.isBlank()) {
      return new Comment("", "");
    }
    String source =
        comment.lines().map(Comment::unindented).reduce((a, b) -> a + "\n" + b).orElse("");
    Matcher block = BLOCK.matcher(source);
    int body = block.find() ? block.start() : source.length();
    List<String> items = new ArrayList<>();
    block.reset();
    int from = -1;
    String tag = "";
    while (block.find()) {
      if (from >= 0) {
        items.add(item(tag, source.substring(from, block.start())));
      }
      tag = block.group(1);
      from = block.end();
    }
    if (from >= 0) {
      items.add(item(tag, source.substring(from)));
    }
    items.removeIf(String::isEmpty);
    String html = inline(source.substring(0, body)).strip();
    String list =
        items.isEmpty() ? "" : "<ul><li>" + String.join("</li><li>", items) + "</li></ul>";
    StringBuilder text = new StringBuilder(plain(html));
    items.forEach(each -> text.append("\n  ").append(plain(each)));
    return new Comment(text.toString().strip(), "<p>" + html + "</p>" + list);
  }

  private static String unindented(String line) {
    return line.startsWith(" ") ? line.substring(1) : line;
  }

  private static String item(String tag, String text) {
    String content = inline(text).replaceAll("\\s+", " ").strip();
    return switch (tag) {
      case "param" -> named("", content);
      case "return" -> Texts.text("docs.returns", content);
      case "throws", "exception" -> named(Texts.text("docs.throws") + " ", content);
      default -> "";
    };
  }

  private static String named(String before, String content) {
    int space = content.indexOf(' ');
    return space < 0
        ? before + "<code>" + content + "</code>"
        : before
            + "<code>"
            + escaped(content.substring(0, space))
            + "</code>: "
            + content.substring(space + 1);
  }

  private static String inline(String text) {
    String codes = replace(CODE, text, match -> code(match.group(1)));
    String links =
        replace(
            LINK,
            codes,
            match ->
                code(
                    match.group(2) == null || match.group(2).isBlank()
                        ? match.group(1).replace('#', '.').replaceFirst("^\\.", "")
                        : match.group(2)));
    return replace(OTHER, links, match -> match.group(1));
  }

  private static String replace(
      Pattern pattern, String text, java.util.function.Function<Matcher, String> with) {
    Matcher matcher = pattern.matcher(text);
    StringBuilder result = new StringBuilder();
    while (matcher.find()) {
      matcher.appendReplacement(result, Matcher.quoteReplacement(with.apply(matcher)));
    }
    return matcher.appendTail(result).toString();
  }

  private static String code(String text) {
    return "<code>" + escaped(text.strip()) + "</code>";
  }

  private static String plain(String html) {
    String broken = PARAGRAPH.matcher(html).replaceAll("\n\n");
    return TAG.matcher(broken)
        .replaceAll("")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&")
        .replaceAll("\n{3,}", "\n\n")
        .strip();
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
