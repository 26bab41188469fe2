package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.none;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.Memory;
import nabla.engine.error.ShapeException;
import org.jspecify.annotations.Nullable;

/// Margins around tensors.
final class Padding {
  private Padding() {}

  /// Returns the tensor with margins of a value, (before, after) per dimension from the last one
  /// backwards.
  static Tensor constant(Tensor x, int[] margins, double value) {
    requirePairs(x, margins);
    requireWhole(x, value);
    int[] sizes = x.shape().toArray();
    int[] back = new int[margins.length];
    Tensor inner = x.detach();
    for (int i = 0; i < margins.length / 2; i++) {
      int d = x.rank() - 1 - i;
      int before = margins[2 * i];
      int after = margins[2 * i + 1];
      sizes[d] += before + after;
      int left = x.size(d) + Math.min(before, 0);
      if (left < 0 || left + Math.min(after, 0) < 0) {
        throw new ShapeException(
            "narrow(): length must be non-negative.", "pad.negative", x.shape());
      }
      int start = Math.min(Math.max(-before, 0), x.size(d));
      int stop = Math.max(x.size(d) - Math.max(-after, 0), start);
      inner = inner.slice(d, start, stop, 1);
      back[2 * i] = -before;
      back[2 * i + 1] = -after;
    }
    Node node =
        Node.begin("ConstantPadNd", new @Nullable Partial[] {none(g -> constant(g, back, 0))}, x);
    Tensor result = Creation.full(Shape.shape(sizes), value, x.dtype(), x.device());
    Tensor place = result.detach();
    for (int i = 0; i < margins.length / 2; i++) {
      int d = x.rank() - 1 - i;
      int start = Math.max(margins[2 * i], 0);
      place = place.slice(d, start, start + inner.size(d), 1);
    }
    if (inner.numel() > 0 && place.shape().equals(inner.shape())) {
      place.copy_(inner);
    }
    return node == null ? result : node.end(result);
  }

  private static void requireWhole(Tensor x, double value) {
    if (x.dtype() == DType.INT64 && !Double.isFinite(value)) {
      throw new ArgumentException(
          "value cannot be converted to type int64_t without overflow", "alpha.whole", value);
    }
  }

  private static void requirePairs(Tensor x, int... margins) {
    if (margins.length % 2 != 0) {
      throw new ShapeException(
          "Padding length must be divisible by 2", "pad.pairs", margins.length);
    }
    if (margins.length > 2 * x.rank()) {
      throw new ShapeException(
          ("Padding length should be less than or equal to two times the input dimension but got"
                  + " padding length %d and input of dimension %d")
              .formatted(margins.length, x.rank()),
          "pad.pairs",
          margins.length);
    }
  }

  /// Returns the tensor with margins that repeat its elements.
  static Tensor of(Tensor x, String mode, int... margins) {
    requirePairs(x, margins);
    if (!List.of("reflect", "replicate", "circular").contains(mode)) {
      throw new ShapeException("Unrecognised padding mode " + mode, "pad.mode", mode);
    }
    int count = margins.length / 2;
    if (count < 1 || count > 3 || x.rank() < count + 1 || x.rank() > count + 2) {
      throw unsupported(x, margins.length);
    }
    if (!mode.equals("circular")) {
      require(x, mode, margins);
    }
    List<Tensor> sources = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sources.add(source(x, mode, x.rank() - 1 - i, margins[2 * i], margins[2 * i + 1]));
    }
    Shape own = x.shape();
    Node node =
        Node.begin(
            name(mode, count),
            new @Nullable Partial[] {
              mode.equals("circular")
                  ? none(g -> back(g, own, sources))
                  : none(g -> back(g, own, sources)).saving(0)
            },
            x);
    Tensor result = x.detach();
    for (int i = 0; i < count; i++) {
      result = result.indexSelect(x.rank() - 1 - i, sources.get(i));
    }
    return node == null ? result : node.end(result);
  }

  private static ShapeException unsupported(Tensor x, int length) {
    return new ShapeException(
        """
        Padding size %d is not supported for %dD input tensor.
        Supported combinations for non-constant padding:
          - 2D or 3D input: padding size = 2 (pads last dimension)
          - 3D or 4D input: padding size = 4 (pads last 2 dimensions)
          - 4D or 5D input: padding size = 6 (pads last 3 dimensions)"""
            .formatted(length, x.rank()),
        "pad.rank",
        x.shape(),
        length);
  }

  // In PyTorch's order: elements, reflections, what is left, dtype.
  private static void require(Tensor x, String mode, int... margins) {
    int count = margins.length / 2;
    for (int d = x.rank() == count + 2 ? 1 : 0; d < x.rank(); d++) {
      if (x.size(d) == 0) {
        throw new ShapeException(
            ("Expected %dD or %dD (batch mode) tensor with possibly 0 batch size and other non-zero"
                    + " dimensions for input, but got: %s")
                .formatted(count + 1, count + 2, x.shape()),
            "pad.negative",
            x.shape());
      }
    }
    StringBuilder input = new StringBuilder();
    StringBuilder output = new StringBuilder();
    boolean fits = true;
    for (int i = 0; i < count; i++) {
      int size = x.size(-1 - i);
      int result = size + margins[2 * i] + margins[2 * i + 1];
      if (mode.equals("reflect") && Math.max(margins[2 * i], margins[2 * i + 1]) >= size) {
        throw new ShapeException(
            ("Argument #%d: Padding size should be less than the corresponding input dimension, but"
                    + " got: padding (%d, %d) at dimension %d of input %s")
                .formatted(
                    4 + 2 * i, margins[2 * i], margins[2 * i + 1], x.rank() - 1 - i, x.shape()),
            "pad.reflect",
            size);
      }
      char letter = "WHD".charAt(i);
      input.insert(0, "%c: %d%s".formatted(letter, size, i == 0 ? "" : ", "));
      output.insert(0, "%c: %d%s".formatted(letter, result, i == 0 ? "" : " "));
      fits &= result >= 1;
    }
    if (!fits) {
      String message =
          count == 1
              ? "input (%s) is too small. Calculated output %s"
              : "Calculated output %2$s must be >= 1 in every dimension (input %1$s)";
      throw new ShapeException(message.formatted(input, output), "pad.negative", x.shape());
    }
    Guards.number(
        (mode.equals("reflect") ? "reflection_pad%dd" : "replication_pad%dd").formatted(count), x);
  }

  private static String name(String mode, int count) {
    return switch (mode) {
      case "reflect" -> "ReflectionPad%dD".formatted(count);
      case "replicate" -> "ReplicationPad%dD".formatted(count);
      // PyTorch fills an empty tensor piece by piece.
      default -> "CopySlices";
    };
  }

  private static Tensor back(Tensor g, Shape shape, List<Tensor> sources) {
    Tensor result = g;
    for (int i = sources.size() - 1; i >= 0; i--) {
      int d = shape.rank() - 1 - i;
      Shape smaller = result.shape().with(d, shape.size(d));
      result = Creation.zeros(smaller, g.dtype(), g.device()).indexAdd(d, sources.get(i), result);
    }
    return result;
  }

  /// Returns which position along a dimension each position of the result repeats.
  private static Tensor source(Tensor x, String mode, int dim, int before, int after) {
    int size = x.size(dim);
    if (mode.equals("circular") && (before > size || after > size)) {
      throw new ShapeException(
          "Padding value causes wrapping around more than once.", "pad.circular", size);
    }
    long length = (long) size + before + after;
    if (mode.equals("circular") && length < 0) {
      throw new ShapeException(
          "Negative padding value is resulting in an empty dimension", "pad.negative", x.shape());
    }
    long[] positions = Memory.longs(length);
    if (mode.equals("circular")) {
      // What goes round is what negative margins leave.
      int start = Math.max(-before, 0);
      int left = size - start - Math.max(-after, 0);
      Arrays.setAll(positions, i -> start + Math.floorMod(i - Math.max(before, 0), left));
    } else {
      Arrays.setAll(positions, i -> inside(mode, i - before, size));
    }
    return Creation.tensor(positions, DType.INT64, x.device());
  }

  private static int inside(String mode, int position, int size) {
    return switch (mode) {
      case "reflect" ->
          position < 0 ? -position : position >= size ? 2 * (size - 1) - position : position;
      default -> Math.clamp(position, 0, size - 1);
    };
  }
}
