package nabla.engine.golden;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/// What PyTorch really computes, prints and raises: the committed corpus, or the folder that the
/// system property `nabla.golden` names.
public final class Corpus {
  private Corpus() {}

  /// Returns a file of the corpus, such as `semantics.json`.
  public static JsonElement read(String name) {
    JsonElement found = files(name).get(name);
    if (found == null) {
      throw new IllegalStateException("the corpus has no " + name);
    }
    return found;
  }

  /// Returns the files whose name begins with the prefix, by name in order.
  public static Map<String, JsonElement> files(String prefix) {
    String folder = System.getProperty("nabla.golden", "");
    try {
      return folder.isEmpty() ? zipped(prefix) : plain(Path.of(folder), prefix);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns further samples, of operations that once gave another answer than PyTorch: files as in
  /// `ops/`, by operation. There are none where the system property names a corpus.
  public static Map<String, JsonElement> found() {
    Map<String, JsonElement> files = new TreeMap<>();
    if (System.getProperty("nabla.golden", "").isEmpty()) {
      InputStream resource = Corpus.class.getResourceAsStream("/nabla/engine/golden/found.json");
      if (resource == null) {
        throw new IllegalStateException("found.json is missing from the test resources");
      }
      JsonElement all =
          JsonParser.parseReader(new InputStreamReader(resource, StandardCharsets.UTF_8));
      for (JsonElement file : all.getAsJsonArray()) {
        files.put(file.getAsJsonObject().get("op").getAsString(), file);
      }
    }
    return files;
  }

  private static Map<String, JsonElement> zipped(String prefix) throws IOException {
    Map<String, JsonElement> files = new TreeMap<>();
    InputStream resource = Corpus.class.getResourceAsStream("/golden.zip");
    if (resource == null) {
      throw new IllegalStateException("golden.zip is missing from the test resources");
    }
    try (ZipInputStream zip = new ZipInputStream(resource)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String name = entry.getName().replaceFirst("^golden/", "");
        if (name.startsWith(prefix) && name.endsWith(".json")) {
          String text = new String(zip.readAllBytes(), StandardCharsets.UTF_8);
          files.put(name, JsonParser.parseString(text));
        }
      }
    }
    return files;
  }

  private static Map<String, JsonElement> plain(Path folder, String prefix) throws IOException {
    Map<String, JsonElement> files = new TreeMap<>();
    List<Path> paths = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      walk.filter(p -> p.toString().endsWith(".json")).forEach(paths::add);
    }
    for (Path path : paths) {
      String name = folder.relativize(path).toString().replace('\\', '/');
      if (name.startsWith(prefix)) {
        try (Reader reader =
            new InputStreamReader(Files.newInputStream(path), StandardCharsets.UTF_8)) {
          files.put(name, JsonParser.parseReader(reader));
        }
      }
    }
    return files;
  }
}
