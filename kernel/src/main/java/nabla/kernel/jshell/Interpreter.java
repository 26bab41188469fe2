package nabla.kernel.jshell;

import static nabla.kernel.text.Texts.text;

import java.io.File;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.ImportSnippet;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.TypeDeclSnippet;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.VarSnippet;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.jspecify.annotations.Nullable;

/// Runs cells with one JShell. Used by one thread at a time, which holds [#lock].
final class Interpreter implements AutoCloseable {
  /// Held while the compiler works; free while user code runs.
  final ReentrantLock lock;

  final JShell shell;
  final SourceCodeAnalysis analysis;
  private final ClassIndex classIndex;
  private final CellControl control;
  private final Runnable afterCell;
  private final List<String> startup;
  private final Splitter splitter;
  private final Syntax syntax;
  private final SourceMap sources;
  private final CompileErrors errors;
  private final Suggestions suggestions;
  private final Traces traces;
  private final Problems problems;
  private final Seals seals = new Seals();
  private final Batch batch;
  private int leftToShell;
  final Leftovers leftovers;

  /// Variables that keep their value until they are declared again.
  private final Set<String> finals;

  /// Whether the shell ends with this interpreter.
  private final boolean owner;

  final Completer completer;
  final Inspector inspector;

  Interpreter(EvaluatorOptions options) {
    lock = new ReentrantLock();
    syntax = new Syntax();
    CellLoader loader = new CellLoader(options.parent());
    control = new CellControl(loader, lock);
    afterCell = options.afterCell();
    shell =
        JShell.builder()
            .executionEngine(new Provider(control), Map.of())
            .fileManager(files -> new ClassPathFiles(files, options.classPath(), options.parent()))
            .compilerOptions("-g", "-Xlint:none")
            .build();
    classIndex = new ClassIndex();
    analysis = shell.sourceCodeAnalysis();
    splitter = new Splitter(analysis, syntax);
    batch = new Batch(shell, control);
    sources = new SourceMap(analysis);
    suggestions = new Suggestions(analysis, syntax, classIndex);
    errors = new CompileErrors(suggestions);
    traces = new Traces(sources);
    problems = new Problems(shell, sources, traces, suggestions);
    leftovers = new Leftovers(shell, analysis, loader, sources);
    finals = new HashSet<>();
    inspector = new Inspector(shell, syntax, new Library(options.sources(), syntax));
    completer = new Completer(shell, syntax, inspector, classIndex);
    startup = options.startup();
    owner = true;
    startUp();
  }

  /// Makes one that shares everything but the run of its cell.
  private Interpreter(Interpreter main) {
    lock = main.lock;
    shell = main.shell;
    classIndex = main.classIndex;
    analysis = main.analysis;
    control = main.control;
    afterCell = main.afterCell;
    startup = main.startup;
    splitter = main.splitter;
    batch = main.batch;
    syntax = main.syntax;
    sources = main.sources;
    suggestions = main.suggestions;
    errors = main.errors;
    traces = main.traces;
    problems = new Problems(shell, sources, traces, suggestions);
    leftovers = main.leftovers;
    finals = main.finals;
    completer = main.completer;
    inspector = main.inspector;
    owner = false;
  }

  /// Returns an interpreter whose cells run beside those of this one, on the same declarations.
  /// Another thread must use it: [CellControl] tells them apart by the threads that wait for them.
  Interpreter fork() {
    return new Interpreter(this);
  }

  private void startUp() {
    ManyImports.declare(shell, startup).forEach(this::startUp);
    // Reads all that the imports name, so that the first cell need not wait for it if it comes
    // later.
    Unit trial =
        new Unit(0, "0", List.of(), Unit.Kind.EXPRESSION, "", Unit.Local.NONE, Habits.NONE);
    if (batch.compile(List.of(trial), true).isEmpty()) {
      // One of them is wrong: JShell says which.
      startup.forEach(this::startUp);
    }
  }

  private void startUp(String declaration) {
    for (SnippetEvent event : shell.eval(declaration)) {
      if (event.status() == Status.REJECTED) {
        problems.note(
            text("start.import", declaration)
                + "\n"
                + shell
                    .diagnostics(event.snippet())
                    .map(CompileErrors::message)
                    .collect(Collectors.joining("\n")));
      }
    }
  }

  /// Stands before each evaluation, as [#end] behind it.
  void begin() {
    leftovers.cellBegins();
  }

  void end() {
    leftovers.cellEnds();
  }

  /// Puts back what a cell may have left behind on its thread.
  void tidy() {
    control.tidy(afterCell);
    Reserve.refill();
  }

  Outcome run(Evaluation evaluation) {
    Cell cell = evaluation.cell;
    control.begin(evaluation);
    Splitter.Split split = splitter.split(cell.code());
    for (Unit unit : split.units()) {
      Optional<String> misplaced = Advice.ofMisplaced(unit.source());
      if (misplaced.isPresent() || unit.kind() == Unit.Kind.INVALID) {
        Failure failure =
            misplaced
                .map(why -> CompileErrors.misplaced(cell, unit, why))
                .orElseGet(() -> syntaxError(cell, unit));
        if (split.units().size() > 1) {
          failure = failure.with("").with(text("rejected.nothing"));
        }
        return split.incomplete() && misplaced.isEmpty()
            ? new Outcome.Incomplete(failure)
            : new Outcome.Rejected(failure);
      }
    }
    Optional<Failure> refused = refused(cell, split.units());
    if (refused.isPresent()) {
      return new Outcome.Rejected(refused.get());
    }
    problems.begin();
    seals.clear();
    Outcome outcome = runUnits(evaluation, split.units());
    if (ended(outcome)) {
      outcome = problems.unresolved().orElse(outcome);
      publishNotes();
    }
    return outcome;
  }

  /// Returns the failure of a cell that does what Java refuses and JShell lets pass.
  private Optional<Failure> refused(Cell cell, List<Unit> units) {
    Set<String> known = new HashSet<>(finals);
    for (Unit unit : units) {
      Habits habits = unit.habits();
      if (habits.returnAt() >= 0) {
        return Optional.of(
            CompileErrors.at(
                cell,
                unit.start() + habits.returnAt(),
                "return".length(),
                "return outside method",
                text("form.return")));
      }
      for (Map.Entry<String, Integer> each : habits.assigned().entrySet()) {
        if (known.contains(each.getKey())) {
          return Optional.of(
              CompileErrors.at(
                  cell,
                  unit.start() + each.getValue(),
                  each.getKey().length(),
                  "cannot assign a value to final variable " + each.getKey(),
                  text("form.final")));
        }
      }
      known.remove(unit.declares());
      known.addAll(habits.finals());
    }
    return Optional.empty();
  }

  private static boolean ended(Outcome outcome) {
    return outcome instanceof Outcome.Value || outcome instanceof Outcome.Nothing;
  }

  /// Runs work of the kernel's as part of a cell.
  Outcome call(Evaluation evaluation, Callable<?> work) {
    control.begin(evaluation);
    CellThread.Result result = control.callInCell(work::call);
    return switch (result) {
      case CellThread.Result.Returned(var value) -> new Outcome.Value(value);
      case CellThread.Result.Threw(var cause) when !evaluation.stopped() ->
          new Outcome.Thrown(cause, traces.failure(cause));
      case CellThread.Result.Threw _, CellThread.Result.Stopped _, CellThread.Result.Abandoned _ ->
          problems.interrupted(
              evaluation,
              new Unit(0, "", List.of(), Unit.Kind.STATEMENT, "", Unit.Local.NONE, Habits.NONE),
              result);
    };
  }

  /// Tells an exception that no cell caught.
  Failure failure(Throwable thrown) {
    return traces.failure(thrown);
  }

  /// Returns the line of a cell that a frame stands for, `cell 3, line 2`, or `null` if it is not
  /// code of a cell.
  @Nullable String place(StackTraceElement frame) {
    SourceMap.Place place = sources.place(frame);
    return place == null ? null : text("cell.place", place.cell().number(), place.line());
  }

  private Outcome runUnits(Evaluation evaluation, List<Unit> units) {
    String code = evaluation.cell.code();
    boolean hasValue = !units.isEmpty() && hasValue(code, Splitter.last(units));
    Outcome outcome = new Outcome.Nothing();
    for (List<Unit> run : Splitter.runs(units, unit -> replaced(unit).isEmpty())) {
      outcome =
          runTogether(
              evaluation, run, hasValue && run.getLast().start() == units.getLast().start());
      if (!ended(outcome)) {
        return outcome;
      }
    }
    noteMain(units);
    publishNotes();
    return hasValue ? outcome : new Outcome.Nothing();
  }

  private static boolean hasValue(String code, Unit last) {
    boolean expression = last.kind() == Unit.Kind.CALL || last.kind() == Unit.Kind.EXPRESSION;
    return expression
        && !Syntax.withoutComments(code.substring(last.start())).strip().endsWith(";");
  }

  /// Runs pieces that may be compiled together, or has JShell do it where that does not work.
  private Outcome runTogether(Evaluation evaluation, List<Unit> run, boolean hasValue) {
    Outcome outcome = new Outcome.Nothing();
    List<List<Unit>> groups = Splitter.groups(run, hasValue);
    List<Unit> units =
        groups.stream().map(each -> Splitter.block(evaluation.cell.code(), each)).toList();
    List<Batch.Piece> pieces = batch.compile(units, hasValue);
    for (Batch.Piece piece : pieces) {
      // A cell beside this one may have declared the same name meanwhile.
      outcome =
          batch.stands(piece) ? runPiece(evaluation, piece) : runUnit(evaluation, piece.unit());
      if (!ended(outcome)) {
        return outcome;
      }
    }
    for (List<Unit> group : pieces.isEmpty() ? groups : List.<List<Unit>>of()) {
      outcome = runGroup(evaluation, group);
      publishNotes();
      if (!ended(outcome)) {
        return outcome;
      }
    }
    return outcome;
  }

  private Outcome runPiece(Evaluation evaluation, Batch.Piece piece) {
    if (evaluation.stopped()) {
      return problems.interrupted(evaluation, piece.unit(), null);
    }
    leftovers.snippetRuns();
    batch.install(piece);
    sources.begin(evaluation.cell, piece.unit());
    sources.add(piece.snippet(), evaluation.cell, piece.unit());
    Optional<UnresolvedReferenceException> unfinished = batch.invoke(piece);
    if (piece.replaces() != null) {
      forget(piece.replaces());
    }
    noteFinals(piece.snippet(), piece.unit());
    return outcome(
        evaluation, piece.unit(), piece.snippet(), Status.VALID, unfinished.orElse(null));
  }

  private void noteFinals(Snippet snippet, Unit unit) {
    if (snippet instanceof VarSnippet variable) {
      finals.remove(variable.name());
      if (unit.habits().finals().contains(variable.name())) {
        finals.add(variable.name());
      }
    }
  }

  private Outcome runGroup(Evaluation evaluation, List<Unit> group) {
    if (group.size() > 1) {
      Outcome whole = runUnit(evaluation, Splitter.block(evaluation.cell.code(), group));
      if (!(whole instanceof Outcome.Rejected)) {
        return whole;
      }
      // Statements that do not go together may go one by one, at least up to the wrong one.
    }
    Outcome outcome = new Outcome.Nothing();
    for (Unit unit : group) {
      outcome = runUnit(evaluation, unit);
      if (outcome instanceof Outcome.Rejected(var failure)) {
        return new Outcome.Rejected(withWhatRan(evaluation.cell, unit, failure));
      }
      if (!ended(outcome)) {
        return outcome;
      }
    }
    return outcome;
  }

  /// Says up to where a cell ran whose later piece the compiler refused.
  private static Failure withWhatRan(Cell cell, Unit refused, Failure failure) {
    int line = SourceMap.start(cell, refused).line();
    String before = Syntax.withoutComments(cell.code().substring(0, refused.start()));
    if (before.isBlank()) {
      return failure;
    }
    String source = Syntax.withoutComments(refused.source());
    boolean ownLine = source.substring(0, source.indexOf(source.strip())).contains("\n");
    boolean inLine = !ownLine && !before.substring(before.lastIndexOf('\n') + 1).isBlank();
    return failure.with("").with(inLine ? text("rejected.ranInLine") : text("rejected.ran", line));
  }

  /// Tells how to run a `main` that the cell declares and does not call.
  private void noteMain(List<Unit> units) {
    for (Unit unit : units) {
      if (unit.kind() == Unit.Kind.DECLARATION && unit.source().contains("void main")) {
        syntax
            .declarations(unit.source(), true)
            .callOfMain()
            .filter(
                call -> units.stream().allMatch(other -> other.equals(unit) || !calls(other, call)))
            .ifPresent(call -> problems.note(text("form.main", call)));
      }
    }
  }

  private static boolean calls(Unit unit, String main) {
    return unit.source().contains(main.substring(0, main.indexOf("main(") + "main(".length()));
  }

  /// Returns how many units went the long way through JShell.
  int leftToShell() {
    return leftToShell;
  }

  private Outcome runUnit(Evaluation evaluation, Unit unit) {
    if (evaluation.stopped()) {
      return problems.interrupted(evaluation, unit, null);
    }
    leftToShell++;
    makeRoomFor(unit);
    sources.begin(evaluation.cell, unit);
    leftovers.snippetRuns();
    Outcome outcome = new Outcome.Nothing();
    for (SnippetEvent event : shell.eval(unit.source())) {
      if (event.status() == Status.OVERWRITTEN && isElsewhere(event.snippet())) {
        forget(event.snippet());
      }
      if (event.causeSnippet() != null) {
        sources.refresh(event.snippet());
        problems.noteConsequence(event);
        continue;
      }
      sources.add(event.snippet(), evaluation.cell, unit);
      if (event.status() == Status.VALID) {
        noteFinals(event.snippet(), unit);
      }
      if (ended(outcome)) {
        outcome = outcome(evaluation, unit, event.snippet(), event.status(), event.exception());
      }
      if (event.snippet().subKind() == Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND
          && event.status() != Status.REJECTED) {
        // A temporary counts as a live variable and slows down every later cell.
        drop(event.snippet());
      }
    }
    return ended(outcome) && unit.kind() == Unit.Kind.DECLARATION
        ? sealed(evaluation, unit, outcome)
        : outcome;
  }

  /// Declares a sealed type in two steps where an import has its name, see [Seals].
  private Outcome sealed(Evaluation evaluation, Unit unit, Outcome outcome) {
    String name = unit.declares();
    if (isType(name, status -> status == Status.RECOVERABLE_NOT_DEFINED)
        && analysis.listQualifiedNames(name, name.length()).isResolvable()) {
      Optional<Unit> open = seals.withoutSeal(unit);
      return open.isPresent() ? runUnit(evaluation, open.get()) : outcome;
    }
    Optional<Unit> complete = seals.complete(heir -> isType(heir, Status::isDefined));
    return complete.isPresent() ? runUnit(evaluation, complete.get()) : outcome;
  }

  private boolean isType(String name, Predicate<Status> status) {
    return shell
        .types()
        .anyMatch(type -> type.name().equals(name) && status.test(shell.status(type)));
  }

  /// Drops what a new declaration replaces. JShell keeps a class and a single import of the same
  /// name side by side, and from then on refuses every snippet: what was said last must win.
  private void makeRoomFor(Unit unit) {
    replaced(unit).forEach(this::drop);
  }

  private List<Snippet> replaced(Unit unit) {
    String name = unit.declares();
    if (name.isEmpty() || name.equals("*")) {
      return List.of();
    }
    boolean imports = unit.kind() == Unit.Kind.IMPORT;
    return shell
        .snippets()
        .filter(old -> shell.status(old).isActive())
        .filter(
            old ->
                switch (old) {
                  case ImportSnippet other -> !imports && isSingle(other, name);
                  case TypeDeclSnippet type -> imports && type.name().equals(name);
                  case VarSnippet variable -> imports && variable.name().equals(name);
                  default -> false;
                })
        .toList();
  }

  /// Drops a snippet and what its variable holds: the class with the variable in it stays, and with
  /// it would every tensor that a cell ever showed.
  private void drop(Snippet snippet) {
    forget(snippet);
    shell.drop(snippet);
  }

  /// A variable that is declared again may be the same field still.
  private boolean isElsewhere(Snippet old) {
    String place = analysis.wrapper(old).fullClassName();
    return shell
        .variables()
        .noneMatch(live -> analysis.wrapper(live).fullClassName().equals(place));
  }

  private void forget(Snippet snippet) {
    if (snippet instanceof VarSnippet variable) {
      control.forget(analysis.wrapper(variable).fullClassName(), variable.name());
    }
  }

  private static boolean isSingle(ImportSnippet snippet, String name) {
    // A variable `base` does not replace `import module java.base`.
    return snippet.subKind() != Snippet.SubKind.MODULE_IMPORT_SUBKIND
        && snippet.fullname().endsWith("." + name);
  }

  private Outcome outcome(
      Evaluation evaluation,
      Unit unit,
      Snippet snippet,
      Status status,
      @Nullable JShellException exception) {
    CellThread.Result result = control.takeResult();
    if (status == Status.REJECTED) {
      return new Outcome.Rejected(rejection(evaluation.cell, unit, snippet));
    }
    if (evaluation.stopped()) {
      return problems.interrupted(evaluation, unit, result);
    }
    if (exception instanceof UnresolvedReferenceException unresolved) {
      return problems.called(unresolved, result);
    }
    if (result == null && status == Status.VALID && isToRun(snippet)) {
      // JShell does not notice when javac ends with an exception of its own.
      return new Outcome.Rejected(CompileErrors.compilerFailed(evaluation.cell, unit));
    }
    if (snippet instanceof DeclarationSnippet declaration) {
      problems.watch(declaration, status);
    }
    return switch (result) {
      case CellThread.Result.Threw(var cause) -> new Outcome.Thrown(cause, traces.failure(cause));
      case CellThread.Result.Returned(var value) when isExpression(snippet) ->
          new Outcome.Value(value);
      case null, default -> new Outcome.Nothing();
    };
  }

  private static boolean isToRun(Snippet snippet) {
    return isExpression(snippet) || snippet.kind() == Snippet.Kind.STATEMENT;
  }

  private static boolean isExpression(Snippet snippet) {
    return snippet.kind() == Snippet.Kind.EXPRESSION
        || snippet.subKind() == Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND;
  }

  private Failure rejection(Cell cell, Unit unit, Snippet snippet) {
    return errors.failure(cell, unit, shell.diagnostics(snippet).toList());
  }

  /// Has JShell say what is wrong with a unit that does not parse. It cannot run: our parser
  /// refused it, and so will JShell's.
  private Failure syntaxError(Cell cell, Unit unit) {
    boolean refused = syntax.facts(List.of(unit.source())).getFirst().kind() == Unit.Kind.INVALID;
    for (SnippetEvent event : refused ? shell.eval(unit.source()) : List.<SnippetEvent>of()) {
      if (event.status() == Status.REJECTED) {
        return rejection(cell, unit, event.snippet());
      }
    }
    return errors.failure(cell, unit, List.of());
  }

  private void publishNotes() {
    for (String note : problems.takeNotes()) {
      control.runInCell(() -> System.out.println(note));
    }
  }

  Completeness completeness(String code) {
    return CompletenessCheck.of(analysis, splitter, code);
  }

  /// Returns the live variables, name to value, in the order of their declaration.
  Map<String, @Nullable Object> variables() {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (VarSnippet variable : shell.variables().toList()) {
      if (shell.status(variable) == Status.VALID) {
        shell.varValue(variable);
        values.put(variable.name(), control.takeVariable());
      }
    }
    return values;
  }

  /// Forgets everything that cells have declared, and what their variables hold.
  void reset() {
    control.forgetting(true);
    try {
      shell.variables().forEach(shell::varValue);
    } finally {
      control.forgetting(false);
    }
    finals.clear();
    // Latest first: what depends on another goes before it.
    shell
        .snippets()
        .filter(snippet -> shell.status(snippet).isActive())
        .toList()
        .reversed()
        .forEach(shell::drop);
    startUp();
  }

  void addToClassPath(List<Path> paths) {
    shell.addToClasspath(
        paths.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
  }

  @Override
  public void close() {
    if (owner) {
      shell.close();
    } else {
      control.close();
    }
  }

  private record Provider(CellControl control) implements ExecutionControlProvider {
    @Override
    public String name() {
      return "nabla";
    }

    @Override
    public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
      return control;
    }
  }
}
