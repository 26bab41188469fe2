package nabla.kernel.jshell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Cells whose pieces are compiled together mean what they mean piece by piece.
final class BatchTests {
  private Notebook notebook = new Notebook();

  @BeforeEach
  void open() {
    notebook = new Notebook("import java.util.*;", "import java.util.function.*;");
  }

  @AfterEach
  void close() {
    notebook.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 + 1",
        "List.of(1, 2).stream().map(i -> i + 1).toList()",
        "int a = 1; var b = a + 1; String c = \"\" + b;",
        "var list = new ArrayList<Map<String, ? extends Number>>(); list.add(Map.of()); list",
        "var array = new int[2][]; array[0] = new int[]{1}; int[] other = {1, 2};",
        "int sum = 0; for (int i = 0; i < 3; i++) sum += i; sum",
        "final double f = 2; f * 2",
        "/* one */ var x /* two */ = 3; // three",
        "Thread.yield()",
        "Function<Integer, Integer> twice = i -> 2 * i; twice.apply(4)",
        "record P(int a) {} var p = new P(3); p.a()",
      })
  void isUsedForOrdinaryCells(String code) {
    try (Interpreter interpreter =
        new Interpreter(
            new EvaluatorOptions(
                List.of(),
                ClassLoader.getPlatformClassLoader(),
                List.of("import java.util.*;", "import java.util.function.*;")))) {
      var evaluation = new Evaluation(Task.NONE, new Cell(1, code));
      assertThat(interpreter.run(evaluation)).isNotInstanceOf(Outcome.Rejected.class);
      assertThat(interpreter.leftToShell()).isEqualTo(code.startsWith("record") ? 1 : 0);
    }
  }

  @Test
  void declaresNothingBehindAnException() {
    notebook.run("var a = 1; var b = 2;");
    Failure failure =
        notebook.failure("var a = 10;\nvar n = new int[0];\nn[3] = 1;\nvar b = 20; var c = 30;");
    assertThat(failure.ename()).isEqualTo("ArrayIndexOutOfBoundsException");
    assertThat(failure.traceback().toString()).contains("line 3");
    assertThat(notebook.value("a + b")).isEqualTo(12);
    assertThat(notebook.failure("c").evalue()).contains("c");
  }

  @Test
  void declaresAVariableWhoseInitializerThrew() {
    notebook.run("int a = 7;");
    notebook.run("int a = Integer.parseInt(\"x\"); int b = 1;");
    assertThat(notebook.value("a")).isEqualTo(0);
  }

  @Test
  void meansTheOlderVariableBeforeTheNewOneIsDeclared() {
    notebook.run("int y = 5;");
    assertThat(notebook.value("var x = y + 1;\ndouble y = 2.5;\nx + y")).isEqualTo(8.5);
    assertThat(notebook.value("int y = 1; int z = y; String y = \"s\"; y + z")).isEqualTo("s1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "new Object() { int inside = 4; }.inside",
        "var o = new Object() { int inside = 4; }; o.inside",
        "var both = Optional.of(4).map(i -> (Integer & Comparable<Integer>) i).get(); both",
        "class Own { int four() { return 4; } } var own = List.of(new Own()); own.get(0).four()",
        "interface In { record Deep(int n) {} } var deep = new In.Deep(4); deep.n()",
        "var first = ((List<?>) List.of(4)).get(0); first",
        "var captured = List.of((Supplier<? extends Number>) () -> 4); captured.get(0).get()",
        "var entries = Map.of(1, 4).entrySet(); entries.iterator().next().getValue()",
      })
  void infersEachType(String code) {
    assertThat(notebook.value(code)).isEqualTo(4);
  }

  @Test
  void keepsTheTypesOfConditionals() {
    assertThat(notebook.value("true ? 1 : 2.0")).isEqualTo(1.0);
    assertThat(notebook.value("switch (1) { case 1 -> 1; default -> 2.0; }")).isEqualTo(1.0);
    assertThat(notebook.value("(true ? 'a' : 0)")).isEqualTo('a');
  }

  @Test
  void runsACallWithoutAValueAtTheEnd() {
    assertThat(notebook.run("var l = new ArrayList<Integer>(); l.clear()"))
        .isInstanceOf(Outcome.Nothing.class);
    assertThat(notebook.value("l.add(3)")).isEqualTo(true);
  }

  @Test
  void compilesAgainWhatUsesAVariable() {
    notebook.run("int x = 2;\nint twice() { return 2 * x; }");
    assertThat(notebook.value("twice()")).isEqualTo(4);
    assertThat(notebook.value("int x = 5; int other = 1; twice()")).isEqualTo(10);
  }

  @Test
  void findsWhatWasMissingWhenItIsDeclared() {
    notebook.run("int need() { return later + 1; }");
    assertThat(notebook.value("int later = 3; int more = 1; need()")).isEqualTo(4);
  }

  @Test
  void keepsAVariableWhoseOriginChanges() {
    notebook.run("var x = 3; var y = x + 1;");
    notebook.run("var x = \"text\";");
    assertThat(notebook.value("y + x")).isEqualTo("4text");
  }

  @Test
  void saysWhatRanBeforeAnError() {
    Failure failure = notebook.failure("int ran = 1;\nvar also = ran + 1;\nran.nothing();");
    assertThat(failure.traceback().toString()).contains("line 3");
    assertThat(notebook.value("ran + also")).isEqualTo(3);
  }

  @Test
  void tellsOfACallOfSomethingUnfinished() {
    notebook.run("int unfinished() { return missing() + 1; }");
    Failure failure = notebook.failure("int a = 1; a = unfinished(); int b = 2;");
    assertThat(failure.ename()).isEqualTo("UnresolvedReference");
    assertThat(notebook.value("a")).isEqualTo(1);
  }
}
