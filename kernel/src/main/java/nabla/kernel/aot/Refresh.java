package nabla.kernel.aot;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Has a kernel that started without a cache make one for the starts to come.
///
/// An installation has none after an upgrade of its jars or of Java, or where it was made without
/// one. The launcher knows, and says so.
public final class Refresh {
  /// The user is there first: at the beginning, every core is theirs.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Refresh() {}

  /// Begins to wait, if the launcher found no cache, and then makes one in a process of its own
  /// that gives way to all others. It ends with this one.
  public static void begin() {
    var launch = System.getProperty("nabla.launch");
    if (launch == null) {
      return;
    }
    Thread.ofVirtual()
        .name("nabla-cache")
        .start(
            () -> {
              try {
                Thread.sleep(PATIENCE);
                make(Path.of(launch));
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt(); // nobody has a reason to
              } catch (IOException _) {
                // The next starts are as slow as this one, and right all the same.
              }
            });
  }

  private static void make(Path launch) throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java");
    var nothing = Redirect.to(new File("/dev/null"));
    var process =
        new ProcessBuilder(
                List.of("nice", "-n", "19", launch.toString(), java.toString(), "--cache"))
            .redirectOutput(nothing)
            .redirectError(nothing)
            .start();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  process.descendants().forEach(ProcessHandle::destroy);
                  process.destroy();
                }));
  }
}
