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

  static Tensor intoDiagonal(Tensor g, Shape shape, int offset, int rows, int columns) {
    Tensor result = Creation.zeros(shape, g.dtype(), g.device());
    result.diagonal(offset, rows, columns).copy_(g);
    return result;
  }

  /// Adds windows where they were read; they may overlap.
  static Tensor intoWindows(Tensor g, Shape shape, int dim, int size, int step) {
    Tensor result = Creation.zeros(shape, g.dtype(), g.device());
    if (shape.rank() == 0) {
      return result.add(g.sum());
    }
    int count = g.size(dim);
    Tensor starts = Creation.arange(count, g.device()).mul(step).unsqueeze(1);
    Tensor positions = starts.add(Creation.arange(size, g.device())).reshape(count * size);
    Tensor lines = g.movedim(g.rank() - 1, dim + 1).flatten(dim, dim + 1);
    return result.indexAdd(dim, positions, lines);
  }
}
