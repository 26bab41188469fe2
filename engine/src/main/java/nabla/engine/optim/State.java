package nabla.engine.optim;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import nabla.engine.tensor.Tensor;

/// What an optimizer remembers of one parameter: how many steps it made, and running tensors.
final class State {
  private final Map<String, Tensor> tensors = new HashMap<>();
  private int steps;

  /// Counts a step and returns how many there were with it.
  int nextStep() {
    return ++steps;
  }

  boolean has(String name) {
    return tensors.containsKey(name);
  }

  /// Returns the running tensor of a name, which begins as the supplier says.
  Tensor get(String name, Supplier<Tensor> first) {
    return tensors.computeIfAbsent(name, _ -> first.get());
  }
}
