package nabla.engine.format;

import static nabla.engine.format.Values.array;
import static nabla.engine.format.Values.longs;
import static nabla.engine.format.Values.scalar;
import static nabla.engine.format.Values.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What PyTorch 2.15 printed, against what the printer makes of the same values.
class ReprTests {

  private static final double INF = Double.POSITIVE_INFINITY;

  private final Map<String, Object> cases = new LinkedHashMap<>();

  private static double seventh(long i) {
    return (float) (i + 1) / 7f;
  }

  private static int[] shape(int... sizes) {
    return sizes;
  }

  ReprTests() {
    scalarsAndVectors();
    shapesAndTypes();
    large();
    computed();
    underOptions();
  }

  private void scalarsAndVectors() {
    cases.put("repr-002", array("bool", shape(), 1));
    cases.put("repr-004", scalar(Double.NaN));
    cases.put("repr-005", scalar(INF));
    cases.put("repr-006", scalar(1e10));
    cases.put("repr-007", scalar(1e-10));
    cases.put("repr-008", scalar(123456.789));
    cases.put("repr-009", scalar(0.1));
    cases.put("repr-010", scalar(3.14159265358979));
    cases.put("repr-012", scalar(1e8));
    cases.put("repr-013", scalar(99999999.0));
    cases.put("repr-015", vector(1, 2, 3));
    cases.put("repr-017", array("bool", shape(2), 1, 0));
    cases.put("repr-021", vector(0.1, 0.25, 100));
    cases.put("repr-022", vector(1.5, 2, -3.25));
    cases.put("repr-023", vector(1e-5, 1));
    cases.put("repr-024", vector(1e-4, 1));
    cases.put("repr-028", vector(1000.5, 1));
    cases.put("repr-029", vector(10000.5, 0.001));
    cases.put("repr-030", vector(99999, 1));
    cases.put("repr-032", vector(Double.NaN, 1));
    cases.put("repr-033", vector(INF, -1));
    cases.put("repr-035", vector(Double.NaN, 1.5, -INF));
    cases.put("repr-037", vector(1e-20, 1e20));
    cases.put("repr-038", vector(-1, 1));
    cases.put("repr-039", vector(0, 0));
    cases.put("repr-040", vector(-0.0, 0));
    cases.put("repr-044", vector(2, 1e3, 1e4));
    cases.put("repr-045", vector(1e-45, 1));
    cases.put("repr-046", longs(-5, 10, 1000));
    cases.put("repr-047", longs(1_000_000_000_000L, 1));
    cases.put("repr-048", vector(1, 10, 100, 1000));
    cases.put("repr-049", vector(0.00012, 0.5));
    cases.put("repr-055", vector(1.00001, 2));
    cases.put("repr-056", vector(1.000049, 2.00005));
    cases.put("repr-057", vector(999.99999));
    cases.put("repr-058", vector(0.99995));
    cases.put("repr-141", vector(0.1));
    cases.put("repr-142", array("float64", shape(), 0.1));
    cases.put("repr-145", vector(12.3456789));
    cases.put("repr-151", vector(12345.6789));
    cases.put("repr-152", array("float64", shape(), 12345.6789));
    cases.put("repr-153", vector(123456.789));
  }

  private void shapesAndTypes() {
    cases.put("repr-020", array("float32", shape(2, 2), 1, 2, 3, 4));
    cases.put("repr-051", array("bool", shape(2, 2), 1, 0, 0, 1));
    cases.put("repr-052", array("float32", shape(2, 2, 2), i -> i + 1));
    cases.put("repr-054", array("float32", shape(2, 2), 0.5, -1.25, 1e3, 2));
    cases.put("repr-060", array("float64", shape(2), 1, 2));
    cases.put("repr-061", array("int32", shape(2), 1, 2));
    cases.put("repr-064", array("float16", shape(1), 1.5));
    cases.put("repr-066", array("int64", shape(0)));
    cases.put("repr-068", array("float32", shape(0, 3)));
    cases.put("repr-071", array("bool", shape(0)));
    cases.put("repr-073", scalar(3).needingGrad());
    cases.put("repr-074", array("float64", shape(1), 1).needingGrad());
    cases.put("repr-077", vector(1, 4).from("PowBackward0"));
    cases.put("repr-078", array("float64", shape(2), Math.E, Math.exp(2)).from("ExpBackward0"));
    cases.put("repr-080", array("float32", shape(1, 2), 3, 3).from("MmBackward0"));
    cases.put("repr-082", vector().needingGrad());
  }

  private void large() {
    cases.put("repr-084", array("int64", shape(1000), i -> i));
    cases.put("repr-085", array("int64", shape(1001), i -> i));
    cases.put("repr-086", array("float32", shape(1001), i -> i));
    cases.put("repr-088", array("float32", shape(2, 600), i -> i));
    cases.put("repr-089", array("int64", shape(1100, 1), i -> i));
    cases.put("repr-090", array("int64", shape(30), i -> i));
    cases.put("repr-092", array("float32", shape(100), i -> i));
    cases.put("repr-099", array("float32", shape(12, 12, 12), _ -> 0));
  }

  private void computed() {
    cases.put("repr-100", array("float32", shape(3, 3), _ -> 0.1));
    cases.put("repr-101", array("float32", shape(2, 2), _ -> INF));
    cases.put("repr-103", array("float32", shape(10), ReprTests::seventh));
    cases.put("repr-105", array("float32", shape(11), i -> (float) (i - 5) / 3f));
    cases.put("repr-108", array("float32", shape(12), i -> Math.exp((double) -i)));
    cases.put("repr-109", array("float64", shape(12), i -> Math.exp((double) i)));
    Values weights = vector(1, 2).needingGrad();
    cases.put("repr-111", "Parameter containing:\n" + weights);
    Values zeros = array("float32", shape(2, 2), _ -> 0).needingGrad();
    cases.put("repr-112", "Parameter containing:\n" + zeros);
    cases.put("repr-113", TensorText.shape(shape(2, 3)));
    Values zero = array("int64", shape(), 0);
    cases.put("repr-117", TensorText.results("max", "values", scalar(3), "indices", zero));
    cases.put("repr-119", TensorText.results("topk", "values", vector(3), "indices", longs(0)));
    cases.put("repr-120", "(" + vector(1, 2) + ",)");
    cases.put("repr-121", List.of(array("int64", shape(), 1), vector(2.5)));
  }

  private void underOptions() {
    PrintOptions options = PrintOptions.DEFAULT;
    Values uneven = vector(1e-7, 123456);
    Values sevenths = array("float32", shape(12), ReprTests::seventh);
    PrintOptions edges = options.withEdgeItems(1).withThreshold(5);
    cases.put("repr-128", TensorText.of(uneven, options.withPrecision(2)));
    cases.put("repr-129", TensorText.of(sevenths, options.withPrecision(8)));
    cases.put("repr-130", TensorText.of(uneven, options.withPrecision(8)));
    cases.put("repr-131", TensorText.of(sevenths, options.withThreshold(5)));
    cases.put("repr-133", TensorText.of(sevenths, edges));
    cases.put("repr-134", TensorText.of(uneven, edges));
    cases.put("repr-135", TensorText.of(sevenths, options.withLineWidth(40)));
    cases.put("repr-136", TensorText.of(uneven, options.withLineWidth(40)));
    cases.put("repr-137", TensorText.of(sevenths, options.withSciMode(true)));
    cases.put("repr-139", TensorText.of(sevenths, options.withSciMode(false)));
    cases.put("repr-140", TensorText.of(uneven, options.withSciMode(false)));
  }

  @TestFactory
  List<DynamicTest> everyCase() throws IOException {
    String folder = System.getProperty("nabla.golden", "");
    assumeFalse(folder.isEmpty(), "no corpus given");
    String json = Files.readString(Path.of(folder, "repr.json"));
    var tests = new ArrayList<DynamicTest>();
    for (var element : new Gson().fromJson(json, JsonObject.class).getAsJsonArray("cases")) {
      JsonObject recorded = element.getAsJsonObject();
      String id = recorded.get("id").getAsString();
      if (recorded.get("code").getAsString().matches(".*(\\.grad|device|Linear).*")) {
        continue; // Not a matter of the printer.
      }
      tests.add(
          dynamicTest(
              id + " " + recorded.get("code").getAsString(),
              () ->
                  assertThat(cases.get(id))
                      .isNotNull()
                      .hasToString(recorded.get("str").getAsString())));
    }
    return tests;
  }
}
