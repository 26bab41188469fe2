package nabla.engine.tensor;

import nabla.engine.autograd.Version;

/// Builds the memory layouts of the golden corpus, which no public operation makes in one step.
public final class GoldenAccess {
  private GoldenAccess() {}

  /// Returns a tensor of the same elements with these strides and offset in a storage of its own.
  public static Tensor strided(Tensor values, int[] strides, int offset) {
    int last = offset;
    for (int d = 0; d < strides.length; d++) {
      last += Math.max(values.size(d) - 1, 0) * strides[d];
    }
    Tensor storage =
        Tensor.allocate(Shape.shape(Math.max(last, 0) + 1), values.dtype(), values.device());
    Tensor result = storage.share(values.shape(), strides, offset, new Version());
    if (values.numel() > 0) {
      // Overlapping elements (stride 0) have equal values, so that the order does not matter.
      result
          .backend()
          .map(
              Elementwise.IDENTITY,
              DType.copyKind(values.dtype(), values.dtype()),
              result.strided(),
              values.strided());
    }
    return result;
  }

  /// Returns a Python number as an operand.
  public static Tensor number(Object value) {
    return switch (value) {
      case Boolean truth -> Tensor.number(truth);
      case Long whole -> Tensor.number(whole);
      case Double real -> Tensor.number(real);
      default -> throw new IllegalArgumentException("no number: " + value);
    };
  }

  /// Tells whether two tensors share their storage.
  @SuppressWarnings("ReferenceEquality") // identity is the question
  public static boolean sharesStorage(Tensor a, Tensor b) {
    return a.storage().buffer() == b.storage().buffer();
  }
}
