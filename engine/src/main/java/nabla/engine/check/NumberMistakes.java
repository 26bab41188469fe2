package nabla.engine.check;

import static nabla.engine.error.Explanations.text;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import nabla.engine.autograd.Edge;
import nabla.engine.autograd.Finite;
import nabla.engine.autograd.Meta;
import nabla.engine.autograd.Node;
import nabla.engine.check.Finding.Kind;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Mistakes that show in the size of numbers: NaN, infinity, and gradients of no use.
final class NumberMistakes {
  /// A trend needs layers to show in.
  private static final int LAYERS = 4;

  private static final double VANISHED = 1e-5;
  private static final double EXPLODED = 1e5;

  /// A gradient so many times as large as its parameter is of no use.
  private static final double BEYOND_MEASURE = 1e8;

  private NumberMistakes() {}

  /// The first operation that made a loss NaN or infinite.
  static void loss(Inspection in, Consumer<Finding> found) {
    if (Finite.all(in.root())) {
      return;
    }
    Node maker = null;
    Node receiver = null;
    boolean watched = false;
    for (Node node : in.nodes()) {
      watched |= node.isWatched();
      maker = maker == null && node.madeNonFinite() ? node : maker;
      receiver = receiver == null && node.receivedNonFinite() ? node : receiver;
    }
    if (maker == null && !watched) {
      maker = bySavedValues(in);
    }
    if (maker != null) {
      found.accept(
          Finding.of(Kind.NOT_FINITE, maker.place(), text("mistakes.nanOperation", maker.name())));
    } else if (receiver != null) {
      found.accept(
          Finding.of(Kind.NOT_FINITE, receiver.place(), text("mistakes.nanData", receiver.name())));
    } else {
      found.accept(Finding.of(Kind.NOT_FINITE, null, text("mistakes.nanUnknown")));
    }
  }

  // Not every value is saved, so the first that is known to be lost stands for its maker.
  private static @Nullable Node bySavedValues(Inspection in) {
    Map<Node, Tensor> values = new IdentityHashMap<>();
    for (Node node : in.nodes()) {
      @Nullable Edge[] edges = node.nextEdges();
      for (int i = 0; i < edges.length; i++) {
        Edge edge = edges[i];
        Tensor input = node.saved().peek(i);
        if (edge != null && input != null && edge.node().outputCount() == 1) {
          values.putIfAbsent(edge.node(), input);
        }
      }
      Tensor output = node.saved().peekOutput();
      if (output != null) {
        values.putIfAbsent(node, output);
      }
    }
    for (Node node : in.nodes()) {
      Tensor value = values.get(node);
      if (value != null && !Finite.all(value)) {
        return node;
      }
    }
    return null;
  }

  /// The first derivative that made a gradient NaN or infinite.
  static void gradients(Inspection in, Consumer<Finding> found) {
    if (!Finite.all(in.root())) {
      return;
    }
    for (Tensor leaf : in.leaves()) {
      Tensor gradient = Meta.of(leaf).grad();
      if (gradient == null || Finite.all(gradient)) {
        continue;
      }
      Node maker =
          in.nodes().reversed().stream().filter(Node::lostGradients).findFirst().orElse(null);
      found.accept(
          maker == null
              ? Finding.of(Kind.NOT_FINITE, null, text("mistakes.nanGradientUnknown", leaf.shape()))
              : Finding.of(
                  Kind.NOT_FINITE,
                  maker.place(),
                  text("mistakes.nanGradient", leaf.shape(), maker.name())));
      return;
    }
  }

  private record Layer(String name, double gradient, double size) {}

  /// Gradients that shrink or grow from layer to layer.
  static void layers(Parameters parameters, Consumer<Finding> found) {
    List<Layer> layers = new ArrayList<>();
    for (Parameters.Named each : parameters.all()) {
      Tensor gradient = Meta.of(each.tensor()).grad();
      if (gradient == null || !Finite.all(gradient)) {
        continue;
      }
      Layer layer = new Layer(each.name(), typical(gradient), typical(each.tensor()));
      if (layer.gradient > BEYOND_MEASURE * Math.max(1, layer.size)) {
        found.accept(
            Finding.of(
                Kind.EXPLODING_GRADIENT,
                null,
                text("mistakes.exploding", layer.name, layer.gradient, layer.size)));
        return;
      }
      if (each.tensor().dim() >= 2 && layer.gradient > 0) {
        layers.add(layer);
      }
    }
    if (layers.size() < LAYERS) {
      return;
    }
    Layer first = layers.getFirst();
    Layer last = layers.getLast();
    if (first.gradient < VANISHED * last.gradient && isRising(layers)) {
      found.accept(
          Finding.of(
              Kind.VANISHING_GRADIENT,
              null,
              text("mistakes.vanishing", first.name, first.gradient, last.name, last.gradient)));
    } else if (first.gradient > EXPLODED * last.gradient && isRising(layers.reversed())) {
      found.accept(
          Finding.of(
              Kind.EXPLODING_GRADIENT,
              null,
              text(
                  "mistakes.explodingLayers",
                  first.name,
                  first.gradient,
                  last.name,
                  last.gradient)));
    }
  }

  private static boolean isRising(List<Layer> layers) {
    for (int i = 1; i < layers.size(); i++) {
      if (layers.get(i).gradient < layers.get(i - 1).gradient * 0.7) {
        return false;
      }
    }
    return true;
  }

  // The root of the mean square.
  private static double typical(Tensor tensor) {
    int n = Math.max(1, tensor.numel());
    return tensor.detach().toDouble().norm().item() / Math.sqrt(n);
  }
}
