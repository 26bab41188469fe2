package nabla.kernel.jshell;

import static nabla.kernel.text.Texts.text;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.Diag;

/// Tells a compile error in the cell's own lines.
final class CompileErrors {
  static final String NAME = "CompilationError";

  /// `location: class` is empty at the top level of a notebook, and always the same inside its
  /// methods.
  private static final Pattern NOISE =
      Pattern.compile("\\n?\\s*location: class *(?:REPL\\.)?(?:\\$JShell\\$\\w+)?\\s*(?=\\n|$)");

  private static final Pattern QUALIFIED =
      Pattern.compile("\\b(?:REPL\\.)?\\$JShell\\$\\w+\\.|\\bjava\\.lang\\.(?=[A-Z])");

  private static final Pattern CANDIDATE =
      Pattern.compile("\\s+(?:method|constructor) (?:[\\w.$]+\\.)?(.*) is not applicable");

  /// Errors about what stands behind a dot.
  private static final Pattern MEMBER =
      Pattern.compile("compiler\\.err\\.(?:cant|report\\.access|not\\.def\\.public)");

  private static final int MOST = 10;
  private static final int CANDIDATES = 6;

  private final Suggestions suggestions;

  CompileErrors(Suggestions suggestions) {
    this.suggestions = suggestions;
  }

  Failure failure(Cell cell, Unit unit, List<Diag> diagnostics) {
    List<Diag> errors = diagnostics.stream().filter(Diag::isError).toList();
    List<String> lines = new ArrayList<>();
    String first = errors.isEmpty() ? text("error.notJava") : message(errors.getFirst());
    lines.add(Paint.error(NAME) + ": " + inOneLine(first));
    Set<String> advised = new HashSet<>();
    for (Diag error : errors.stream().limit(MOST).toList()) {
      describe(cell, unit, error, lines, advised);
    }
    if (errors.size() > MOST) {
      lines.add(text("list.more", errors.size() - MOST));
    }
    return new Failure(NAME, inOneLine(first), lines);
  }

  /// Tells that a piece of code has no place in a cell.
  static Failure misplaced(Cell cell, Unit unit, String why) {
    int start = unit.start() + firstWord(unit.source());
    int line = cell.line(start);
    List<String> lines = new ArrayList<>();
    lines.add(Paint.error(NAME) + ": " + why);
    lines.add("");
    lines.addAll(pointed(cell, line, start - cell.lineStart(start), 1));
    return new Failure(NAME, why, lines);
  }

  /// Tells an error that the compiler would have found in a file.
  ///
  /// @param message the compiler's sentence
  static Failure at(Cell cell, int start, int length, String message, String hint) {
    int line = cell.line(start);
    List<String> lines = new ArrayList<>();
    lines.add(Paint.error(NAME) + ": " + message);
    lines.add("");
    lines.addAll(pointed(cell, line, start - cell.lineStart(start), length));
    lines.add(message);
    hint.lines().map(Paint::hint).forEach(lines::add);
    return new Failure(NAME, message, lines);
  }

  /// Tells that the compiler itself failed, and left nothing that could run.
  static Failure compilerFailed(Cell cell, Unit unit) {
    int start = unit.start() + firstWord(unit.source());
    return at(
        cell, start, 1, "the compiler javac failed on this code", text("form.compilerFailed"));
  }

  private static int firstWord(String source) {
    String code = Syntax.withoutComments(source);
    return code.length() - code.stripLeading().length();
  }

  /// @param advised what was said already: once is enough
  private void describe(Cell cell, Unit unit, Diag error, List<String> lines, Set<String> advised) {
    int from = Math.min(unit.inCell((int) error.getStartPosition()), cell.code().length());
    int at = Math.min(unit.inCell((int) error.getPosition()), cell.code().length());
    int to = Math.min(unit.inCell((int) error.getEndPosition()), cell.code().length());
    // An error that spans lines is shown where the compiler points.
    int start = cell.line(from) == cell.line(at) ? from : at;
    if (MEMBER.matcher(error.getCode()).lookingAt() && at < to && cell.code().charAt(at) == '.') {
      // A member: the compiler marks all from the start of the expression and points at the dot.
      start = at + 1;
    }
    int line = cell.line(start);
    lines.add("");
    lines.addAll(pointed(cell, line, start - cell.lineStart(start), to - start));
    lines.addAll(message(error).lines().toList());
    suggestions
        .near(cell, from, error)
        .or(() -> suggestions.accessor(cell, from, error))
        .or(() -> Advice.of(error).filter(advised::add))
        .ifPresent(hint -> hint.lines().map(Paint::hint).forEach(lines::add));
  }

  /// Returns the line's title, its text and a caret under `length` characters from `column`.
  static List<String> pointed(Cell cell, int line, int column, int length) {
    String shown = cell.text(line);
    int width = Math.max(1, Math.min(length, shown.length() - column));
    String number = String.format(Locale.ROOT, "%5d | ", line);
    return List.of(
        Paint.place(cell.title(line)),
        number + shown,
        "      | " + " ".repeat(Math.max(column, 0)) + Paint.caret("^".repeat(width)));
  }

  /// Returns `cannot find symbol: variable foo` for the compiler's three lines that say so.
  private static String inOneLine(String message) {
    return message.replaceFirst("\\n\\s*symbol: +", ": ").lines().findFirst().orElse("");
  }

  static String message(Diag error) {
    String quiet = NOISE.matcher(error.getMessage(Locale.ENGLISH)).replaceAll("");
    return candidates(QUALIFIED.matcher(quiet).replaceAll("").stripTrailing());
  }

  /// Lists the methods that do not fit without the compiler's reasons, which take two lines each.
  private static String candidates(String message) {
    List<String> lines = new ArrayList<>();
    int others = 0;
    for (String line : message.lines().toList()) {
      Matcher candidate = CANDIDATE.matcher(line);
      if (candidate.matches()) {
        others++;
        if (others <= CANDIDATES) {
          lines.add("    " + candidate.group(1));
        }
      } else if (others == 0 || !line.startsWith("      ")) {
        lines.add(line);
      }
    }
    if (others > CANDIDATES) {
      lines.add("    " + text("list.more", others - CANDIDATES));
    }
    return String.join("\n", lines);
  }
}
