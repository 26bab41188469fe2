package nabla.kernel.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import nabla.kernel.protocol.Request.HistoryRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTests {
  @TempDir private Path folder;
  private History history;

  @BeforeEach
  void twoSessions() throws IOException {
    var file = folder.resolve("history.jsonl");
    Files.writeString(
        file,
        """
        {"session": "old", "line": 1, "input": "int x = 1;"}
        {"session": "old", "line": 2, "input": "x + 1"}
        {"session": "cut
        """);
    history = new History(file, "mine");
    history.add(1, "x + 1");
    history.output(1, "2");
    history.add(2, "x + 10");
  }

  private List<String> inputs(HistoryRequest request) {
    return history.find(request).stream().map(entry -> String.valueOf(entry.get(2))).toList();
  }

  private static HistoryRequest search(String pattern, int count, boolean unique) {
    return new HistoryRequest(false, "search", 0, 0, null, count, pattern, unique);
  }

  private static HistoryRequest range(int session, int start, @Nullable Integer stop) {
    return new HistoryRequest(false, "range", session, start, stop, 100, "*", false);
  }

  @Test
  void returnsTheTailOfAllSessions() {
    assertThat(history.find(new HistoryRequest(false, "tail", 0, 0, null, 3, "*", false)))
        .containsExactly(List.of(1, 2, "x + 1"), List.of(2, 1, "x + 1"), List.of(2, 2, "x + 10"));
  }

  @Test
  void returnsOutputsOfThisSession() {
    assertThat(history.find(new HistoryRequest(true, "tail", 0, 0, null, 2, "*", false)).getFirst())
        .containsExactly(2, 1, List.of("x + 1", "2"));
  }

  @Test
  void findsByPattern() {
    assertThat(inputs(search("x + ?", 10, false))).containsExactly("x + 1", "x + 1");
    assertThat(inputs(search("x + ?", 10, true))).containsExactly("x + 1");
    assertThat(inputs(search("*1*", 2, true))).containsExactly("x + 1", "x + 10");
    assertThat(inputs(search("x +", 10, false))).isEmpty();
  }

  @Test
  void returnsRangesOfASession() {
    assertThat(inputs(range(0, 1, null))).containsExactly("x + 1", "x + 10");
    assertThat(inputs(range(0, 2, 3))).containsExactly("x + 10");
    assertThat(inputs(range(-1, 0, 2))).containsExactly("int x = 1;");
    assertThat(inputs(range(1, 0, null))).containsExactly("int x = 1;", "x + 1");
  }

  @Test
  void keepsItOnDisk() {
    var later = new History(folder.resolve("history.jsonl"), "later");
    later.add(1, "later");

    assertThat(later.find(new HistoryRequest(false, "tail", 0, 0, null, 9, "*", false)))
        .contains(List.of(2, 2, "x + 10"), List.of(3, 1, "later"));
  }

  @Test
  void worksWithoutAFile() throws IOException {
    var blocked = Files.writeString(folder.resolve("file"), "").resolve("history.jsonl");
    for (var unsaved : List.of(new History(null, "a"), new History(blocked, "b"))) {
      unsaved.add(1, "y");
      assertThat(unsaved.find(new HistoryRequest(false, "tail", 0, 0, null, 9, "*", false)))
          .containsExactly(List.of(1, 1, "y"));
    }
  }

  @Test
  void staysOffTheDiskIfTheUserWantsIt() {
    assertThat(History.defaultFile(Map.of("NABLA_HISTORY", "off"))).isNull();
    assertThat(History.defaultFile(Map.of("JUPYTER_DATA_DIR", "data")))
        .isEqualTo(Path.of("data", "nabla", "history.jsonl"));
  }

  @Test
  void readsThePastWhenItIsAskedFor() throws IOException {
    var file = folder.resolve("history.jsonl");
    // What another kernel has written since this one began belongs to its past, too.
    Files.writeString(
        file,
        "{\"session\": \"other\", \"line\": 1, \"input\": \"late\"}\n",
        StandardOpenOption.APPEND);
    assertThat(inputs(range(0, 1, null))).containsExactly("x + 1", "x + 10");
    assertThat(inputs(range(-1, 1, null))).containsExactly("late");
    history.add(3, "x");
    assertThat(inputs(range(0, 3, null))).containsExactly("x");
  }
}
