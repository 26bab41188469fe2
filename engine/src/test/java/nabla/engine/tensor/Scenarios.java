package nabla.engine.tensor;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import nabla.engine.error.NablaException;
import org.jspecify.annotations.Nullable;

/// A group of recorded PyTorch scenarios, told again in Java. Each has the id of its recording.
abstract class Scenarios {

  /// What a scenario does. It writes through [Scenarios#print].
  interface Text {
    void run() throws Exception;
  }

  /// A scenario and the family of the error that ends it, if one does.
  record Scenario(Text text, @Nullable Class<? extends NablaException> failure) {}

  private final Map<String, Scenario> all = new LinkedHashMap<>();
  private final StringBuilder printed = new StringBuilder();

  final Map<String, Scenario> all() {
    return all;
  }

  final String takePrinted() {
    String text = printed.toString();
    printed.setLength(0);
    return text;
  }

  /// Adds a scenario that ends well.
  final void scenario(String id, Text text) {
    add(id, new Scenario(text, null));
  }

  /// Adds a scenario that ends with an error of the family.
  final void scenario(String id, Class<? extends NablaException> failure, Text text) {
    add(id, new Scenario(text, failure));
  }

  private void add(String id, Scenario scenario) {
    if (all.put(id, scenario) != null) {
      throw new IllegalStateException("two texts for the scenario " + id);
    }
  }

  /// Does what Python's `print` does.
  final void print(@Nullable Object... values) {
    printed.append(Python.line(values));
  }

  /// Returns the gradient, which must be there.
  static Tensor gradOf(Tensor tensor) {
    return Objects.requireNonNull(tensor.grad(), "no gradient");
  }

  /// Returns the leaf `[1., 2., 3.]`, with which many scenarios begin.
  static Tensor oneTwoThree() {
    return leaf(1.0, 2.0, 3.0);
  }

  /// Returns a vector that requires a gradient.
  static Tensor leaf(double... elements) {
    return Creation.vector(elements).requiresGrad(true);
  }
}
