package nabla.engine.format;

import java.util.Arrays;
import java.util.function.LongToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// A tensor that only prints: its elements are computed from their flat position.
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Values(
    String dtype,
    int[] shape,
    LongToDoubleFunction element,
    String device,
    boolean requiresGrad,
    @Nullable String gradFnName)
    implements Printable {

  public static Values array(String dtype, int[] shape, LongToDoubleFunction element) {
    LongToDoubleFunction rounded =
        dtype.equals("float32") ? i -> (float) element.applyAsDouble(i) : element;
    return new Values(dtype, shape, rounded, "cpu", false, null);
  }

  public static Values array(String dtype, int[] shape, double... elements) {
    return array(dtype, shape, i -> elements[(int) i]);
  }

  public static Values vector(double... elements) {
    return array("float32", new int[] {elements.length}, elements);
  }

  public static Values scalar(double element) {
    return array("float32", new int[0], element);
  }

  public static Values longs(long... elements) {
    return array("int64", new int[] {elements.length}, i -> elements[(int) i]);
  }

  Values to(String otherDevice) {
    return new Values(dtype, shape, element, otherDevice, requiresGrad, gradFnName);
  }

  Values needingGrad() {
    return new Values(dtype, shape, element, device, true, null);
  }

  Values from(String gradFn) {
    return new Values(dtype, shape, element, device, true, gradFn);
  }

  @Override
  public boolean isFloating() {
    return dtype.startsWith("float");
  }

  @Override
  public boolean isDefaultDtype() {
    return dtype.equals("float32");
  }

  @Override
  public double doubleAt(int[] index) {
    return element.applyAsDouble(flat(index));
  }

  @Override
  public long longAt(int[] index) {
    return (long) element.applyAsDouble(flat(index));
  }

  private long flat(int[] index) {
    long flat = 0;
    for (int i = 0; i < index.length; i++) {
      if (index[i] < 0 || index[i] >= shape[i]) {
        throw new IndexOutOfBoundsException(Arrays.toString(index));
      }
      flat = flat * shape[i] + index[i];
    }
    return flat;
  }

  @Override
  public String toString() {
    return TensorText.of(this);
  }
}
