package nabla.engine.optim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static nabla.engine.tensor.Creation.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every optimizer with every option against the losses that PyTorch records in a curved valley of
/// five parameters. A recording of L-BFGS ends where one unit in the last place of a parameter
/// would already tell.
class RecordedTrainingTests {
  private static final double RELATIVE = 1e-12;

  private final Tensor p = tensor(new double[] {-0.5, 1}, DType.FLOAT64).requiresGrad(true);
  private final Tensor q = tensor(new double[] {1, -0.5, 0.25}, DType.FLOAT64).requiresGrad(true);

  @TestFactory
  List<DynamicTest> trainings() throws IOException {
    var resource = RecordedTrainingTests.class.getResourceAsStream("trainings.json");
    List<DynamicTest> tests = new ArrayList<>();
    try (var reader = new InputStreamReader(Objects.requireNonNull(resource), UTF_8)) {
      for (JsonElement element : JsonParser.parseReader(reader).getAsJsonArray()) {
        JsonObject recorded = element.getAsJsonObject();
        String name = recorded.get("class").getAsString() + " " + recorded.get("args");
        tests.add(dynamicTest(name, () -> new RecordedTrainingTests().compare(recorded)));
      }
    }
    return tests;
  }

  private Tensor loss() {
    Tensor x = p.at(0);
    Tensor bend = p.at(1).sub(x.square()).square().mul(10);
    Tensor bowl = q.mul(tensor(new double[] {1, 2, 3}, DType.FLOAT64)).sub(1).cosh().sum();
    return x.sub(1).square().add(bend).add(bowl).add(x.mul(q.at(0)).sin().mul(0.1));
  }

  private void compare(JsonObject recorded) {
    Optimizer optimizer =
        RecordedOptimizers.create(
            recorded.get("class").getAsString(), recorded.getAsJsonObject("args"), List.of(p, q));
    Supplier<Tensor> closure =
        () -> {
          optimizer.zeroGrad();
          Tensor loss = loss();
          loss.backward();
          return loss;
        };
    JsonArray losses = recorded.getAsJsonArray("losses");
    for (int i = 0; i < losses.size(); i++) {
      close("loss " + i, optimizer.step(closure).item(), losses.get(i).getAsDouble());
    }
    JsonArray last = recorded.getAsJsonArray("final");
    for (int i = 0; i < last.size(); i++) {
      double value = i < 2 ? p.detach().at(i).item() : q.detach().at(i - 2).item();
      close("parameter " + i, value, last.get(i).getAsDouble());
    }
  }

  private static void close(String what, double actual, double expected) {
    assertThat(actual).as(what).isCloseTo(expected, within(RELATIVE * Math.abs(expected)));
  }
}
