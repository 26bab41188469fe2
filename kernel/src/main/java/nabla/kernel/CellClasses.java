package nabla.kernel;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The loader behind those of the cells: it shows them the JDK, the engine, and what they may call
/// of the kernel.
///
/// The kernel's own libraries stay hidden, so a user may bring another version of Gson, JeroMQ or
/// ELK.
final class CellClasses extends ClassLoader {
  private static final List<String> VISIBLE =
      List.of(
          "nabla.engine.",
          "nabla.kernel.chart.",
          "nabla.kernel.comm.",
          "nabla.kernel.display.",
          "nabla.kernel.progress.",
          "nabla.kernel.protocol.MimeBundle",
          "nabla.kernel.widgets.");

  /// A class of each place that cells are compiled against.
  private static final List<String> LANDMARKS =
      List.of("nabla/engine/error/package-info.class", "nabla/kernel/display/package-info.class");

  private final ClassLoader kernel = CellClasses.class.getClassLoader();

  CellClasses() {
    super("cells-parent", ClassLoader.getPlatformClassLoader());
  }

  /// Returns the jars or folders that cells are compiled against.
  List<Path> classPath() {
    return LANDMARKS.stream().map(this::place).distinct().toList();
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (VISIBLE.stream().anyMatch(name::startsWith)) {
      return kernel.loadClass(name);
    }
    throw new ClassNotFoundException(name);
  }

  @Override
  protected @Nullable URL findResource(String name) {
    return isVisible(name) ? kernel.getResource(name) : null;
  }

  @Override
  protected Enumeration<URL> findResources(String name) throws IOException {
    return isVisible(name) ? kernel.getResources(name) : Collections.emptyEnumeration();
  }

  private static boolean isVisible(String resource) {
    var name = resource.replace('/', '.');
    return VISIBLE.stream().anyMatch(name::startsWith);
  }

  private Path place(String landmark) {
    var url = Objects.requireNonNull(kernel.getResource(landmark), landmark);
    try {
      var text = url.toURI().toString();
      return switch (url.openConnection()) {
        case JarURLConnection jar -> Path.of(jar.getJarFileURL().toURI());
        default -> Path.of(URI.create(text.substring(0, text.length() - landmark.length())));
      };
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException("The kernel cannot find its own files at " + url, e);
    }
  }
}
