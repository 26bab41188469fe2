package nabla.kernel.aot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import nabla.kernel.protocol.Channel;
import nabla.kernel.wire.Client;

/// A short lesson that a kernel is led through while the JVM records which classes it uses.
///
/// What it does is what later starts find ready: cells, errors, completion, documentation, a graph,
/// a chart, and a training loop, each over the sockets, as a front end asks for it.
public final class Training {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /// Longer than the kernel waits before it warms up what completion needs.
  private static final Duration REST = Duration.ofMillis(2_500);

  private Training() {}

  /// Leads the kernel through the lesson and ends it.
  ///
  /// @return how many cells ended otherwise than they should: none, if all is well
  public static int lead(Client client) throws Client.Unanswered, InterruptedException {
    client.awaitWelcome(PATIENCE);
    ask(client, "kernel_info_request", Map.of());
    ask(client, "comm_info_request", Map.of());
    int wrong = 0;
    for (String cell : cells()) {
      var done = client.run(cell, PATIENCE);
      if (done.isOk() == cell.startsWith("// fails")) {
        wrong++;
      }
    }
    ask(client, "is_complete_request", Map.of("code", "for (int i = 0; i < 3; i++) {"));
    Thread.sleep(REST);
    for (String code : List.of("greeting.toUp", "line.weight().mu", "Li", "Math.ma", "%ti")) {
      var content = Map.of("code", code, "cursor_pos", code.length());
      ask(client, "complete_request", content);
    }
    for (String code : List.of("Math.max", "line.call", "greeting")) {
      var content = Map.of("code", code, "cursor_pos", code.length() - 1, "detail_level", 0);
      ask(client, "inspect_request", content);
    }
    var history = Map.of("hist_access_type", "tail", "n", 10, "output", false, "raw", true);
    ask(client, "history_request", history);
    var _ = client.ask(Channel.CONTROL, "shutdown_request", Map.of("restart", false), PATIENCE);
    return wrong;
  }

  private static void ask(Client client, String type, Object content) throws Client.Unanswered {
    var _ = client.ask(Channel.SHELL, type, content, PATIENCE);
  }

  /// Returns the cells of the lesson, which the file separates by empty lines.
  static List<String> cells() {
    try (var in = Objects.requireNonNull(Training.class.getResourceAsStream("lesson.txt"))) {
      return List.of(new String(in.readAllBytes(), UTF_8).strip().split("\n{2,}"));
    } catch (IOException e) {
      throw new UncheckedIOException("The lesson cannot be read", e);
    }
  }
}
