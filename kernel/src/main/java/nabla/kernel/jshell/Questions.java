package nabla.kernel.jshell;

import java.util.List;
import java.util.Optional;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/// Answers what an editor asks about code that has not run.
final class Questions {
  private static final String INDENT = "    ";

  private Questions() {}

  static Completeness completeness(Interpreter interpreter, String code) {
    String rest = code;
    while (!rest.isBlank()) {
      CompletionInfo info = interpreter.analysis.analyzeCompletion(rest);
      switch (info.completeness()) {
        case DEFINITELY_INCOMPLETE, CONSIDERED_INCOMPLETE -> {
          return new Completeness(Completeness.Status.INCOMPLETE, indent(code));
        }
        case UNKNOWN -> {
          return new Completeness(Completeness.Status.INVALID, "");
        }
        case EMPTY -> rest = "";
        case COMPLETE, COMPLETE_WITH_SEMI -> rest = info.remaining();
      }
    }
    return new Completeness(Completeness.Status.COMPLETE, "");
  }

  /// One step for each bracket that is open at the end.
  private static String indent(String code) {
    String text = Syntax.withoutComments(code);
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '{', '(', '[' -> depth++;
        case '}', ')', ']' -> depth--;
        default -> {}
      }
    }
    return INDENT.repeat(Math.max(depth, 0));
  }

  static Completions complete(Interpreter interpreter, String code, int cursor) {
    int[] anchor = {cursor};
    List<Completions.Item> items =
        interpreter.analysis.completionSuggestions(code, cursor, anchor).stream()
            .map(each -> new Completions.Item(each.continuation(), "", ""))
            .distinct()
            .toList();
    return new Completions(anchor[0], cursor, items);
  }

  static Optional<Documentation> inspect(
      Interpreter interpreter, String code, int cursor, int detail) {
    return Optional.empty();
  }
}
