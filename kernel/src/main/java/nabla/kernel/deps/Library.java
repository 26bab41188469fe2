package nabla.kernel.deps;

import java.nio.file.Path;

/// A library that is on this machine.
///
/// @param name group and artifact, `org.apache.commons:commons-lang3`, and a classifier if it has
///   one
/// @param file its jar
public record Library(String name, String version, Path file) {
  @Override
  public String toString() {
    return name + ":" + version;
  }
}
