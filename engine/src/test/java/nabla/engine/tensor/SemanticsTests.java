package nabla.engine.tensor;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import nabla.engine.error.NablaException;
import nabla.engine.error.Warnings;
import nabla.engine.golden.Corpus;
import nabla.engine.tensor.Scenarios.Scenario;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Each recorded scenario told in Java: the same text, error and warnings as PyTorch 2.15's.
///
/// `scenarios-without-a-text.txt` lists those that cannot be told yet. It may only shrink.
class SemanticsTests {

  private static final List<Scenarios> GROUPS =
      List.of(
          new BackwardScenarios(),
          new DerivativeScenarios(),
          new InPlaceScenarios(),
          new SubgradientScenarios(),
          new ConversionScenarios(),
          new GradFnScenarios(),
          new LossScenarios(),
          new OptimizerScenarios(),
          new ModuleScenarios(),
          new CustomScenarios(),
          new EdgeScenarios(),
          new FreshScenarios(),
          new PlacingScenarios());

  private final Map<String, JsonObject> recordings = recordings();

  private static Map<String, JsonObject> recordings() {
    Map<String, JsonObject> byId = new LinkedHashMap<>();
    for (JsonElement whole :
        List.of(
            Corpus.read("semantics.json"),
            beside("edge-scenarios.json"),
            beside("fresh-scenarios.json"),
            beside("placing-scenarios.json"))) {
      for (JsonElement scenario : whole.getAsJsonObject().getAsJsonArray("scenarios")) {
        JsonObject recording = scenario.getAsJsonObject();
        byId.put(recording.get("id").getAsString(), recording);
      }
    }
    return byId;
  }

  private static JsonElement beside(String name) {
    try (var resource =
        new InputStreamReader(
            requireNonNull(SemanticsTests.class.getResourceAsStream(name)),
            StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(resource);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @TestFactory
  Stream<DynamicTest> everyText() {
    return GROUPS.stream()
        .flatMap(
            group ->
                group.all().entrySet().stream()
                    .filter(entry -> recordings.containsKey(entry.getKey()))
                    .map(
                        entry ->
                            dynamicTest(
                                entry.getKey(),
                                () -> compare(group, entry.getKey(), entry.getValue()))));
  }

  private void compare(Scenarios group, String id, Scenario scenario) {
    JsonObject recorded = requireNonNull(recordings.get(id));
    List<String> warnings = new ArrayList<>();
    Consumer<String> before = Warnings.handler(warnings::add);
    Throwable thrown;
    try {
      thrown = catchThrowable(() -> scenario.text().run());
    } finally {
      Warnings.handler(before);
    }
    String printed = group.takePrinted();
    String code = id + ": " + recorded.get("code").getAsString();
    if (recorded.get("exception").isJsonNull()) {
      assertThat(thrown).as(code).isNull();
    } else {
      JsonObject exception = recorded.getAsJsonObject("exception");
      assertThat(thrown).as(code).isInstanceOf(NablaException.class);
      assertThat(((NablaException) thrown).torchMessage())
          .isEqualTo(exception.get("message").getAsString());
      assertThat(thrown).isExactlyInstanceOf(scenario.failure());
    }
    assertThat(printed).as(code).isEqualTo(recorded.get("stdout").getAsString());
    assertThat(warnings).as(code).isEqualTo(messages(recorded.getAsJsonArray("warnings")));
  }

  private static List<String> messages(JsonArray warnings) {
    return warnings.asList().stream()
        .map(warning -> warning.getAsJsonObject().get("message").getAsString())
        .toList();
  }

  @Test
  void everyScenarioIsToldOrListed() {
    Set<String> told = new LinkedHashSet<>();
    GROUPS.forEach(group -> told.addAll(group.all().keySet()));
    Untold.check("scenarios-without-a-text.txt", told, recordings.keySet());
  }
}
