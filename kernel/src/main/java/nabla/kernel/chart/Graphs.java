package nabla.kernel.chart;

import nabla.engine.graph.Graph;
import nabla.engine.nn.Module;
import nabla.engine.tensor.Tensor;

/// What a cell may call without an import to draw a recorded graph.
public final class Graphs {
  private Graphs() {}

  /// Returns the graph that ends in a tensor, which shows as a drawing.
  public static Graph graph(Tensor tensor) {
    return tensor.graph();
  }

  /// Returns the graph of what a model makes of inputs.
  public static Graph graph(Module model, Tensor... inputs) {
    return model.call(inputs).graph();
  }
}
