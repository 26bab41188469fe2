package nabla.engine.tensor;

/// Where random numbers come from: a seed and how many have been drawn.
final class Generator {
  static final Generator DEFAULT = new Generator(System.nanoTime());

  private long seed;
  private long drawn;

  private Generator(long seed) {
    this.seed = seed;
  }

  synchronized void seed(long newSeed) {
    seed = newSeed;
    drawn = 0;
  }

  synchronized Tensor uniform(Shape shape, DType dtype, Device device) {
    Tensor result = Tensor.allocate(shape, dtype, device);
    device.backend().uniform(result.strided(), seed, drawn);
    drawn += shape.numel();
    return result;
  }

  /// Box and Muller's transform: two uniform numbers give one normal one.
  Tensor normal(Shape shape, DType dtype, Device device) {
    Tensor radius = uniform(shape, DType.FLOAT64, device).neg().log1p().mul(-2).sqrt();
    Tensor angle = uniform(shape, DType.FLOAT64, device).mul(2 * Math.PI);
    return radius.mul(angle.cos()).to(dtype);
  }
}
