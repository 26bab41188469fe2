package nabla.engine.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import nabla.engine.error.NablaException;
import nabla.engine.tensor.Creation;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Layers answer as PyTorch's did when `layers.py` wrote `layers.json`: text, outputs, gradients
/// and what is left in the buffers, in training and then in evaluation; or the error.
class RecordedLayersTests {
  private static final double TOLERANCE = 1e-10;

  private static final String NET =
      "Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Flatten(), nn.Linear(4, 1))";

  private final Map<String, Supplier<Module>> layers = new LinkedHashMap<>();

  RecordedLayersTests() {
    simple();
    batch();
    instance();
    others();
    embeddings();
    containers();
  }

  private void row(String python, Supplier<Module> java) {
    layers.put(python, java);
  }

  private void simple() {
    row("Linear(3, 4)", () -> new Linear(3, 4));
    row("Linear(3, 4, bias=False)", () -> new Linear(3, 4, Linear.options().bias(false)));
    row("Identity()", Identity::new);
    row("Flatten()", Flatten::new);
    row("Flatten(0, 1)", () -> new Flatten(0, 1));
    row("Unflatten(1, (2, 3))", () -> new Unflatten(1, 2, 3));
    row("Dropout(0.0)", () -> new Dropout(0));
    row("Dropout(1.0)", () -> new Dropout(1));
    row("Dropout(1.5)", () -> new Dropout(1.5));
    row("Dropout1d(1.0)", () -> new Dropout1d(1));
    row("Dropout1d()", Dropout1d::new);
    row("Dropout2d(0.0)", () -> new Dropout2d(0));
    row("Dropout2d()", Dropout2d::new);
    row("AlphaDropout(0.0)", () -> new AlphaDropout(0));
  }

  private void batch() {
    RunningNorm.Options plain = BatchNorm1d.options();
    row("BatchNorm1d(3)", () -> new BatchNorm1d(3));
    row(
        "BatchNorm1d(3, eps=0.1, momentum=0.3)",
        () -> new BatchNorm1d(3, plain.eps(0.1).momentum(0.3)));
    row("BatchNorm1d(3, momentum=None)", () -> new BatchNorm1d(3, plain.cumulative()));
    row("BatchNorm1d(3, affine=False)", () -> new BatchNorm1d(3, plain.affine(false)));
    row("BatchNorm1d(3, bias=False)", () -> new BatchNorm1d(3, plain.bias(false)));
    row(
        "BatchNorm1d(3, track_running_stats=False)",
        () -> new BatchNorm1d(3, plain.trackRunningStats(false)));
    row("BatchNorm1d(-1)", () -> new BatchNorm1d(-1));
    row("BatchNorm2d(3)", () -> new BatchNorm2d(3));
    row(
        "BatchNorm2d(3, affine=False, track_running_stats=False)",
        () -> new BatchNorm2d(3, BatchNorm2d.options().affine(false).trackRunningStats(false)));
  }

  private void instance() {
    RunningNorm.Options plain = InstanceNorm1d.options();
    row("InstanceNorm1d(3)", () -> new InstanceNorm1d(3));
    row("InstanceNorm1d(3, affine=True)", () -> new InstanceNorm1d(3, plain.affine(true)));
    row(
        "InstanceNorm1d(3, affine=True, track_running_stats=True)",
        () -> new InstanceNorm1d(3, plain.affine(true).trackRunningStats(true)));
    row("InstanceNorm2d(3)", () -> new InstanceNorm2d(3));
    row(
        "InstanceNorm2d(3, affine=True)",
        () -> new InstanceNorm2d(3, InstanceNorm2d.options().affine(true)));
    row(
        "InstanceNorm2d(3, affine=True, momentum=0.5, track_running_stats=True)",
        () ->
            new InstanceNorm2d(
                3, InstanceNorm2d.options().affine(true).momentum(0.5).trackRunningStats(true)));
  }

  private void others() {
    row("LayerNorm(4)", () -> new LayerNorm(4));
    row("LayerNorm(3)", () -> new LayerNorm(3));
    row(
        "LayerNorm((3, 4), eps=0.01)",
        () -> new LayerNorm(Shape.shape(3, 4), LayerNorm.options().eps(0.01)));
    row(
        "LayerNorm(4, elementwise_affine=False)",
        () -> new LayerNorm(4, LayerNorm.options().elementwiseAffine(false)));
    row("LayerNorm(4, bias=False)", () -> new LayerNorm(4, LayerNorm.options().bias(false)));
    row("RMSNorm(4)", () -> new RMSNorm(4));
    row("RMSNorm(3)", () -> new RMSNorm(3));
    row(
        "RMSNorm((3, 4), eps=0.01)",
        () -> new RMSNorm(Shape.shape(3, 4), RMSNorm.options().eps(0.01)));
    row(
        "RMSNorm(4, elementwise_affine=False)",
        () -> new RMSNorm(4, RMSNorm.options().elementwiseAffine(false)));
    row("GroupNorm(2, 4)", () -> new GroupNorm(2, 4));
    row("GroupNorm(3, 4)", () -> new GroupNorm(3, 4));
    row("GroupNorm(2, 4, eps=0.1)", () -> new GroupNorm(2, 4, GroupNorm.options().eps(0.1)));
    row(
        "GroupNorm(2, 4, affine=False)",
        () -> new GroupNorm(2, 4, GroupNorm.options().affine(false)));
    row("GroupNorm(4, 4, bias=False)", () -> new GroupNorm(4, 4, GroupNorm.options().bias(false)));
  }

  private void embeddings() {
    Embedding.Options plain = Embedding.options();
    row("Embedding(4, 3)", () -> new Embedding(4, 3));
    row("Embedding(4, 3, padding_idx=-1)", () -> new Embedding(4, 3, plain.paddingIdx(-1)));
    row("Embedding(4, 3, padding_idx=4)", () -> new Embedding(4, 3, plain.paddingIdx(4)));
    row("Embedding(4, 3, max_norm=1.0)", () -> new Embedding(4, 3, plain.maxNorm(1)));
    row(
        "Embedding(4, 3, max_norm=1.5, norm_type=1.0)",
        () -> new Embedding(4, 3, plain.maxNorm(1.5).normType(1)));
    row(
        "Embedding(4, 3, scale_grad_by_freq=True)",
        () -> new Embedding(4, 3, plain.scaleGradByFreq(true)));
  }

  private void containers() {
    row(
        NET,
        () ->
            new Sequential(new Linear(3, 4), new BatchNorm1d(4), new Flatten(), new Linear(4, 1)));
    row("Sequential()", Sequential::new);
    row(
        "ModuleList([nn.Linear(2, 2), nn.Linear(2, 2), nn.Identity()])",
        () -> new ModuleList(new Linear(2, 2), new Linear(2, 2), new Identity()));
    row(
        "ModuleDict({'a': nn.Linear(2, 2), 'b': nn.Dropout(0.25)})",
        () -> new ModuleDict().put("a", new Linear(2, 2)).put("b", new Dropout(0.25)));
    row(
        "ParameterList([torch.ones(2, 3), torch.zeros(1)])",
        () -> new ParameterList(Creation.ones(2, 3).toDouble(), Creation.zeros(1).toDouble()));
    row("ParameterList([torch.ones(2)])", () -> new ParameterList(Creation.ones(2).toDouble()));
  }

  private static List<JsonObject> cases() throws IOException {
    try (Reader reader =
        new InputStreamReader(
            Objects.requireNonNull(RecordedLayersTests.class.getResourceAsStream("layers.json")),
            StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(reader).getAsJsonArray().asList().stream()
          .map(JsonElement::getAsJsonObject)
          .toList();
    }
  }

  @Test
  void everyLayerIsRecordedAndEveryRecordHasItsLayer() throws IOException {
    TreeSet<String> recorded = new TreeSet<>();
    cases().forEach(each -> recorded.add(each.get("module").getAsString()));
    assertThat(new TreeSet<>(layers.keySet())).isEqualTo(recorded);
    assertThat(recorded).hasSizeGreaterThan(50);
  }

  @TestFactory
  Stream<DynamicTest> layersAnswerAsRecorded() throws IOException {
    return cases().stream()
        .map(
            each -> {
              String name = each.get("module").getAsString();
              Supplier<Module> maker = Objects.requireNonNull(layers.get(name));
              String input =
                  each.has("input") ? each.getAsJsonObject("input").get("shape") + "" : "";
              return dynamicTest(name + " " + input, () -> check(each, maker));
            });
  }

  private static void check(JsonObject recorded, Supplier<Module> maker) {
    if (recorded.has("text")) {
      assertThat(maker.get()).hasToString(recorded.get("text").getAsString());
    }
    if (recorded.has("error")) {
      assertThatThrownBy(() -> maker.get().toDouble().call(input(recorded)))
          .isInstanceOfSatisfying(
              NablaException.class,
              e -> {
                assertThat(e.torchMessage()).isEqualTo(recorded.get("error").getAsString());
                assertThat(e.explanation()).isNotBlank();
              });
      return;
    }
    Module module = maker.get().toDouble();
    Map<String, Tensor> state = new LinkedHashMap<>();
    recorded
        .getAsJsonObject("state")
        .entrySet()
        .forEach(each -> state.put(each.getKey(), tensor(each.getValue().getAsJsonObject())));
    assertThat(module.stateDict().keySet()).containsExactlyElementsOf(state.keySet());
    module.loadStateDict(state);
    compare(recorded.getAsJsonObject("training"), module.train(), input(recorded));
    compare(recorded.getAsJsonObject("evaluation"), module.eval(), input(recorded));
  }

  /// The same file, once written by PyTorch and once by us: `layers.py read` loads ours there.
  @Test
  void statesComeFromPyTorchsFilesAndGoBack(@TempDir Path folder) throws Exception {
    JsonObject recorded =
        cases().stream()
            .filter(each -> each.get("module").getAsString().equals(NET))
            .findFirst()
            .orElseThrow();
    Module net = Objects.requireNonNull(layers.get(NET)).get().toDouble();
    assertThat(net.load(file("torch.safetensors"))).hasToString("<All keys matched successfully>");
    compare(recorded.getAsJsonObject("training"), net.train(), input(recorded));
    net.load(file("torch.safetensors"));
    Path written = folder.resolve("net.safetensors");
    net.save(written);
    assertThat(written).hasSameBinaryContentAs(file("nabla.safetensors"));
    Module other = Objects.requireNonNull(layers.get(NET)).get();
    other.load(written.toString());
    assertThat(other.stateDict().get("0.weight")).isNotNull();
  }

  private static Path file(String name) throws URISyntaxException {
    URL url = Objects.requireNonNull(RecordedLayersTests.class.getResource(name), name);
    return Path.of(url.toURI());
  }

  private static void compare(JsonObject expected, Module module, Tensor x) {
    module.zeroGrad();
    if (x.dtype().isFloating()) {
      x.requiresGrad(true);
    }
    Tensor y = module.call(x);
    same("output", y, expected.getAsJsonObject("output"));
    double[] weights = new double[y.numel()];
    Arrays.setAll(weights, i -> i % 5 + 1);
    Tensor each = Creation.tensor(weights, DType.FLOAT64).reshape(y.shape().toArray());
    y.mul(each).sum().backward();
    if (expected.has("gradient")) {
      same("gradient", x.grad(), expected.getAsJsonObject("gradient"));
    }
    JsonObject parameters = expected.getAsJsonObject("parameters");
    assertThat(module.namedParameters().keySet()).containsExactlyElementsOf(parameters.keySet());
    module
        .namedParameters()
        .forEach((name, p) -> same(name, p.grad(), parameters.getAsJsonObject(name)));
    JsonObject after = expected.getAsJsonObject("after");
    module.stateDict().forEach((name, t) -> same(name, t, after.getAsJsonObject(name)));
  }

  private static Tensor input(JsonObject recorded) {
    return recorded.has("input")
        ? tensor(recorded.getAsJsonObject("input"))
        : Creation.zeros(Shape.shape(0), DType.FLOAT64);
  }

  private static Tensor tensor(JsonObject json) {
    List<JsonElement> data = json.getAsJsonArray("data").asList();
    Tensor flat =
        json.get("dtype").getAsString().equals("int64")
            ? Creation.tensor(data.stream().mapToLong(JsonElement::getAsLong).toArray())
            : Creation.tensor(numbers(json), DType.FLOAT64);
    return flat.reshape(sizes(json));
  }

  private static double[] numbers(JsonObject json) {
    return json.getAsJsonArray("data").asList().stream()
        .mapToDouble(JsonElement::getAsDouble)
        .toArray();
  }

  private static int[] sizes(JsonObject json) {
    return json.getAsJsonArray("shape").asList().stream().mapToInt(JsonElement::getAsInt).toArray();
  }

  private static void same(String what, @Nullable Tensor actual, JsonObject expected) {
    Tensor tensor = Objects.requireNonNull(actual, what);
    assertThat(tensor.shape().toArray()).as(what).containsExactly(sizes(expected));
    assertThat(tensor.dtype().toString()).as(what).isEqualTo(expected.get("dtype").getAsString());
    double[] numbers = tensor.detach().toDoubleArray();
    double[] wanted = numbers(expected);
    for (int i = 0; i < wanted.length; i++) {
      double scale = Math.max(1, Math.abs(wanted[i]));
      assertThat(numbers[i]).as("%s [%d]", what, i).isCloseTo(wanted[i], within(TOLERANCE * scale));
    }
  }
}
