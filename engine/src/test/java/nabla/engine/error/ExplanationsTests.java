package nabla.engine.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The explanations are complete in both languages, and none is left over.
class ExplanationsTests {
  private static final ResourceBundle.Control CONTROL =
      ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);
  private static final Pattern RAISED =
      Pattern.compile("new \\w*(?:Exception|CheckFailed)\\s*\\((.*?)\\);", Pattern.DOTALL);
  private static final Pattern KEY = Pattern.compile("\"([a-z0-9]+\\.[a-zA-Z0-9]+)\"");

  @AfterEach
  void restore() {
    Language.set(Language.ENGLISH);
  }

  private static Set<String> keys(Locale locale) {
    return new TreeSet<>(
        ResourceBundle.getBundle("nabla.engine.error.messages", locale, CONTROL).keySet());
  }

  @Test
  void bothLanguagesHaveTheSameKeys() throws IOException {
    // A missing Spanish key would be answered in English, so the files themselves are compared.
    assertThat(fileKeys("messages_es.properties")).isEqualTo(fileKeys("messages.properties"));
    assertThat(keys(Locale.ENGLISH)).hasSizeGreaterThan(50);
  }

  private static Set<String> fileKeys(String name) throws IOException {
    Set<String> keys = new TreeSet<>();
    for (String line : Files.readAllLines(Path.of("src/main/resources/nabla/engine/error", name))) {
      if (!line.startsWith("#") && line.contains("=")) {
        keys.add(line.substring(0, line.indexOf('=')));
      }
    }
    return keys;
  }

  @Test
  void everyKeyThatIsRaisedHasAText() {
    Set<String> raised = new TreeSet<>();
    Matcher calls = RAISED.matcher(sources());
    while (calls.find()) {
      Matcher key = KEY.matcher(calls.group(1));
      while (key.find()) {
        raised.add(key.group(1));
      }
    }
    assertThat(raised).hasSizeGreaterThan(40);
    assertThat(keys(Locale.ENGLISH)).containsAll(raised);
  }

  @Test
  void noTextIsLeftOver() {
    String sources = sources();
    assertThat(keys(Locale.ENGLISH)).allMatch(key -> sources.contains('"' + key + '"'));
  }

  private static String sources() {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      StringBuilder all = new StringBuilder();
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        all.append(Files.readString(file));
      }
      return all.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theSentenceOfPyTorchComesFirstInBothLanguages() {
    Language.set(Language.SPANISH);
    var error = new IndexException("Dimension out of range", "dim.range", 3, 2);
    assertThat(error.torchMessage()).isEqualTo("Dimension out of range");
    assertThat(error.getMessage())
        .startsWith("Dimension out of range\n\nLa dimensión 3 no existe en un tensor de 2");
    Language.set(Language.ENGLISH);
    error = new IndexException("Dimension out of range", "dim.range", 3, 2);
    assertThat(error.getMessage()).contains("\n\nDimension 3 does not exist");
  }
}
