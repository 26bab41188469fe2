package nabla.kernel.deps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import nabla.kernel.TestRepository;
import nabla.kernel.deps.Unresolvable.Reason;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MavenRepositoryTests {
  @TempDir Path folder;
  private TestRepository published;
  private final List<String> downloads = new ArrayList<>();

  @BeforeEach
  void publish() throws IOException {
    published = new TestRepository(folder);
    published.publish("base", "1.0");
    published.publish("base", "2.0");
    published.publish("upper", "1.0", "base:1.0");
    published.publish("other", "1.0", "upper:1.0", "base:2.0");
  }

  private Resolution resolve(boolean offline, String... coordinates) throws Unresolvable {
    return MavenRepository.resolve(
        new MavenRepository.Query(List.of(coordinates), List.of(), offline),
        download -> downloads.add(download.name()),
        overrides -> overrides.withUserSettingsXmlOverride(published.settings()));
  }

  private Unresolvable failure(boolean offline, String coordinate) {
    return catchThrowableOfType(Unresolvable.class, () -> resolve(offline, coordinate));
  }

  @Test
  void bringsALibraryAndWhatItNeedsThroughTheUsersMirror() throws Unresolvable {
    var found = resolve(false, "test:upper:1.0");
    assertThat(found.libraries())
        .extracting(Library::toString)
        .containsExactly("test:upper:1.0", "test:base:1.0");
    assertThat(found.libraries())
        .allSatisfy(
            library ->
                assertThat(library.file()).exists().startsWith(published.home.resolve("cache")));
    assertThat(downloads).containsExactlyInAnyOrder("upper-1.0.jar", "base-1.0.jar");
    assertThat(found.conflicts()).isEmpty();
  }

  @Test
  void takesTheNearerOfTwoVersionsAndSaysSo() throws Unresolvable {
    var found = resolve(false, "test:other:1.0");
    assertThat(found.libraries())
        .extracting(Library::toString)
        .containsExactlyInAnyOrder("test:other:1.0", "test:upper:1.0", "test:base:2.0");
    assertThat(found.conflicts())
        .containsExactly(new Conflict("test:base", "2.0", "1.0", "test:upper:1.0"));
  }

  @Test
  void whatIsInTheCacheNeedsNoRepository() throws Exception {
    resolve(false, "test:upper:1.0");
    Files.move(published.repository, folder.resolve("gone"));
    downloads.clear();
    assertThat(resolve(true, "test:upper:1.0").libraries()).hasSize(2);
    assertThat(resolve(false, "test:upper:1.0").libraries()).hasSize(2);
    assertThat(downloads).isEmpty();
  }

  @Test
  void saysWhyALibraryCannotBeHad() {
    assertThat(failure(false, "test:nothing:1.0"))
        .returns(Reason.MISSING, Unresolvable::reason)
        .returns("test:nothing:1.0", Unresolvable::coordinate)
        .returns("nearby", Unresolvable::places);
    assertThat(failure(true, "test:upper:1.0").reason()).isEqualTo(Reason.OFFLINE);
    assertThat(failure(false, "upper").reason()).isEqualTo(Reason.MALFORMED);
  }

  @Test
  void saysThatARepositoryDoesNotAnswer() throws IOException {
    Files.writeString(
        published.settings(),
        Files.readString(published.settings())
            .replaceFirst("<url>.*</url>", "<url>https://127.0.0.1:1/</url>"));
    var failure = failure(false, "test:upper:1.0");
    assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
    assertThat(failure.places()).contains("ConnectException");
  }

  /// A mistake that was corrected a moment ago must not be remembered.
  @Test
  void looksAgainForWhatWasMissing() throws Exception {
    assertThat(failure(false, "test:late:1.0").reason()).isEqualTo(Reason.MISSING);
    published.publish("late", "1.0");
    assertThat(resolve(false, "test:late:1.0").libraries()).hasSize(1);
  }
}
