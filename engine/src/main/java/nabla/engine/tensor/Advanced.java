package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.none;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.autograd.Saved;
import nabla.engine.backend.Backend.Combine;
import nabla.engine.backend.Strided;
import nabla.engine.error.DTypeException;
import nabla.engine.error.IndexException;
import nabla.engine.error.ShapeException;
import org.jspecify.annotations.Nullable;

/// Indexing by tensors of positions: reading and writing.
///
/// The index tensors broadcast to one shape, which stands in the result where the first of them
/// stood if they are neighbours, else in front, as in NumPy.
final class Advanced {
  private Advanced() {}

  /// Returns the elements at the positions, a copy; an entry per dimension, null for a whole one.
  static Tensor get(Tensor x, List<? extends @Nullable Tensor> indices) {
    Shape own = x.shape();
    Tensor[] inputs = inputs(indices, x);
    int[] places = places(indices);
    Partial byInput =
        Partial.of(
            (g, saved) ->
                put(
                    Target.FRESH,
                    Creation.zeros(own, g.dtype(), g.device()),
                    restore(places, saved, 1),
                    g,
                    true),
            positions(1, inputs.length));
    Node node = Node.begin("Index", partials(inputs.length, byInput, null), inputs);
    Places plan = Places.of(x, indices);
    Tensor result = Tensor.allocate(plan.result(), x.dtype(), x.device());
    x.backend().gather(plan.of(result), plan.memory(), 0, plan.positions());
    return node == null ? result : node.end(result);
  }

  /// Returns the tensor with values, which broadcast, put (or added) at the positions.
  static Tensor put(
      Target target,
      Tensor x,
      List<? extends @Nullable Tensor> indices,
      Tensor values,
      boolean accumulate) {
    requireSame(x, values);
    Tensor[] inputs = inputs(indices, x, values);
    int[] places = places(indices);
    int[] saved = positions(2, inputs.length);
    Partial byInput =
        accumulate
            ? none(g -> g)
            : Partial.of(
                (g, kept) ->
                    put(
                        Target.FRESH,
                        g,
                        restore(places, kept, 2),
                        Creation.zeros(Shape.shape(), g.dtype(), g.device()),
                        false),
                saved);
    Partial byValues = Partial.of((g, kept) -> get(g, restore(places, kept, 2)), saved);
    if (target == Target.IN_PLACE) {
      InPlaceChecks.writable(x, x, values);
    }
    Node node = Node.begin("IndexPut", partials(inputs.length, byInput, byValues), inputs);
    Tensor result = target == Target.IN_PLACE ? x : x.copyAs(x.dtype());
    Places plan = Places.of(result, indices);
    Tensor source = broadcast(values.detach(), plan.result());
    result
        .backend()
        .scatter(
            accumulate ? Combine.ADD : Combine.SET,
            plan.memory(),
            0,
            plan.positions(),
            plan.of(source));
    if (target == Target.IN_PLACE) {
      return InPlaceChecks.changed(x, node);
    }
    return node == null ? result : node.end(result);
  }

  private static void requireSame(Tensor x, Tensor values) {
    if (x.dtype() != values.dtype()) {
      throw new DTypeException(
          ("Index put requires the source and destination dtypes match, got %s for the destination"
                  + " and %s for the source.")
              .formatted(x.dtype().scalarType(), values.dtype().scalarType()),
          "index.putDtype",
          x.dtype(),
          values.dtype());
    }
  }

  private static Tensor broadcast(Tensor values, Shape target) {
    if (!values.shape().broadcastsTo(target)) {
      throw new ShapeException(
          "shape mismatch: value tensor of shape %s cannot be broadcast to indexing result of shape %s"
              .formatted(values.shape(), target),
          "index.putShape",
          values.shape(),
          target);
    }
    return values.expand(target.toArray());
  }

  private static Tensor[] inputs(List<? extends @Nullable Tensor> indices, Tensor... first) {
    List<Tensor> inputs = new ArrayList<>(Arrays.asList(first));
    indices.stream().filter(Objects::nonNull).forEach(inputs::add);
    return inputs.toArray(Tensor[]::new);
  }

  private static @Nullable Partial[] partials(int count, Partial first, @Nullable Partial second) {
    @Nullable Partial[] partials = new @Nullable Partial[count];
    partials[0] = first;
    if (second != null) {
      partials[1] = second;
    }
    return partials;
  }

  private static int[] positions(int from, int to) {
    return java.util.stream.IntStream.range(from, to).toArray();
  }

  /// Returns which entries are index tensors, as their number from 1, 0 for a whole dimension.
  private static int[] places(List<? extends @Nullable Tensor> indices) {
    int[] places = new int[indices.size()];
    int next = 1;
    for (int i = 0; i < places.length; i++) {
      places[i] = indices.get(i) == null ? 0 : next++;
    }
    return places;
  }

  private static List<@Nullable Tensor> restore(int[] places, Saved saved, int from) {
    List<@Nullable Tensor> indices = new ArrayList<>();
    for (int place : places) {
      indices.add(place == 0 ? null : saved.input(from + place - 1));
    }
    return indices;
  }

  /// Where index tensors point in the memory of a tensor.
  ///
  /// @param memory the tensor as one long dimension, indexed by `positions`, and its whole ones
  /// @param positions offsets in memory, in the sizes of the gathered or scattered elements
  /// @param result the shape of the indexing result
  /// @param front where in the result the dimensions of the index tensors begin
  /// @param points the shape of the index tensors
  private record Places(Strided memory, Strided positions, Shape result, int front, Shape points) {

    static Places of(Tensor x, List<? extends @Nullable Tensor> indices) {
      Shape points = points(indices);
      int count = points.numel();
      long[] offsets = new long[count];
      List<Integer> whole = new ArrayList<>();
      int front = -1;
      int last = -1;
      boolean neighbours = true;
      requireInside(indices, points, x);
      int span = 1;
      for (int d = 0; d < x.rank(); d++) {
        Tensor index = d < indices.size() ? indices.get(d) : null;
        if (index == null) {
          whole.add(d);
        } else {
          front = front < 0 ? d : front;
          neighbours &= last < 0 || last == d - 1;
          last = d;
          span += (x.size(d) - 1) * x.steps()[d];
          addOffsets(offsets, index, points, d, x);
        }
      }
      return assemble(x, offsets, whole, neighbours ? Math.max(front, 0) : 0, points, span);
    }

    private static Places assemble(
        Tensor x, long[] offsets, List<Integer> whole, int front, Shape points, int span) {
      int rest = whole.size();
      int[] sizes = new int[rest + 1];
      int[] steps = new int[rest + 1];
      sizes[0] = Math.max(span, 0);
      steps[0] = 1;
      int[] result = new int[rest + points.rank()];
      for (int i = 0; i < rest; i++) {
        sizes[i + 1] = x.size(whole.get(i));
        steps[i + 1] = x.steps()[whole.get(i)];
        result[i < front ? i : i + points.rank()] = sizes[i + 1];
      }
      System.arraycopy(points.sizes(), 0, result, front, points.rank());
      Strided memory = new Strided(x.storage().buffer(), sizes, steps, x.storageOffset());
      int[] gathered = sizes.clone();
      gathered[0] = offsets.length;
      int[] along = new int[rest + 1];
      along[0] = 1;
      Tensor positions =
          Tensor.ofArray(offsets, Shape.shape(offsets.length), DType.INT64).to(x.device());
      return new Places(
          memory,
          new Strided(positions.storage().buffer(), gathered, along, 0),
          Shape.shape(result),
          front,
          points);
    }

    private static Shape points(List<? extends @Nullable Tensor> indices) {
      Shape shape = Shape.shape();
      try {
        for (Tensor index : indices) {
          shape = index == null ? shape : Shape.broadcast(shape, index.shape());
        }
      } catch (ShapeException _) {
        List<String> shapes = new ArrayList<>();
        indices.stream().filter(Objects::nonNull).forEach(t -> shapes.add(t.shape().toString()));
        throw new IndexException(
            "shape mismatch: indexing tensors could not be broadcast together with shapes "
                + String.join(", ", shapes),
            "index.broadcast");
      }
      return shape;
    }

    // Point by point, as PyTorch looks: the first point that is outside is the one to be told.
    private static void requireInside(
        List<? extends @Nullable Tensor> indices, Shape points, Tensor x) {
      int first = points.numel();
      int dim = -1;
      for (int d = 0; d < Math.min(indices.size(), x.rank()); d++) {
        Tensor index = indices.get(d);
        if (index == null || points.numel() == 0) {
          continue;
        }
        int size = x.size(d);
        long[] values = index.detach().expand(points.toArray()).toLongArray();
        if (size == 0) {
          throw new IndexException(
              "index is out of bounds for dimension with size 0", "index.range", values[0], size);
        }
        for (int i = 0; i < first; i++) {
          if (values[i] < -size || values[i] >= size) {
            first = i;
            dim = d;
          }
        }
      }
      Tensor index = dim < 0 ? null : indices.get(dim);
      if (index != null) {
        long value = index.detach().expand(points.toArray()).toLongArray()[first];
        throw new IndexException(
            "index %d is out of bounds for dimension %d with size %d"
                .formatted(value, dim, x.size(dim)),
            "index.range",
            value,
            x.size(dim));
      }
    }

    private static void addOffsets(long[] offsets, Tensor index, Shape points, int dim, Tensor x) {
      long[] values = index.detach().expand(points.toArray()).toLongArray();
      int size = x.size(dim);
      int step = x.steps()[dim];
      for (int i = 0; i < offsets.length; i++) {
        offsets[i] += (values[i] < 0 ? values[i] + size : values[i]) * step;
      }
    }

    /// Returns the elements of an indexing result in the order of `positions`: the dimensions of
    /// the index tensors first and as one.
    Strided of(Tensor indexed) {
      int[] order = new int[indexed.rank()];
      int next = 0;
      for (int d = 0; d < points.rank(); d++) {
        order[next++] = front + d;
      }
      for (int d = 0; d < order.length; d++) {
        if (d < front || d >= front + points.rank()) {
          order[next++] = d;
        }
      }
      Tensor moved = indexed.detach().permute(order);
      return moved.reshape(positions.sizes()).strided();
    }
  }
}
