package nabla.engine.formula;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// A loop that is interpreted until a generated class is worth its making, and that can be
/// interrupted: it runs in stretches and looks at the thread between them.
final class TieredLoop implements Loop {
  private static final int STRETCH = 1 << 16;

  private record Entry(int access, Loop loop, @Nullable Entry next) {}

  private final Template template;
  private final Program.Constants constants;
  private final int operands;

  /// The generated loops, the newest first; there are rarely more than two. A thread may see an
  /// entry late, which costs a look at the template; it sees whole entries, whose fields are final.
  private @Nullable Entry generated;

  private @Nullable Interpreter interpreter;

  TieredLoop(Template template, Program.Constants constants) {
    this.template = template;
    this.constants = constants;
    this.operands = template.key().in().size();
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
    Loop loop = loopFor(Access.codeFor(outOffset, outStride, inOffset, inStride, operands, n), n);
    if (n <= STRETCH) {
      loop.run(out, outOffset, outStride, in, inOffset, inStride, n);
    } else {
      runStretches(loop, out, outOffset, outStride, in, inOffset, inStride, n);
    }
  }

  private Loop loopFor(int access, int n) {
    for (Entry entry = generated; entry != null; entry = entry.next) {
      if (entry.access == access) {
        return entry.loop;
      }
    }
    return choose(access, n);
  }

  private Loop choose(int access, int n) {
    Generated prototype = template.generatedFor(access, n);
    if (prototype == null) {
      return interpreter();
    }
    Loop loop = prototype.with(constants.reals(), constants.integers());
    generated = new Entry(access, loop, generated);
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
