package nabla.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Magics in a real kernel.
class MagicKernelTests {
  @TempDir static Path folder;
  private static KernelProcess kernel;

  @BeforeAll
  static void start() throws IOException {
    var published = new TestRepository(folder);
    published.publish("base", "1.0");
    published.publish("base", "2.0");
    published.publish("upper", "1.0", "base:1.0");
    kernel =
        new KernelProcess(
            "",
            "127.0.0.1",
            builder ->
                builder.environment().put("JDK_JAVA_OPTIONS", "-Duser.home=" + published.home));
  }

  @AfterAll
  static void stop() {
    kernel.close();
  }

  @Test
  void aLibraryIsUsedAndNotReplacedByAnotherVersion() {
    var missing = kernel.execute("%maven test:nothing:1.0");
    assertThat(missing.reply().text("evalue"))
        .isEqualTo(
            "test:nothing:1.0 does not exist in the repositories that were asked: nearby. Check the"
                + " spelling and the version.");
    assertThat(kernel.execute("%maven test:upper:1.0").printed("stdout"))
        .contains("downloading upper-1.0.jar", "added test:upper:1.0", "added test:base:1.0");
    assertThat(kernel.execute("test.Upper.version() + test.Base.version()").result())
        .isEqualTo("1.01.0");
    assertThat(kernel.execute("%maven test:base:2.0").printed("stdout"))
        .contains("test:base is here in version 1.0 and stays");
    assertThat(kernel.execute("test.Base.version()").result()).isEqualTo("1.0");
    assertThat(kernel.execute("org.eclipse.aether.RepositorySystem.class").status())
        .isEqualTo("error");
  }

  @Test
  void aCellThatTakesTooLongIsStoppedAndSaysWhy() {
    kernel.execute("int kept = 7;");
    kernel.execute("%timeout 0.3");
    var stopped = kernel.execute("while (true) {}");
    var script = kernel.execute("%%bash\nsleep 600");
    kernel.execute("%timeout off");
    for (var each : new KernelProcess.Exchange[] {stopped, script}) {
      assertThat(each.reply().text("ename")).isEqualTo("Interrupted");
      assertThat(each.reply().content().get("traceback").toString())
          .contains("0.3 s that %timeout allows");
    }
    assertThat(kernel.process.descendants()).isEmpty();
    assertThat(kernel.execute("kept").result()).isEqualTo("7");
  }

  @Test
  void measuresAnExpressionAStatementAndErrors() {
    kernel.execute("int[] numbers = {1, 2, 3};");
    var shape =
        "[0-9.]+ [nμm]?s ± [0-9.]+ [nμm]?s per loop \\(mean ± std. dev. of 2 runs, 5 loops each\\)\n";
    assertThat(kernel.execute("%timeit -n5 -r2 numbers[1] + 1").printed("stdout")).matches(shape);
    assertThat(kernel.execute("%timeit -n5 -r2 numbers[0]++;").printed("stdout")).matches(shape);
    assertThat(kernel.execute("%timeit -n5 -r2 Thread.sleep(1)").printed("stdout")).matches(shape);
    assertThat(kernel.execute("%%timeit -n5 -r2\nint a = 1;\nnumbers[2] = a;").printed("stdout"))
        .matches(shape);
    assertThat(kernel.execute("a").status()).isEqualTo("error");
    var wrong = kernel.execute("%timeit -n5 unknown(1)");
    assertThat(wrong.reply().text("evalue")).contains("cannot find symbol");
    assertThat(wrong.reply().content().get("traceback").toString()).contains("unknown(1)");
  }

  @Test
  void aResetForgetsEverythingButTheImportsOfEveryCell() {
    kernel.execute(
        """
        import java.awt.Point;
        record Pair(int a, int b) {}
        int twice(int n) { return 2 * n; }
        var big = new double[1000];
        var weak = new java.lang.ref.WeakReference<>(big);
        System.getProperties().put("weak", weak);
        """);
    assertThat(kernel.execute("%reset").status()).isEqualTo("ok");
    for (var name : new String[] {"big", "new Pair(1, 2)", "twice(1)", "new Point(1, 2)"}) {
      assertThat(kernel.execute(name).status()).as(name).isEqualTo("error");
    }
    assertThat(
            kernel
                .execute(
                    "System.gc();"
                        + " ((java.lang.ref.WeakReference<?>) System.getProperties().remove(\"weak\")).get()")
                .result())
        .isEqualTo("null");
    assertThat(kernel.execute("vector(1.0).sum()").result()).isEqualTo("tensor(1.)");
  }
}
