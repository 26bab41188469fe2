package nabla.kernel.jshell;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The classes of cells go when no code can name them any more, and stay while any runs.
@Timeout(120)
class LeftoversTests {
  private static final Notebook notebook = new Notebook();

  @AfterAll
  static void close() {
    notebook.close();
  }

  private static void others() {
    notebook.run("1 + 1");
    Interpreter interpreter = notebook.evaluator.main().interpreter().join();
    Shell.locked(
        interpreter,
        () -> {
          interpreter.leftovers.clear();
          return true;
        });
  }

  private static WeakReference<Object> classOf(String code) {
    return new WeakReference<>(Objects.requireNonNull(notebook.value(code)).getClass());
  }

  private static boolean goes(WeakReference<?> reference) {
    for (int i = 0; i < 20 && reference.get() != null; i++) {
      System.gc();
    }
    return reference.get() == null;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "new Object() {}",
        "(Runnable) () -> {}",
        "class Again { int at = %d; class In {} }\nnew Again().new In()",
        "record Pair(int a, int b%d) {}\nnew Pair(1, 2)",
        "enum Color { RED { }, BLUE%d }\nColor.RED",
        "Object made() { return new Object() { int at = %d; }; }\nmade()",
        "var value = new Object() { int at = %d; };\nvalue"
      })
  void classesGo(String code) {
    var first = classOf(code.formatted(1));
    notebook.run(code.formatted(2));
    others();
    assertThat(goes(first)).isTrue();
  }

  @Test
  void whatIsRunAgainUnchangedStays() {
    for (int i = 0; i < 3; i++) {
      notebook.run("var same = new Object() { int at = 3; Object in = new Object() {}; };");
      notebook.run("class Same { int at; } Object same() { return new Object() { int n = 4; }; }");
      others();
      assertThat(notebook.value("same.at + new Same().at")).isEqualTo(3);
      assertThat(notebook.value("same().toString() + same.in")).isNotNull();
    }
  }

  @Test
  void whatHasANameStays() {
    notebook.run("class Kept { int at = 5; int twice() { return 2 * at; } }");
    notebook.run("var kept = new Kept(); int next(Kept k) { return k.twice() + 1; }");
    others();
    System.gc();
    assertThat(notebook.value("next(kept) + new Kept().at")).isEqualTo(16);
    assertThat(notebook.value("kept instanceof Kept")).isEqualTo(true);
  }

  @Test
  void whatRunsStays() {
    // Its class, and those it has not used yet, have lost their names when it goes on.
    notebook.run(
        """
        int helper() { return 40; }
        class Old { int at = 2; int sum() { return at + helper(); } }
        List<Object> objects = new ArrayList<>();
        objects.add((java.util.function.IntSupplier) () -> new Old().sum());
        """);
    notebook.run(
        "class Old { String other; }\nint helper() { return 0; }\nint helper(int n) { return n; }");
    others();
    System.gc();
    assertThat(notebook.value("((java.util.function.IntSupplier) objects.getFirst()).getAsInt()"))
        .isIn(42, 2, 40);
  }

  @Test
  void aTraceOfOldCodeStillHasItsLine() {
    notebook.run("List<Runnable> jobs = new ArrayList<>();");
    notebook.run("jobs.add(() -> {\n  throw new IllegalStateException(\"old\");\n});");
    int cell = notebook.lastCell();
    others();
    System.gc();
    assertThat(notebook.failure("jobs.getFirst().run()").traceback())
        .contains(
            "Cell [" + cell + "], line 2", "    2 |   throw new IllegalStateException(\"old\");");
  }

  @Test
  void sealedTypesAndTheirHeirs() {
    for (int i = 0; i < 3; i++) {
      notebook.run(
          """
          sealed interface Shape {}
          record Circle(double r) implements Shape {}
          record Square(double s) implements Shape {}
          double area(Shape s) { return switch (s) { case Circle c -> c.r(); case Square q -> q.s(); }; }
          """);
      others();
    }
    assertThat(notebook.value("area(new Circle(2)) + area(new Square(3))")).isEqualTo(5.0);
    assertThat(notebook.value("Shape.class.getPermittedSubclasses().length")).isEqualTo(2);
  }

  @Test
  void membersWithoutAModifierAreOpenToOtherCells() {
    notebook.run("class Base { int x = 1; protected int y = 2; void set(int n) { x = n; } }");
    notebook.run(
        "class Heir extends Base { void set(int n) { super.set(10 * n); } int sum() { return x + y; } }");
    notebook.run("var heir = new Heir(); ((Base) heir).set(4);");
    assertThat(notebook.value("heir.sum() + heir.y")).isEqualTo(44);
    assertThat(
            notebook.value(
                "new Base() { void set(int n) { x = -n; } int get() { set(3); return x; } }.get()"))
        .isEqualTo(-3);
  }

  @Test
  void manyCellsLeaveNothing() {
    List<WeakReference<Object>> classes = new ArrayList<>();
    notebook.run("int count = 0;");
    for (int i = 0; i < 35; i++) {
      classes.add(classOf("count++; class Each { int n = %d; }\nnew Each()".formatted(i)));
    }
    assertThat(classes.subList(0, 5)).allMatch(LeftoversTests::goes);
    assertThat(notebook.value("count")).isEqualTo(35);
  }
}
