package nabla.kernel.magic;

import static nabla.kernel.text.Texts.text;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import nabla.kernel.deps.Conflict;
import nabla.kernel.deps.Library;
import nabla.kernel.deps.MavenRepository;
import nabla.kernel.deps.Resolution;
import nabla.kernel.deps.Unresolvable;
import nabla.kernel.jshell.Outcome;

/// Magics that bring libraries into the notebook.
final class DependencyMagics {
  static final List<Magic> ALL =
      List.of(
          new Magic(
              Magic.Kind.LINE,
              "maven",
              "[--offline] [--repo URL] GROUP:ARTIFACT:VERSION …",
              DependencyMagics::maven),
          Magic.line("jars", "FILE.jar|FOLDER/*.jar …", DependencyMagics::jars),
          Magic.line("classpath", "[JAR|FOLDER …]", DependencyMagics::classPath));

  private DependencyMagics() {}

  private static Outcome maven(Magic.Call call, Host host) {
    MavenRepository.Query query = query(call.argument());
    Outcome outcome =
        host.interruptibly(
            () ->
                MavenRepository.resolve(
                    query,
                    download ->
                        host.print(
                            text("magic.maven.download", download.name(), size(download.bytes()))
                                + "\n")));
    if (outcome instanceof Outcome.Value(Resolution resolution)) {
      add(resolution, host);
      return new Outcome.Nothing();
    }
    if (outcome instanceof Outcome.Thrown(Unresolvable e, _)) {
      throw new MagicException(sentence(e));
    }
    return outcome;
  }

  private static MavenRepository.Query query(String argument) {
    List<String> coordinates = new ArrayList<>();
    List<String> repositories = new ArrayList<>();
    boolean offline = false;
    List<String> words = new ArrayList<>(List.of(argument.split("[\\s,]+")));
    while (!words.isEmpty()) {
      String word = words.removeFirst().replaceAll("^['\"]|['\"]$", "");
      if (word.equals("--offline")) {
        offline = true;
      } else if (word.equals("--repo") && !words.isEmpty()) {
        repositories.add(words.removeFirst());
      } else if (!word.isEmpty()) {
        coordinates.add(word);
      }
    }
    if (coordinates.isEmpty()) {
      throw new MagicException(text("magic.maven.usage"));
    }
    return new MavenRepository.Query(coordinates, repositories, offline);
  }

  private static String size(long bytes) {
    return bytes < 0
        ? "?"
        : bytes < 1_000_000
            ? Math.max(1, bytes / 1000) + " kB"
            : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  private static String sentence(Unresolvable e) {
    return switch (e.reason()) {
      case MALFORMED -> text("magic.maven.malformed", e.coordinate());
      case MISSING -> text("magic.maven.missing", e.coordinate(), e.places());
      case OFFLINE -> text("magic.maven.offline", e.coordinate());
      case UNREACHABLE -> text("magic.maven.unreachable", e.coordinate(), e.places());
      case OTHER -> text("magic.maven.failed", e.coordinate(), e.places());
    };
  }

  /// Adds what is new. A library that is there in another version stays: its classes may be loaded,
  /// and two versions of one class in one notebook help nobody.
  private static void add(Resolution resolution, Host host) {
    Map<String, Library> present = host.workspace().libraries();
    List<Library> added = new ArrayList<>();
    for (Library library : resolution.libraries()) {
      Library old = present.get(library.name());
      if (old == null) {
        added.add(library);
      } else if (!old.version().equals(library.version())) {
        host.print(
            text("magic.maven.kept", library.name(), old.version(), library.version()) + "\n");
      }
    }
    for (Conflict conflict : resolution.conflicts()) {
      host.print(
          text(
                  "magic.maven.conflict",
                  conflict.name(),
                  conflict.other(),
                  conflict.by(),
                  conflict.chosen())
              + "\n");
    }
    if (resolution.offline()) {
      host.print(text("magic.maven.cached") + "\n");
    }
    if (added.isEmpty()) {
      host.print(text("magic.maven.nothing") + "\n");
      return;
    }
    host.addToClassPath(added.stream().map(Library::file).toList());
    added.forEach(library -> present.put(library.name(), library));
    host.workspace().classPath().addAll(added.stream().map(Library::file).toList());
    added.forEach(library -> host.print(text("magic.maven.added", library) + "\n"));
  }

  private static void jars(String argument, Host host) {
    if (argument.isEmpty()) {
      throw new MagicException(text("magic.jars.usage"));
    }
    List<Path> jars = new ArrayList<>();
    for (String word : argument.split("\\s+", -1)) {
      if (!word.isEmpty()) {
        jars.addAll(matching(word, host.workspace()));
      }
    }
    add(jars, host);
  }

  /// Returns the jars that a word names: a file, all jars of a folder, or a pattern.
  private static List<Path> matching(String word, Workspace workspace) {
    int star = word.indexOf('*');
    int slash = word.lastIndexOf('/', star < 0 ? word.length() : star);
    Path folder =
        star < 0
            ? workspace.file(word)
            : slash < 0 ? workspace.directory() : workspace.file(word.substring(0, slash + 1));
    if (star < 0 && !Files.isDirectory(folder)) {
      return List.of(folder);
    }
    String pattern = star < 0 ? "*.jar" : word.substring(slash + 1);
    var matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    try (Stream<Path> files =
        Files.walk(
            folder,
            pattern.contains("**")
                ? 20
                : 1 + (int) pattern.chars().filter(c -> c == '/').count())) {
      List<Path> found =
          files
              .filter(file -> Files.isRegularFile(file) && matcher.matches(folder.relativize(file)))
              .filter(file -> file.toString().endsWith(".jar"))
              .sorted()
              .toList();
      if (found.isEmpty()) {
        throw new MagicException(text("magic.jars.none", folder.resolve(pattern)));
      }
      return found;
    } catch (IOException e) {
      throw new MagicException(text("magic.file.unreadable", folder, e));
    }
  }

  private static void classPath(String argument, Host host) {
    if (argument.isEmpty()) {
      List<Path> paths = host.workspace().classPath();
      host.print(
          paths.isEmpty()
              ? text("magic.classpath.empty") + "\n"
              : String.join("\n", paths.stream().map(Path::toString).toList()) + "\n");
      return;
    }
    add(
        Stream.of(argument.split("\\s+|" + java.io.File.pathSeparator))
            .map(word -> host.workspace().file(word))
            .toList(),
        host);
  }

  private static void add(List<Path> paths, Host host) {
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw new MagicException(text("magic.file.missing", path));
      }
    }
    List<Path> present = host.workspace().classPath();
    List<Path> added = paths.stream().filter(path -> !present.contains(path)).distinct().toList();
    if (!added.isEmpty()) {
      host.addToClassPath(added);
      present.addAll(added);
    }
    added.forEach(path -> host.print(text("magic.maven.added", path.getFileName()) + "\n"));
  }
}
