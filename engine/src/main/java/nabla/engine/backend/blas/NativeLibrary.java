package nabla.engine.backend.blas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The file of OpenBLAS: from a jar on the class path, unpacked once for the user, or from the
/// system.
///
/// The jar is `org.bytedeco:openblas` of this platform; nothing but its libraries is used.
@SuppressWarnings("restricted") // Foreign functions: what this class is for.
final class NativeLibrary {
  /// A path of a library to use instead, or `none`.
  static final String PROPERTY = "nabla.openblas";

  private NativeLibrary() {}

  /// Returns the functions of the library, or null where there is none.
  static @Nullable SymbolLookup find() {
    String chosen = System.getProperty(PROPERTY, "");
    if (chosen.equals("none")) {
      return null;
    }
    List<Path> candidates = new ArrayList<>();
    if (!chosen.isEmpty()) {
      candidates.add(Path.of(chosen));
    } else {
      Path unpacked = Platform.current().unpacked();
      if (unpacked != null) {
        candidates.add(unpacked);
      }
    }
    for (Path file : candidates) {
      SymbolLookup found = open(file.toString());
      if (found != null) {
        return found;
      }
    }
    return chosen.isEmpty() ? open(System.mapLibraryName("openblas")) : null;
  }

  private static @Nullable SymbolLookup open(String library) {
    try {
      return library.contains("/") || library.contains("\\")
          ? SymbolLookup.libraryLookup(Path.of(library), Arena.global())
          : SymbolLookup.libraryLookup(library, Arena.global());
    } catch (IllegalArgumentException _) {
      return null; // not there, or of another machine
    }
  }

  /// What the jar calls this system, and its libraries, those that others need first.
  private record Platform(String folder, List<String> files) {
    static Platform current() {
      String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
      String machine = System.getProperty("os.arch", "");
      boolean arm = machine.equals("aarch64") || machine.equals("arm64");
      if (system.startsWith("win")) {
        return new Platform("windows-x86_64", List.of("libopenblas.dll"));
      }
      if (system.startsWith("mac")) {
        return new Platform(
            arm ? "macosx-arm64" : "macosx-x86_64",
            List.of(
                "libgcc_s.1.1.dylib",
                "libquadmath.0.dylib",
                "libgfortran.5.dylib",
                "libgfortran.dylib",
                "libopenblas.0.dylib"));
      }
      return new Platform(
          arm ? "linux-arm64" : "linux-x86_64",
          List.of("libgcc_s.so.1", "libquadmath.so.0", "libgfortran.so.5", "libopenblas.so.0"));
    }

    /// Returns the library's file in the user's cache, unpacking it the first time; null if the jar
    /// is not there or nothing can be written.
    @Nullable Path unpacked() {
      String last = files.getLast();
      URL jar = resource(last);
      if (jar == null) {
        return null;
      }
      try {
        Path folder = cache().resolve("openblas-" + this.folder + "-" + checksum(jar));
        if (!Files.exists(folder.resolve(last))) {
          unpack(folder);
        }
        return folder.resolve(last);
      } catch (IOException | UncheckedIOException _) {
        return null;
      }
    }

    private @Nullable URL resource(String file) {
      return NativeLibrary.class.getResource("/org/bytedeco/openblas/" + folder + "/" + file);
    }

    /// The folder gets its name last, so that a file found there is whole.
    private void unpack(Path folder) throws IOException {
      Files.createDirectories(folder.getParent());
      Path building = Files.createTempDirectory(folder.getParent(), "openblas");
      try {
        for (String file : files) {
          URL source = resource(file);
          if (source == null) {
            continue; // not every platform needs every one
          }
          try (InputStream in = source.openStream()) {
            Files.copy(in, building.resolve(file), StandardCopyOption.REPLACE_EXISTING);
          }
        }
        move(building, folder);
      } finally {
        remove(building);
      }
    }

    private static void move(Path from, Path to) throws IOException {
      try {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileAlreadyExistsException | AtomicMoveNotSupportedException e) {
        useOther(to, e);
      } catch (java.nio.file.FileSystemException e) {
        useOther(to, e); // another process was first: the folder is not empty
      }
    }

    private static void useOther(Path to, IOException reason) throws IOException {
      if (!Files.isDirectory(to)) {
        throw reason;
      }
    }

    private static void remove(Path folder) throws IOException {
      if (!Files.isDirectory(folder)) {
        return;
      }
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.deleteIfExists(file);
        }
      }
      Files.deleteIfExists(folder);
    }

    private static String checksum(URL url) throws IOException {
      if (url.openConnection() instanceof JarURLConnection connection) {
        return Long.toHexString(connection.getJarEntry().getCrc());
      }
      return "plain";
    }

    private static Path cache() {
      String set = System.getenv("XDG_CACHE_HOME");
      Path base =
          set != null && !set.isEmpty()
              ? Path.of(set)
              : Path.of(System.getProperty("user.home", "."), ".cache");
      Path own = base.resolve("nabla");
      try {
        Files.createDirectories(own);
        if (Files.isWritable(own)) {
          return own;
        }
      } catch (IOException _) {
        // A home that cannot be written: the system's folder for such things has to do.
      }
      return Path.of(
          System.getProperty("java.io.tmpdir", "."),
          "nabla-" + System.getProperty("user.name", "user"));
    }
  }
}
