package nabla.kernel.jshell;

import org.jspecify.annotations.Nullable;

/// Memory kept aside for the moment when a cell has filled the heap: given up then, it is what the
/// kernel tells the error with, and what the next cell frees memory with.
final class Reserve {
  private static final int BYTES = 16 << 20;

  @SuppressWarnings("UnusedVariable") // it is there to be let go
  private static byte @Nullable [] kept;

  private Reserve() {}

  /// Gives the memory up if a cell ended because there was no more.
  static void releaseFor(Throwable thrown) {
    if (thrown instanceof OutOfMemoryError) {
      kept = null;
    }
  }

  /// Takes the memory again if there is any.
  static void refill() {
    if (kept != null) {
      return;
    }
    try {
      kept = new byte[BYTES];
    } catch (OutOfMemoryError _) {
      // The cell's variables hold everything: a later cell may let go of them.
    }
  }
}
