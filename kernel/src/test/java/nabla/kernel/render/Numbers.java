package nabla.kernel.render;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongToDoubleFunction;
import nabla.engine.format.Printable;
import org.jspecify.annotations.Nullable;

/// Stands in for a tensor: its elements are computed from their place, and reads are counted.
@SuppressWarnings("ArrayRecordComponent") // It is what the printer asks for; nobody compares.
record Numbers(
    String dtype,
    int[] shape,
    LongToDoubleFunction element,
    boolean requiresGrad,
    @Nullable String gradFnName,
    AtomicLong reads)
    implements Printable {
  static Numbers of(String dtype, int[] shape, LongToDoubleFunction element) {
    return new Numbers(dtype, shape, element, false, null, new AtomicLong());
  }

  static Numbers vector(double... elements) {
    return of("float32", new int[] {elements.length}, i -> elements[(int) i]);
  }

  Numbers needingGrad(@Nullable String maker) {
    return new Numbers(dtype, shape, element, true, maker, reads);
  }

  @Override
  public boolean isFloating() {
    return dtype.startsWith("float");
  }

  @Override
  public boolean isDefaultDtype() {
    return true;
  }

  @Override
  public double doubleAt(int[] index) {
    reads.incrementAndGet();
    long position = 0;
    for (int i = 0; i < shape.length; i++) {
      position = position * shape[i] + index[i];
    }
    return element.applyAsDouble(position);
  }

  @Override
  public long longAt(int[] index) {
    return (long) doubleAt(index);
  }

  @Override
  public String device() {
    return "cpu";
  }
}
