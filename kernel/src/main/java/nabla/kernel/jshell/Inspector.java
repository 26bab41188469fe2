package nabla.kernel.jshell;

import static nabla.kernel.text.Texts.text;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import jdk.jshell.JShell;
import jdk.jshell.SourceCodeAnalysis;
import nabla.kernel.jshell.Declarations.Declared;

/// Tells what is known about the name at a cursor: its signature and its documentation comment.
///
/// Comments of the cells come from the cells, the engine's from the sources in [Library], the JDK's
/// from its `src.zip`, which JShell finds by itself; where it is missing only signatures are shown.
final class Inspector {
  private static final int SHORT_LIST = 4;
  private static final int LONG_LIST = 30;
  private static final int LONGEST_SOURCE = 4_000;

  private final JShell shell;
  private final SourceCodeAnalysis analysis;
  private final Syntax syntax;
  private final Library library;

  Inspector(JShell shell, Syntax syntax, Library library) {
    this.shell = shell;
    this.analysis = shell.sourceCodeAnalysis();
    this.syntax = syntax;
    this.library = library;
  }

  /// @param detail 0 for a few overloads, 1 for all and with their source, where it is known
  Optional<Documentation> inspect(String code, int cursor, int detail) {
    List<SourceCodeAnalysis.Documentation> found =
        Context.nameAt(code, cursor)
            .map(range -> ofName(code, range.end()))
            .orElseGet(() -> ask(Context.before(analysis, syntax, code, cursor).text()));
    return found.isEmpty() ? Optional.empty() : Optional.of(written(found, detail > 0));
  }

  /// Returns a signature of JShell's with the names of its parameters, if a source has them.
  String named(String signature) {
    return library
        .find(signature)
        .filter(found -> found.types() != null)
        .map(found -> Signatures.withParameters(signature, found.parameters()))
        .orElse(signature);
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

  private Documentation written(List<SourceCodeAnalysis.Documentation> found, boolean detailed) {
    int most = detailed ? LONG_LIST : SHORT_LIST;
    List<Entry> entries =
        found.stream().limit(most).map(documentation -> entry(documentation, detailed)).toList();
    String rest = found.size() > most ? text("list.more", found.size() - most) : "";
    String plain =
        entries.stream()
            .map(
                each ->
                    (each.signature + "\n\n" + each.comment.text() + "\n\n" + each.source).strip())
            .collect(Collectors.joining("\n\n\n"));
    String html =
        entries.stream()
            .map(each -> pre(each.signature) + each.comment.html() + pre(each.source))
            .collect(Collectors.joining("<hr>"));
    return new Documentation(
        rest.isEmpty() ? plain : plain + "\n\n" + rest,
        rest.isEmpty() ? html : html + "<p>" + rest + "</p>");
  }

  private static String pre(String code) {
    return code.isEmpty() ? "" : "<pre>" + Comment.escaped(code) + "</pre>";
  }

  private Entry entry(SourceCodeAnalysis.Documentation documentation, boolean detailed) {
    String signature = documentation.signature();
    Optional<Declared> known = ofCells(signature).or(() -> library.find(signature));
    String shown =
        known
            .filter(found -> found.types() != null)
            .map(found -> Signatures.withParameters(signature, found.parameters()))
            .orElse(signature);
    String comment = documentation.javadoc();
    Comment.Source source =
        known
            .map(Declared::comment)
            .orElseGet(() -> new Comment.Source(comment == null ? "" : comment, false));
    String code = known.filter(_ -> detailed).map(Declared::source).orElse("");
    return new Entry(
        Signatures.readable(shown),
        Comment.of(source),
        code.length() <= LONGEST_SOURCE ? code : code.substring(0, LONGEST_SOURCE) + "\n…");
  }

  /// Finds a declaration in the cells, where what was said last counts.
  private Optional<Declared> ofCells(String signature) {
    Signatures.Parsed wanted = Signatures.parse(signature);
    String outermost =
        (wanted.owner().isEmpty() ? wanted.name() : wanted.owner()).replaceFirst("\\..*", "");
    return shell
        .snippets()
        .filter(snippet -> shell.status(snippet).isActive())
        .filter(snippet -> snippet.source().contains(outermost))
        .map(snippet -> syntax.declarations(snippet.source(), true))
        .flatMap(
            declared ->
                declared
                    .find(wanted)
                    .or(
                        () ->
                            declared.type(wanted.types() == null ? wanted.path() : wanted.owner()))
                    .stream())
        .reduce((_, last) -> last);
  }

  private record Entry(String signature, Comment comment, String source) {}
}
