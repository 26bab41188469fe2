package nabla.kernel.jshell;

import static nabla.kernel.text.Texts.text;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.Diag;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Suggestion;
import nabla.kernel.text.Spelling;

/// Finds the name that was probably meant: what completion would offer in that place and is near.
final class Suggestions {
  private static final Pattern SYMBOL =
      Pattern.compile(
          "(?:symbol:\\s+(?:variable|method|class)|^package) ([\\p{L}_$][\\p{L}\\p{N}_$]*)(?![.\\p{L}\\p{N}_$])");
  private static final Set<String> CODES =
      Set.of(
          "compiler.err.cant.resolve",
          "compiler.err.cant.resolve.args",
          "compiler.err.cant.resolve.location",
          "compiler.err.cant.resolve.location.args",
          // `system.out` is read as a class in a package.
          "compiler.err.doesnt.exist");
  private static final Pattern CLOSED =
      Pattern.compile(
          "^([\\p{L}_$][\\p{L}\\p{N}_$]*) (?:has (?:private|protected) access in|is not public in) ");
  private static final int SHOWN = 3;

  private final SourceCodeAnalysis analysis;
  private final Syntax syntax;
  private final ClassIndex classIndex;

  Suggestions(SourceCodeAnalysis analysis, Syntax syntax, ClassIndex classIndex) {
    this.analysis = analysis;
    this.syntax = syntax;
    this.classIndex = classIndex;
  }

  /// Returns how a text goes on for one who wrote it so far.
  private List<Suggestion> completions(String before) {
    classIndex.await();
    Context context = Context.before(analysis, syntax, before, before.length());
    return analysis.completionSuggestions(
        context.text(), before.length() + context.shift(), new int[1]);
  }

  /// Returns near names as a phrase, for an error about an unknown name.
  ///
  /// @param from the offset of the error in the cell
  Optional<String> near(Cell cell, int from, Diag error) {
    Matcher matcher = SYMBOL.matcher(error.getMessage(Locale.ENGLISH));
    if (!CODES.contains(error.getCode()) || !matcher.find()) {
      return Optional.empty();
    }
    int start = cell.code().indexOf(matcher.group(1), from);
    return start < 0 ? Optional.empty() : near(cell, start, matcher.group(1));
  }

  /// Returns the method that reads a field, for an error about a field that others may not use.
  ///
  /// @param from the offset of the error in the cell
  Optional<String> accessor(Cell cell, int from, Diag error) {
    Matcher matcher = CLOSED.matcher(error.getMessage(Locale.ENGLISH));
    if (!matcher.find()) {
      return Optional.empty();
    }
    String field = matcher.group(1);
    int start = cell.code().indexOf(field, from);
    if (start < 1 || cell.code().charAt(start - 1) != '.') {
      return Optional.empty();
    }
    String capital = Character.toUpperCase(field.charAt(0)) + field.substring(1);
    for (String method : List.of(field, "get" + capital, "is" + capital)) {
      String prefix = cell.code().substring(0, start) + method;
      boolean there =
          completions(prefix).stream().anyMatch(each -> each.continuation().equals(method + "()"));
      if (there) {
        return Optional.of(text("error.accessor", method));
      }
    }
    return Optional.empty();
  }

  /// Returns names near to `wrong`, which stands at `start` in the cell, as a question.
  Optional<String> near(Cell cell, int start, String wrong) {
    List<String> near =
        Spelling.near(wrong, candidates(cell.code().substring(0, start), wrong)).stream()
            .limit(SHOWN)
            .toList();
    return near.isEmpty()
        ? Optional.empty()
        : Optional.of(text("error.meant", String.join(text("error.or"), near)));
  }

  /// Asks with the first letter as it is, and in the other case: `string` is looked for as
  /// `String`.
  private Set<String> candidates(String before, String wrong) {
    Set<String> names = new TreeSet<>();
    int first = wrong.codePointAt(0);
    for (int letter : new int[] {Character.toLowerCase(first), Character.toUpperCase(first)}) {
      String prefix = before + Character.toString(letter);
      for (Suggestion suggestion : completions(prefix)) {
        names.add(suggestion.continuation().replaceFirst("\\(.*", ""));
      }
    }
    names.remove(wrong);
    return names;
  }
}
