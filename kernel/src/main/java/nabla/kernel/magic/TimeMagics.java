package nabla.kernel.magic;

import static nabla.kernel.text.Texts.text;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import nabla.kernel.jshell.Outcome;

/// Magics about how long Java takes and may take.
final class TimeMagics {
  static final List<Magic> ALL =
      List.of(
          new Magic(Magic.Kind.AROUND, "time", "[EXPRESSION]", TimeMagics::time),
          new Magic(Magic.Kind.AROUND, "timeit", "[-n LOOPS] [-r RUNS] [EXPRESSION]", TimeIt::run),
          Magic.line("timeout", "[SECONDS|off]", TimeMagics::timeout));

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

  private static void timeout(String argument, Host host) {
    Workspace workspace = host.workspace();
    if (argument.isEmpty()) {
      Duration limit = workspace.timeLimit();
      host.print(
          (limit == null
                  ? text("magic.timeout.none")
                  : text("magic.timeout.now", Magics.seconds(limit)))
              + "\n");
      return;
    }
    workspace.timeLimit(argument.equals("off") ? null : duration(argument));
  }

  private static Duration duration(String argument) {
    try {
      double seconds = Double.parseDouble(argument);
      if (seconds > 0 && seconds < 1e9) {
        return Duration.ofNanos((long) (seconds * 1e9));
      }
    } catch (NumberFormatException _) {
      // refused below
    }
    throw new MagicException(text("magic.timeout.usage", argument));
  }
}
