package nabla.kernel.deps;

import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.aether.collection.DependencyCollectionException;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.transfer.ArtifactNotFoundException;
import org.eclipse.aether.transfer.ArtifactTransferException;
import org.eclipse.aether.transfer.ChecksumFailureException;
import org.eclipse.aether.transfer.RepositoryOfflineException;
import org.jspecify.annotations.Nullable;

/// Finds in the resolver's nested exceptions what there is to say.
final class Failures {
  private Failures() {}

  static Unresolvable of(
      ArtifactResolutionException failure, List<RemoteRepository> repositories, boolean offline) {
    for (ArtifactResult result : failure.getResults()) {
      if (!result.isResolved()) {
        String coordinate = MavenRepository.text(result.getRequest().getArtifact());
        for (Exception each : result.getExceptions()) {
          if (unreachable(each)) {
            return of(each, coordinate, repositories, offline);
          }
        }
        return of(
            result.getExceptions().isEmpty() ? failure : result.getExceptions().getFirst(),
            coordinate,
            repositories,
            offline);
      }
    }
    return of(failure, String.valueOf(failure.getMessage()), repositories, offline);
  }

  static Unresolvable of(
      DependencyCollectionException failure,
      String coordinate,
      List<RemoteRepository> repositories,
      boolean offline) {
    return of((Exception) failure, coordinate, repositories, offline);
  }

  private static Unresolvable of(
      Exception failure, String coordinate, List<RemoteRepository> repositories, boolean offline) {
    String places =
        repositories.stream().map(RemoteRepository::getId).collect(Collectors.joining(", "));
    if (offline || find(failure, RepositoryOfflineException.class) != null) {
      return new Unresolvable(Unresolvable.Reason.OFFLINE, coordinate, places, failure);
    }
    if (unreachable(failure)) {
      return new Unresolvable(
          Unresolvable.Reason.UNREACHABLE, coordinate, innermost(failure), failure);
    }
    if (find(failure, ArtifactNotFoundException.class) != null) {
      return new Unresolvable(Unresolvable.Reason.MISSING, coordinate, places, failure);
    }
    return new Unresolvable(Unresolvable.Reason.OTHER, coordinate, innermost(failure), failure);
  }

  private static boolean unreachable(Throwable failure) {
    ArtifactTransferException transfer = find(failure, ArtifactTransferException.class);
    return transfer != null
        && !(transfer instanceof ArtifactNotFoundException)
        && find(failure, ChecksumFailureException.class) == null;
  }

  private static <T> @Nullable T find(Throwable failure, Class<T> type) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (type.isInstance(each)) {
        return type.cast(each);
      }
    }
    return null;
  }

  private static String innermost(Throwable failure) {
    Throwable last = failure;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    String message = last.getMessage();
    return last.getClass().getSimpleName() + (message == null ? "" : ": " + message);
  }
}
