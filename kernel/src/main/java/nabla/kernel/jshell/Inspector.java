package nabla.kernel.jshell;

import static nabla.kernel.text.Texts.text;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import jdk.jshell.SourceCodeAnalysis;
import org.jspecify.annotations.Nullable;

/// Tells what is known about the name at a cursor: its signature and its documentation comment.
///
/// Comments of the JDK come from its `src.zip`, which JShell finds by itself; where it is missing
/// only signatures are shown. Other libraries' comments come through [Comments].
final class Inspector {
  /// Where comments of libraries come from that JShell knows no sources of.
  interface Comments {
    /// Knows nothing: until the engine brings its comments along.
    Comments NONE = _ -> null;

    /// Returns the comment of a signature such as `Tensor Tensor.sum(int... axes)`, or `null`.
    @Nullable String of(String signature);
  }

  private static final int SHORT_LIST = 4;
  private static final int LONG_LIST = 30;

  private final SourceCodeAnalysis analysis;
  private final Syntax syntax;
  private final Comments comments;

  Inspector(SourceCodeAnalysis analysis, Syntax syntax, Comments comments) {
    this.analysis = analysis;
    this.syntax = syntax;
    this.comments = comments;
  }

  /// @param detail 0 for a few overloads, 1 for all
  Optional<Documentation> inspect(String code, int cursor, int detail) {
    List<SourceCodeAnalysis.Documentation> found =
        Context.nameAt(code, cursor)
            .map(range -> ofName(code, range.end()))
            .orElseGet(() -> ask(Context.before(analysis, syntax, code, cursor).text()));
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(written(found, detail == 0 ? SHORT_LIST : LONG_LIST));
  }

  /// A method is only found with its parenthesis, anything else only without.
  private List<SourceCodeAnalysis.Documentation> ofName(String code, int end) {
    String text = Context.before(analysis, syntax, code, end).text();
    boolean called = code.startsWith("(", end);
    List<SourceCodeAnalysis.Documentation> first = ask(called ? text + "(" : text);
    return first.isEmpty() ? ask(called ? text : text + "(") : first;
  }

  private List<SourceCodeAnalysis.Documentation> ask(String text) {
    return analysis.documentation(text, text.length(), true);
  }

  private Documentation written(List<SourceCodeAnalysis.Documentation> found, int most) {
    List<Entry> entries = found.stream().limit(most).map(this::entry).toList();
    String rest = found.size() > most ? text("list.more", found.size() - most) : "";
    String text =
        entries.stream()
            .map(each -> (each.signature + "\n\n" + each.comment.text()).strip())
            .collect(Collectors.joining("\n\n\n"));
    String html =
        entries.stream()
            .map(each -> "<pre>" + Comment.escaped(each.signature) + "</pre>" + each.comment.html())
            .collect(Collectors.joining("<hr>"));
    return new Documentation(
        rest.isEmpty() ? text : text + "\n\n" + rest,
        rest.isEmpty() ? html : html + "<p>" + rest + "</p>");
  }

  private Entry entry(SourceCodeAnalysis.Documentation documentation) {
    String signature = documentation.signature();
    String comment = documentation.javadoc();
    if (comment == null) {
      comment = comments.of(signature);
    }
    return new Entry(Signatures.readable(signature), Comment.of(comment == null ? "" : comment));
  }

  private record Entry(String signature, Comment comment) {}
}
