package nabla.engine.formula;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import nabla.engine.formula.Formula.Constant;
import org.jspecify.annotations.Nullable;

/// A loop that is interpreted until a generated class is worth its making, and that can be
/// interrupted: it runs in stretches and looks at the thread between them.
final class TieredLoop implements Loop {
  private static final int STRETCH = 1 << 16;

  private final Template template;
  private final List<Constant> constants;
  private final int operands;
  private final AtomicReferenceArray<@Nullable Loop> generated;
  private @Nullable Interpreter interpreter;

  TieredLoop(Template template, List<Constant> constants) {
    this.template = template;
    this.constants = constants;
    this.operands = template.key().in().size();
    this.generated = new AtomicReferenceArray<>(Access.tableSize(operands));
  }

  @Override
  public void run(
      Object out,
      int outOffset,
      int outStride,
      Object[] in,
      int[] inOffset,
      int[] inStride,
      int n) {
    int access = Access.numberFor(outOffset, outStride, inOffset, inStride, operands, n);
    Loop loop = generated.get(access);
    if (loop == null) {
      loop = choose(access, n);
    }
    if (n <= STRETCH) {
      loop.run(out, outOffset, outStride, in, inOffset, inStride, n);
    } else {
      runStretches(loop, out, outOffset, outStride, in, inOffset, inStride, n);
    }
  }

  private Loop choose(int access, int n) {
    Generated prototype = template.generatedFor(access, n);
    if (prototype == null) {
      return interpreter();
    }
    Loop loop =
        constants.isEmpty()
            ? prototype
            : prototype.with(
                constants.stream().mapToDouble(Constant::real).toArray(),
                constants.stream().mapToLong(Constant::integer).toArray());
    generated.set(access, loop);
    return loop;
  }

  /// Two threads may make one each; it does not matter which stays.
  private Interpreter interpreter() {
    Interpreter made = interpreter;
    if (made == null) {
      Template.Key key = template.key();
      made = new Interpreter(key.program(), constants, key.compute(), key.out(), key.in());
      interpreter = made;
    }
    return made;
  }

  private static void runStretches(
      Loop loop,
      Object out,
      int outOffset,
      int outStride,
      Object[] in,
      int[] inOffset,
      int[] inStride,
      int n) {
    int[] offset = inOffset.clone();
    for (int done = 0; done < n; done += STRETCH) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException(
            "Interrupted after " + done + " of " + n + " elements; the output is half written.");
      }
      int count = Math.min(STRETCH, n - done);
      loop.run(out, outOffset + done * outStride, outStride, in, offset, inStride, count);
      for (int k = 0; k < offset.length; k++) {
        offset[k] += STRETCH * inStride[k];
      }
    }
  }
}
