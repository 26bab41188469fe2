package nabla.kernel.chart;

import java.util.HashMap;
import java.util.Map;
import nabla.engine.graph.Graph;
import nabla.engine.nn.Module;
import nabla.engine.tensor.GraphRecorder;
import nabla.engine.tensor.Tensor;

/// What a cell may call without an import to draw a recorded graph.
public final class Graphs {
  private Graphs() {}

  /// Returns the graph that ends in a tensor, which shows as a drawing.
  public static Graph graph(Tensor tensor) {
    return tensor.graph();
  }

  /// Returns the graph of what a model makes of inputs. An input that is no variable is called
  /// `input`, so that it is not taken for a number inside the model.
  public static Graph graph(Module model, Tensor... inputs) {
    Map<Long, String> names = new HashMap<>();
    for (int i = 0; i < inputs.length; i++) {
      names.put(GraphRecorder.idOf(inputs[i]), inputs.length == 1 ? "input" : "input" + (i + 1));
    }
    return model.call(inputs).graph().named(names);
  }
}
