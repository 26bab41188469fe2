package nabla.engine.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import nabla.engine.error.NablaException;
import nabla.engine.nn.MultiheadAttention.Looks;
import nabla.engine.tensor.Creation;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Modules answer as PyTorch's did when `modules.py` wrote `modules.json`: names and order of the
/// state, text, outputs, gradients of inputs and parameters, errors.
class RecordedModulesTests {
  private static final double TOLERANCE = 1e-10;

  private static List<JsonObject> cases() throws IOException {
    try (Reader reader =
        new InputStreamReader(
            Objects.requireNonNull(RecordedModulesTests.class.getResourceAsStream("modules.json")),
            StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(reader).getAsJsonArray().asList().stream()
          .map(JsonElement::getAsJsonObject)
          .toList();
    }
  }

  @Test
  void everyModuleIsRecordedAndEveryRecordHasItsModule() throws IOException {
    TreeSet<String> recorded = new TreeSet<>();
    cases().forEach(each -> recorded.add(each.get("module").getAsString()));
    assertThat(new TreeSet<>(RecordedModules.all().keySet())).isEqualTo(recorded);
    assertThat(recorded).hasSizeGreaterThan(150);
  }

  @TestFactory
  Stream<DynamicTest> modulesAnswerAsRecorded() throws IOException {
    Map<String, Supplier<Module>> modules = RecordedModules.all();
    return cases().stream()
        .map(
            each -> {
              String name = each.get("module").getAsString();
              String call = each.get("call").getAsString();
              return DynamicTest.dynamicTest(
                  name + " " + call,
                  () -> check(each, Objects.requireNonNull(modules.get(name), name), call));
            });
  }

  private static void check(JsonObject recorded, Supplier<Module> maker, String call) {
    if (recorded.has("error")) {
      assertThatThrownBy(
              () -> {
                Module module = maker.get();
                module.toDouble();
                outputs(module, inputs(recorded), call);
              })
          .isInstanceOfSatisfying(
              NablaException.class,
              e -> {
                assertThat(e.torchMessage()).isEqualTo(recorded.get("error").getAsString());
                assertThat(e.explanation()).isNotBlank();
              });
      return;
    }
    Module module = maker.get();
    assertThat(module.toString()).isEqualTo(recorded.get("text").getAsString());
    if (!call.isEmpty()) {
      compare(recorded, module.toDouble(), call);
    }
  }

  private static void compare(JsonObject recorded, Module module, String call) {
    Map<String, Tensor> state = tensors(recorded.getAsJsonObject("state"));
    assertThat(List.copyOf(module.stateDict().keySet())).isEqualTo(List.copyOf(state.keySet()));
    module.loadStateDict(state);
    List<Tensor> inputs = inputs(recorded);
    List<Tensor> outputs = outputs(module, inputs, call);
    List<JsonElement> expected = recorded.getAsJsonArray("outputs").asList();
    assertThat(outputs).hasSameSizeAs(expected);
    Tensor loss = Creation.zeros(Shape.shape(), DType.FLOAT64);
    for (int i = 0; i < outputs.size(); i++) {
      same("output " + i, outputs.get(i), expected.get(i).getAsJsonObject());
      loss = loss.add(weighed(outputs.get(i)));
    }
    loss.backward();
    List<JsonElement> gradients = recorded.getAsJsonArray("gradients").asList();
    List<Tensor> leaves = inputs.stream().filter(Tensor::requiresGrad).toList();
    assertThat(leaves).hasSameSizeAs(gradients);
    for (int i = 0; i < leaves.size(); i++) {
      same("gradient " + i, gradient(leaves.get(i)), gradients.get(i).getAsJsonObject());
    }
    Map<String, Tensor> parameters = module.namedParameters();
    JsonObject byName = recorded.getAsJsonObject("parameters");
    assertThat(List.copyOf(parameters.keySet())).isEqualTo(List.copyOf(byName.keySet()));
    parameters.forEach((name, p) -> same(name, gradient(p), byName.getAsJsonObject(name)));
  }

  private static Tensor gradient(Tensor leaf) {
    return Objects.requireNonNull(leaf.grad(), "no gradient");
  }

  private static Tensor weighed(Tensor output) {
    double[] weights = new double[output.numel()];
    Arrays.setAll(weights, i -> i % 5 + 1);
    Tensor each = Creation.tensor(weights, DType.FLOAT64).reshape(output.shape().toArray());
    return output.mul(each).sum();
  }

  private static List<Tensor> outputs(Module module, List<Tensor> in, String call) {
    return switch (module) {
      case RNN rnn -> {
        RNN.Result result = in.size() == 1 ? rnn.run(in.get(0)) : rnn.run(in.get(0), in.get(1));
        yield List.of(result.output(), result.hidden());
      }
      case GRU gru -> {
        GRU.Result result = in.size() == 1 ? gru.run(in.get(0)) : gru.run(in.get(0), in.get(1));
        yield List.of(result.output(), result.hidden());
      }
      case LSTM lstm -> {
        LSTM.Result result =
            in.size() == 1 ? lstm.run(in.get(0)) : lstm.run(in.get(0), in.get(1), in.get(2));
        yield List.of(result.output(), result.hidden(), result.cell());
      }
      case LSTMCell cell -> {
        LSTMCell.Result result =
            in.size() == 1 ? cell.run(in.get(0)) : cell.run(in.get(0), in.get(1), in.get(2));
        yield List.of(result.hidden(), result.cell());
      }
      case MultiheadAttention attention -> attended(attention, in, call);
      default -> List.of(module.call(in.toArray(new Tensor[0])));
    };
  }

  private static List<Tensor> attended(MultiheadAttention attention, List<Tensor> in, String call) {
    Looks looks = MultiheadAttention.looks();
    int next = 3;
    if (call.contains("key_padding_mask=")) {
      looks = looks.keyPaddingMask(in.get(next++));
    }
    if (call.contains("attn_mask=")) {
      looks = looks.attnMask(in.get(next));
    }
    looks =
        looks
            .needWeights(!call.contains("need_weights=False"))
            .averageAttnWeights(!call.contains("average_attn_weights=False"))
            .causal(call.contains("is_causal=True"));
    MultiheadAttention.Result result = attention.attend(in.get(0), in.get(1), in.get(2), looks);
    Tensor weights = result.weights();
    return weights == null ? List.of(result.output()) : List.of(result.output(), weights);
  }

  private static List<Tensor> inputs(JsonObject recorded) {
    List<Tensor> inputs = new ArrayList<>();
    if (recorded.has("inputs")) {
      recorded
          .getAsJsonArray("inputs")
          .forEach(
              each -> {
                JsonObject json = each.getAsJsonObject();
                inputs.add(json.has("grad") ? tensor(json).requiresGrad(true) : tensor(json));
              });
    }
    return inputs;
  }

  private static Map<String, Tensor> tensors(JsonObject json) {
    Map<String, Tensor> all = new LinkedHashMap<>();
    json.entrySet()
        .forEach(entry -> all.put(entry.getKey(), tensor(entry.getValue().getAsJsonObject())));
    return all;
  }

  private static Tensor tensor(JsonObject json) {
    List<JsonElement> data = json.getAsJsonArray("data").asList();
    Tensor flat =
        switch (json.get("dtype").getAsString()) {
          case "int64" ->
              Creation.tensor(data.stream().mapToLong(JsonElement::getAsLong).toArray());
          case "bool" ->
              Creation.tensor(
                      data.stream().mapToLong(each -> each.getAsBoolean() ? 1 : 0).toArray())
                  .to(DType.BOOL);
          case "float32" -> Creation.tensor(numbers(data), DType.FLOAT32);
          default -> Creation.tensor(numbers(data), DType.FLOAT64);
        };
    return flat.reshape(sizes(json));
  }

  private static double[] numbers(List<JsonElement> data) {
    return data.stream()
        .mapToDouble(
            each ->
                switch (each.getAsString()) {
                  case "inf" -> Double.POSITIVE_INFINITY;
                  case "-inf" -> Double.NEGATIVE_INFINITY;
                  case "nan" -> Double.NaN;
                  default -> each.getAsDouble();
                })
        .toArray();
  }

  private static int[] sizes(JsonObject json) {
    return json.getAsJsonArray("shape").asList().stream().mapToInt(JsonElement::getAsInt).toArray();
  }

  private static void same(String what, Tensor actual, JsonObject expected) {
    assertThat(actual.shape().toArray()).as(what).containsExactly(sizes(expected));
    assertThat(actual.dtype().toString()).as(what).isEqualTo(expected.get("dtype").getAsString());
    double[] numbers = actual.detach().flatten().toDoubleArray();
    double[] wanted = numbers(expected.getAsJsonArray("data").asList());
    for (int i = 0; i < wanted.length; i++) {
      double scale = Math.max(1, Math.abs(wanted[i]));
      assertThat(numbers[i]).as("%s [%d]", what, i).isCloseTo(wanted[i], within(TOLERANCE * scale));
    }
  }
}
