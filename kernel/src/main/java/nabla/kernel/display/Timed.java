package nabla.kernel.display;

import org.jspecify.annotations.Nullable;

/// What `%timeit` makes of the Java that it measures; for the kernel's own use.
@SuppressWarnings("UnusedVariable") // what is kept is kept from being optimized away, not for use
public final class Timed {
  private static volatile long number;
  private static volatile double fraction;
  private static volatile boolean truth;

  private static volatile @Nullable Object object;

  private Timed() {}

  /// A loop around the Java that is measured.
  @FunctionalInterface
  public interface Loop {
    /// Runs it so many times; returns the nanoseconds.
    long run(long loops) throws Exception;
  }

  /// Uses a value, so that the JVM does not leave out what makes it.
  public static void keep(long value) {
    number = value;
  }

  /// Uses a value.
  public static void keep(double value) {
    fraction = value;
  }

  /// Uses a value.
  public static void keep(boolean value) {
    truth = value;
  }

  /// Uses a value.
  public static void keep(@Nullable Object value) {
    object = value;
  }
}
