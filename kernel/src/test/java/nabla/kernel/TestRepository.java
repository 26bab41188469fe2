package nabla.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/// A user's home whose Maven settings name one repository, a folder beside it, as the mirror of all
/// others. Nothing of the machine's own settings is used, and no network.
public final class TestRepository {
  public final Path home;
  public final Path repository;

  public TestRepository(Path folder) throws IOException {
    home = Files.createDirectories(folder.resolve("home"));
    repository = Files.createDirectories(folder.resolve("repository"));
    Files.createDirectories(home.resolve(".m2"));
    Files.writeString(
        settings(),
        """
        <settings>
          <localRepository>%s</localRepository>
          <mirrors>
            <mirror><id>nearby</id><mirrorOf>*</mirrorOf><url>%s</url></mirror>
          </mirrors>
        </settings>
        """
            .formatted(home.resolve("cache"), repository.toUri()));
  }

  public Path settings() {
    return home.resolve(".m2").resolve("settings.xml");
  }

  /// Publishes a library of the group `test` with one class, `test.NAME`, whose `version()` is its
  /// version.
  ///
  /// @param needs artifacts with versions, such as `base:1.0`
  public void publish(String artifact, String version, String... needs) throws IOException {
    Path folder =
        Files.createDirectories(repository.resolve("test").resolve(artifact).resolve(version));
    String dependencies =
        Stream.of(needs)
            .map(need -> need.split(":", 2))
            .map(need -> "<dependency>" + coordinates(need[0], need[1]) + "</dependency>")
            .collect(Collectors.joining());
    Files.writeString(
        folder.resolve(artifact + "-" + version + ".pom"),
        "<project><modelVersion>4.0.0</modelVersion>"
            + coordinates(artifact, version)
            + "<dependencies>"
            + dependencies
            + "</dependencies></project>");
    jar(folder.resolve(artifact + "-" + version + ".jar"), artifact, version);
  }

  private static String coordinates(String artifact, String version) {
    return "<groupId>test</groupId><artifactId>%s</artifactId><version>%s</version>"
        .formatted(artifact, version);
  }

  private static void jar(Path file, String artifact, String version) throws IOException {
    Path folder = Files.createTempDirectory("nabla-library");
    String name = Character.toUpperCase(artifact.charAt(0)) + artifact.substring(1);
    Path source =
        Files.writeString(
            folder.resolve(name + ".java"),
            "package test; public class %s { public static String version() { return \"%s\"; } }"
                .formatted(name, version),
            UTF_8);
    var compiler = ToolProvider.getSystemJavaCompiler();
    compiler.run(null, null, null, "-d", folder.toString(), source.toString());
    try (var jar = new JarOutputStream(Files.newOutputStream(file))) {
      jar.putNextEntry(new JarEntry("test/" + name + ".class"));
      jar.write(Files.readAllBytes(folder.resolve("test").resolve(name + ".class")));
    }
  }
}
