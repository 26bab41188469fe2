package nabla.kernel.magic;

import static nabla.kernel.text.Texts.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nabla.kernel.display.Timed;
import nabla.kernel.jshell.Outcome;

/// `%timeit`: measures Java that takes little time, many times over.
///
/// The Java runs once as it stands, so that its errors show in its own lines. Then it becomes the
/// body of one compiled loop, which is warmed up until the JVM has compiled it.
final class TimeIt {
  private static final long WARM_UP = 300_000_000L;
  private static final long LEAST_RUN = 200_000_000L;
  private static final long LONG_RUN = 2_000_000_000L;
  private static final int RUNS = 7;
  private static final int FEW_RUNS = 3;
  private static final Pattern OPTIONS = Pattern.compile("^\\s*((?:-[nr]\\s*\\d+\\s+)+)");
  private static final Pattern OPTION = Pattern.compile("-([nr])\\s*(\\d+)");

  private TimeIt() {}

  static Outcome run(Magic.Call call, Host host) {
    StringBuilder code = new StringBuilder(call.body());
    Matcher options = OPTIONS.matcher(code);
    long loops = 0;
    int runs = 0;
    if (options.find()) {
      Matcher option = OPTION.matcher(options.group(1));
      while (option.find()) {
        int value =
            Integer.parseInt(option.group(2).substring(0, Math.min(9, option.group(2).length())));
        loops = option.group(1).equals("n") ? value : loops;
        runs = option.group(1).equals("r") ? value : runs;
      }
      code.replace(options.start(1), options.end(1), " ".repeat(options.group(1).length()));
    }
    if (code.toString().isBlank()) {
      throw new MagicException(text("magic.timeit.usage"));
    }
    return measure(code.toString(), loops, runs, host);
  }

  private static Outcome measure(String code, long loops, int runs, Host host) {
    Outcome first = host.evaluate(braced(code));
    if (!Magics.ended(first)) {
      return first;
    }
    Outcome made = host.evaluate(loop(code, first instanceof Outcome.Value));
    if (!(made instanceof Outcome.Value(Timed.Loop loop))) {
      return made;
    }
    Outcome measured = host.interruptibly(() -> measure(loop, loops, runs));
    Timed.keep((Object) null);
    if (measured instanceof Outcome.Value(String report)) {
      host.print(report + "\n");
      return new Outcome.Nothing();
    }
    return measured;
  }

  /// Several statements stand in a block, so that what they declare is theirs; the brace takes the
  /// place of a blank, and columns hold.
  private static String braced(String code) {
    String text = code.strip();
    boolean block = text.endsWith(";") || text.endsWith("}");
    return block && code.startsWith(" ") ? "{" + code.substring(1) + "\n}" : code;
  }

  private static String loop(String code, boolean value) {
    String body =
        value ? "nabla.kernel.display.Timed.keep((" + code.strip() + "\n));" : code.strip() + "\n;";
    return "(nabla.kernel.display.Timed.Loop) loops$ -> {\n"
        + "long begin$ = System.nanoTime();\n"
        + "for (long loop$ = 0; loop$ < loops$; loop$++) {\n"
        + body
        + "\n}\nreturn System.nanoTime() - begin$;\n}";
  }

  private static String measure(Timed.Loop loop, long givenLoops, int givenRuns) throws Exception {
    long loops = 1;
    long took = loop.run(1);
    for (long warm = took; warm < WARM_UP; warm += took) {
      took = loop.run(loops);
      loops = took < WARM_UP / 20 ? loops * 2 : loops;
    }
    loops = givenLoops > 0 ? givenLoops : enough(loop);
    took = Math.max(took, 0);
    int runs = givenRuns > 0 ? givenRuns : took > LONG_RUN ? FEW_RUNS : RUNS;
    double[] each = new double[runs];
    for (int i = 0; i < runs; i++) {
      each[i] = (double) loop.run(loops) / loops;
    }
    double mean = Arrays.stream(each).average().orElse(0);
    double spread =
        Math.sqrt(Arrays.stream(each).map(t -> (t - mean) * (t - mean)).average().orElse(0));
    return text(
        "magic.timeit.result",
        time(mean),
        time(spread),
        runs,
        String.format(Locale.ROOT, "%,d", loops));
  }

  /// Returns a power of ten, or two or five times one, of loops that take long enough to measure.
  private static long enough(Timed.Loop loop) throws Exception {
    for (long ten = 1; ; ten *= 10) {
      for (long loops : new long[] {ten, 2 * ten, 5 * ten}) {
        if (loop.run(loops) >= LEAST_RUN || ten >= 1_000_000_000L) {
          return loops;
        }
      }
    }
  }

  /// Returns nanoseconds with three digits and the unit that fits.
  static String time(double nanoseconds) {
    String[] units = {"ns", "μs", "ms", "s"};
    double value = nanoseconds;
    int unit = 0;
    while (value >= 1000 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    return BigDecimal.valueOf(value).round(new MathContext(3)).stripTrailingZeros().toPlainString()
        + " "
        + units[unit];
  }
}
