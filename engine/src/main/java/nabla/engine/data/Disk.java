package nabla.engine.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import nabla.engine.error.DataException;

/// Opens files, and says what is wrong as Python does where the operating system refuses.
final class Disk {
  private Disk() {}

  /// What is done with a file.
  interface Reading<T> {
    T read(Path path) throws IOException;
  }

  /// What is written into a file.
  interface Writing {
    void write(OutputStream out) throws IOException;
  }

  static <T> T read(Path path, Reading<T> reading) {
    try {
      if (Files.isDirectory(path)) {
        throw new DataException(
            "[Errno 21] Is a directory: '" + path + "'", "data.directory", path);
      }
      return reading.read(path);
    } catch (IOException e) {
      throw refused(path, e);
    }
  }

  /// Writes a file whole or not at all: what is there stays until the new one is complete.
  static void write(Path path, Writing writing) {
    Path target = path.toAbsolutePath();
    try {
      // Where a link stands, its target is meant.
      Path real = Files.exists(target) ? target.toRealPath() : target;
      if (Files.isDirectory(real)) {
        throw new DataException(
            "[Errno 21] Is a directory: '" + path + "'", "data.directory", path);
      }
      if (Files.exists(real) && !Files.isRegularFile(real)) {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(real))) {
          writing.write(out);
        }
      } else {
        replace(real, writing);
      }
    } catch (IOException e) {
      throw refused(path, e);
    }
  }

  private static void replace(Path target, Writing writing) throws IOException {
    Path fresh = target.resolveSibling(target.getFileName() + ".new");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(fresh))) {
        writing.write(out);
      }
      Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static DataException refused(Path path, IOException e) {
    return switch (e) {
      case NoSuchFileException _ ->
          new DataException(
              "[Errno 2] No such file or directory: '" + path + "'",
              "data.missing",
              path,
              path.toAbsolutePath().normalize());
      case AccessDeniedException _ ->
          new DataException("[Errno 13] Permission denied: '" + path + "'", "data.denied", path);
      default ->
          new DataException(
              "[Errno 5] Input/output error: '" + path + "'",
              "data.disk",
              path,
              String.valueOf(e.getMessage()));
    };
  }
}
