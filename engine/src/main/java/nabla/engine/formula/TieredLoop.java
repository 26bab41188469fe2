package nabla.engine.formula;

import java.util.List;
import java.util.concurrent.CancellationException;
import nabla.engine.formula.Formula.Constant;

/// A loop that can be interrupted: it runs in stretches and looks at the thread between them.
final class TieredLoop implements Loop {
  private static final int STRETCH = 1 << 16;

  private final Interpreter interpreter;

  TieredLoop(Template template, List<Constant> constants) {
    Template.Key key = template.key();
    this.interpreter =
        new Interpreter(key.program(), constants, key.compute(), key.out(), key.in());
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
    if (n <= STRETCH) {
      interpreter.run(out, outOffset, outStride, in, inOffset, inStride, n);
      return;
    }
    int[] offset = inOffset.clone();
    for (int done = 0; done < n; done += STRETCH) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException(
            "Interrupted after " + done + " of " + n + " elements; the output is half written.");
      }
      int count = Math.min(STRETCH, n - done);
      interpreter.run(out, outOffset + done * outStride, outStride, in, offset, inStride, count);
      for (int k = 0; k < offset.length; k++) {
        offset[k] += STRETCH * inStride[k];
      }
    }
  }
}
