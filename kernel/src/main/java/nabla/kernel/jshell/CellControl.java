package nabla.kernel.jshell;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.locks.ReentrantLock;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.SPIResolutionException;
import org.jspecify.annotations.Nullable;

/// Runs what JShell compiled on the cell thread, and keeps the real objects: JShell itself only
/// wants texts.
final class CellControl extends DirectExecutionControl {
  private final CellLoader loader;

  /// Held by whoever uses the compiler. Given up while user code runs, so that completion answers.
  private final ReentrantLock compiler;

  /// One for each thread that waits for cells: those of a subshell run beside the others.
  @SuppressWarnings("ThreadLocalUsage") // there is one control for the life of a JShell
  private final ThreadLocal<Seat> seats = ThreadLocal.withInitial(Seat::new);

  /// The cells of one thread that waits for them.
  private static final class Seat {
    private @Nullable CellThread thread;
    private Evaluation evaluation = new Evaluation(Task.NONE, new Cell(0, ""));
    private CellThread.@Nullable Result last;
    private @Nullable Object variable;
  }

  private boolean forgetting;

  CellControl(CellLoader loader, ReentrantLock compiler) {
    super(loader);
    this.loader = loader;
    this.compiler = compiler;
  }

  /// Makes what follows part of a cell's run.
  void begin(Evaluation next) {
    Seat seat = seats.get();
    seat.evaluation = next;
    seat.last = null;
  }

  /// Returns how the code of the last snippet ended, once; `null` if none ran.
  CellThread.@Nullable Result takeResult() {
    Seat seat = seats.get();
    CellThread.Result result = seat.last;
    seat.last = null;
    return result;
  }

  /// Returns the object that the last asked variable holds.
  @Nullable Object takeVariable() {
    Seat seat = seats.get();
    Object value = seat.variable;
    seat.variable = null;
    return value;
  }

  /// Sets whether a variable that is asked for loses its value: its class stays loaded for ever,
  /// the object must not.
  void forgetting(boolean wanted) {
    forgetting = wanted;
  }

  /// Runs a piece of the kernel's own code as if the cell had it, such as a note for its output.
  void runInCell(Runnable code) {
    var _ =
        onThread(
            () -> {
              code.run();
              return null;
            });
  }

  /// Runs a piece of the kernel's own code as if the cell had it; returns how it ended.
  CellThread.Result callInCell(CellThread.Code code) {
    return onThread(code);
  }

  @Override
  protected String invoke(Method method) throws Exception {
    Seat seat = seats.get();
    if (seat.evaluation.stopped()) {
      throw new ExecutionControl.StoppedException();
    }
    CellThread.Result result =
        onThread(
            () -> {
              try {
                return method.invoke(null);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
    seat.last = result;
    return switch (result) {
      case CellThread.Result.Returned _ -> "";
      case CellThread.Result.Threw(SPIResolutionException unresolved) -> throw unresolved;
      case CellThread.Result.Threw(var cause) ->
          throw new UserException("", cause.getClass().getName(), new StackTraceElement[0]);
      case CellThread.Result.Stopped _, CellThread.Result.Abandoned _ ->
          throw new ExecutionControl.StoppedException();
    };
  }

  @Override
  public String varValue(String className, String name) {
    try {
      Field field = loader.loadClass(className).getDeclaredField(name);
      field.setAccessible(true);
      seats.get().variable = field.get(null);
      if (forgetting && !field.getType().isPrimitive()) {
        field.set(null, null);
      }
    } catch (ReflectiveOperationException | LinkageError _) {
      seats.get().variable = null;
    }
    return "";
  }

  /// Lets go of the object in a variable that no cell can name any more.
  void forget(String className, String name) {
    try {
      Field field = loader.loadClass(className).getDeclaredField(name);
      if (!field.getType().isPrimitive()) {
        field.setAccessible(true);
        field.set(null, null);
      }
    } catch (ReflectiveOperationException | LinkageError _) {
      // Its class was never loaded, so it holds nothing.
    }
  }

  /// Lets the thread of the caller's cells end.
  @Override
  public void close() {
    CellThread thread = seats.get().thread;
    if (thread != null) {
      thread.retire();
    }
    seats.remove();
  }

  /// Runs the kernel's own work on the thread of the cells.
  void tidy(Runnable task) {
    CellThread thread = seats.get().thread;
    if (thread != null && !thread.retired()) {
      thread.tidy(task);
    }
  }

  private CellThread.Result onThread(CellThread.Code code) {
    Seat seat = seats.get();
    CellThread thread = seat.thread;
    if (thread == null || thread.retired()) {
      thread = new CellThread(loader);
      seat.thread = thread;
    }
    int held = compiler.getHoldCount();
    for (int i = 0; i < held; i++) {
      compiler.unlock();
    }
    try {
      return thread.run(seat.evaluation, code);
    } finally {
      for (int i = 0; i < held; i++) {
        compiler.lock();
      }
    }
  }
}
