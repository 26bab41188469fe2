package nabla.kernel.magic;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds the magics of a cell and carries them out.
public final class Magics {
  private static final Pattern LINE = Pattern.compile("%([A-Za-z]\\w*)(?:\\s+(.*))?\\s*");
  private static final Pattern CELL = Pattern.compile("%%([A-Za-z]\\w*)[ \\t]*(.*)");

  private static final String HELP =
      """
      Lines at the head of a cell:
        %lang es|en   the language of explanations
        %vars         the variables of the notebook
        %time         how long the cell takes; also %time EXPRESSION
        %help         this text
      The first line of a cell, for all of it:
        %%html        shows the cell as HTML
        %%markdown    shows the cell as Markdown
      The value of a cell's last expression is its result; a ; at the end hides it.
      """;

  private final Host host;

  public Magics(Host host) {
    this.host = host;
  }

  /// A cell without its magics.
  ///
  /// @param code Java, with magic lines blanked out
  /// @param results what the magics show, in order
  /// @param timed whether to tell how long `code` took
  public record Prepared(String code, List<Result> results, boolean timed) {
    public Prepared {
      results = List.copyOf(results);
    }
  }

  /// Carries out the magics of a cell.
  ///
  /// @throws MagicException if one does not exist or has a wrong argument
  public Prepared prepare(String code) {
    if (!code.stripLeading().startsWith("%")) {
      return headOf(code);
    }
    String text = code.stripLeading();
    Matcher cell = CELL.matcher(text.lines().findFirst().orElse(""));
    if (!cell.matches()) {
      return headOf(code);
    }
    int end = text.indexOf('\n');
    String body = end < 0 ? "" : text.substring(end + 1);
    return new Prepared("", List.of(cellMagic(cell.group(1), body)), false);
  }

  /// Reads line magics up to the first line of Java; after it, `%` is the remainder operator.
  private Prepared headOf(String code) {
    List<String> lines = new ArrayList<>(List.of(code.split("\n", -1)));
    List<Result> results = new ArrayList<>();
    boolean timed = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      Matcher magic = LINE.matcher(line);
      if (magic.matches()) {
        String name = magic.group(1);
        if (name.equals("time")) {
          timed = true;
          lines.set(i, " ".repeat("%time".length()) + line.substring("%time".length()));
        } else {
          results.add(lineMagic(name, magic.group(2)));
          lines.set(i, "");
        }
      } else if (!line.isBlank() && !line.stripLeading().startsWith("//")) {
        break;
      }
    }
    return new Prepared(String.join("\n", lines), results, timed);
  }

  private Result lineMagic(String name, @Nullable String arguments) {
    String argument = arguments == null ? "" : arguments.strip();
    return switch (name) {
      case "help" -> new Result.Text(HELP);
      case "lang" -> language(argument);
      case "vars" -> new Result.Text(variables(host.variables()));
      default -> throw unknown("%" + name);
    };
  }

  private static Result cellMagic(String name, String body) {
    return switch (name) {
      case "html" -> new Result.Content("text/html", body, body);
      case "markdown" -> new Result.Content("text/markdown", body, body);
      default -> throw unknown("%%" + name);
    };
  }

  private Result language(String code) {
    return switch (code) {
      case "es" -> {
        host.language(code);
        yield new Result.Text("Las explicaciones aparecen en español.\n");
      }
      case "en" -> {
        host.language(code);
        yield new Result.Text("Explanations are in English.\n");
      }
      case "" -> new Result.Text(host.language() + "\n");
      default ->
          throw new MagicException(
              "%lang knows the languages es and en, not \""
                  + code
                  + "\". Write %lang es or %lang en.");
    };
  }

  private String variables(Map<String, @Nullable Object> variables) {
    if (variables.isEmpty()) {
      return "No variables yet.\n";
    }
    int names = variables.keySet().stream().mapToInt(String::length).max().orElse(0);
    int types =
        variables.values().stream().mapToInt(value -> Values.type(value).length()).max().orElse(0);
    StringBuilder table = new StringBuilder();
    variables.forEach(
        (name, value) ->
            table
                .append(pad(name, names))
                .append("  ")
                .append(pad(Values.type(value), types))
                .append("  ")
                .append(host.describe(value))
                .append('\n'));
    return table.toString().replaceAll("(?m) +$", "");
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  private static MagicException unknown(String magic) {
    return new MagicException(
        "There is no magic "
            + magic
            + ".\n%help lists the ones that exist. A line of Java cannot begin"
            + " with %.");
  }

  /// Returns the code with its magics blanked out and every character where it was; carries out
  /// nothing. For questions about code that is still being written.
  public static String blanked(String code) {
    var blank = new StringBuilder();
    boolean head = true;
    boolean all = code.stripLeading().startsWith("%%");
    for (String line : code.split("(?<=\\n)", -1)) {
      head = all || (head && (line.isBlank() || line.startsWith("%")));
      blank.append(head ? line.replaceAll("[^\\n]", " ") : line);
    }
    return blank.toString();
  }

  /// Tells how long a cell took.
  public static Result elapsed(long nanoseconds) {
    double seconds = nanoseconds / 1e9;
    return new Result.Text(
        seconds < 1
            ? String.format(Locale.ROOT, "%.1f ms\n", seconds * 1000)
            : String.format(Locale.ROOT, "%.2f s\n", seconds));
  }
}
