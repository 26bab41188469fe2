package nabla.kernel.jshell;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every cell tells that it has begun before it is interrupted, so nothing here depends on a clock.
@Timeout(120)
class InterruptTests {
  private static final String BEGUN = "nabla.test.begun";
  private static final Notebook notebook =
      new Notebook(
          "import java.util.*;", "import java.util.stream.*;", "import java.util.concurrent.*;");

  @BeforeAll
  static void declare() {
    notebook.run(
        """
        void begun() {
          ((java.util.concurrent.CountDownLatch) System.getProperties().get("%s")).countDown();
        }
        void forEver() {
          begun();
          while (true) {}
        }
        int x = 42;
        """
            .formatted(BEGUN));
  }

  @AfterAll
  static void close() {
    notebook.close();
    System.getProperties().remove(BEGUN);
  }

  private static Outcome interrupted(String code) throws InterruptedException {
    var begun = new CountDownLatch(1);
    System.getProperties().put(BEGUN, begun);
    var outcome = start(code);
    begun.await();
    notebook.evaluator.interrupt();
    return outcome.join();
  }

  /// Runs a cell on a thread of its own: the common pool is what cells' parallel streams use.
  private static CompletableFuture<Outcome> start(String code) {
    return CompletableFuture.supplyAsync(
        () -> notebook.run(code), task -> Thread.ofPlatform().daemon().start(task));
  }

  @RepeatedTest(20)
  void stopsAnEndlessLoopTwentyTimesAndKeepsVariables() throws InterruptedException {
    Failure failure = Notebook.plain(interrupted("x = x;\nbegun();\nwhile (true) {}"));
    assertThat(failure.ename()).isEqualTo("Interrupted");
    assertThat(failure.evalue())
        .isEqualTo("cell " + notebook.lastCell() + " was stopped at line 3");
    assertThat(notebook.value("x")).isEqualTo(42);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "forEver();",
        "Runnable endless = () -> { begun(); while (true) {} };\nendless.run();",
        "class Endless { void run() { begun(); for (;;) {} } }\nnew Endless().run();",
        "class StaticLoop { static int z; static { begun(); while (z < 1) { z = z * 1; } } }\n"
            + "StaticLoop.z",
        "int deep(int n) { begun(); return n > 100 ? deep(n - 1) : deep(n + 1); }\n"
            + "while (true) { try { deep(0); } catch (StackOverflowError e) {} }",
        "begun(); Thread.sleep(1_000_000);",
        "begun(); new java.util.concurrent.ArrayBlockingQueue<String>(1).take();",
        "begun(); while (true) { try { Thread.sleep(1_000_000); } catch (InterruptedException e) {} }",
        "begun(); while (true) { try { while (true) {} } catch (Throwable t) {} }",
        "while (true) { try { begun(); } finally { while (true) {} } }",
        "IntStream.range(0, 64).parallel().forEach(i -> { begun(); while (true) {} });",
        "int many = 0; do { begun(); switch (many) { case 1: continue; default: } } while (true);"
      })
  void stops(String code) throws InterruptedException {
    Outcome outcome = interrupted(code);
    assertThat(outcome).isInstanceOf(Outcome.Interrupted.class);
    assertThat(Notebook.plain(outcome).traceback().toString()).doesNotContain("does not answer");
    assertThat(notebook.value("x")).isEqualTo(42);
  }

  /// The cell's own thread ends first here; whatever else works for the stream has to end too.
  @Test
  void freesTheCommonPoolOfAParallelStream() throws InterruptedException {
    Outcome outcome =
        interrupted(
            """
            int turns = 4 * (1 + ForkJoinPool.getCommonPoolParallelism());
            IntStream.range(0, turns).parallel().forEach(i -> {
              begun();
              while (true) {
                if (Thread.currentThread() instanceof ForkJoinWorkerThread) {
                  LongStream.range(0, 300_000_000).sum();
                }
              }
            });
            """);
    assertThat(outcome).isInstanceOf(Outcome.Interrupted.class);
    assertThat(CompletableFuture.supplyAsync(() -> 1, ForkJoinPool.commonPool()))
        .succeedsWithin(Duration.ofSeconds(60));
  }

  /// No woven check is reached in a library: the thread itself is made to throw.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "begun();\nx = 0 * (int) LongStream.range(0, Long.MAX_VALUE).sum();",
        "begun();\njava.math.BigInteger.TWO.pow(2_000_000).nextProbablePrime();",
        "var lock = new java.util.concurrent.locks.ReentrantLock(); { Thread t = new Thread("
            + "() -> lock.lock()); t.start(); t.join(); }\nbegun(); lock.lock();",
      })
  void stopsInsideALibrary(String code) throws InterruptedException {
    Failure failure = Notebook.plain(interrupted(code));
    assertThat(failure.evalue()).endsWith("was stopped at line 2");
    assertThat(failure.traceback().toString()).doesNotContain("does not answer");
    assertThat(notebook.value("x")).isEqualTo(42);
  }

  @Test
  void linksNewCallsAfterAStopInsideALibrary() throws InterruptedException {
    var _ = interrupted("begun();\nLongStream.range(0, Long.MAX_VALUE).sum();");
    assertThat(
            notebook.value("\"a\" + x + (Object) x + List.of(x).stream().map(i -> i + 1).toList()"))
        .isEqualTo("a4242[43]");
  }

  @Test
  void leavesCodeThatDoesNotListen() throws InterruptedException {
    Failure failure =
        Notebook.plain(
            interrupted(
                """
                Object taken = new Object();
                var holds = new CountDownLatch(1);
                Thread holder = new Thread(() -> {
                  synchronized (taken) {
                    holds.countDown();
                    while (true) { try { Thread.sleep(1_000_000); } catch (InterruptedException e) {} }
                  }
                });
                holder.setDaemon(true);
                holder.start();
                holds.await();
                begun();
                synchronized (taken) { x = 1; }
                """));
    assertThat(failure.traceback().toString())
        .contains("line 13", "does not answer", "variables stay");
    assertThat(notebook.value("x")).isEqualTo(42);
    // The new thread is stopped like the one before it.
    assertThat(interrupted("forEver();")).isInstanceOf(Outcome.Interrupted.class);
  }

  @Test
  void doesNotRunTheRestOfTheCell() throws InterruptedException {
    notebook.run("int reached = 0;");
    interrupted("reached = 1;\nint own = 5;\nforEver();\nint after = 6;\nreached = 2;");
    assertThat(notebook.value("reached")).isEqualTo(1);
    assertThat(notebook.value("own")).isEqualTo(5);
  }

  @Test
  void leavesThreadsOfOlderCellsAlone() throws InterruptedException {
    notebook.run(
        """
        volatile boolean ending = false;
        Thread older = new Thread(() -> { while (!ending) { Thread.onSpinWait(); } });
        older.setDaemon(true);
        older.start();
        """);
    assertThat(interrupted("forEver();")).isInstanceOf(Outcome.Interrupted.class);
    assertThat(notebook.value("older.isAlive()")).isEqualTo(true);
    notebook.run("ending = true; older.join();");
    assertThat(notebook.value("older.isAlive()")).isEqualTo(false);
  }

  @Test
  void answersQuestionsWhileACellRuns() throws InterruptedException {
    var begun = new CountDownLatch(1);
    System.getProperties().put(BEGUN, begun);
    var outcome = start("forEver();");
    begun.await();
    assertThat(notebook.evaluator.complete("forE", 4).items())
        .extracting(Completions.Item::text)
        .containsExactly("forEver()");
    assertThat(notebook.evaluator.variables()).containsEntry("x", 42);
    notebook.evaluator.interrupt();
    assertThat(outcome.join()).isInstanceOf(Outcome.Interrupted.class);
  }

  @Test
  void anInterruptBetweenCellsDoesNothing() {
    notebook.evaluator.interrupt();
    assertThat(notebook.value("x")).isEqualTo(42);
    assertThat(notebook.value("Thread.currentThread().isInterrupted()")).isEqualTo(false);
  }
}
