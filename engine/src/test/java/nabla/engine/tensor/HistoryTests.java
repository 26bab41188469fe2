package nabla.engine.tensor;

import static java.util.Objects.requireNonNull;
import static nabla.engine.tensor.Creation.arange;
import static nabla.engine.tensor.Creation.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import nabla.engine.autograd.Node;
import nabla.engine.error.NablaException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The histories of operations, as PyTorch leaves them: the node's name, whether the result is a
/// view, and what a change in place or a second backward pass makes of each.
class HistoryTests {

  private static final Map<String, String> INPUTS =
      Map.of(
          "m", "[[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]]",
          "p", "[[0.5, 1.0, 2.0], [1.5, 0.25, 0.75]]",
          "u", "[[0.5, -0.25, 0.75], [0.125, 0.25, -0.75]]",
          "s", "[[0.5, -1.0], [2.0, 1.5]]",
          "v", "[0.5, -1.0, 2.0]",
          "b", "[[[0.5, -1.0], [2.0, 1.5]], [[1.0, 0.25], [-0.5, 3.0]]]");

  @TestFactory
  Stream<DynamicTest> everyHistory() throws IOException {
    Map<String, UnaryOperator<Tensor>> operations = new Histories().all();
    try (var resource =
        new InputStreamReader(
            requireNonNull(HistoryTests.class.getResourceAsStream("histories.json")),
            StandardCharsets.UTF_8)) {
      JsonObject recorded = JsonParser.parseReader(resource).getAsJsonObject();
      return recorded.getAsJsonArray("cases").asList().stream()
          .map(JsonElement::getAsJsonObject)
          .map(
              one -> {
                String id =
                    one.get("input").getAsString() + ": " + one.get("operation").getAsString();
                return dynamicTest(id, () -> compare(one, requireNonNull(operations.get(id), id)));
              });
    }
  }

  private static void compare(JsonObject one, UnaryOperator<Tensor> operation) {
    String kind = one.get("input").getAsString();
    Tensor result = operation.apply(leaf(kind).mul(1));
    assertThat(nodeOf(result)).isEqualTo(text(one, "node"));
    assertThat(result.isView()).isEqualTo(one.get("view").getAsBoolean());
    if (!one.get("node after change").isJsonNull()) {
      assertThat(nodeOf(result.add_(0))).isEqualTo(text(one, "node after change"));
    }
    assertThat(error(() -> inputChanged(kind, operation))).isEqualTo(text(one, "input changed"));
    assertThat(error(() -> resultChanged(kind, operation))).isEqualTo(text(one, "result changed"));
    assertThat(error(() -> twice(kind, operation))).isEqualTo(text(one, "twice"));
  }

  private static void inputChanged(String kind, UnaryOperator<Tensor> operation) {
    Tensor input = leaf(kind).mul(1);
    Tensor result = operation.apply(input);
    input.add_(0);
    result.sum().backward();
  }

  private static void resultChanged(String kind, UnaryOperator<Tensor> operation) {
    Tensor result = operation.apply(leaf(kind).mul(1));
    result.add_(0);
    result.sum().backward();
  }

  private static void twice(String kind, UnaryOperator<Tensor> operation) {
    Tensor result = operation.apply(leaf(kind));
    result.sum().backward();
    result.sum().backward();
  }

  private static Tensor leaf(String kind) {
    Tensor values =
        kind.equals("c")
            ? arange(32.0).reshape(1, 2, 4, 4).remainder(7)
            : tensor(requireNonNull(INPUTS.get(kind)));
    return values.requiresGrad(true);
  }

  private static @Nullable String nodeOf(Tensor tensor) {
    Node node = tensor.gradFn();
    return node == null ? null : node.name();
  }

  private static @Nullable String text(JsonObject one, String key) {
    JsonElement value = one.get(key);
    return value.isJsonNull() ? null : value.getAsString();
  }

  private static @Nullable String error(Runnable action) {
    try {
      action.run();
      return null;
    } catch (NablaException e) {
      return e.torchMessage();
    }
  }
}
