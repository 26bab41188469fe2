package nabla.kernel.jshell;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nabla.kernel.text.Texts;

/// A documentation comment as plain text and as simple HTML, block tags as a list.
record Comment(String text, String html) {
  /// A comment's source: `///` comments are Markdown, `/** */` comments HTML.
  record Source(String text, boolean markdown) {
    static final Source NONE = new Source("", false);
  }

  private static final Pattern CODE =
      Pattern.compile("\\{@(?:code|literal)\\s([^{}]*(?:\\{[^{}]*\\}[^{}]*)*)\\}");
  private static final Pattern LINK =
      Pattern.compile(
          "\\{@(?:link|linkplain|value)\\s+([^\\s}(]+(?:\\([^)]*\\))?)(?:\\s+([^}]*))?\\}");
  private static final Pattern OTHER = Pattern.compile("\\{@\\w+\\s*([^{}]*)\\}");
  private static final Pattern BLOCK = Pattern.compile("(?m)^\\s*@(\\w+)\\s+");
  private static final Pattern TAG = Pattern.compile("</?[A-Za-z][^>]*>");
  private static final Pattern PARAGRAPH =
      Pattern.compile("(?i)\\s*</?(?:p|ul|ol|dl|pre|table|blockquote|h\\d)\\b[^>]*>\\s*");
  private static final Pattern ITEM = Pattern.compile("(?i)\n?[ \t]*<(?:li|dt)\\b[^>]*>\\s*");
  private static final Pattern ROW =
      Pattern.compile("(?i)\n?[ \t]*<tr\\b[^>]*>\\s*<t[hd]\\b[^>]*>\\s*");
  private static final Pattern CELL = Pattern.compile("(?i)\\s*<t[hd]\\b[^>]*>\\s*");

  private static final Pattern SPAN = Pattern.compile("(`+)(.+?)\\1", Pattern.DOTALL);
  private static final Pattern NAMED_LINK = Pattern.compile("\\[([^\\]\\[]+)\\]\\(([^)\\s]+)\\)");
  private static final Pattern NAMED_REFERENCE =
      Pattern.compile("\\[([^\\]\\[]+)\\]\\[[\\w.#$]+(?:\\([^)]*\\))?\\]");
  private static final Pattern REFERENCE =
      Pattern.compile("\\[((?:[\\w.$]+)?#?[\\w.$]+(?:\\([^)\\]]*\\))?)\\]");
  private static final Pattern STRONG = Pattern.compile("\\*\\*(?=\\S)(.+?)(?<=\\S)\\*\\*");
  private static final Pattern EMPHASIS =
      Pattern.compile("(?<![\\w*])([*_])(?=[^\\s*_])(.+?)(?<=[^\\s*_])\\1(?![\\w*])");

  static Comment of(Source source) {
    String comment = source.text;
    if (comment.isBlank()) {
      return new Comment("", "");
    }
    UnaryOperator<String> inline = source.markdown ? Comment::markdown : Comment::inline;
    String text = comment.lines().map(Comment::unindented).reduce((a, b) -> a + "\n" + b).get();
    Matcher block = BLOCK.matcher(text);
    int body = block.find() ? block.start() : text.length();
    List<String> items = new ArrayList<>();
    block.reset();
    int from = -1;
    String tag = "";
    while (block.find()) {
      if (from >= 0) {
        items.add(item(tag, text.substring(from, block.start()), inline));
      }
      tag = block.group(1);
      from = block.end();
    }
    if (from >= 0) {
      items.add(item(tag, text.substring(from), inline));
    }
    items.removeIf(String::isEmpty);
    String description = text.substring(0, body);
    String html =
        source.markdown
            ? Markdown.html(description, inline)
            : "<p>" + inline.apply(description).strip() + "</p>";
    String list =
        items.isEmpty() ? "" : "<ul><li>" + String.join("</li><li>", items) + "</li></ul>";
    StringBuilder plain = new StringBuilder(plain(html));
    items.forEach(each -> plain.append("\n  ").append(plain(each)));
    return new Comment(plain.toString().strip(), html + list);
  }

  private static String unindented(String line) {
    return line.startsWith(" ") ? line.substring(1) : line;
  }

  private static String item(String tag, String text, UnaryOperator<String> inline) {
    String content = inline.apply(text.replaceAll("\\s+", " ").strip());
    return switch (tag) {
      case "param" -> named("", content);
      case "return" -> Texts.text("docs.returns", content);
      case "throws", "exception" -> named(Texts.text("docs.throws") + " ", content);
      default -> "";
    };
  }

  private static String named(String before, String content) {
    int space = content.indexOf(' ');
    String name = space < 0 ? content : content.substring(0, space);
    // In Markdown `<T>` is escaped already.
    String shown = name.contains("&lt;") ? name : escaped(name);
    return before
        + "<code>"
        + shown
        + "</code>"
        + (space < 0 ? "" : ": " + content.substring(space + 1));
  }

  /// Makes HTML of a traditional comment, which is HTML but for its tags in braces.
  private static String inline(String text) {
    String codes = replace(CODE, text, match -> code(match.group(1)));
    String links = replace(LINK, codes, match -> code(linked(match.group(1), match.group(2))));
    return replace(OTHER, links, match -> match.group(1));
  }

  /// Makes HTML of a line of Markdown. What is code is put aside, for nothing in it is a mark.
  private static String markdown(String text) {
    List<String> aside = new ArrayList<>();
    Function<String, String> keep =
        html -> {
          aside.add(html);
          return "\u0001" + (aside.size() - 1) + "\u0002";
        };
    String kept = replace(SPAN, text, match -> keep.apply(code(match.group(2))));
    kept = replace(CODE, kept, match -> keep.apply(code(match.group(1))));
    kept = replace(LINK, kept, m -> keep.apply(code(linked(m.group(1), m.group(2)))));
    kept = replace(OTHER, kept, match -> match.group(1));
    kept = escaped(kept);
    kept = replace(NAMED_LINK, kept, m -> "<a href=\"" + m.group(2) + "\">" + m.group(1) + "</a>");
    kept = replace(NAMED_REFERENCE, kept, match -> match.group(1));
    kept = replace(REFERENCE, kept, m -> keep.apply(code(linked(unescaped(m.group(1)), null))));
    kept = replace(STRONG, kept, match -> "<strong>" + match.group(1) + "</strong>");
    kept = replace(EMPHASIS, kept, match -> "<em>" + match.group(2) + "</em>");
    return replace(
        Pattern.compile("\u0001(\\d+)\u0002"),
        kept,
        match -> aside.get(Integer.parseInt(match.group(1))));
  }

  /// Returns the words of a link, or the name it leads to without its package.
  private static String linked(String target, @org.jspecify.annotations.Nullable String words) {
    if (words != null && !words.isBlank()) {
      return words;
    }
    return target
        .replaceAll("\\b(?:[a-z]\\w*\\.)+(?=[A-Z])", "")
        .replace('#', '.')
        .replaceFirst("^\\.", "");
  }

  private static String replace(Pattern pattern, String text, Function<Matcher, String> with) {
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
    String paragraphs = PARAGRAPH.matcher(html).replaceAll("\n\n");
    String items = ITEM.matcher(paragraphs).replaceAll("\n  - ");
    String rows = CELL.matcher(ROW.matcher(items).replaceAll("\n")).replaceAll("  ");
    return unescaped(TAG.matcher(rows).replaceAll(""))
        .replaceAll("(?m)[ \t]+$", "")
        .replaceAll("\n{3,}", "\n\n")
        .strip();
  }

  private static String unescaped(String html) {
    return html.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&nbsp;", " ")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
