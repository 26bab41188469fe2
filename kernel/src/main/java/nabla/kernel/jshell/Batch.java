package nabla.kernel.jshell;

import static nabla.kernel.jshell.Internals.call;
import static nabla.kernel.jshell.Internals.get;
import static nabla.kernel.jshell.Internals.make;
import static nabla.kernel.jshell.Internals.run;
import static nabla.kernel.jshell.Internals.set;
import static nabla.kernel.jshell.Internals.type;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.VarSnippet;
import jdk.jshell.spi.ExecutionControl;
import org.jspecify.annotations.Nullable;

/// Compiles several pieces of a cell with one task of the compiler, and installs them one by one.
///
/// JShell alone starts four tasks for an expression (its type, its type as a variable's, whether
/// all is well, the class) and as many for a `var`, and each reads all imports anew. Here the types
/// of all `var`s of a run cost one task, and all its classes another. What becomes of the pieces is
/// what JShell would have made of them, one after another: a piece that was not reached when an
/// earlier one threw has declared nothing.
///
/// Only what is right goes this way. Whenever anything is unusual or wrong, nothing has happened,
/// and the pieces are left to JShell, which says what is wrong. The same goes for a Java whose
/// JShell has other names inside.
final class Batch {
  private final JShell shell;
  private final CellControl control;
  private final InferredTypes types;
  private boolean closed;

  Batch(JShell shell, CellControl control) {
    this.shell = shell;
    this.control = control;
    this.types = new InferredTypes(shell);
  }

  /// A piece whose class is loaded, and which nobody knows of yet.
  ///
  /// @param inside JShell's own record of it
  /// @param replaces the variable of the same name that is there already
  record Piece(Unit unit, Snippet snippet, Object inside, @Nullable VarSnippet replaces) {}

  /// Returns the pieces ready to run, or none if JShell has to look at them itself.
  ///
  /// @param hasValue whether the last one's value is wanted
  List<Piece> compile(List<Unit> units, boolean hasValue) {
    if (closed || units.stream().anyMatch(unit -> !Splitter.joins(unit))) {
      return List.of();
    }
    try {
      Optional<Map<Unit, String>> inferred = types.of(units);
      if (inferred.isEmpty()) {
        return List.of();
      }
      List<Piece> pieces = compiled(units, inferred.get(), hasValue);
      boolean mayBeVoid = hasValue && units.getLast().kind() == Unit.Kind.CALL;
      return pieces.isEmpty() && mayBeVoid ? compiled(units, inferred.get(), false) : pieces;
    } catch (Internals.Closed _) {
      closed = true;
    } catch (Internals.Failed _) {
      // The compiler itself ended with an exception; how that is told is said where JShell runs.
    }
    return List.of();
  }

  private List<Piece> compiled(List<Unit> units, Map<Unit, String> inferred, boolean hasValue) {
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < units.size(); i++) {
      Unit unit = units.get(i);
      Optional<Snippet> snippet = snippet(unit, inferred, hasValue && i == units.size() - 1);
      if (snippet.isEmpty()) {
        return List.of();
      }
      pieces.add(piece(unit, snippet.get()));
    }
    return othersDepend(pieces) || !load(pieces) ? List.of() : pieces;
  }

  private Optional<Snippet> snippet(Unit unit, Map<Unit, String> inferred, boolean hasValue) {
    String source = Syntax.withoutComments(unit.source()).stripTrailing();
    return switch (unit.kind()) {
      case DECLARATION -> {
        String type = inferred.get(unit);
        yield type == null ? declaration(unit) : Optional.of(variable(unit, source, type));
      }
      case EXPRESSION -> Optional.of(expression(unit, source));
      case CALL -> Optional.of(hasValue ? expression(unit, source) : statement(unit, source));
      case STATEMENT -> Optional.of(statement(unit, source));
      case IMPORT, INVALID -> Optional.empty();
    };
  }

  private Snippet expression(Unit unit, String source) {
    return (Snippet)
        make(
            type("ExpressionSnippet"),
            call(get(shell, "keyMap"), "keyForExpression", "", ""),
            unit.source(),
            call(type("Wrap"), "methodReturnWrap", source),
            "",
            SubKind.OTHER_EXPRESSION_SUBKIND);
  }

  private Snippet statement(Unit unit, String source) {
    return (Snippet)
        make(
            type("StatementSnippet"),
            call(get(shell, "keyMap"), "keyForStatement"),
            unit.source(),
            call(type("Wrap"), "methodWrap", source));
  }

  /// Has JShell make a variable of a type that is written there: it need not ask for it.
  private Optional<Snippet> declaration(Unit unit) {
    var snippets = (Collection<?>) call(get(shell, "eval"), "sourceToSnippets", unit.source());
    return snippets.size() == 1 && snippets.iterator().next() instanceof VarSnippet variable
        ? Optional.of(variable)
        : Optional.empty();
  }

  private Snippet variable(Unit unit, String source, String type) {
    Unit.Local local = unit.local();
    Object initializer = range(source, local.initStart(), local.initEnd());
    Object wrap =
        call(
            type("Wrap"),
            "varWrap",
            source,
            call(type("Wrap"), "identityWrap", type),
            "",
            range(source, local.nameStart(), local.nameStart() + unit.declares().length()),
            initializer,
            false,
            null);
    return (Snippet)
        make(
            type("VarSnippet"),
            call(get(shell, "keyMap"), "keyForVariable", unit.declares()),
            unit.source(),
            wrap,
            unit.declares(),
            unit.declares(),
            SubKind.VAR_DECLARATION_WITH_INITIALIZER_SUBKIND,
            InferredTypes.shown(type),
            type,
            Set.of(),
            InferredTypes.named(type),
            make(type("DiagList")));
  }

  private static Object range(String source, int start, int end) {
    return call(type("Wrap"), "rangeWrap", source, make(type("Wrap$Range"), start, end));
  }

  private Piece piece(Unit unit, Snippet snippet) {
    Object inside = make(type("Unit"), shell, snippet, null, make(type("DiagList")));
    VarSnippet old = snippet instanceof VarSnippet variable ? live(variable.name()) : null;
    if (old != null) {
      // A class of its own at once. JShell tries first to change the class that is there, which
      // never works here, and then compiles everything a second time.
      var _ = run(inside, "markForReplacement");
    }
    set(inside, "activeGuts", get(snippet, "guts"));
    return new Piece(unit, snippet, inside, old);
  }

  private @Nullable VarSnippet live(String name) {
    return shell
        .variables()
        .filter(variable -> variable.name().equals(name) && shell.status(variable).isActive())
        .findFirst()
        .orElse(null);
  }

  /// Whether other declarations have to be compiled again with these. JShell knows how.
  private boolean othersDepend(List<Piece> pieces) {
    Set<String> own = new HashSet<>();
    pieces.forEach(piece -> own.add(piece.unit.declares()));
    Object maps = get(shell, "maps");
    return pieces.stream()
        .flatMap(piece -> ((Collection<?>) call(maps, "getDependents", piece.snippet)).stream())
        .map(Snippet.class::cast)
        .anyMatch(
            other ->
                shell.status(other).isActive()
                    && !(other instanceof VarSnippet variable && own.contains(variable.name())));
  }

  private boolean load(List<Piece> pieces) {
    // Each sees those before it, and of the names of those behind it what was there before.
    Set<Object> before = new LinkedHashSet<>();
    Map<Piece, Object> wraps = new LinkedHashMap<>();
    for (Piece piece : pieces) {
      Set<Object> known = new LinkedHashSet<>(before);
      before.add(piece.inside);
      var _ = run(piece.inside, "setWrap", before, known);
      wraps.put(piece, call(piece.snippet, "outerWrap"));
    }
    Object loaded =
        call(
            get(shell, "taskFactory"),
            "compile",
            Set.copyOf(wraps.values()),
            Internals.does(
                type("TaskFactory$Worker"),
                task -> {
                  if (!(boolean) call(task, "compile")) {
                    return false;
                  }
                  Set<Object> classes = new HashSet<>();
                  for (Piece piece : pieces) {
                    var diagnostics = call(call(task, "getDiagnostics"), "ofUnit", piece.inside);
                    var _ = run(piece.inside, "setDiagnostics", diagnostics);
                    // What it takes for granted is that this is no method.
                    var _ = run(piece.inside, "setStatus", (Object) null);
                    var names = call(task, "classList", wraps.get(piece));
                    ((Stream<?>) call(piece.inside, "classesToLoad", names)).forEach(classes::add);
                  }
                  var _ = run(get(shell, "eval"), "load", classes);
                  return true;
                }));
    return (boolean) loaded;
  }

  /// Whether a piece can still be installed: a cell beside this one may have declared its name.
  boolean stands(Piece piece) {
    return !(piece.snippet instanceof VarSnippet variable)
        || Objects.equals(live(variable.name()), piece.replaces);
  }

  /// Makes a piece known, as JShell does before it runs one.
  void install(Piece piece) {
    var _ = run(piece.inside, "initialize");
    var _ = run(piece.inside, "finish");
  }

  /// Runs a piece that is installed. How it ended, [CellControl] knows.
  ///
  /// @return the call of something unfinished that ended it, if that did
  Optional<UnresolvedReferenceException> invoke(Piece piece) {
    if (piece.snippet.subKind().isExecutable()) {
      try {
        var _ = control.invoke((String) call(piece.snippet, "classFullName"), "do_it$");
      } catch (ExecutionControl.ResolutionException e) {
        return Optional.of(
            (UnresolvedReferenceException)
                call(get(shell, "eval"), "asUnresolvedReferenceException", e));
      } catch (ExecutionControl.ExecutionControlException _) {
        // An exception of the cell's, or a stop.
      }
    }
    return Optional.empty();
  }
}
