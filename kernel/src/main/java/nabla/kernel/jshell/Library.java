package nabla.kernel.jshell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import nabla.kernel.jshell.Declarations.Declared;
import org.jspecify.annotations.Nullable;

/// The declarations of the libraries that bring their sources along, read when they are asked for.
final class Library {
  private final Supplier<@Nullable Path> root;
  private final Syntax syntax;
  private final Map<Path, Declarations> read = new HashMap<>();
  private @Nullable Map<String, Path> files;

  /// @param root the folder of the sources, such as one inside a jar, or `null`
  Library(Supplier<@Nullable Path> root, Syntax syntax) {
    this.root = root;
    this.syntax = syntax;
  }

  /// Returns what a signature of JShell's is about. What has no comment of its own inherits that of
  /// a type above.
  Optional<Declared> find(String signature) {
    Signatures.Parsed wanted = Signatures.parse(signature);
    String owner = wanted.owner();
    Declarations file = file(owner.isEmpty() ? wanted.name() : owner);
    if (file == null) {
      return Optional.empty();
    }
    return file.find(wanted)
        .map(found -> found.comment().text().isEmpty() ? inherited(file, wanted, found) : found)
        // A record's component, or a constructor that is not written down.
        .or(() -> wanted.types() == null ? file.type(wanted.path()) : file.type(owner));
  }

  private Declared inherited(Declarations file, Signatures.Parsed wanted, Declared bare) {
    List<String> parents = file.type(wanted.owner()).map(Declared::parents).orElseGet(List::of);
    for (String parent : parents) {
      Declarations above = file(parent);
      Signatures.Parsed there = new Signatures.Parsed(parent, wanted.name(), wanted.types());
      if (above != null) {
        Optional<Declared> found =
            above
                .find(there)
                .map(
                    each -> each.comment().text().isEmpty() ? inherited(above, there, each) : each);
        if (found.isPresent() && !found.get().comment().text().isEmpty()) {
          Declared it = found.get();
          return new Declared(
              bare.owner(),
              bare.name(),
              bare.types(),
              bare.parameters(),
              List.of(),
              it.comment(),
              bare.source());
        }
      }
    }
    return bare;
  }

  private @Nullable Declarations file(String type) {
    int dot = type.indexOf('.');
    Path path = files().get(dot < 0 ? type : type.substring(0, dot));
    return path == null ? null : read.computeIfAbsent(path, this::read);
  }

  private Declarations read(Path path) {
    try {
      return syntax.declarations(Files.readString(path), false);
    } catch (IOException e) {
      throw new UncheckedIOException("a source of the library cannot be read", e);
    }
  }

  private Map<String, Path> files() {
    Map<String, Path> known = files;
    if (known == null) {
      known = new HashMap<>();
      Path folder = root.get();
      if (folder != null) {
        try (Stream<Path> all = Files.walk(folder)) {
          for (Path path : all.filter(each -> each.toString().endsWith(".java")).toList()) {
            String name = String.valueOf(path.getFileName());
            known.putIfAbsent(name.substring(0, name.length() - ".java".length()), path);
          }
        } catch (IOException e) {
          throw new UncheckedIOException("the sources of the library cannot be listed", e);
        }
      }
      files = known;
    }
    return known;
  }
}
