package nabla.kernel.magic;

import java.util.List;
import java.util.Locale;
import nabla.kernel.jshell.Outcome;

/// Magics that measure how long Java takes.
final class TimeMagics {
  static final List<Magic> ALL =
      List.of(
          new Magic(
              Magic.Kind.AROUND,
              "time",
              "[EXPRESSION]",
              "how long the cell or the expression takes",
              TimeMagics::time));

  private TimeMagics() {}

  private static Outcome time(Magic.Call call, Host host) {
    if (call.body().isBlank()) {
      return new Outcome.Nothing();
    }
    long begin = System.nanoTime();
    Outcome outcome = host.evaluate(call.body());
    host.print(elapsed(System.nanoTime() - begin));
    return outcome;
  }

  static String elapsed(long nanoseconds) {
    double seconds = nanoseconds / 1e9;
    return seconds < 1
        ? String.format(Locale.ROOT, "%.1f ms\n", seconds * 1000)
        : String.format(Locale.ROOT, "%.2f s\n", seconds);
  }
}
