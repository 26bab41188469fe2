package nabla.kernel.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import nabla.kernel.protocol.Json;
import nabla.kernel.protocol.MalformedMessage;
import nabla.kernel.protocol.Request.HistoryRequest;
import org.jspecify.annotations.Nullable;

/// The inputs of this session and of earlier ones.
///
/// On disk it is one JSON object a line, appended as cells run, so kernels that run side by side do
/// not disturb each other. A history that cannot be read or written is no reason to fail: then
/// there is none on disk.
final class History {
  /// As much of the past as is loaded. A file twice as long is cut to it.
  private static final int KEPT = 5_000;

  private final @Nullable Path file;
  private final String own;
  private final List<Entry> entries = new ArrayList<>();

  /// Those of this session while it has no number yet: the past is read when it is asked for, for
  /// reading it would keep the first cell waiting.
  private final List<Entry> unnumbered = new ArrayList<>();

  private final Map<Integer, String> outputs = new HashMap<>();
  private int session;
  private boolean loaded;

  private record Entry(int session, int line, String input) {}

  /// A line of the file. Sessions get their numbers when the file is read.
  private record Saved(String session, int line, String input) {}

  /// @param file where the history is kept, or `null` to keep it in memory only
  /// @param own the name of this session in the file
  History(@Nullable Path file, String own) {
    this.file = file;
    this.own = own;
  }

  /// Returns where Jupyter wants users' data, or `null` where the user wants no history on disk.
  static @Nullable Path defaultFile(Map<String, String> environment) {
    if (environment.getOrDefault("NABLA_HISTORY", "on").equals("off")) {
      return null;
    }
    return dataFolder(environment).resolve("nabla").resolve("history.jsonl");
  }

  synchronized void add(int line, String input) {
    if (loaded) {
      entries.add(new Entry(session, line, input));
    } else {
      unnumbered.add(new Entry(0, line, input));
    }
    if (file != null) {
      try {
        Files.createDirectories(file.getParent());
        var saved = Json.text(new Saved(own, line, input)) + "\n";
        Files.writeString(file, saved, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException _) {
        // The cell matters more than its place in the history.
      }
    }
  }

  /// Remembers what a cell of this session showed as its value.
  synchronized void output(int line, String text) {
    outputs.put(line, text);
  }

  /// Finds what a client asks for, the oldest first.
  synchronized List<List<@Nullable Object>> find(HistoryRequest request) {
    load();
    var found =
        switch (request.histAccessType()) {
          case "range" -> range(request);
          case "search" -> search(request);
          default -> last(entries, request.n());
        };
    return found.stream().map(entry -> tuple(entry, request.output())).toList();
  }

  private List<Entry> range(HistoryRequest request) {
    int wanted = request.session() > 0 ? request.session() : session + request.session();
    int stop = request.stop() == null ? Integer.MAX_VALUE : request.stop();
    return entries.stream()
        .filter(entry -> entry.session() == wanted)
        .filter(entry -> entry.line() >= request.start() && entry.line() < stop)
        .toList();
  }

  private List<Entry> search(HistoryRequest request) {
    var pattern = glob(request.pattern());
    var matching =
        entries.stream().filter(entry -> pattern.matcher(entry.input()).matches()).toList();
    if (!request.unique()) {
      return last(matching, request.n());
    }
    // Of equal inputs the last one counts.
    var seen = new HashSet<String>();
    var unique =
        matching.reversed().stream().filter(entry -> seen.add(entry.input())).toList().reversed();
    return last(unique, request.n());
  }

  private List<@Nullable Object> tuple(Entry entry, boolean withOutput) {
    if (!withOutput) {
      return Arrays.asList(entry.session(), entry.line(), entry.input());
    }
    var output = entry.session() == session ? outputs.get(entry.line()) : null;
    return Arrays.asList(entry.session(), entry.line(), Arrays.asList(entry.input(), output));
  }

  private static List<Entry> last(List<Entry> all, int count) {
    return all.subList(all.size() - Math.clamp(count, 0, all.size()), all.size());
  }

  /// Returns the pattern of a text with `*` for any characters and `?` for one.
  private static Pattern glob(String text) {
    var pattern = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '*' -> pattern.append(".*");
                case '?' -> pattern.append('.');
                default -> pattern.append(Pattern.quote(Character.toString(point)));
              }
            });
    return Pattern.compile(pattern.toString(), Pattern.DOTALL);
  }

  private void load() {
    if (loaded) {
      return;
    }
    loaded = true;
    var numbers = new HashMap<String, Integer>();
    for (var saved : saved()) {
      if (!saved.session().equals(own)) {
        int number = numbers.computeIfAbsent(saved.session(), _ -> numbers.size() + 1);
        entries.add(new Entry(number, saved.line(), saved.input()));
      }
    }
    session = numbers.size() + 1;
    unnumbered.forEach(each -> entries.add(new Entry(session, each.line(), each.input())));
    unnumbered.clear();
  }

  private List<Saved> saved() {
    if (file == null || !Files.exists(file)) {
      return List.of();
    }
    try {
      var lines = Files.readAllLines(file, UTF_8);
      if (lines.size() > 2 * KEPT) {
        lines = lines.subList(lines.size() - KEPT, lines.size());
        Files.write(file, lines);
      }
      return lines.stream().flatMap(History::parse).toList();
    } catch (IOException _) {
      return Collections.emptyList();
    }
  }

  private static Stream<Saved> parse(String line) {
    try {
      var saved = Json.read(line, Saved.class);
      return saved.session() == null || saved.input() == null ? Stream.empty() : Stream.of(saved);
    } catch (MalformedMessage _) {
      return Stream.empty(); // a line cut short by a full disk or a power cut
    }
  }

  private static Path dataFolder(Map<String, String> environment) {
    // As Jupyter has it: Java looks up the user's own home, whatever HOME says.
    var home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", ".")));
    var system = System.getProperty("os.name", "");
    if (environment.containsKey("JUPYTER_DATA_DIR")) {
      return Path.of(environment.get("JUPYTER_DATA_DIR"));
    }
    if (system.startsWith("Mac")) {
      return home.resolve("Library").resolve("Jupyter");
    }
    if (system.startsWith("Windows") && environment.containsKey("APPDATA")) {
      return Path.of(environment.get("APPDATA")).resolve("jupyter");
    }
    var data = environment.get("XDG_DATA_HOME");
    return (data == null ? home.resolve(".local").resolve("share") : Path.of(data))
        .resolve("jupyter");
  }
}
