package nabla.engine.formula;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What the loops of one formula structure share, whatever their constants: the generated classes,
/// one for each [Access] that was worth one.
final class Template {
  /// What a run costs, in steps of the interpreter, beside its elements.
  private static final int CALL = 16;

  /// So many steps of the interpreter take about as long as making a class, a millisecond.
  private static final long WORTH_A_CLASS = 10_000;

  /// The switch `nabla.formula`: `generate` and `interpret` force one way of running, for tests.
  private static final String MODE = System.getProperty("nabla.formula", "");

  /// What makes two loops the same but for constants.
  record Key(Program program, Kind compute, Kind out, List<Kind> in) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && compute == key.compute
          && out == key.out
          && in.equals(key.in)
          && program.equals(key.program);
    }

    @Override
    public int hashCode() {
      return ((program.hashCode() * 31 + in.hashCode()) * 31 + compute.hashCode()) * 31
          + out.hashCode();
    }
  }

  private final Key key;
  private final boolean canGenerate;
  private final ConcurrentMap<Integer, Generated> generated = new ConcurrentHashMap<>(2);
  private final AtomicLong interpretedSteps = new AtomicLong();

  Template(Key key) {
    key.program().check(key.compute(), key.in().size());
    this.key = key;
    this.canGenerate =
        key.program().steps().size() <= JvmLoops.MOST_STEPS && !MODE.equals("interpret");
  }

  Key key() {
    return key;
  }

  /// Returns the generated loop for a run of `n` elements, or null if it is to be interpreted.
  @Nullable Generated generatedFor(int access, int n) {
    Generated known = generated.get(access);
    if (known != null || !canGenerate) {
      return known;
    }
    long work = CALL + (long) n * key.program().steps().size();
    if (interpretedSteps.addAndGet(work) < WORTH_A_CLASS && !MODE.equals("generate")) {
      return null;
    }
    return generated.computeIfAbsent(access, code -> JvmLoops.generate(key, new Access(code)));
  }
}
