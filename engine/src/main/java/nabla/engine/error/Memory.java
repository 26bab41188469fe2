package nabla.engine.error;

import java.util.function.Supplier;

/// Arrays whose length the user decides: where they do not fit, an error says how much was asked
/// for and how much there is, and nothing is lost.
public final class Memory {
  private static final long MEGABYTE = 1 << 20;

  private Memory() {}

  /// Returns an array of zeros.
  public static double[] doubles(long length) {
    int count = count(length);
    return reserve(length * Double.BYTES, () -> new double[count]);
  }

  /// Returns an array of zeros.
  public static long[] longs(long length) {
    int count = count(length);
    return reserve(length * Long.BYTES, () -> new long[count]);
  }

  /// Returns what the supplier makes.
  ///
  /// @param bytes how much it will take
  public static <T> T reserve(long bytes, Supplier<T> array) {
    try {
      return array.get();
    } catch (OutOfMemoryError _) {
      throw full(bytes);
    }
  }

  /// Throws unless there is room for many small objects, which would not fail at once.
  public static void require(long bytes) {
    if (bytes > free()) {
      throw full(bytes);
    }
  }

  private static long free() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
  }

  private static DeviceException full(long bytes) {
    return new DeviceException(
        "DefaultCPUAllocator: not enough memory: you tried to allocate %d bytes.".formatted(bytes),
        "memory.full",
        Math.ceilDiv(bytes, MEGABYTE),
        free() / MEGABYTE,
        Runtime.getRuntime().maxMemory() / MEGABYTE);
  }

  /// Returns a number of elements as an int, or raises the error of a tensor that is too large.
  public static int count(long length) {
    if (length < 0 || length > Integer.MAX_VALUE) {
      throw new ArgumentException(
          "Storage size calculation overflowed with sizes=[%d]".formatted(length),
          "shape.overflow",
          Integer.MAX_VALUE);
    }
    return (int) length;
  }
}
