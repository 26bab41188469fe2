package nabla.kernel.jshell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Cells that run beside the notebook's own, on the same declarations.
class ShellTests {
  private static Evaluator evaluator;

  @BeforeAll
  static void start() {
    var notebook = new Notebook("import java.util.concurrent.*;");
    evaluator = notebook.evaluator;
  }

  @AfterAll
  static void end() {
    evaluator.close();
  }

  @Test
  void cellsOfTwoShellsRunSideBySideAndShareWhatTheyDeclare() {
    evaluator.evaluate(1, "var here = new CountDownLatch(1); var there = new CountDownLatch(1);");
    var waiting =
        CompletableFuture.supplyAsync(
            () -> evaluator.evaluate(2, "here.countDown(); there.await(); int made = 5; answer"));
    try (var beside = evaluator.fork()) {
      beside.evaluate(Task.NONE, 3, "here.await(); int answer = 42;");
      assertThat(beside.evaluate(Task.NONE, 4, "answer"))
          .isInstanceOfSatisfying(
              Outcome.Value.class, value -> assertThat(value.value()).isEqualTo(42));
      beside.evaluate(Task.NONE, 5, "there.countDown();");
      assertThat(waiting.join())
          .isInstanceOfSatisfying(
              Outcome.Value.class, value -> assertThat(value.value()).isEqualTo(42));
      assertThat(beside.evaluate(Task.NONE, 6, "made"))
          .isInstanceOfSatisfying(
              Outcome.Value.class, value -> assertThat(value.value()).isEqualTo(5));
    }
  }

  @Test
  void anInterruptStopsTheCellsOfOneShellOnly() throws InterruptedException {
    evaluator.evaluate(1, "var begun = new CountDownLatch(1); var go = new CountDownLatch(1);");
    var main = CompletableFuture.supplyAsync(() -> evaluator.evaluate(2, "go.await(); 7"));
    try (var beside = evaluator.fork()) {
      var endless =
          CompletableFuture.supplyAsync(
              () -> beside.evaluate(Task.NONE, 3, "begun.countDown(); while (true) { }"));
      evaluator.fork().evaluate(Task.NONE, 4, "begun.await();");
      beside.interrupt();

      assertThat(endless.join()).isInstanceOf(Outcome.Interrupted.class);
      assertThat(main).isNotDone();
      beside.evaluate(Task.NONE, 5, "go.countDown();");
      assertThat(main.join())
          .isInstanceOfSatisfying(
              Outcome.Value.class, value -> assertThat(value.value()).isEqualTo(7));
    }
  }

  @Test
  void whatIsBegunForAStoppedTaskEndsAtOnce() {
    var stopped = new AtomicBoolean(true);

    assertThat(evaluator.main().evaluate(stopped::get, 1, "while (true) { }"))
        .isInstanceOf(Outcome.Interrupted.class);
  }

  @Test
  void threadsKnowOnWhoseBehalfTheyRun() throws Exception {
    Task task = () -> false;
    var seen = new CompletableFuture<Task>();
    var started = new CountDownLatch(1);

    evaluator
        .main()
        .call(
            task,
            1,
            () -> {
              var thread =
                  new Thread(
                      () -> {
                        started.countDown();
                        seen.complete(Evaluator.task());
                      });
              thread.start();
              return null;
            });

    started.await();
    assertThat(seen.join()).isSameAs(task);
    assertThat(Evaluator.task()).isNull();
  }

  @Test
  void aVariableNamedLikeTheLastPartOfAModuleKeepsTheModulesImport() {
    try (var notebook = new Notebook("import module java.base;")) {
      notebook.run("int base = 5;");

      assertThat(notebook.value("List.of(base).size()")).isEqualTo(1);
    }
  }
}
