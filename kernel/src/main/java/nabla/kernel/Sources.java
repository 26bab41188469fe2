package nabla.kernel;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The sources of what cells may call, which the build puts beside the kernel's classes: their
/// comments are the documentation that Jupyter shows.
final class Sources {
  private static final String FOLDER = "sources";

  private Sources() {}

  /// Returns their folder, or `null` where the kernel was built without them.
  static @Nullable Path folder() {
    URL place = Sources.class.getResource(FOLDER);
    try {
      return place == null
          ? null
          : switch (place.openConnection()) {
            // Never closed: it is read as long as the kernel runs.
            case JarURLConnection jar ->
                FileSystems.newFileSystem(Path.of(jar.getJarFileURL().toURI()))
                    .getPath(jar.getEntryName());
            default -> Path.of(place.toURI());
          };
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException("The kernel cannot find its own files at " + place, e);
    }
  }
}
