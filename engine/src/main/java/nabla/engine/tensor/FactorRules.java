package nabla.engine.tensor;

/// The derivatives of products, exact where some factors are 0.
final class FactorRules {
  private FactorRules() {}

  /// Returns the gradient of a product by its factors: `g` times the product of the others.
  static Tensor gradient(Tensor g, Tensor x, Tensor result, ReducedDims over) {
    if (x.rank() == 0) {
      return g;
    }
    Tensor wide = over.restore(g);
    if (!hasZero(x)) {
      return wide.mul(over.restore(result).div(x));
    }
    int d = over.single();
    if (d >= 0) {
      return wide.mul(others(x, d));
    }
    return wide.mul(others(x.reshape(x.numel()), 0).reshape(x.shape().toArray()));
  }

  private static boolean hasZero(Tensor x) {
    return x.detach().eq(0).any().itemBoolean();
  }

  /// Returns for every element the product of the others along a dimension, without division.
  private static Tensor others(Tensor x, int d) {
    Tensor before = shifted(x, d).cumprod(d);
    Tensor after = reversed(shifted(reversed(x, d), d).cumprod(d), d);
    return before.mul(after);
  }

  // 1, x₀, x₁, … without the last.
  private static Tensor shifted(Tensor x, int d) {
    int n = x.size(d);
    Tensor first = Creation.arange(n, x.device()).eq(0);
    int[] sizes = new int[x.rank()];
    java.util.Arrays.fill(sizes, 1);
    sizes[d] = n;
    Tensor positions = Creation.arange(n, x.device()).sub(1).clampMin(0).reshape(sizes);
    Tensor moved = x.gather(d, positions.expand(x.shape().toArray()));
    return Functional.where(first.reshape(sizes), 1.0, moved);
  }

  /// Returns the elements in the opposite order along a dimension.
  static Tensor reversed(Tensor x, int d) {
    int n = x.size(d);
    int[] sizes = new int[x.rank()];
    java.util.Arrays.fill(sizes, 1);
    sizes[d] = n;
    Tensor positions = Creation.arange(n, x.device()).rsub(n - 1L).reshape(sizes);
    return x.gather(d, positions.expand(x.shape().toArray()));
  }

  /// Returns the gradient of the running products by the factors.
  static Tensor cumulative(Tensor g, Tensor x, Tensor result, int d) {
    if (!hasZero(x)) {
      return Cumulative.backwards(result.mul(g), d).div(x);
    }
    // Entry (k, i) is the product up to i without factor k, which counts where k ≤ i.
    int n = x.size(d);
    Tensor line = x.transpose(d, -1).unsqueeze(-2);
    Tensor k = Creation.arange(n, x.device()).unsqueeze(1);
    Tensor i = Creation.arange(n, x.device());
    Tensor without = Functional.where(k.eq(i), 1.0, line).cumprod(-1);
    Tensor counted = Functional.where(k.le(i), without.mul(g.transpose(d, -1).unsqueeze(-2)), 0.0);
    return counted.sum(-1).transpose(d, -1);
  }
}
