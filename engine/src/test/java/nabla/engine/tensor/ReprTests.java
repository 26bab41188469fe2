package nabla.engine.tensor;

import static java.util.Objects.requireNonNull;
import static nabla.engine.tensor.Creation.arange;
import static nabla.engine.tensor.Creation.full;
import static nabla.engine.tensor.Creation.ones;
import static nabla.engine.tensor.Creation.tensor;
import static nabla.engine.tensor.Creation.vector;
import static nabla.engine.tensor.Creation.zeros;
import static nabla.engine.tensor.DType.BOOL;
import static nabla.engine.tensor.DType.FLOAT64;
import static nabla.engine.tensor.DType.INT64;
import static nabla.engine.tensor.Parameter.parameter;
import static nabla.engine.tensor.Shape.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import nabla.engine.format.PrintOptions;
import nabla.engine.format.Values;
import nabla.engine.golden.Corpus;
import nabla.engine.nn.Linear;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What PyTorch 2.15 printed, against what the same values print here. Each text has its case's id.
class ReprTests {

  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  private final Map<String, Supplier<? extends @Nullable Object>> texts = new LinkedHashMap<>();
  private final Map<String, JsonObject> cases = cases();

  ReprTests() {
    numbers();
    vectors();
    shapesAndTypes();
    history();
    large();
    computed();
    others();
    underOptions();
  }

  private static Map<String, JsonObject> cases() {
    Map<String, JsonObject> byId = new LinkedHashMap<>();
    for (JsonElement one : Corpus.read("repr.json").getAsJsonObject().getAsJsonArray("cases")) {
      byId.put(one.getAsJsonObject().get("id").getAsString(), one.getAsJsonObject());
    }
    return byId;
  }

  private void text(String id, Supplier<? extends @Nullable Object> text) {
    texts.put(id, text);
  }

  private void numbers() {
    text("repr-002", () -> tensor(true));
    text("repr-004", () -> tensor(NAN));
    text("repr-005", () -> tensor(INF));
    text("repr-006", () -> tensor(1e10));
    text("repr-007", () -> tensor(1e-10));
    text("repr-008", () -> tensor(123456.789));
    text("repr-009", () -> tensor(0.1));
    text("repr-010", () -> tensor(3.14159265358979));
    text("repr-012", () -> tensor(1e8));
    text("repr-013", () -> tensor(99999999.0));
    text("repr-142", () -> tensor(0.1, FLOAT64));
    text("repr-152", () -> tensor(12345.6789, FLOAT64));
  }

  private void vectors() {
    text("repr-015", () -> vector(1.0, 2.0, 3.0));
    text("repr-017", () -> tensor(new boolean[] {true, false}));
    text("repr-021", () -> vector(0.1, 0.25, 100.0));
    text("repr-022", () -> vector(1.5, 2.0, -3.25));
    text("repr-023", () -> vector(1e-5, 1.0));
    text("repr-024", () -> vector(1e-4, 1.0));
    text("repr-028", () -> vector(1000.5, 1.0));
    text("repr-029", () -> vector(10000.5, 0.001));
    text("repr-030", () -> vector(99999.0, 1.0));
    text("repr-032", () -> vector(NAN, 1.0));
    text("repr-033", () -> vector(INF, -1.0));
    text("repr-035", () -> vector(NAN, 1.5, -INF));
    text("repr-037", () -> vector(1e-20, 1e20));
    text("repr-038", () -> vector(-1.0, 1.0));
    text("repr-039", () -> vector(0.0, 0.0));
    text("repr-040", () -> vector(-0.0, 0.0));
    text("repr-044", () -> vector(2.0, 1e3, 1e4));
    text("repr-045", () -> vector(1e-45, 1.0));
    text("repr-046", () -> vector(-5, 10, 1000));
    text("repr-047", () -> vector(1_000_000_000_000L, 1));
    text("repr-048", () -> vector(1.0, 10.0, 100.0, 1000.0));
    text("repr-049", () -> vector(0.00012, 0.5));
    text("repr-055", () -> vector(1.00001, 2.0));
    text("repr-056", () -> vector(1.000049, 2.00005));
    text("repr-057", () -> vector(999.99999));
    text("repr-058", () -> vector(0.99995));
    text("repr-141", () -> vector(0.1));
    text("repr-145", () -> vector(12.3456789));
    text("repr-151", () -> vector(12345.6789));
    text("repr-153", () -> vector(123456.789));
  }

  private void shapesAndTypes() {
    text("repr-020", () -> tensor(new double[][] {{1, 2}, {3, 4}}));
    text("repr-051", () -> tensor(new boolean[][] {{true, false}, {false, true}}));
    text("repr-052", () -> tensor(new double[][][] {{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}}));
    text("repr-054", () -> tensor(new double[][] {{0.5, -1.25}, {1e3, 2.0}}));
    text("repr-060", () -> tensor(new double[] {1.0, 2.0}, FLOAT64));
    // These two dtypes are for data on the way in; the printer knows them.
    text("repr-061", () -> Values.array("int32", new int[] {2}, 1, 2));
    text("repr-064", () -> Values.array("float16", new int[] {1}, 1.5));
    text("repr-066", () -> tensor(new double[0], INT64));
    text("repr-068", () -> zeros(0, 3));
    text("repr-071", () -> tensor(new double[0], BOOL));
  }

  private void history() {
    text("repr-073", () -> tensor(3.0).requiresGrad(true));
    text("repr-074", () -> tensor(new double[] {1.0}, FLOAT64).requiresGrad(true));
    text("repr-077", () -> vector(1.0, 2.0).requiresGrad(true).pow(2));
    text("repr-078", () -> tensor(new double[] {1.0, 2.0}, FLOAT64).requiresGrad(true).exp());
    text(
        "repr-080",
        () -> tensor(new double[][] {{1.0, 2.0}}).requiresGrad(true).matmul(ones(2, 2)));
    text("repr-082", () -> zeros(0).requiresGrad(true));
  }

  private void large() {
    text("repr-084", () -> arange(1000));
    text("repr-085", () -> arange(1001));
    text("repr-086", () -> arange(0.0, 1001.0, 1.0));
    text("repr-088", () -> arange(0.0, 1200.0, 1.0).reshape(2, 600));
    text("repr-089", () -> arange(1100).reshape(1100, 1));
    text("repr-090", () -> arange(30));
    text("repr-092", () -> arange(0.0, 100.0, 1.0));
    text("repr-099", () -> zeros(12, 12, 12));
  }

  private void computed() {
    text("repr-100", () -> full(shape(3, 3), 0.1));
    text("repr-101", () -> full(shape(2, 2), INF));
    text("repr-103", () -> arange(1, 11, 1).div(7));
    text("repr-105", () -> arange(-5, 6, 1).div(3.0));
    text("repr-108", () -> arange(0.0, 12.0, 1.0).neg().exp());
    text("repr-109", () -> arange(0.0, 12.0, 1.0).toDouble().exp());
  }

  private void others() {
    text("repr-111", () -> parameter(vector(1.0, 2.0)));
    text("repr-112", () -> parameter(zeros(2, 2)));
    text("repr-113", () -> zeros(2, 3).shape().torch());
    text("repr-117", () -> vector(3.0, 1.0).max(0));
    text("repr-119", () -> vector(3.0, 1.0).topk(1));
    text("repr-120", () -> tensor(new double[][] {{1.0, 2.0}}).unbind(0));
    text("repr-121", () -> List.of(tensor(1), vector(2.5)).toString());
    text("repr-122", () -> vector(1.0).grad());
    text("repr-123", () -> Device.CPU);
    text("repr-124", () -> new Linear(2, 3));
  }

  private void underOptions() {
    PrintOptions options = PrintOptions.DEFAULT;
    PrintOptions edges = options.withEdgeItems(1).withThreshold(5);
    text("repr-128", () -> uneven(options.withPrecision(2)));
    text("repr-129", () -> sevenths(options.withPrecision(8)));
    text("repr-130", () -> uneven(options.withPrecision(8)));
    text("repr-131", () -> sevenths(options.withThreshold(5)));
    text("repr-133", () -> sevenths(edges));
    text("repr-134", () -> uneven(edges));
    text("repr-135", () -> sevenths(options.withLineWidth(40)));
    text("repr-136", () -> uneven(options.withLineWidth(40)));
    text("repr-137", () -> sevenths(options.withSciMode(true)));
    text("repr-139", () -> sevenths(options.withSciMode(false)));
    text("repr-140", () -> uneven(options.withSciMode(false)));
  }

  private static String sevenths(PrintOptions options) {
    return under(options, arange(1, 13, 1).div(7));
  }

  private static String uneven(PrintOptions options) {
    return under(options, vector(1e-7, 123456.0));
  }

  private static String under(PrintOptions options, Tensor tensor) {
    PrintOptions before = PrintOptions.current();
    PrintOptions.set(options);
    try {
      return tensor.toString();
    } finally {
      PrintOptions.set(before);
    }
  }

  @Test
  void aTensorWithoutEdgeItemsTellsItsShape() {
    PrintOptions none = PrintOptions.DEFAULT.withEdgeItems(0);
    assertThat(under(none, tensor(-INF))).isEqualTo("tensor(-inf, size=())");
    assertThat(under(none, vector(1.5, 2.0))).isEqualTo("tensor([1.5000, 2.0000], size=(2,))");
    assertThat(under(none, zeros(0))).isEqualTo("tensor([])");
    assertThat(under(none, tensor(new double[] {1, 2}, FLOAT64).requiresGrad(true)))
        .isEqualTo("tensor([1., 2.], size=(2,), dtype=torch.float64, requires_grad=True)");
    assertThat(under(none.withThreshold(0), arange(56))).isEqualTo("tensor([...], size=(56,))");
    assertThat(under(none.withThreshold(0), ones(2, 3))).isEqualTo("tensor([...], size=(2, 3))");
  }

  @Test
  void theNodeOfAReshapeTellsHowItWasDone() {
    Tensor rows = ones(2, 3).requiresGrad(true);
    Tensor columns = rows.transpose(0, 1);
    assertThat(rows.reshape(3, 2).toString()).contains("<ViewBackward0>");
    assertThat(columns.reshape(1, 3, 2).toString()).contains("<ReshapeAliasBackward0>");
    assertThat(columns.reshape(6).toString()).contains("<UnsafeViewBackward0>");
    assertThat(columns.ravel().toString()).contains("<ViewBackward0>");
  }

  @TestFactory
  Stream<DynamicTest> everyText() {
    return cases.entrySet().stream()
        .filter(entry -> texts.containsKey(entry.getKey()))
        .map(entry -> dynamicTest(entry.getKey(), () -> compare(entry.getKey())));
  }

  private void compare(String id) {
    JsonObject recorded = requireNonNull(cases.get(id));
    Supplier<? extends @Nullable Object> text = requireNonNull(texts.get(id));
    assertThat(Python.py(text.get()))
        .as(id + ": " + recorded.get("code").getAsString())
        .isEqualTo(recorded.get("str").getAsString());
  }

  @Test
  void everyCaseHasATextOrIsListed() {
    Set<String> told = texts.keySet();
    Untold.check("repr-without-a-text.txt", told, cases.keySet());
  }
}
