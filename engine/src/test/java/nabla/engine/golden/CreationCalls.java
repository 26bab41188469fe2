package nabla.engine.golden;

import nabla.engine.tensor.Creation;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;
import nabla.engine.tensor.TensorOption;

/// The factories.
final class CreationCalls {
  private CreationCalls() {}

  static void register(Calls calls) {
    calls.op("arange", CreationCalls::arange);
    calls.op("linspace", CreationCalls::linspace);
    calls.op("eye", a -> Creation.eye(a.integer(0, "n"), columns(a), options(a)));
    calls.op("full", CreationCalls::full);
    calls.op("full_like", CreationCalls::fullLike);
    calls.op("ones_like", a -> Creation.onesLike(a.tensor(0), options(a)));
    calls.op("zeros_like", a -> Creation.zerosLike(a.tensor(0), options(a)));
  }

  private static int columns(Args a) {
    return a.integer(1, "m", a.integer(0, "n"));
  }

  private static TensorOption[] options(Args a) {
    DType dtype = a.dtype(-1, "dtype");
    return dtype == null
        ? new TensorOption[] {OnDevice.DEVICE}
        : new TensorOption[] {OnDevice.DEVICE, dtype};
  }

  private static Tensor arange(Args a) {
    boolean single = !a.has(1, "end");
    Object start = single ? 0L : whole(a.require(0, "start"));
    Object end = whole(a.require(single ? 0 : 1, "end"));
    Object step = a.has(2, "step") ? whole(a.require(2, "step")) : (Object) 1L;
    if (start instanceof Long from && end instanceof Long to && step instanceof Long by) {
      return Creation.arange(from, to, by, options(a));
    }
    return Creation.arange(real(start), real(end), real(step), options(a));
  }

  private static Object whole(Object number) {
    return number instanceof Boolean b ? (Object) (b ? 1L : 0L) : number;
  }

  private static double real(Object number) {
    return ((Number) number).doubleValue();
  }

  private static Tensor linspace(Args a) {
    int steps = a.integer(2, "steps");
    return a.isTensor(0, "start")
        ? Creation.linspace(a.tensor(0, "start"), a.tensor(1, "end"), steps, options(a))
        : Creation.linspace(a.number(0, "start"), a.number(1, "end"), steps, options(a));
  }

  private static Tensor full(Args a) {
    Shape shape = Shape.shape(a.ints(0, "size"));
    return switch (a.require(1, "fill_value")) {
      case Boolean value -> Creation.full(shape, value, options(a));
      case Long value -> Creation.full(shape, value, options(a));
      default -> Creation.full(shape, a.number(1, "fill_value"), options(a));
    };
  }

  private static Tensor fullLike(Args a) {
    return switch (a.require(1, "fill_value")) {
      case Boolean value -> Creation.fullLike(a.tensor(0), value ? 1L : 0L, options(a));
      case Long value -> Creation.fullLike(a.tensor(0), value, options(a));
      default -> Creation.fullLike(a.tensor(0), a.number(1, "fill_value"), options(a));
    };
  }
}
