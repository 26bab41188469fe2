package nabla.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/// The lists of recordings that have no Java text yet: an id and the reason on each line.
///
/// A list may only shrink.
final class Untold {

  private Untold() {}

  /// Fails if a recording is neither told nor listed, is listed although told, or does not exist.
  static void check(String list, Set<String> told, Set<String> recorded) {
    Set<String> listed = ids(list);
    assertThat(listed).as("listed although told").doesNotContainAnyElementsOf(told);
    Set<String> accounted = new LinkedHashSet<>(told);
    accounted.addAll(listed);
    assertThat(accounted).as("told or listed").containsAll(recorded);
    if (System.getProperty("nabla.golden", "").isEmpty()) {
      assertThat(recorded).as("recorded in the committed corpus").containsAll(accounted);
    }
  }

  private static Set<String> ids(String list) {
    try (InputStream resource = Untold.class.getResourceAsStream("/" + list)) {
      assertThat(resource).as(list).isNotNull();
      String text = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .map(line -> line.substring(0, line.indexOf(' ')))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
