package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.none;

import java.util.Arrays;
import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.ShapeException;

/// The movements: the same elements under another shape. Most are views, without a copy: a change
/// in place of one is seen by the other.
sealed interface Movement permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Returns a view of the elements in another shape; one size may be -1, to be inferred.
  ///
  /// Throws if the memory layout does not allow it without a copy: [#reshape] copies then.
  /// Gradient: `g` in this tensor's shape.
  default Tensor view(int... sizes) {
    Tensor x = self();
    Shape target = infer(x, sizes);
    int[] steps = Layouts.viewStrides(x, target.sizes());
    if (steps == null) {
      throw new ShapeException(
          "view size is not compatible with input tensor's size and stride (at least one dimension"
              + " spans across two contiguous subspaces). Use .reshape(...) instead.",
          "view.layout",
          x.shape(),
          target);
    }
    return inShape("View", x, target, steps);
  }

  private static Tensor inShape(String node, Tensor x, Shape target, int[] steps) {
    Shape own = x.shape();
    return x.view(
        node,
        target,
        steps,
        x.storageOffset(),
        none(g -> g.reshape(own.toArray())),
        base -> base.view(target.toArray()));
  }

  private static Shape infer(Tensor x, int... sizes) {
    int inferred = -1;
    long known = 1;
    for (int d = 0; d < sizes.length; d++) {
      if (sizes[d] == -1) {
        if (inferred >= 0) {
          throw new ShapeException("only one dimension can be inferred", "view.twoInferred");
        }
        inferred = d;
      } else if (sizes[d] < 0) {
        throw new ShapeException(
            "invalid shape dimension %d at index %d of shape %s"
                .formatted(sizes[d], d, Arrays.toString(sizes)),
            "shape.negative",
            sizes[d]);
      } else {
        known *= sizes[d];
      }
    }
    int[] result = sizes.clone();
    boolean fits = inferred < 0 ? known == x.numel() : known > 0 && x.numel() % known == 0;
    if (inferred >= 0 && known == 0 && x.numel() == 0) {
      throw new ShapeException(
          "cannot reshape tensor of 0 elements into shape %s because the unspecified dimension size"
                  .formatted(Arrays.toString(sizes))
              + " -1 can be any value and is ambiguous",
          "view.ambiguous");
    }
    if (!fits) {
      throw new ShapeException(
          "shape '%s' is invalid for input of size %d".formatted(Arrays.toString(sizes), x.numel()),
          "view.size",
          x.shape(),
          x.numel());
    }
    if (inferred >= 0) {
      result[inferred] = (int) (x.numel() / known);
    }
    return Shape.shape(result);
  }

  /// Returns the elements in another shape: a view where the layout allows it, else a copy.
  /// Gradient: `g` in this tensor's shape.
  default Tensor reshape(int... sizes) {
    Tensor x = self();
    Shape target = infer(x, sizes);
    int[] steps = Layouts.viewStrides(x, target.sizes());
    if (steps != null) {
      // PyTorch has a node of its own for views of what does not lie row after row.
      return inShape(x.isContiguous() ? "View" : "ReshapeAlias", x, target, steps);
    }
    Shape own = x.shape();
    Node node = Node.begin("UnsafeView", new Partial[] {none(g -> g.reshape(own.toArray()))}, x);
    Tensor copy = x.copyAs(x.dtype());
    Tensor result =
        copy.share(
            target,
            nabla.engine.backend.Strided.contiguousStrides(target.sizes()),
            0,
            new nabla.engine.autograd.Version());
    return node == null ? result : node.end(result);
  }

  /// Returns a view in the shape of another tensor; see [#view].
  default Tensor viewAs(Tensor other) {
    return view(other.shape().toArray());
  }

  /// Returns the elements in the shape of another tensor; see [#reshape].
  default Tensor reshapeAs(Tensor other) {
    return reshape(other.shape().toArray());
  }

  /// Returns the elements as a single dimension: a view where the layout allows it.
  default Tensor flatten() {
    return flatten(0, -1);
  }

  /// Returns the elements as a single dimension; see [#flatten()].
  default Tensor ravel() {
    return self().contiguous().view(-1);
  }

  /// Returns the tensor with the dimensions from `start` to `end`, included, as one: a view where
  /// the layout allows it.
  default Tensor flatten(int start, int end) {
    Tensor x = self();
    int first = x.shape().wrap(start);
    int last = x.shape().wrap(end);
    if (first > last) {
      throw new ShapeException(
          "flatten() has invalid args: start_dim cannot come after end_dim",
          "flatten.order",
          start,
          end);
    }
    if (x.rank() == 0) {
      return x.reshape(1);
    }
    if (first == last) {
      return x;
    }
    int joined = 1;
    for (int d = first; d <= last; d++) {
      joined *= x.size(d);
    }
    return x.reshape(replaced(x, first, last, joined));
  }

  /// Returns the sizes of a tensor with those from `first` to `last` replaced by others.
  private static int[] replaced(Tensor x, int first, int last, int... sizes) {
    int[] own = x.shape().sizes();
    int[] result = new int[own.length - (last - first + 1) + sizes.length];
    System.arraycopy(own, 0, result, 0, first);
    System.arraycopy(sizes, 0, result, first, sizes.length);
    System.arraycopy(own, last + 1, result, first + sizes.length, own.length - last - 1);
    return result;
  }

  /// Returns a view with one dimension taken apart into several; one of their sizes may be -1, to
  /// be inferred.
  default Tensor unflatten(int dim, int... sizes) {
    Tensor x = self();
    if (sizes.length == 0) {
      throw new ShapeException("unflatten: sizes must be non-empty", "unflatten.empty");
    }
    if (x.rank() == 0) {
      throw unexpected("Dimension specified as 0 but tensor has no dimensions", "dim.range", 0, 0);
    }
    int d = x.shape().wrap(dim);
    int[] parts = sizes.clone();
    int inferred = -1;
    int known = 1;
    for (int i = 0; i < parts.length; i++) {
      if (parts[i] == -1) {
        if (inferred >= 0) {
          throw unexpected("only one dimension can be inferred", "view.twoInferred");
        }
        inferred = i;
      } else if (parts[i] < 0) {
        throw unexpected(
            "invalid shape dimension %d at index %d of shape %s"
                .formatted(parts[i], i, Arrays.toString(sizes)),
            "shape.negative",
            parts[i]);
      } else {
        known *= parts[i];
      }
    }
    if (inferred >= 0 && known == 0 && x.size(d) == 0) {
      throw unexpected(
          ("cannot reshape tensor of 0 elements into shape %s because the unspecified dimension size"
                  + " -1 can be any value and is ambiguous")
              .formatted(Arrays.toString(sizes)),
          "view.ambiguous",
          Arrays.toString(sizes));
    }
    boolean fits = inferred < 0 ? known == x.size(d) : known > 0 && x.size(d) % known == 0;
    if (!fits) {
      throw new ShapeException(
          ("unflatten: Provided sizes %s don't multiply up to the size of dim %d (%d) in the input"
                  + " tensor")
              .formatted(Arrays.toString(sizes), d, x.size(d)),
          "unflatten.size",
          Arrays.toString(sizes),
          x.size(d));
    }
    if (inferred >= 0) {
      parts[inferred] = x.size(d) / known;
    }
    return x.view(replaced(x, d, d, parts));
  }

  private static ShapeException unexpected(String message, String key, Object... arguments) {
    return new ShapeException("unflatten got an unexpected error:\n" + message, key, arguments);
  }

  /// Returns the tensor with a dimension of size 1 inserted. Gradient: `g` without it.
  default Tensor unsqueeze(int dim) {
    Tensor x = self();
    int d = Shape.wrap(dim, x.rank() + 1);
    int[] steps = new int[x.rank() + 1];
    System.arraycopy(x.steps(), 0, steps, 0, d);
    steps[d] = d < x.rank() ? x.steps()[d] * x.size(d) : 1;
    System.arraycopy(x.steps(), d, steps, d + 1, x.rank() - d);
    return x.view(
        "Unsqueeze",
        x.shape().insert(d, 1),
        steps,
        x.storageOffset(),
        none(g -> g.squeeze(d)),
        base -> base.unsqueeze(d));
  }

  /// Returns the tensor without its dimensions of size 1.
  default Tensor squeeze() {
    Tensor x = self();
    boolean[] drop = new boolean[x.rank()];
    for (int d = 0; d < drop.length; d++) {
      drop[d] = x.size(d) == 1;
    }
    return squeeze("SqueezeBackward0", drop, Tensor::squeeze);
  }

  /// Returns the tensor without the dimension if it has size 1, else unchanged.
  default Tensor squeeze(int dim) {
    Tensor x = self();
    int d = x.shape().wrap(dim);
    boolean[] drop = new boolean[x.rank()];
    if (x.rank() > 0) {
      drop[d] = x.size(d) == 1;
    }
    return squeeze("SqueezeBackward1", drop, base -> base.squeeze(dim));
  }

  /// Returns the tensor without those of the dimensions that have size 1.
  default Tensor squeeze(Dims dims) {
    Tensor x = self();
    boolean[] drop = new boolean[x.rank()];
    for (int dim : dims.toArray()) {
      int d = x.shape().wrap(dim);
      if (x.rank() > 0) {
        if (drop[d]) {
          throw new ShapeException(
              "dim %d appears multiple times in the list of dims".formatted(d), "dim.twice", d);
        }
        drop[d] = true;
      }
    }
    for (int d = 0; d < drop.length; d++) {
      drop[d] &= x.size(d) == 1;
    }
    return squeeze("SqueezeBackward2", drop, base -> base.squeeze(dims));
  }

  private Tensor squeeze(
      String name, boolean[] drop, java.util.function.UnaryOperator<Tensor> replay) {
    Tensor x = self();
    int kept = 0;
    int[] sizes = new int[drop.length];
    int[] steps = new int[drop.length];
    for (int d = 0; d < drop.length; d++) {
      if (!drop[d]) {
        sizes[kept] = x.size(d);
        steps[kept++] = x.steps()[d];
      }
    }
    Shape own = x.shape();
    return x.view(
        name,
        Shape.shape(Arrays.copyOf(sizes, kept)),
        Arrays.copyOf(steps, kept),
        x.storageOffset(),
        none(g -> g.reshape(own.toArray())),
        replay);
  }

  /// Returns the tensor with its dimensions in another order: dimension `d` of the result is
  /// `dims[d]` of this one. Gradient: `g` in the old order.
  default Tensor permute(int... dims) {
    Tensor x = self();
    if (dims.length != x.rank()) {
      throw new ShapeException(
          ("permute(sparse_coo): number of dimensions in the tensor input does not match the length"
                  + " of the desired ordering of dimensions i.e. input.dim() = %d is not equal to"
                  + " len(dims) = %d")
              .formatted(x.rank(), dims.length),
          "permute.rank",
          x.rank(),
          dims.length);
    }
    int[] sizes = new int[dims.length];
    int[] steps = new int[dims.length];
    int[] inverse = new int[dims.length];
    boolean[] seen = new boolean[dims.length];
    for (int i = 0; i < dims.length; i++) {
      int d = x.shape().wrap(dims[i]);
      if (seen[d]) {
        throw new ArgumentException(
            "permute(): duplicate dims are not allowed.", "permute.twice", d);
      }
      seen[d] = true;
      sizes[i] = x.size(d);
      steps[i] = x.steps()[d];
      inverse[d] = i;
    }
    int[] order = dims.clone();
    return x.view(
        "Permute",
        Shape.shape(sizes),
        steps,
        x.storageOffset(),
        none(g -> g.permute(inverse)),
        base -> base.permute(order));
  }

  /// Returns the tensor with two dimensions swapped. Gradient: `g` with them swapped back.
  default Tensor transpose(int first, int second) {
    return swap("Transpose", first, second);
  }

  /// Returns the transpose of a matrix; a vector or scalar unchanged.
  default Tensor t() {
    Tensor x = self();
    if (x.rank() > 2) {
      throw new ShapeException(
          "t() expects a tensor with <= 2 dimensions, but self is %dD".formatted(x.rank()),
          "t.rank",
          x.rank());
    }
    return x.rank() < 2 ? swap("T", 0, 0) : swap("T", 0, 1);
  }

  private Tensor swap(String name, int first, int second) {
    Tensor x = self();
    int a = x.shape().wrap(first);
    int b = x.shape().wrap(second);
    int[] sizes = x.shape().toArray();
    int[] steps = x.strides();
    if (x.rank() > 0) {
      int size = sizes[a];
      int step = steps[a];
      sizes[a] = sizes[b];
      steps[a] = steps[b];
      sizes[b] = size;
      steps[b] = step;
    }
    return x.view(
        name,
        Shape.shape(sizes),
        steps,
        x.storageOffset(),
        none(g -> g.transpose(a, b)),
        base -> base.transpose(a, b));
  }

  /// Returns the tensor with dimensions moved to other places, the rest in their order.
  default Tensor movedim(Dims source, Dims destination) {
    return self().permute(Permutations.moved(self(), source.toArray(), destination.toArray()));
  }

  /// Returns the tensor with one dimension moved to another place, the rest in their order.
  default Tensor movedim(int source, int destination) {
    return movedim(Dims.dims(source), Dims.dims(destination));
  }

  /// Returns a view expanded to the shape of another tensor; see [#expand].
  default Tensor expandAs(Tensor other) {
    return expand(other.shape().toArray());
  }

  /// Returns a view expanded to a shape; see [#expand].
  default Tensor broadcastTo(int... sizes) {
    return expand(sizes);
  }

  /// Returns the diagonal of the first two dimensions, a view; see [#diagonal(int, int, int)].
  default Tensor diagonal() {
    return diagonal(0, 0, 1);
  }

  /// Returns the diagonal, `offset` places above the main one, of the matrices that two dimensions
  /// span: a view with the diagonal as last dimension. Gradient: `g` on the diagonal, 0 elsewhere.
  default Tensor diagonal(int offset, int dim1, int dim2) {
    Tensor x = self();
    int rows = x.shape().wrap(dim1);
    int columns = x.shape().wrap(dim2);
    if (rows == columns) {
      throw new ShapeException(
          "diagonal dimensions cannot be identical %d, %d".formatted(dim1, dim2),
          "diagonal.same",
          dim1);
    }
    int length =
        Math.max(
            Math.min(x.size(rows) + Math.min(offset, 0), x.size(columns) - Math.max(offset, 0)), 0);
    int start = 0;
    if (length > 0) {
      start = offset >= 0 ? offset * x.steps()[columns] : -offset * x.steps()[rows];
    }
    int[] sizes = new int[x.rank() - 1];
    int[] steps = new int[x.rank() - 1];
    int next = 0;
    for (int d = 0; d < x.rank(); d++) {
      if (d != rows && d != columns) {
        sizes[next] = x.size(d);
        steps[next++] = x.steps()[d];
      }
    }
    sizes[next] = length;
    steps[next] = x.steps()[rows] + x.steps()[columns];
    Shape own = x.shape();
    return x.view(
        "Diagonal",
        Shape.shape(sizes),
        steps,
        x.storageOffset() + start,
        none(g -> Scattered.intoDiagonal(g, own, offset, rows, columns)),
        base -> base.diagonal(offset, rows, columns));
  }

  /// Returns the windows of a size, `step` apart, along a dimension as a view: the windows take its
  /// place, their elements are the new last dimension. Gradient: `g` summed where windows overlap.
  default Tensor unfold(int dim, int size, int step) {
    Tensor x = self();
    int d = x.shape().wrap(dim);
    int length = x.rank() == 0 ? 1 : x.size(d);
    int stride = x.rank() == 0 ? 1 : x.steps()[d];
    if (size < 0) {
      throw new ShapeException(
          "size is %d but must be >= 0".formatted(size), "unfold.size", length, size);
    }
    if (size > length) {
      throw new ShapeException(
          "maximum size for tensor at dimension %d is %d but size is %d".formatted(d, length, size),
          "unfold.size",
          length,
          size);
    }
    if (step <= 0) {
      throw new ShapeException("step is %d but must be > 0".formatted(step), "unfold.step", step);
    }
    int[] sizes = Arrays.copyOf(x.shape().sizes(), x.rank() + 1);
    int[] steps = Arrays.copyOf(x.steps(), x.rank() + 1);
    if (x.rank() > 0) {
      sizes[d] = (length - size) / step + 1;
      steps[d] = stride * step;
    }
    sizes[x.rank()] = size;
    steps[x.rank()] = stride;
    Shape own = x.shape();
    return x.view(
        "Unfold",
        Shape.shape(sizes),
        steps,
        x.storageOffset(),
        none(g -> Scattered.intoWindows(g, own, d, size, step)),
        base -> base.unfold(d, size, step));
  }

  /// Returns a view in which dimensions of size 1 are repeated to the given sizes, without a copy;
  /// -1 keeps a size. Gradient: `g` summed over what was repeated.
  default Tensor expand(int... sizes) {
    Tensor x = self();
    int lead = sizes.length - x.rank();
    if (lead < 0) {
      throw new ShapeException(
          ("expand(%s{%s}, size=%s): the number of sizes provided (%d) must be greater or"
                  + " equal to the number of dimensions in the tensor (%d)")
              .formatted(
                  x.dtype() == DType.BOOL
                      ? "CPUBoolType"
                      : "torch.%sTensor".formatted(x.dtype().scalarType()),
                  x.shape(),
                  Arrays.toString(sizes),
                  sizes.length,
                  x.rank()),
          "expand.rank",
          x.shape(),
          sizes.length);
    }
    int[] result = sizes.clone();
    int[] steps = new int[sizes.length];
    for (int d = sizes.length - 1; d >= 0; d--) {
      int own = d < lead ? 1 : x.size(d - lead);
      if (result[d] == -1 && x.rank() > 0) {
        if (d < lead) {
          throw new ShapeException(
              ("The expanded size of the tensor (%d) isn't allowed in a leading, non-existing"
                      + " dimension %d")
                  .formatted(-1, d),
              "expand.leading",
              d);
        }
        result[d] = own;
      }
      if (own != result[d] && own != 1) {
        throw new ShapeException(
            ("The expanded size of the tensor (%d) must match the existing size (%d) at non-singleton"
                    + " dimension %d.  Target sizes: %s.  Tensor sizes: %s")
                .formatted(result[d], own, d, Arrays.toString(sizes), x.shape()),
            "expand.size",
            x.shape(),
            Arrays.toString(sizes));
      }
      steps[d] = own == result[d] && d >= lead ? x.steps()[d - lead] : 0;
    }
    for (int size : result) {
      if (size < 0) {
        throw new ShapeException("numel: integer multiplication overflow", "shape.negative", size);
      }
    }
    Shape own = x.shape();
    return x.view(
        "Expand",
        Shape.shape(result),
        steps,
        x.storageOffset(),
        none(g -> g.sumTo(own)),
        base -> base.expand(result));
  }

  /// Returns the tensor itself if it has a dimension, a scalar as a vector of one.
  default Tensor atleast1d() {
    return self().rank() > 0 ? self() : self().reshape(1);
  }

  /// Returns the tensor with dimensions of size 1 in front until it has two.
  default Tensor atleast2d() {
    return switch (self().rank()) {
      case 0 -> self().reshape(1, 1);
      case 1 -> self().unsqueeze(0);
      default -> self();
    };
  }

  /// Returns the tensor with dimensions of size 1 around it until it has three, as NumPy places
  /// them.
  default Tensor atleast3d() {
    return switch (self().rank()) {
      case 0 -> self().reshape(1, 1, 1);
      case 1 -> self().unsqueeze(0).unsqueeze(2);
      case 2 -> self().unsqueeze(2);
      default -> self();
    };
  }

  /// Returns this tensor if its elements lie in row-major order, else a copy in which they do.
  default Tensor contiguous() {
    return self().isContiguous() ? self() : self().clone();
  }
}
