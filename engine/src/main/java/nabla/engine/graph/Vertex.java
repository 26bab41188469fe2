package nabla.engine.graph;

import nabla.engine.error.Explanations;
import org.jspecify.annotations.Nullable;

/// A vertex of a recorded graph.
///
/// An `id` is unique in its graph. Tensors choose ids that stay the same from one graph to the
/// next, so that a caller can put names on values with [Graph#named]; nothing that is drawn or
/// written shows an id, because ids differ from run to run.
public sealed interface Vertex {
  long id();

  /// Returns what is known of the tensor at the vertex, or null if it stands for several.
  default @Nullable Value tensor() {
    return switch (this) {
      case Leaf leaf -> leaf.value();
      case Constant constant -> constant.value();
      case Operation operation -> operation.value();
      case Group group -> group.value();
      case More _ -> null;
    };
  }

  /// A tensor that no operation made and that wants a gradient.
  ///
  /// @param gradient its `grad()` as text, or null while there is none
  /// @param accumulations how many backward passes have added to `grad()`; 0 when unknown or none
  /// @param isParameter whether it belongs to a module
  record Leaf(
      long id, Value value, @Nullable String gradient, int accumulations, boolean isParameter)
      implements Vertex {
    /// A leaf that belongs to no module.
    public Leaf(long id, Value value, @Nullable String gradient, int accumulations) {
      this(id, value, gradient, accumulations, false);
    }

    /// Returns what it is, as a word of the language in force.
    public String kind() {
      return Explanations.text(isParameter ? "graph.kindParameter" : "graph.kindLeaf");
    }
  }

  /// A tensor that takes part but gets no gradient.
  ///
  /// @param cut what detached it from what it was computed from (`detach`, `noGrad: mul`, …), or
  ///   null if it never was computed from anything that wants a gradient
  record Constant(long id, Value value, @Nullable String cut) implements Vertex {
    /// A constant that nothing was detached from.
    public Constant(long id, Value value) {
      this(id, value, null);
    }

    /// Returns what it is, as a word of the language in force.
    public String kind() {
      return Explanations.text(cut == null ? "graph.kindConstant" : "graph.kindDetached");
    }
  }

  /// An operation and the tensor that it made.
  ///
  /// @param name the autograd node's name, `MulBackward0`
  /// @param label the operation's name as a user writes it, `mul`
  /// @param formula what it computes, `a · b`, where that is short enough to be read
  /// @param order the place in the backward walk, from 1; 0 when unknown
  record Operation(
      long id,
      String name,
      String label,
      @Nullable String formula,
      Value value,
      int order,
      Detail detail)
      implements Vertex {
    /// An operation of which no more is known.
    public Operation(
        long id, String name, String label, @Nullable String formula, Value value, int order) {
      this(id, name, label, formula, value, order, Detail.NONE);
    }
  }

  /// A module in the place of the operations that were recorded in its call.
  ///
  /// @param frame the call; the first if there are several
  /// @param operations how many operations the box stands for
  /// @param times how many calls of the same kind, one after another, it stands for
  /// @param value what it made, the last if there are several
  /// @param order the place of its first operation in the backward walk, 0 when unknown
  /// @param failure why the last backward pass failed inside, or null
  record Group(
      long id,
      Frame frame,
      int operations,
      int times,
      Value value,
      int order,
      @Nullable String failure)
      implements Vertex {
    /// Returns how many operations it stands for, in words.
    public String size() {
      return GraphText.count(operations, "graph.operation", "graph.operations");
    }
  }

  /// Stands for `count` vertices that were left out to keep the graph readable.
  record More(long id, int count) implements Vertex {
    /// Returns what is written in its place.
    public String text() {
      return Explanations.text("graph.more", count);
    }

    /// Returns how to see them.
    public String whereToFind() {
      return Explanations.text("graph.seeMore");
    }
  }
}
