package nabla.kernel.jshell;

import static nabla.kernel.text.Texts.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.JShell;
import jdk.jshell.MethodSnippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SnippetEvent;
import jdk.jshell.TypeDeclSnippet;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.VarSnippet;
import nabla.kernel.jshell.SourceMap.Place;
import nabla.kernel.text.Texts;
import org.jspecify.annotations.Nullable;

/// What goes wrong beside compile errors and exceptions: interrupts, names that are not defined
/// yet, variables lost to a redefinition.
final class Problems {
  private final JShell shell;
  private final SourceMap sources;
  private final Traces traces;
  private final Suggestions suggestions;
  private final Map<DeclarationSnippet, Status> watched = new LinkedHashMap<>();

  /// JShell sets variables of a class that is declared again to null, or makes them undefined.
  private final Map<String, List<String>> resets = new LinkedHashMap<>();

  private final List<String> notes = new ArrayList<>();

  Problems(JShell shell, SourceMap sources, Traces traces, Suggestions suggestions) {
    this.shell = shell;
    this.suggestions = suggestions;
    this.sources = sources;
    this.traces = traces;
  }

  void begin() {
    watched.clear();
  }

  void note(String note) {
    notes.add(note);
  }

  List<String> takeNotes() {
    resets.forEach(
        (type, variables) -> note(text("redefined.reset", type, String.join(", ", variables))));
    resets.clear();
    List<String> taken = List.copyOf(notes);
    notes.clear();
    return taken;
  }

  /// Looks at a declaration again when the cell has ended: what it lacks may come later in the
  /// cell.
  void watch(DeclarationSnippet declaration, Status status) {
    if (status == Status.RECOVERABLE_DEFINED || status == Status.RECOVERABLE_NOT_DEFINED) {
      watched.put(declaration, status);
    }
  }

  /// Returns the failure of the cell if a declaration of it stays without effect, and notes those
  /// that can be declared but not yet called.
  Optional<Outcome> unresolved() {
    List<DeclarationSnippet> undefined = new ArrayList<>();
    for (DeclarationSnippet declaration : watched.keySet()) {
      switch (shell.status(declaration)) {
        case RECOVERABLE_NOT_DEFINED -> undefined.add(declaration);
        case RECOVERABLE_DEFINED ->
            note(
                String.join(
                    "\n",
                    Stream.concat(
                            Stream.of(
                                text(
                                    "unresolved.note",
                                    described(declaration),
                                    missing(declaration))),
                            whereMissing(declaration).stream())
                        .toList()));
        default -> {}
      }
    }
    if (undefined.isEmpty()) {
      return Optional.empty();
    }
    DeclarationSnippet first = undefined.getFirst();
    String message = text("unresolved.needs", described(first), missing(first));
    List<String> lines = new ArrayList<>();
    lines.add(Paint.error(CompileErrors.NAME) + ": " + message);
    for (DeclarationSnippet declaration : undefined) {
      lines.addAll(whereMissing(declaration));
      lines.add(text("unresolved.undefined", described(declaration), missing(declaration)));
    }
    return Optional.of(new Outcome.Rejected(new Failure(CompileErrors.NAME, message, lines)));
  }

  /// Tells of a call of a method whose body has names that are not defined.
  Outcome called(UnresolvedReferenceException unresolved, CellThread.@Nullable Result result) {
    DeclarationSnippet declaration = unresolved.getSnippet();
    String message = text("unresolved.called", described(declaration), missing(declaration));
    Throwable cause = result instanceof CellThread.Result.Threw(var thrown) ? thrown : unresolved;
    List<String> lines = new ArrayList<>();
    lines.add(Paint.error("UnresolvedReference") + ": " + message);
    traces.where(cause.getStackTrace()).ifPresent(place -> addPlace(place, lines));
    return new Outcome.Thrown(cause, new Failure("UnresolvedReference", message, lines));
  }

  /// @param unit what was running, or about to run
  Outcome interrupted(Evaluation evaluation, Unit unit, CellThread.@Nullable Result result) {
    Optional<Place> place =
        switch (result) {
          case CellThread.Result.Threw(var cause) -> traces.where(cause.getStackTrace());
          case CellThread.Result.Stopped(var where) -> where(where);
          case CellThread.Result.Abandoned(var where) -> where(where);
          case null, default -> Optional.of(SourceMap.start(evaluation.cell, unit));
        };
    String message =
        place
            .map(at -> text("stop.atLine", evaluation.cell.number(), at.line()))
            .orElseGet(() -> text("stop.cell", evaluation.cell.number()));
    List<String> lines = new ArrayList<>();
    lines.add(Paint.error("Interrupted") + ": " + message);
    place.ifPresent(at -> addPlace(at, lines));
    if (result instanceof CellThread.Result.Abandoned) {
      lines.addAll(text("stop.abandoned").lines().toList());
    }
    return new Outcome.Interrupted(new Failure("Interrupted", message, lines));
  }

  private Optional<Place> where(List<StackTraceElement> stack) {
    return traces.where(stack.toArray(StackTraceElement[]::new));
  }

  /// Notes what a new declaration did to older ones.
  void noteConsequence(SnippetEvent event) {
    if (event.causeSnippet() instanceof TypeDeclSnippet type
        && event.snippet() instanceof VarSnippet variable
        && event.previousStatus() == Status.VALID
        && event.isSignatureChange()) {
      resets.computeIfAbsent(type.name(), _ -> new ArrayList<>()).add(variable.name());
    }
  }

  /// Points at each name that a declaration lacks.
  private List<String> whereMissing(DeclarationSnippet declaration) {
    List<String> lines = new ArrayList<>();
    Cell cell = sources.cell(declaration);
    for (String need : shell.unresolvedDependencies(declaration).toList()) {
      String name = need.replaceFirst("^\\w+ ", "").replaceFirst("\\(.*", "");
      int at = sources.find(declaration, name);
      if (cell != null && at >= 0) {
        lines.addAll(
            CompileErrors.pointed(cell, cell.line(at), at - cell.lineStart(at), name.length()));
        suggestions.near(cell, at, name).map(Paint::hint).ifPresent(lines::add);
      }
    }
    return lines;
  }

  private static void addPlace(Place place, List<String> lines) {
    lines.add(Paint.place(place.title()));
    lines.add(String.format(Locale.ROOT, "%5d | %s", place.line(), place.text()));
  }

  private String missing(DeclarationSnippet declaration) {
    return shell
        .unresolvedDependencies(declaration)
        .map(Problems::described)
        .collect(Collectors.joining(", "));
  }

  /// JShell names what is missing as `method notYet(int)`.
  private static String described(String dependency) {
    int space = dependency.indexOf(' ');
    String kind = "kind." + dependency.substring(0, Math.max(space, 0));
    return space > 0 && Texts.has(kind) ? text(kind, dependency.substring(space + 1)) : dependency;
  }

  private static String described(DeclarationSnippet declaration) {
    return switch (declaration) {
      case MethodSnippet method ->
          text("kind.method", method.name() + "(" + method.parameterTypes() + ")");
      case TypeDeclSnippet type -> text("kind.class", type.name());
      case VarSnippet variable -> text("kind.variable", variable.name());
      default -> declaration.name();
    };
  }
}
