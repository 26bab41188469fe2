package nabla.kernel.deps;

import java.util.List;

/// What coordinates stand for, with everything that these libraries need.
///
/// @param offline whether only this machine was asked, because no repository could be reached
public record Resolution(List<Library> libraries, List<Conflict> conflicts, boolean offline) {
  public Resolution {
    libraries = List.copyOf(libraries);
    conflicts = List.copyOf(conflicts);
  }
}
