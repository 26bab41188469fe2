package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.none;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.DTypeException;
import nabla.engine.error.ShapeException;
import org.jspecify.annotations.Nullable;

/// The functions that join tensors, or bring them to one shape; imported statically by every
/// notebook.
public final class Joining {
  private Joining() {}

  /// Returns the tensors one after the other along a dimension; the other sizes must agree, dtypes
  /// are promoted. Gradient: the part of `g` that each tensor gave.
  public static Tensor cat(List<Tensor> tensors, int dim) {
    if (tensors.isEmpty()) {
      throw new ArgumentException(
          "torch.cat(): expected a non-empty list of Tensors", "join.empty", "cat");
    }
    requireTensors(tensors);
    Tensor first = pattern(tensors);
    int d = isNothing(first) ? 0 : first.shape().wrap(dim);
    Tensor[] inputs = tensors.toArray(Tensor[]::new);
    @Nullable Partial[] partials = new @Nullable Partial[inputs.length];
    int total = 0;
    for (int i = 0; i < inputs.length; i++) {
      Shape own = inputs[i].shape();
      if (isNothing(inputs[i])) {
        partials[i] = none(g -> Creation.zeros(own, g.dtype(), g.device()));
        continue;
      }
      requireFit(first.shape(), own, d, i);
      int start = total;
      partials[i] = none(g -> g.narrow(d, start, own.size(d)));
      total += own.size(d);
    }
    Shape shape = isNothing(first) ? first.shape() : first.shape().with(d, total);
    Tensor result = Tensor.allocate(shape, Promotion.of(inputs), Elementwise.device(inputs));
    Node node = result.dtype().isFloating() ? Node.begin("Cat", partials, inputs) : null;
    int start = 0;
    for (Tensor input : inputs) {
      if (!isNothing(input)) {
        copy(result, d, start, input);
        start += input.size(d);
      }
    }
    return node == null ? result : node.end(result);
  }

  /// Returns the tensors one after the other along the first dimension; see [#cat(List, int)].
  public static Tensor cat(List<Tensor> tensors) {
    return cat(tensors, 0);
  }

  /// Returns the tensors one after the other along the first dimension; see [#cat(List, int)].
  public static Tensor cat(Tensor... tensors) {
    return cat(Arrays.asList(tensors), 0);
  }

  private static void copy(Tensor result, int dim, int start, Tensor input) {
    result.detach().narrow(dim, start, input.size(dim)).copy_(input.detach());
  }

  // A gradient that is not there yet is what most often stands among tensors.
  private static void requireTensors(List<? extends @Nullable Tensor> tensors) {
    for (int i = 0; i < tensors.size(); i++) {
      if (tensors.get(i) == null) {
        throw new ArgumentException(
            "expected Tensor as element %d in argument 0, but got NoneType".formatted(i),
            "join.null",
            i);
      }
    }
  }

  /// Tells whether a tensor is the empty vector, which joins with everything.
  private static boolean isNothing(Tensor tensor) {
    return tensor.rank() == 1 && tensor.size(0) == 0;
  }

  private static Tensor pattern(List<Tensor> tensors) {
    Tensor first = tensors.get(0);
    boolean found = false;
    for (int i = 0; i < tensors.size(); i++) {
      Tensor tensor = tensors.get(i);
      if (tensor.rank() == 0) {
        throw new ShapeException(
            "zero-dimensional tensor (at position %d) cannot be concatenated".formatted(i),
            "cat.scalar",
            i);
      }
      if (!found && !isNothing(tensor)) {
        first = tensor;
        found = true;
      }
    }
    return first;
  }

  private static void requireFit(Shape first, Shape own, int dim, int position) {
    if (first.rank() != own.rank()) {
      throw new ShapeException(
          "Tensors must have same number of dimensions: got %d and %d"
              .formatted(first.rank(), own.rank()),
          "cat.rank",
          first,
          own);
    }
    for (int d = 0; d < first.rank(); d++) {
      if (d != dim && first.size(d) != own.size(d)) {
        throw new ShapeException(
            ("Sizes of tensors must match except in dimension %d. Expected size %d but got size %d for"
                    + " tensor number %d in the list.")
                .formatted(dim, first.size(d), own.size(d), position),
            "cat.size",
            first,
            own,
            dim);
      }
    }
  }

  /// Returns tensors of one shape stacked along a new dimension. Gradient: the part of `g` at each
  /// tensor's position.
  public static Tensor stack(List<Tensor> tensors, int dim) {
    if (tensors.isEmpty()) {
      throw new ArgumentException("stack expects a non-empty TensorList", "join.empty", "stack");
    }
    requireTensors(tensors);
    Shape first = tensors.get(0).shape();
    int d = Shape.wrap(dim, first.rank() + 1);
    Tensor[] inputs = tensors.toArray(Tensor[]::new);
    @Nullable Partial[] partials = new @Nullable Partial[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      if (!inputs[i].shape().equals(first)) {
        throw new ShapeException(
            "stack expects each tensor to be equal size, but got %s at entry 0 and %s at entry %d"
                .formatted(first, inputs[i].shape(), i),
            "stack.size",
            first,
            inputs[i].shape());
      }
      int index = i;
      partials[i] = none(g -> g.select(d, index));
    }
    Tensor result =
        Tensor.allocate(
            first.insert(d, inputs.length), Promotion.of(inputs), Elementwise.device(inputs));
    Node node = result.dtype().isFloating() ? Node.begin("Stack", partials, inputs) : null;
    for (int i = 0; i < inputs.length; i++) {
      copy(result, d, i, inputs[i].detach().unsqueeze(d));
    }
    return node == null ? result : node.end(result);
  }

  /// Returns tensors of one shape stacked along a new first dimension; see [#stack(List, int)].
  public static Tensor stack(List<Tensor> tensors) {
    return stack(tensors, 0);
  }

  /// Returns tensors of one shape stacked along a new first dimension; see [#stack(List, int)].
  public static Tensor stack(Tensor... tensors) {
    return stack(Arrays.asList(tensors), 0);
  }

  /// Returns the tensors side by side: along the columns, vectors end to end.
  public static Tensor hstack(List<Tensor> tensors) {
    requireSome("hstack", tensors);
    List<Tensor> parts = tensors.stream().map(Tensor::atleast1d).toList();
    return cat(parts, parts.get(0).rank() == 1 ? 0 : 1);
  }

  /// Returns the tensors one under the other: along the rows, a vector is a row.
  public static Tensor vstack(List<Tensor> tensors) {
    requireSome("vstack", tensors);
    return cat(tensors.stream().map(Tensor::atleast2d).toList(), 0);
  }

  /// Returns the tensors one behind the other: along the third dimension.
  public static Tensor dstack(List<Tensor> tensors) {
    requireSome("dstack", tensors);
    return cat(tensors.stream().map(Tensor::atleast3d).toList(), 2);
  }

  private static void requireSome(String name, List<Tensor> tensors) {
    if (tensors.isEmpty()) {
      throw new ArgumentException(name + " expects a non-empty TensorList", "join.empty", name);
    }
    requireTensors(tensors);
  }

  /// Returns views of the tensors expanded to the shape that they broadcast to.
  public static List<Tensor> broadcastTensors(List<Tensor> tensors) {
    Shape shape = Shape.shape();
    for (Tensor tensor : tensors) {
      shape = Shape.broadcast(shape, tensor.shape());
    }
    List<Tensor> result = new ArrayList<>();
    for (Tensor tensor : tensors) {
      result.add(tensor.expand(shape.toArray()));
    }
    return result;
  }

  /// Returns the coordinates of a grid: views of vectors, each expanded along its own dimension.
  ///
  /// @param indexing `"ij"`: dimension `i` belongs to vector `i`; `"xy"`: the first two are swapped
  public static List<Tensor> meshgrid(List<Tensor> vectors, String indexing) {
    if (vectors.isEmpty()) {
      throw new ShapeException("meshgrid expects a non-empty TensorList", "join.empty", "meshgrid");
    }
    if (!indexing.equals("ij") && !indexing.equals("xy")) {
      throw new ShapeException(
          "torch.meshgrid: indexing must be one of \"xy\" or \"ij\", but received: " + indexing,
          "meshgrid.indexing",
          indexing);
    }
    for (Tensor vector : vectors) {
      if (vector.dtype() != vectors.get(0).dtype()) {
        throw new DTypeException(
            "meshgrid expects all tensors to have the same dtype",
            "mm.dtype",
            vectors.get(0).dtype(),
            vector.dtype());
      }
    }
    boolean swap = indexing.equals("xy") && vectors.size() > 1;
    int rank = vectors.size();
    int[] sizes = new int[rank];
    for (int i = 0; i < rank; i++) {
      if (vectors.get(i).rank() > 1) {
        throw new ShapeException(
            "torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: "
                + vectors.get(i).rank(),
            "meshgrid.rank",
            vectors.get(i).shape());
      }
      sizes[place(i, swap)] = vectors.get(i).numel();
    }
    List<Tensor> grids = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      int[] own = new int[rank];
      Arrays.fill(own, 1);
      own[place(i, swap)] = vectors.get(i).numel();
      grids.add(vectors.get(i).view(own).expand(sizes));
    }
    return grids;
  }

  private static int place(int i, boolean swap) {
    return swap && i < 2 ? 1 - i : i;
  }

  /// Returns every combination of one element of each vector, one per row.
  public static Tensor cartesianProd(Tensor... vectors) {
    for (Tensor vector : vectors) {
      if (vector.rank() != 1) {
        throw new ShapeException(
            "Expect a 1D vector, but got shape " + vector.shape(), "meshgrid.rank", vector.shape());
      }
    }
    if (vectors.length == 1) {
      return vectors[0];
    }
    List<Tensor> columns = new ArrayList<>();
    for (Tensor grid : meshgrid(Arrays.asList(vectors), "ij")) {
      columns.add(grid.flatten());
    }
    return stack(columns, 1);
  }
}
