package nabla.engine.optim;

import static nabla.engine.tensor.ClassLosses.crossEntropy;
import static nabla.engine.tensor.ClassLosses.nllLoss;
import static nabla.engine.tensor.Convolution.conv2d;
import static nabla.engine.tensor.Layers.linear;
import static nabla.engine.tensor.Losses.mseLoss;
import static nabla.engine.tensor.Pooling.maxPool2d;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import nabla.engine.golden.Corpus;
import nabla.engine.tensor.Creation;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Recorded trainings: 50 losses, the first gradients and the parameters at the end, in float64.
class TrainingTests {
  private static final double RELATIVE = 1e-12;

  /// Tensors by the names that a formula gives them.
  private record Named(Map<String, Tensor> tensors) {
    Tensor get(String name) {
      return Objects.requireNonNull(tensors.get(name), name);
    }
  }

  /// The recorded formulas, told in Java.
  private static final Map<String, Function<Named, Tensor>> MODELS =
      Map.of(
          "mse(linear(x, w, b), y)",
          v -> mseLoss(layer(v, v.get("x"), "w", "b"), v.get("y")),
          "cross_entropy(linear(tanh(linear(x, w1, b1)), w2, b2), y)",
          v -> {
            Tensor hidden = layer(v, v.get("x"), "w1", "b1").tanh();
            return crossEntropy(layer(v, hidden, "w2", "b2"), v.get("y"));
          },
          "cross_entropy(linear(flatten(max_pool2d(relu(conv2d(x, c1, cb1)), 2), 1), w, b), y)",
          v -> {
            Tensor seen = maxPool2d(conv2d(v.get("x"), v.get("c1"), v.get("cb1")).relu(), 2);
            return crossEntropy(layer(v, seen.flatten(1, -1), "w", "b"), v.get("y"));
          },
          "nll_loss(log_softmax(x @ w^T + b, 1), y)",
          v -> {
            Tensor logits = v.get("x").matmul(v.get("w").t()).add(v.get("b"));
            return nllLoss(logits.logSoftmax(1), v.get("y"));
          });

  private static Tensor layer(Named values, Tensor input, String weight, String bias) {
    return linear(input, values.get(weight), values.get(bias));
  }

  @TestFactory
  List<DynamicTest> everyTraining() {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonElement each :
        Corpus.read("training.json").getAsJsonObject().getAsJsonArray("trainings")) {
      JsonObject training = each.getAsJsonObject();
      for (JsonElement run : training.getAsJsonArray("runs")) {
        String name =
            training.get("name").getAsString()
                + " "
                + run.getAsJsonObject().get("optimizer").getAsString();
        tests.add(dynamicTest(name, () -> train(training, run.getAsJsonObject())));
      }
    }
    return tests;
  }

  private static void train(JsonObject training, JsonObject run) {
    Function<Named, Tensor> model =
        Objects.requireNonNull(MODELS.get(training.get("model").getAsString()));
    Map<String, Tensor> parameters = tensors(training.getAsJsonObject("init"));
    parameters.values().forEach(parameter -> parameter.requiresGrad(true));
    Map<String, Tensor> all = tensors(training.getAsJsonObject("data"));
    all.putAll(parameters);
    Named named = new Named(all);
    Optimizer optimizer =
        RecordedOptimizers.create(
            run.get("class").getAsString(),
            run.getAsJsonObject("args"),
            List.copyOf(parameters.values()));
    JsonArray losses = run.getAsJsonArray("losses");
    for (int i = 0; i < losses.size(); i++) {
      optimizer.zeroGrad();
      Tensor loss = model.apply(named);
      double expected = losses.get(i).getAsDouble();
      assertThat(loss.item())
          .as("loss %d", i)
          .isCloseTo(expected, within(RELATIVE * Math.abs(expected)));
      loss.backward();
      if (i == 0) {
        compare("gradient", parameters, training.getAsJsonObject("first_gradient"), true);
      }
      optimizer.step();
    }
    double last = run.get("final_loss").getAsDouble();
    assertThat(model.apply(named).item()).isCloseTo(last, within(RELATIVE * Math.abs(last)));
    compare("parameter", parameters, run.getAsJsonObject("final"), false);
  }

  // Relative to a tensor's largest element: an element near 0 is a difference of greater ones.
  private static void compare(
      String what, Map<String, Tensor> parameters, JsonObject recorded, boolean gradients) {
    for (Map.Entry<String, Tensor> expected : tensors(recorded).entrySet()) {
      Tensor parameter = Objects.requireNonNull(parameters.get(expected.getKey()));
      Tensor got = gradients ? Objects.requireNonNull(parameter.grad()) : parameter.detach();
      double[] values = expected.getValue().toDoubleArray();
      double largest = Arrays.stream(values).map(Math::abs).max().orElse(0);
      assertThat(got.toDoubleArray())
          .as("%s %s", what, expected.getKey())
          .containsExactly(values, within(RELATIVE * largest));
    }
  }

  private static Map<String, Tensor> tensors(JsonObject named) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    named.asMap().forEach((name, json) -> tensors.put(name, tensor(json.getAsJsonObject())));
    return tensors;
  }

  private static Tensor tensor(JsonObject json) {
    List<JsonElement> data = json.getAsJsonArray("data").asList();
    int[] sizes =
        json.getAsJsonArray("shape").asList().stream().mapToInt(JsonElement::getAsInt).toArray();
    Tensor flat =
        json.get("dtype").getAsString().equals("int64")
            ? Creation.tensor(data.stream().mapToLong(JsonElement::getAsLong).toArray())
            : Creation.tensor(
                data.stream().mapToDouble(JsonElement::getAsDouble).toArray(), DType.FLOAT64);
    return flat.reshape(sizes);
  }
}
