package nabla.engine.autograd;

import java.util.ArrayDeque;
import java.util.Deque;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Whether operations keep [Notes] of themselves, for whoever draws their graphs.
///
/// A notebook keeps them always: module by module, with causes of cuts, small values, and the
/// gradients of the last backward pass. All of it is small whatever the tensors' size, and nothing
/// that a user has let go of is kept alive. Without a front end there are no notes, and the cost is
/// one look at a field for each operation.
public final class Journal {
  private static final int READS = 16;

  private static volatile boolean kept;
  private static final Deque<Read> LAST_READS = new ArrayDeque<>();

  private record Read(double value, Cuts cuts) {}

  private Journal() {}

  /// Sets whether operations of this process keep notes from now on.
  public static void keep(boolean on) {
    kept = on;
    if (!on) {
      synchronized (LAST_READS) {
        LAST_READS.clear();
      }
    }
  }

  /// Tells whether operations keep notes.
  public static boolean isKept() {
    return kept;
  }

  /// Tells whether what this thread does is a user's, and to be noted.
  static boolean isListening() {
    return kept && !GradMode.isQuiet();
  }

  /// Remembers that a tensor's only element was read as a Java number: an operand of the same value
  /// is most likely that number.
  public static void read(Tensor tensor, double value) {
    if (!isListening() || isCommon(value)) {
      return;
    }
    Cuts cuts = Cuts.through(Cut.Kind.ITEM, "item", tensor);
    if (cuts != null) {
      synchronized (LAST_READS) {
        LAST_READS.addLast(new Read(value, cuts));
        if (LAST_READS.size() > READS) {
          LAST_READS.removeFirst();
        }
      }
    }
  }

  /// Tells whether a number comes up too often by itself to be known again.
  private static boolean isCommon(double value) {
    return value == Math.rint(value) && Math.abs(value) <= 2 || Double.isNaN(value);
  }

  /// Returns the cuts of the last number of this value that was read from a tensor, or null.
  static @Nullable Cuts readAs(double value) {
    synchronized (LAST_READS) {
      for (Read read : LAST_READS.reversed()) {
        if (read.value == value || (float) read.value == (float) value) {
          return read.cuts;
        }
      }
    }
    return null;
  }
}
