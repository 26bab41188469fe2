package nabla.kernel.jshell;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A line of cells that run one after another. The shells of one evaluator share all declarations;
/// the user code of their cells runs side by side, each shell's on a thread of its own.
public final class Shell implements AutoCloseable {
  private static final long STACK_BYTES = 16L << 20;

  private final Supplier<CompletableFuture<Interpreter>> interpreter;
  private final ExecutorService compiler =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(null, task, "compiler", STACK_BYTES);
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable CompletableFuture<Interpreter> begun;
  private volatile @Nullable Evaluation running;

  /// @param interpreter makes the shell's interpreter, once, on the shell's compiler thread
  Shell(Supplier<Interpreter> interpreter) {
    this.interpreter = () -> CompletableFuture.supplyAsync(interpreter, compiler);
  }

  /// Returns the interpreter, which begins to be made with the first call.
  synchronized CompletableFuture<Interpreter> interpreter() {
    CompletableFuture<Interpreter> current = begun;
    if (current == null) {
      current = interpreter.get();
      begun = current;
    }
    return current;
  }

  /// Runs a cell and waits for its end. User code runs on the cell thread, always the same one.
  ///
  /// @param cell the cell's number, as it appears in error messages
  public Outcome evaluate(Task task, int cell, String code) {
    return run(new Evaluation(task, new Cell(cell, code)), Interpreter::run);
  }

  /// Does the kernel's own work with a cell's objects, such as showing its value, as if the cell
  /// did it: on the cell thread, and stopped by an interrupt. What `work` returns is the outcome's
  /// value.
  public Outcome call(Task task, int cell, Callable<?> work) {
    return run(
        new Evaluation(task, new Cell(cell, "")),
        (interpreter, evaluation) -> interpreter.call(evaluation, work));
  }

  private Outcome run(
      Evaluation evaluation, BiFunction<Interpreter, Evaluation, Outcome> interpretation) {
    running = evaluation;
    if (evaluation.task.stopped()) {
      // Looked at after `running` was set, so that an interrupt between the two is not lost.
      evaluation.requestStop();
    }
    try {
      return onCompiler(
          interpreter ->
              locked(
                  interpreter,
                  () -> {
                    interpreter.begin();
                    try {
                      return interpretation.apply(interpreter, evaluation);
                    } finally {
                      finish(interpreter, evaluation);
                    }
                  }));
    } finally {
      running = null;
    }
  }

  private static void finish(Interpreter interpreter, Evaluation evaluation) {
    interpreter.end();
    if (!evaluation.abandoned()) {
      if (evaluation.stopped()) {
        PoolWork.awaitEnd(CellThread.GRACE);
      }
      evaluation.end();
      interpreter.tidy();
    }
  }

  /// Asks the running cell to stop; from any thread. Without a running cell, nothing happens.
  public void interrupt() {
    Evaluation evaluation = running;
    if (evaluation != null) {
      evaluation.requestStop();
    }
  }

  /// Stops what runs and ends the threads. User code that does not listen dies with the process.
  @Override
  public void close() {
    interrupt();
    CompletableFuture<Interpreter> current = interpreter();
    compiler.execute(
        () -> {
          if (!current.isCompletedExceptionally()) {
            current.join().close();
          }
        });
    compiler.shutdown();
  }

  <T> T onCompiler(Function<Interpreter, T> work) {
    Interpreter current = interpreter().join();
    try {
      return CompletableFuture.supplyAsync(() -> work.apply(current), compiler).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  static <T> T locked(Interpreter interpreter, Supplier<T> work) {
    interpreter.lock.lock();
    try {
      return work.get();
    } finally {
      interpreter.lock.unlock();
    }
  }
}
