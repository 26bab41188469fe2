package nabla.engine.graph;

import org.jspecify.annotations.Nullable;

/// A vertex of a recorded graph.
///
/// An `id` is unique in its graph. Tensors choose ids that stay the same from one graph to the
/// next, so that a caller can put names on values with [Graph#named]; nothing that is drawn or
/// written shows an id, because ids differ from run to run.
public sealed interface Vertex {
  long id();

  /// A tensor that no operation made and that wants a gradient.
  ///
  /// @param gradient its `grad()` as text, or null while there is none
  /// @param accumulations how many backward passes have added to `grad()`; 0 when unknown or none
  record Leaf(long id, Value value, @Nullable String gradient, int accumulations)
      implements Vertex {}

  /// A tensor that takes part but gets no gradient.
  record Constant(long id, Value value) implements Vertex {}

  /// An operation and the tensor that it made.
  ///
  /// @param name the autograd node's name, `MulBackward0`
  /// @param label the operation's name as a user writes it, `mul`
  /// @param formula what it computes, `a · b`, where that is short enough to be read
  /// @param order the place in the backward walk, from 1; 0 when unknown
  record Operation(
      long id, String name, String label, @Nullable String formula, Value value, int order)
      implements Vertex {}

  /// Stands for `count` vertices that were left out to keep the graph readable.
  record More(long id, int count) implements Vertex {}
}
