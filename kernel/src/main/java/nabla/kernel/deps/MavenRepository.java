package nabla.kernel.deps;

import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.runtime.standalonestatic.StandaloneStaticRuntime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.collection.DependencyCollectionException;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.DependencyNode;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.eclipse.aether.util.graph.transformer.ConflictResolver;
import org.eclipse.aether.util.repository.SimpleResolutionErrorPolicy;

/// Resolves Maven coordinates as Maven itself does: with the user's `settings.xml`, mirrors,
/// proxies and local repository.
///
/// What is in the local repository needs no network. Where a repository does not answer, the local
/// one alone is asked again.
public final class MavenRepository {
  private MavenRepository() {}

  /// What is asked for.
  ///
  /// @param coordinates such as `org.apache.commons:commons-lang3:3.19.0`; also
  ///   `group:artifact:extension:classifier:version`
  /// @param repositories addresses of repositories beside those of the settings
  /// @param offline whether to ask this machine only
  public record Query(List<String> coordinates, List<String> repositories, boolean offline) {
    public Query {
      coordinates = List.copyOf(coordinates);
      repositories = List.copyOf(repositories);
    }
  }

  /// Finds the libraries and all that they need, and downloads what is not there yet.
  ///
  /// @param progress is told the name and the size in bytes (-1: unknown) of each jar that is being
  ///   downloaded
  /// @throws Unresolvable if one cannot be had
  public static Resolution resolve(Query query, Consumer<Download> progress) throws Unresolvable {
    return resolve(query, progress, _ -> {});
  }

  static Resolution resolve(
      Query query, Consumer<Download> progress, Consumer<ContextOverrides.Builder> settings)
      throws Unresolvable {
    List<Artifact> artifacts = new ArrayList<>();
    for (String coordinate : query.coordinates()) {
      artifacts.add(artifact(coordinate));
    }
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    // The resolver looks for its parts where the thread's loader says; a cell's knows none of them.
    thread.setContextClassLoader(MavenRepository.class.getClassLoader());
    try {
      return resolve(artifacts, query, progress, settings);
    } catch (Unresolvable e) {
      if (e.reason() != Unresolvable.Reason.UNREACHABLE) {
        throw e;
      }
      return offline(artifacts, query, progress, settings, e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /// A jar on its way.
  public record Download(String name, long bytes) {}

  private static Resolution offline(
      List<Artifact> artifacts,
      Query query,
      Consumer<Download> progress,
      Consumer<ContextOverrides.Builder> settings,
      Unresolvable unreachable)
      throws Unresolvable {
    try {
      var local = new Query(query.coordinates(), query.repositories(), true);
      Resolution found = resolve(artifacts, local, progress, settings);
      return new Resolution(found.libraries(), found.conflicts(), true);
    } catch (Unresolvable e) {
      e.addSuppressed(unreachable);
      throw new Unresolvable(
          Unresolvable.Reason.UNREACHABLE, e.coordinate(), unreachable.places(), e);
    }
  }

  private static Artifact artifact(String coordinate) throws Unresolvable {
    try {
      return new DefaultArtifact(coordinate);
    } catch (IllegalArgumentException e) {
      throw new Unresolvable(Unresolvable.Reason.MALFORMED, coordinate, "", e);
    }
  }

  private static Resolution resolve(
      List<Artifact> artifacts,
      Query query,
      Consumer<Download> progress,
      Consumer<ContextOverrides.Builder> settings)
      throws Unresolvable {
    ContextOverrides.Builder overrides =
        ContextOverrides.create()
            .withUserSettings(true)
            .offline(query.offline() ? true : null)
            .transferListener(new Downloads(progress));
    settings.accept(overrides);
    try (Context context = new StandaloneStaticRuntime().create(overrides.build())) {
      var session = new DefaultRepositorySystemSession(context.repositorySystemSession());
      session.setConfigProperty(ConflictResolver.CONFIG_PROP_VERBOSE, true);
      // What was missing a minute ago may be there now: the user has just corrected something.
      session.setResolutionErrorPolicy(new SimpleResolutionErrorPolicy(false, false));
      return new Lookup(context, session, repositories(context, session, query))
          .find(artifacts, session.isOffline());
    }
  }

  private static List<RemoteRepository> repositories(
      Context context, DefaultRepositorySystemSession session, Query query) {
    List<RemoteRepository> added = new ArrayList<>();
    for (String address : query.repositories()) {
      String id = "notebook-" + Integer.toHexString(address.hashCode());
      added.add(new RemoteRepository.Builder(id, "default", address).build());
    }
    List<RemoteRepository> all = new ArrayList<>(context.remoteRepositories());
    all.addAll(context.repositorySystem().newResolutionRepositories(session, added));
    return all;
  }

  private record Lookup(
      Context context,
      DefaultRepositorySystemSession session,
      List<RemoteRepository> repositories) {

    Resolution find(List<Artifact> artifacts, boolean offline) throws Unresolvable {
      CollectRequest request = new CollectRequest();
      artifacts.forEach(each -> request.addDependency(new Dependency(each, JavaScopes.RUNTIME)));
      repositories.forEach(request::addRepository);
      try {
        DependencyNode root =
            context.repositorySystem().collectDependencies(session, request).getRoot();
        Map<String, Artifact> wanted = new LinkedHashMap<>();
        List<Conflict> conflicts = new ArrayList<>();
        walk(root, wanted, conflicts);
        List<ArtifactRequest> requests =
            wanted.values().stream()
                .map(each -> new ArtifactRequest(each, repositories, null))
                .toList();
        List<ArtifactResult> results =
            context.repositorySystem().resolveArtifacts(session, requests);
        return new Resolution(
            results.stream().map(result -> library(result.getArtifact())).toList(),
            conflicts,
            false);
      } catch (DependencyCollectionException e) {
        throw Failures.of(e, artifacts.getFirst().toString(), repositories, offline);
      } catch (ArtifactResolutionException e) {
        throw Failures.of(e, repositories, offline);
      }
    }

    /// Collects the versions that won, nearest first, and what lost against them.
    private static void walk(
        DependencyNode node, Map<String, Artifact> wanted, List<Conflict> conflicts) {
      for (DependencyNode child : node.getChildren()) {
        Artifact artifact = child.getArtifact();
        if (child.getData().get(ConflictResolver.NODE_DATA_WINNER) instanceof DependencyNode won) {
          String chosen = won.getArtifact().getVersion();
          if (!chosen.equals(artifact.getVersion())) {
            String by = node.getArtifact() == null ? "%maven" : text(node.getArtifact());
            conflicts.add(new Conflict(name(artifact), chosen, artifact.getVersion(), by));
          }
        } else {
          wanted.putIfAbsent(name(artifact), artifact);
        }
      }
      node.getChildren().forEach(child -> walk(child, wanted, conflicts));
    }

    private static Library library(Artifact artifact) {
      return new Library(name(artifact), artifact.getVersion(), artifact.getFile().toPath());
    }
  }

  static String name(Artifact artifact) {
    String classifier = artifact.getClassifier();
    return artifact.getGroupId()
        + ":"
        + artifact.getArtifactId()
        + (classifier.isEmpty() ? "" : ":" + classifier);
  }

  static String text(Artifact artifact) {
    return name(artifact) + ":" + artifact.getVersion();
  }
}
