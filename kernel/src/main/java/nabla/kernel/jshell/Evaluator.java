package nabla.kernel.jshell;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Evaluates the cells of a notebook, one after another, and answers questions about their code.
///
/// ```java
/// var evaluator = new Evaluator(new EvaluatorOptions(classPath, parent, List.of("import java.util.*;")));
/// evaluator.start();
/// switch (evaluator.evaluate(1, "1 + 1")) { … }
/// ```
///
/// Cells that are to run beside the others go to a shell of their own: [#fork].
public final class Evaluator implements AutoCloseable {
  private final Shell main;

  /// Makes an evaluator; cheap, nothing runs yet.
  public Evaluator(EvaluatorOptions options) {
    main = new Shell(() -> new Interpreter(options));
  }

  /// Begins to build the compiler and to run the default imports, and returns at once.
  public void start() {
    var _ = main.interpreter().thenAccept(WarmUp::begin);
  }

  /// Returns the shell of the notebook's own cells.
  public Shell main() {
    return main;
  }

  /// Makes a shell that shares all declarations and runs its cells beside those of the others.
  public Shell fork() {
    return new Shell(() -> main.interpreter().join().fork());
  }

  /// Runs a cell in the main shell, see [Shell#evaluate].
  public Outcome evaluate(int cell, String code) {
    return main.evaluate(Task.NONE, cell, code);
  }

  /// Does the kernel's own work as if a cell of the main shell did it, see [Shell#call].
  public Outcome call(int cell, Callable<?> work) {
    return main.call(Task.NONE, cell, work);
  }

  /// Returns on whose behalf the calling thread runs, or `null` if no cell started it.
  public static @Nullable Task task() {
    return Evaluation.taskOfThread();
  }

  /// Asks the main shell's running cell to stop; from any thread.
  public void interrupt() {
    main.interrupt();
  }

  /// Adds jars or folders to what later cells see. Give all that belong together in one call: each
  /// costs the compiler a fresh start.
  public void addToClassPath(List<Path> paths) {
    main.onCompiler(
        interpreter ->
            Shell.locked(
                interpreter,
                () -> {
                  interpreter.addToClassPath(paths);
                  return true;
                }));
  }

  /// Forgets all that cells have declared; the class path stays.
  public void reset() {
    main.onCompiler(
        interpreter ->
            Shell.locked(
                interpreter,
                () -> {
                  interpreter.reset();
                  return true;
                }));
  }

  /// Returns the live variables, name to value, in the order of their declaration.
  public Map<String, @Nullable Object> variables() {
    return ask(Interpreter::variables);
  }

  /// Returns how the line of a cell that a frame stands for is called, `cell 3, line 2`, or `null`
  /// if the frame is not code of a cell. May be asked while that code runs.
  public @Nullable String place(StackTraceElement frame) {
    return ask(interpreter -> Optional.ofNullable(interpreter.place(frame))).orElse(null);
  }

  /// Tells an exception in the lines of the cells that it came through, as that of a cell is told.
  public Failure failure(Throwable thrown) {
    return ask(interpreter -> interpreter.failure(thrown));
  }

  /// Tells whether the code could run as it stands.
  public Completeness completeness(String code) {
    return ask(interpreter -> interpreter.completeness(code));
  }

  /// Returns what may stand at the cursor, a UTF-16 offset.
  public Completions complete(String code, int cursor) {
    return ask(interpreter -> interpreter.completer.complete(code, cursor));
  }

  /// Returns what is known about the name at the cursor.
  ///
  /// @param detail 0 for a signature and its documentation, 1 for all overloads
  public Optional<Documentation> inspect(String code, int cursor, int detail) {
    return ask(interpreter -> interpreter.inspector.inspect(code, cursor, detail));
  }

  @Override
  public void close() {
    main.close();
  }

  /// Answers on the caller's thread, also while user code runs.
  private <T> T ask(Function<Interpreter, T> question) {
    Interpreter interpreter = main.interpreter().join();
    return Shell.locked(interpreter, () -> question.apply(interpreter));
  }
}
