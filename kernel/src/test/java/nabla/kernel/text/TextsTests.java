package nabla.kernel.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nabla.engine.error.Language;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The kernel's texts are complete in both languages, and none is left over.
class TextsTests {
  private static final String ENGLISH = "messages.properties";
  private static final String SPANISH = "messages_es.properties";
  private static final Pattern USED = Pattern.compile("\\btext\\(\\s*\"([a-z]+\\.[\\w.]*\\w)\"");
  private static final Pattern ARGUMENT = Pattern.compile("%(\\d+)\\$");

  @AfterEach
  void restore() {
    Language.set(Language.ENGLISH);
  }

  private static Map<String, String> file(String name) {
    var texts = new TreeMap<String, String>();
    keyLines(name).forEach(line -> texts.put(keyOf(line), line.substring(line.indexOf('=') + 1)));
    return texts;
  }

  /// One line a key: what continues on the next line of the file is joined to it.
  private static List<String> keyLines(String name) {
    try {
      String all = Files.readString(Path.of("src/main/resources/nabla/kernel/text", name));
      return all.replace("\\\n", "").lines().filter(line -> line.matches("[^#].*=.*")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String keyOf(String line) {
    return line.substring(0, line.indexOf('='));
  }

  private static String sources() {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      var all = new StringBuilder();
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        all.append(Files.readString(file));
      }
      return all.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void bothLanguagesHaveTheSameKeysWithTheSameArguments() {
    assertThat(arguments(SPANISH)).isEqualTo(arguments(ENGLISH));
    assertThat(file(ENGLISH)).hasSizeGreaterThan(20);
  }

  private static Map<String, Set<String>> arguments(String name) {
    return file(name).entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                each ->
                    ARGUMENT
                        .matcher(each.getValue())
                        .results()
                        .map(MatchResult::group)
                        .collect(Collectors.toCollection(TreeSet::new)),
                (a, _) -> a,
                TreeMap::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {ENGLISH, SPANISH})
  void everyKeyStandsOnceAndInItsOrder(String name) {
    List<String> keys = new ArrayList<>(keyLines(name).stream().map(TextsTests::keyOf).toList());
    assertThat(keys).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void everyKeyThatIsUsedHasAText() {
    Set<String> used = new TreeSet<>();
    USED.matcher(sources()).results().forEach(match -> used.add(match.group(1)));
    assertThat(used).hasSizeGreaterThan(15);
    assertThat(file(ENGLISH).keySet()).containsAll(used);
  }

  /// A key is written out in the source, or at least its beginning up to a dot.
  @Test
  void noTextIsLeftOver() {
    String sources = sources();
    assertThat(file(ENGLISH).keySet())
        .allMatch(
            key ->
                sources.contains('"' + key + '"')
                    || Pattern.compile("\\.")
                        .matcher(key)
                        .results()
                        .anyMatch(
                            dot -> sources.contains('"' + key.substring(0, dot.end()) + '"')));
  }

  /// Every pattern can be filled; a letter too many after a `%` would show only at its first use.
  @ParameterizedTest
  @ValueSource(strings = {"en", "es"})
  void everyTextCanBeFilled(String language) {
    Language.set(Language.of(language));
    for (String key : file(ENGLISH).keySet()) {
      assertThat(Texts.text(key, 1, 2, 3, 4, 5, 6))
          .as(key.toUpperCase(Locale.ROOT))
          .isNotBlank()
          .doesNotContain("%1$");
    }
  }
}
