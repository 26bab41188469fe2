package nabla.engine.tensor;

import nabla.engine.backend.Strided;
import org.jspecify.annotations.Nullable;

/// Arithmetic of strides: which geometries are dense, and which views exist without a copy.
final class Layouts {
  private Layouts() {}

  /// Returns a tensor's elements for the backend; a scalar as a vector of one.
  static Strided line(Tensor x) {
    return x.rank() > 0
        ? x.strided()
        : new Strided(x.storage().buffer(), new int[] {1}, new int[] {1}, x.storageOffset());
  }

  /// Returns a vector of positions spread over the sizes of what is read or written.
  static Strided along(Tensor index, int dim, Strided like) {
    int[] steps = new int[like.rank()];
    steps[dim] = index.rank() == 0 ? 1 : index.steps()[0];
    return new Strided(index.storage().buffer(), like.sizes(), steps, index.storageOffset());
  }

  /// Tells whether every element of the tensor has a place of its own and there are no gaps between
  /// them.
  static boolean isDense(Tensor tensor) {
    int[] sizes = tensor.shape().sizes();
    int[] steps = tensor.steps();
    boolean[] used = new boolean[sizes.length];
    int expected = 1;
    for (int round = 0; round < sizes.length; round++) {
      int next = -1;
      for (int d = sizes.length - 1; d >= 0; d--) {
        if (!used[d] && (sizes[d] == 1 || steps[d] == expected)) {
          next = d;
          break;
        }
      }
      if (next < 0) {
        return false;
      }
      used[next] = true;
      expected *= sizes[next];
    }
    return true;
  }

  /// Tells whether two indices of the tensor name the same element, so that it must not be written.
  static boolean overlaps(Tensor tensor) {
    int[] sizes = tensor.shape().sizes();
    int[] steps = tensor.steps();
    if (tensor.numel() <= 1) {
      return false;
    }
    for (int d = 0; d < sizes.length; d++) {
      if (sizes[d] > 1 && steps[d] == 0) {
        return true;
      }
    }
    return false;
  }

  /// Returns the strides under which the elements of a tensor, read in row-major order, have the
  /// new sizes; null if that needs a copy. The rule is PyTorch's `computeStride`.
  static int @Nullable [] viewStrides(Tensor tensor, int[] newSizes) {
    int[] sizes = tensor.shape().sizes();
    int[] steps = tensor.steps();
    if (tensor.numel() == 0) {
      return tensor.shape().equals(Shape.shape(newSizes))
          ? steps
          : Strided.contiguousStrides(newSizes);
    }
    int[] result = new int[newSizes.length];
    int view = newSizes.length - 1;
    int base = sizes.length == 0 ? 1 : steps[sizes.length - 1];
    int chunk = 1;
    int filled = 1;
    for (int d = sizes.length - 1; d >= -1; d--) {
      if (d < 0) {
        break;
      }
      chunk *= sizes[d];
      boolean ends = d == 0 || sizes[d - 1] != 1 && steps[d - 1] != chunk * base;
      if (ends) {
        while (view >= 0 && (filled < chunk || newSizes[view] == 1)) {
          result[view] = filled * base;
          filled *= newSizes[view];
          view--;
        }
        if (filled != chunk) {
          return null;
        }
        if (d > 0) {
          base = steps[d - 1];
          chunk = 1;
          filled = 1;
        }
      }
    }
    while (view >= 0) {
      result[view] = filled * base;
      view--;
    }
    return result;
  }
}
