package nabla.engine.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import nabla.engine.autograd.Meta;
import nabla.engine.autograd.Node;
import nabla.engine.error.IndexException;
import nabla.engine.error.Memory;
import nabla.engine.error.ShapeException;
import org.jspecify.annotations.Nullable;

/// The operations that give several views of one tensor.
///
/// What records them is one node with several outputs, which is why PyTorch, and so we, forbid
/// changing such a view in place.
final class Splitting {
  private static final long BYTES_OF_A_VIEW = 200;

  private Splitting() {}

  static List<Tensor> unbind(Tensor x, int dim) {
    if (x.rank() == 0) {
      throw new IndexException(
          "Dimension specified as %d but tensor has no dimensions".formatted(dim), "select.scalar");
    }
    int d = x.shape().wrap(dim);
    Shape part = x.shape().without(d);
    int step = x.steps()[d];
    int[] steps = new int[part.rank()];
    System.arraycopy(x.steps(), 0, steps, 0, d);
    System.arraycopy(x.steps(), d + 1, steps, d, part.rank() - d);
    Node node = begin(x, "Unbind", (grads, like) -> Joining.stack(filled(grads, like, part), d));
    List<Tensor> parts = new ArrayList<>();
    for (int i = 0; i < x.size(d); i++) {
      int index = i;
      parts.add(view(x, part, steps, x.storageOffset() + i * step, base -> base.select(d, index)));
    }
    return end(node, parts);
  }

  static List<Tensor> split(Tensor x, int size, int dim) {
    if (x.rank() == 0) {
      throw new ShapeException("split expects at least a 1-dimensional tensor", "select.scalar");
    }
    if (size < 0) {
      throw new ShapeException(
          "split expects split_size be non-negative, but got split_size=%d".formatted(size),
          "split.size",
          size);
    }
    int length = x.size(dim);
    if (size == 0 && length != 0) {
      throw new ShapeException(
          ("split_size can only be 0 if dimension size is 0, but got dimension size of %d")
              .formatted(length),
          "split.zero",
          length);
    }
    int count = size == 0 ? 1 : Math.max(Math.ceilDiv(length, size), 1);
    int[] sizes = new int[count];
    Arrays.fill(sizes, size);
    sizes[count - 1] = length - size * (count - 1);
    return pieces("Split", x, sizes, x.shape().wrap(dim));
  }

  static List<Tensor> splitWithSizes(Tensor x, int[] sizes, int dim) {
    if (x.rank() == 0) {
      throw new ShapeException("split expects at least a 1-dimensional tensor", "select.scalar");
    }
    int d = x.shape().wrap(dim);
    int sum = 0;
    for (int size : sizes) {
      if (size < 0) {
        throw new ShapeException(
            ("split_with_sizes expects split_sizes have only non-negative entries, but got"
                    + " split_sizes=%s")
                .formatted(Arrays.toString(sizes)),
            "split.size",
            size);
      }
      sum += size;
    }
    if (sum != x.size(d)) {
      throw new ShapeException(
          ("split_with_sizes expects split_sizes to sum exactly to %d (input tensor's size at"
                  + " dimension %d), but got split_sizes=%s")
              .formatted(x.size(d), dim, Arrays.toString(sizes)),
          "split.sum",
          x.size(d),
          sum);
    }
    return pieces("SplitWithSizes", x, sizes, d);
  }

  private static List<Tensor> pieces(String name, Tensor x, int[] sizes, int d) {
    Shape own = x.shape();
    Node node =
        begin(
            x,
            name,
            (grads, like) -> {
              List<Tensor> parts = new ArrayList<>();
              for (int i = 0; i < sizes.length; i++) {
                Tensor g = grads[i];
                parts.add(g == null ? zeros(own.with(d, sizes[i]), like) : g);
              }
              return Joining.cat(parts, d);
            });
    List<Tensor> parts = new ArrayList<>();
    int start = 0;
    for (int size : sizes) {
      int from = start;
      parts.add(
          view(
              x,
              own.with(d, size),
              x.strides(),
              x.storageOffset() + start * x.steps()[d],
              base -> base.narrow(d, from, size)));
      start += size;
    }
    return end(node, parts);
  }

  static List<Tensor> chunk(Tensor x, int chunks, int dim) {
    if (x.rank() == 0) {
      throw new ShapeException("chunk expects at least a 1-dimensional tensor", "select.scalar");
    }
    if (chunks <= 0) {
      throw new ShapeException(
          "chunk expects `chunks` to be greater than 0, got: %d".formatted(chunks),
          "chunk.count",
          chunks);
    }
    int length = x.size(dim);
    if (length == 0) {
      Memory.require(chunks * BYTES_OF_A_VIEW);
      return splitWithSizes(x, new int[chunks], dim);
    }
    return split(x, Math.ceilDiv(length, chunks), dim);
  }

  static List<Tensor> tensorSplit(Tensor x, int sections, int dim) {
    requireDimension(x);
    if (sections <= 0) {
      throw new ShapeException(
          "number of sections must be larger than 0, got %d".formatted(sections),
          "chunk.count",
          sections);
    }
    int length = x.size(dim);
    Memory.require(sections * BYTES_OF_A_VIEW);
    int[] positions = new int[sections - 1];
    for (int i = 0; i < positions.length; i++) {
      int whole = i + 1;
      positions[i] = whole * (length / sections) + Math.min(whole, length % sections);
    }
    return tensorSplit(x, positions, dim);
  }

  static List<Tensor> tensorSplit(Tensor x, int[] positions, int dim) {
    requireDimension(x);
    int d = x.shape().wrap(dim);
    List<Tensor> parts = new ArrayList<>();
    int start = 0;
    for (int position : positions) {
      parts.add(x.slice(d, start, position, 1));
      start = position;
    }
    parts.add(x.slice(d, start, x.size(d), 1));
    return parts;
  }

  static List<Tensor> equally(String name, int rank, Tensor x, int sections, int dim) {
    requireRank(name, rank, x);
    if (sections == 0 || x.size(dim) % sections != 0) {
      throw new ShapeException(
          ("torch.%s attempted to split along dimension %d, but the size of the dimension %d is not"
                  + " divisible by the split_size %d!")
              .formatted(name, dim, x.size(dim), sections),
          "split.equal",
          name,
          x.size(dim),
          sections);
    }
    return tensorSplit(x, sections, dim);
  }

  static void requireRank(String name, int rank, Tensor x) {
    if (x.rank() < rank) {
      throw new ShapeException(
          "torch.%s requires a tensor with at least %d dimension, but got a tensor with %d dimensions!"
              .formatted(name, rank, x.rank()),
          "split.rank",
          name,
          rank,
          x.shape());
    }
  }

  private static void requireDimension(Tensor x) {
    if (x.rank() == 0) {
      throw new ShapeException(
          "tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims",
          "select.scalar");
    }
  }

  /// Joins the gradients of the parts, null for a part that took no part; `like` is one of them.
  @FunctionalInterface
  private interface Join {
    Tensor of(@Nullable Tensor[] grads, Tensor like);
  }

  private static @Nullable Node begin(Tensor x, String name, Join join) {
    return Node.begin(
        name,
        (grads, _, _) -> {
          for (Tensor g : grads) {
            if (g != null) {
              return new @Nullable Tensor[] {join.of(grads, g)};
            }
          }
          return new @Nullable Tensor[1];
        },
        0,
        new boolean[] {x.dtype().isFloating()},
        x);
  }

  private static Tensor view(
      Tensor x, Shape shape, int[] steps, int offset, UnaryOperator<Tensor> replay) {
    return x.viewOnly(shape, steps, offset, replay, Meta.Origin.MULTIPLE);
  }

  private static List<Tensor> end(@Nullable Node node, List<Tensor> parts) {
    if (node != null) {
      node.end(parts);
    }
    return List.copyOf(parts);
  }

  private static Tensor zeros(Shape shape, Tensor like) {
    return Creation.zeros(shape, like.dtype(), like.device());
  }

  private static List<Tensor> filled(@Nullable Tensor[] grads, Tensor like, Shape shape) {
    List<Tensor> parts = new ArrayList<>();
    for (Tensor g : grads) {
      parts.add(g == null ? zeros(shape, like) : g);
    }
    return parts;
  }
}
