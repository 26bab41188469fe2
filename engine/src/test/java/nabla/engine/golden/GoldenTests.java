package nabla.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import nabla.engine.error.DeviceException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every operation that exists gives PyTorch's results, gradients, second gradients and errors on
/// every sample of the corpus.
class GoldenTests {
  private static int passed;
  private static int failed;
  private static int unsupported;
  private static final Map<String, Integer> REFUSED = new TreeMap<>();

  @TestFactory
  List<DynamicTest> operations() {
    Calls calls = Calls.all();
    List<DynamicTest> tests = new ArrayList<>();
    String only = System.getProperty("nabla.golden.only", "");
    List<JsonElement> files = new ArrayList<>(Corpus.files("ops/").values());
    files.addAll(Corpus.found().values());
    for (JsonElement file : files) {
      JsonObject json = file.getAsJsonObject();
      String op = json.get("op").getAsString();
      Function<Args, @Nullable Object> call = calls.find(op);
      if (call != null && (only.isEmpty() || Set.of(only.split(",")).contains(op))) {
        tests.add(dynamicTest(op, () -> check(op, json, call)));
      }
    }
    if (only.isEmpty() || Set.of(only.split(",")).contains("schedulers")) {
      Corpus.files("schedulers.json")
          .values()
          .forEach(file -> tests.add(dynamicTest("schedulers", () -> schedules(file))));
    }
    return tests;
  }

  private static void schedules(JsonElement file) {
    List<String> failures = new ArrayList<>();
    for (JsonElement schedule : file.getAsJsonObject().getAsJsonArray("schedulers")) {
      String difference = Schedules.difference(schedule.getAsJsonObject());
      if (difference == null) {
        passed++;
      } else {
        failures.add(schedule.getAsJsonObject().get("name").getAsString() + ": " + difference);
      }
    }
    report("schedulers", failures);
  }

  private static void check(String op, JsonObject json, Function<Args, @Nullable Object> call) {
    List<String> failures = new ArrayList<>();
    for (String kind : List.of("samples", "errors")) {
      for (JsonElement element : json.getAsJsonArray(kind)) {
        JsonObject sample = element.getAsJsonObject();
        String id = sample.get("id").getAsString();
        try {
          String difference = new Comparison(sample, call).difference();
          if (difference == null) {
            passed++;
          } else {
            failures.add(id + ": " + difference);
          }
        } catch (Values.UnsupportedDType _) {
          unsupported++;
        } catch (DeviceException e) {
          // What a device cannot do it says itself; everything else is a difference.
          assertThat(OnDevice.isRefusal(e)).isTrue();
          REFUSED.merge(e.torchMessage(), 1, Integer::sum);
        }
      }
    }
    report(op, failures);
  }

  private static void report(String op, List<String> failures) {
    failed += failures.size();
    failures.forEach(line -> System.out.println("golden failure: " + op + " " + line));
    assertThat(failures).isEmpty();
  }

  @AfterAll
  static void summary() {
    System.out.println(
        "golden: samples of a dtype that does not compute (int32; see ARCHITECTURE.md): "
            + unsupported);
    REFUSED.forEach((message, count) -> System.out.println("golden: " + count + " × " + message));
    int refused = REFUSED.values().stream().mapToInt(Integer::intValue).sum();
    System.out.println("golden: refused " + refused);
    System.out.println("golden: %d passed, %d failed, 0 skipped".formatted(passed, failed));
  }

  /// The list of operations that do not exist yet may only shrink.
  @Test
  void missingOperationsAreListed() throws IOException {
    Calls calls = Calls.all();
    Set<String> missing = new TreeSet<>();
    for (JsonElement file : Corpus.files("ops/").values()) {
      String op = file.getAsJsonObject().get("op").getAsString();
      if (calls.find(op) == null) {
        missing.add(op);
      }
    }
    assertThat(missing).as("listed in missing-ops.txt").isEqualTo(listed());
    System.out.println("golden: operations that do not exist yet: " + missing);
  }

  private static Set<String> listed() throws IOException {
    try (InputStream in = GoldenTests.class.getResourceAsStream("/missing-ops.txt")) {
      assertThat(in).isNotNull();
      Set<String> names = new TreeSet<>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(names::add);
      return names;
    }
  }
}
