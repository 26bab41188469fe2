package nabla.kernel.jshell;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Evaluates the cells of a notebook, one after another, and answers questions about their code.
///
/// ```java
/// var evaluator = new Evaluator(new EvaluatorOptions(classPath, parent, List.of("import java.util.*;")));
/// evaluator.start();
/// switch (evaluator.evaluate(1, "1 + 1")) { … }
/// ```
public final class Evaluator implements AutoCloseable {
  private static final long STACK_BYTES = 16L << 20;

  private final EvaluatorOptions options;
  private final ExecutorService compiler =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(null, task, "compiler", STACK_BYTES);
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable CompletableFuture<Interpreter> interpreter;
  private volatile @Nullable Evaluation running;

  /// Makes an evaluator; cheap, nothing runs yet.
  public Evaluator(EvaluatorOptions options) {
    this.options = options;
  }

  /// Begins to build the compiler and to run the default imports, and returns at once.
  public void start() {
    var _ = interpreter();
  }

  private synchronized CompletableFuture<Interpreter> interpreter() {
    CompletableFuture<Interpreter> begun = interpreter;
    if (begun == null) {
      begun = CompletableFuture.supplyAsync(() -> new Interpreter(options), compiler);
      interpreter = begun;
    }
    return begun;
  }

  /// Runs a cell and waits for its end. User code runs on the cell thread, always the same one.
  ///
  /// @param cell the cell's number, as it appears in error messages
  public Outcome evaluate(int cell, String code) {
    return run(new Evaluation(new Cell(cell, code)), Interpreter::run);
  }

  /// Does the kernel's own work with a cell's objects, such as showing its value, as if the cell
  /// did it: on the cell thread, and stopped by an interrupt. What `work` returns is the outcome's
  /// value.
  public Outcome call(int cell, Callable<?> work) {
    return run(
        new Evaluation(new Cell(cell, "")),
        (interpreter, evaluation) -> interpreter.call(evaluation, work));
  }

  private Outcome run(
      Evaluation evaluation, BiFunction<Interpreter, Evaluation, Outcome> interpretation) {
    running = evaluation;
    try {
      return onCompiler(
          interpreter ->
              locked(
                  interpreter,
                  () -> {
                    try {
                      return interpretation.apply(interpreter, evaluation);
                    } finally {
                      if (!evaluation.abandoned()) {
                        if (evaluation.stopped()) {
                          PoolWork.awaitEnd(CellThread.GRACE);
                        }
                        evaluation.end();
                        interpreter.tidy();
                      }
                    }
                  }));
    } finally {
      running = null;
    }
  }

  /// Tells whether a thread is the one that runs cells, not one that a cell started.
  public static boolean runsCells(Thread thread) {
    return thread.getName().equals(CellThread.NAME);
  }

  /// Asks the running cell to stop; from any thread. Without a running cell, nothing happens.
  public void interrupt() {
    Evaluation evaluation = running;
    if (evaluation != null) {
      evaluation.requestStop();
    }
  }

  /// Adds jars or folders to what later cells see. Give all that belong together in one call: each
  /// costs the compiler a fresh start.
  public void addToClassPath(List<Path> paths) {
    onCompiler(
        interpreter ->
            locked(
                interpreter,
                () -> {
                  interpreter.addToClassPath(paths);
                  return true;
                }));
  }

  /// Forgets all that cells have declared; the class path stays.
  public void reset() {
    onCompiler(
        interpreter ->
            locked(
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

  /// Tells whether the code could run as it stands.
  public Completeness completeness(String code) {
    return ask(interpreter -> CompletenessCheck.of(interpreter.analysis, code));
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

  /// Stops what runs and ends the threads. User code that does not listen dies with the process.
  @Override
  public void close() {
    interrupt();
    CompletableFuture<Interpreter> begun = interpreter();
    compiler.execute(
        () -> {
          if (!begun.isCompletedExceptionally()) {
            begun.join().close();
          }
        });
    compiler.shutdown();
  }

  /// Answers on the caller's thread, also while user code runs.
  private <T> T ask(Function<Interpreter, T> question) {
    Interpreter interpreter = interpreter().join();
    return locked(interpreter, () -> question.apply(interpreter));
  }

  private <T> T onCompiler(Function<Interpreter, T> work) {
    Interpreter interpreter = interpreter().join();
    try {
      return CompletableFuture.supplyAsync(() -> work.apply(interpreter), compiler).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private static <T> T locked(Interpreter interpreter, Supplier<T> work) {
    interpreter.lock.lock();
    try {
      return work.get();
    } finally {
      interpreter.lock.unlock();
    }
  }
}
