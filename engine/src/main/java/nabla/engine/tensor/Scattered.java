package nabla.engine.tensor;

/// The gradients of views: zeros of the viewed shape with the incoming gradient in its place.
final class Scattered {
  private Scattered() {}

  static Tensor intoSelect(Tensor g, Shape shape, int dim, int index) {
    Tensor result = Creation.zeros(shape, g.dtype(), g.device());
    result.select(dim, index).copy_(g);
    return result;
  }

  static Tensor intoSlice(Tensor g, Shape shape, int dim, int start, int end, int step) {
    Tensor result = Creation.zeros(shape, g.dtype(), g.device());
    result.slice(dim, start, end, step).copy_(g);
    return result;
  }
}
