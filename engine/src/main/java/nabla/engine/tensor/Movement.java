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
    Shape own = x.shape();
    return x.view(
        "View",
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
            "invalid shape dimension %d".formatted(sizes[d]), "shape.negative", sizes[d]);
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
    if (Layouts.viewStrides(x, target.sizes()) != null) {
      return x.view(target.toArray());
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

  /// Returns the elements as a single dimension: a view where the layout allows it.
  default Tensor flatten() {
    return self().rank() == 0 ? self().reshape(1) : self().reshape(self().numel());
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

  /// Returns a view in which dimensions of size 1 are repeated to the given sizes, without a copy;
  /// -1 keeps a size. Gradient: `g` summed over what was repeated.
  default Tensor expand(int... sizes) {
    Tensor x = self();
    int lead = sizes.length - x.rank();
    if (lead < 0) {
      throw new ShapeException(
          ("expand(torch.%sTensor{%s}, size=%s): the number of sizes provided (%d) must be greater or"
                  + " equal to the number of dimensions in the tensor (%d)")
              .formatted(
                  x.dtype().scalarType(),
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
      if (result[d] == -1) {
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
    Shape own = x.shape();
    return x.view(
        "Expand",
        Shape.shape(result),
        steps,
        x.storageOffset(),
        none(g -> g.sumTo(own)),
        base -> base.expand(result));
  }

  /// Returns this tensor if its elements lie in row-major order, else a copy in which they do.
  default Tensor contiguous() {
    return self().isContiguous() ? self() : self().clone();
  }
}
