package nabla.kernel.jshell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class EvaluatorTests {
  private static final Notebook notebook = new Notebook();

  @AfterAll
  static void close() {
    notebook.close();
  }

  @Test
  void givesTheLastExpressionsOwnObject() {
    assertThat(notebook.value("var made = new ArrayList<Integer>(); made"))
        .isSameAs(notebook.value("made"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 + 1                             | 2
          int assigned = 1; assigned = 5    | 5
          int counted = 1; counted++        | 1
          3 < 4                             | true
          "abc".length() // a comment       | 3
          "a;b"                             | a;b
          List.of(1, 2)                     | [1, 2]
          switch (2) { default -> "many"; } | many
          7 /* ; */                         | 7
          int p = 1, q = 2; p + q           | 3
          """)
  void showsTheValueOf(String code, String text) {
    assertThat(notebook.value(code)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "// only a comment",
        "int declared = 3",
        "1 + 1;",
        "1 + 1; // done",
        "1 + 1;\n/* done */\n",
        "int six = 6; six = 7;",
        "void nothing() {}\nnothing()",
        "import java.time.*;",
        "class Empty {}",
        ";",
        "int a1 = 1;;int b1 = 2;",
        "for (int i = 0; i < 3; i++) {}"
      })
  void hasNothingToShowFor(String code) {
    assertThat(notebook.run(code)).isEqualTo(new Outcome.Nothing());
  }

  @Test
  void showsNullAsAValue() {
    assertThat(notebook.run("null")).isEqualTo(new Outcome.Value(null));
  }

  @Test
  void runsEveryPieceOfACell() {
    assertThat(
            notebook.value(
                """
                import java.util.stream.*;
                /** Doubles. */
                static int twice(int n) { return 2 * n; }
                record Pair(int a, int b) {}
                enum Colour { RED, GREEN }
                var list = new ArrayList<Integer>();
                for (int i = 0; i < 3; i++) list.add(twice(i));
                list.add(new Pair(1, 9).b());
                list.add(Colour.values().length);
                list
                """))
        .hasToString("[0, 2, 4, 9, 2]");
  }

  /// `eval("a; b;")` evaluates only the first statement: the reason why cells are split.
  @Test
  void runsTwoStatementsOfOneLine() {
    assertThat(notebook.value("int l1 = 1; l1 = 2; l1 = l1 + 5; l1")).isEqualTo(7);
  }

  @Test
  void aSyntaxErrorAnywhereRunsNothing() {
    notebook.run("int untouched = 1;");
    assertThat(notebook.run("untouched = 2;\nint int = 3;")).isInstanceOf(Outcome.Rejected.class);
    assertThat(notebook.run("untouched = 2;\nfoo()\nint y;")).isInstanceOf(Outcome.Rejected.class);
    assertThat(notebook.run("untouched = 2;\nclass A {")).isInstanceOf(Outcome.Incomplete.class);
    assertThat(notebook.value("untouched")).isEqualTo(1);
  }

  @Test
  void aSemanticErrorKeepsWhatCameBefore() {
    notebook.run("int kept = 1;");
    assertThat(notebook.run("kept = 2;\nkept = 3;\nkept = \"text\";\nkept = 4;"))
        .isInstanceOf(Outcome.Rejected.class);
    assertThat(notebook.value("kept")).isEqualTo(3);
  }

  @Test
  void anExceptionKeepsWhatCameBefore() {
    notebook.run("int before = 1;");
    assertThat(notebook.run("before = 2;\nList.of().getFirst();\nbefore = 3;"))
        .isInstanceOf(Outcome.Thrown.class);
    assertThat(notebook.value("before")).isEqualTo(2);
  }

  @Test
  void statementsThatDoNotGoTogetherRunOneByOne() {
    notebook.run("int tried = 0; Object text = \"s\"; String hidden = \"outer\";");
    // In a block the second `hidden` would be the pattern's variable.
    notebook.run(
        "if (!(text instanceof String hidden)) tried = -1;\ntried += hidden.length();\ntried++;");
    assertThat(notebook.value("tried")).isEqualTo(6);
    // In a block the second statement would be unreachable.
    assertThat(notebook.run("throw new IllegalStateException();\ntried = 9;"))
        .isInstanceOf(Outcome.Thrown.class);
    assertThat(notebook.value("tried")).isEqualTo(6);
  }

  @Test
  void lambdasOfACellMayAssignItsVariables() {
    notebook.run("int total = 0;");
    notebook.run("List.of(1, 2, 3).forEach(n -> total += n);\ntotal += 10;");
    assertThat(notebook.value("total")).isEqualTo(16);
  }

  /// Temporaries count as live variables, and every live variable slows down every later cell.
  @Test
  void listsVariablesInOrderAndDropsTemporaries() {
    try (var fresh = new Notebook()) {
      fresh.run("int z = 1;\n1 + 1");
      fresh.run("String a = \"x\"; var n = (Object) null;");
      assertThat(fresh.evaluator.variables().toString()).isEqualTo("{z=1, a=x, n=null}");
    }
  }

  @Test
  void allCellsRunOnOneThreadWithItsLocals() {
    Object thread =
        notebook.value("var local = new ThreadLocal<String>();\nThread.currentThread()");
    notebook.run("local.set(\"kept\");");
    assertThat(notebook.value("local.get()")).isEqualTo("kept");
    assertThat(notebook.value("Thread.currentThread()")).isSameAs(thread);
  }

  /// The JDK's own local engine answers this with `Could not resolve class $JShell$2$TB`.
  @Test
  void weavesCodeThatJoinsTwoClassesOfTheNotebook() {
    assertThat(
            notebook.value(
                """
                class Base { String name() { return "base"; } }
                class Left extends Base { String name() { return "left"; } }
                class Right extends Base {}
                Base joined = null;
                for (int i = 0; i < 3; i++) { joined = i > 1 ? new Left() : new Right(); }
                joined.name()
                """))
        .isEqualTo("left");
  }

  @Test
  void recordsMayCheckTheirArguments() {
    assertThat(
            notebook.value(
                """
                record Ratio(int a, int b) {
                  Ratio { if (b == 0) throw new IllegalArgumentException("b is 0"); }
                  Ratio(int a) { this(a, 1); }
                }
                new Ratio(3).b()
                """))
        .isEqualTo(1);
    assertThat(notebook.failure("new Ratio(1, 0)").traceback().toString())
        .contains("line 2", "in new Ratio");
  }

  /// JShell alone would refuse every snippet from here on, for ever.
  @Test
  void anOwnClassReplacesAnImportOfItsName() {
    try (var fresh = new Notebook("import java.util.regex.Pattern;", "import java.util.*;")) {
      assertThat(fresh.value("class Pattern { int own = 7; }\nnew Pattern().own")).isEqualTo(7);
      assertThat(fresh.value("class Scanner { int own = 8; }\nnew Scanner().own")).isEqualTo(8);
      assertThat(fresh.value("import java.util.regex.Pattern;\nPattern.quote(\"a\")"))
          .isEqualTo("\\Qa\\E");
    }
  }

  @Test
  void aClassMayBeDeclaredAgain() {
    notebook.run("class Point { int x = 1; }\nvar point = new Point();\nPoint other = point;");
    assertThat(notebook.printed("class Point { int x = 2; int y; }"))
        .contains("class Point was declared again", "gone: point, other.");
    notebook.run("point = new Point();");
    assertThat(notebook.value("new Point().x")).isEqualTo(2);
  }

  @Test
  void aMethodMayUseWhatComesLater() {
    assertThat(
            notebook.value(
                "int early(int n) { return late(n) + 1; }\n"
                    + "int late(int n) { return n * 10; }\nearly(2)"))
        .isEqualTo(21);
  }

  @Test
  void cellsDoNotSeeTheKernelsLibraries() {
    assertThat(notebook.failure("import com.google.gson.Gson;").evalue())
        .isEqualTo("package com.google.gson does not exist");
    assertThat(notebook.failure("nabla.kernel.jshell.Evaluator e = null;").evalue())
        .contains("does not exist");
  }

  @Test
  void seesClassesThatAreAddedToTheClassPath(@TempDir Path folder) throws Exception {
    Path source = Files.writeString(folder.resolve("Added.java"), "public class Added { }");
    assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString()))
        .isZero();
    Files.createDirectories(folder.resolve("lib"));
    Path packaged = Files.createDirectories(folder.resolve("lib/own"));
    Files.writeString(source, "package own; public class Added { public int n() { return 4; } }");
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", folder.resolve("lib").toString(), source.toString()))
        .isZero();
    assertThat(packaged).isNotEmptyDirectory();
    notebook.evaluator.addToClassPath(List.of(folder.resolve("lib")));
    assertThat(notebook.value("new own.Added().n()")).isEqualTo(4);
    assertThat(notebook.failure("import com.google.gson.Gson;").evalue()).contains("not exist");
  }

  @Test
  void tellsOfADefaultImportThatDoesNotWork() {
    try (var fresh = new Notebook("import nowhere.Thing;")) {
      assertThat(fresh.printed("1;")).contains("import nowhere.Thing;", "does not exist");
      assertThat(fresh.value("2")).isEqualTo(2);
    }
  }
}
