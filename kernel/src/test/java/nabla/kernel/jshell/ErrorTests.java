package nabla.kernel.jshell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class ErrorTests {
  private static final Notebook notebook = new Notebook();

  @AfterAll
  static void close() {
    notebook.close();
  }

  private static String shown(String code) {
    return String.join("\n", notebook.failure(code).traceback())
        .replace("[" + notebook.lastCell() + "]", "[n]");
  }

  @Test
  void pointsAtTheNameThatDoesNotExist() {
    assertThat(shown("int whole = 1;\n\nint sum = whole +\n    mssing;"))
        .isEqualTo(
            """
            CompilationError: cannot find symbol: variable mssing

            Cell [n], line 4
                4 |     mssing;
                  |     ^^^^^^
            cannot find symbol
              symbol:   variable mssing""");
  }

  @Test
  void pointsIntoTheRightPieceOfACell() {
    assertThat(shown("int a = 1; int b = \"s\"; int c = 2;"))
        .contains(
            """
                1 | int a = 1; int b = "s"; int c = 2;
                  |                    ^^^
            incompatible types: String cannot be converted to int""");
    assertThat(shown("a = 3; // first\na = 4;\na = \"text\";\na = 5;"))
        .contains("Cell [n], line 3", "    3 | a = \"text\";\n      |     ^^^^^^");
  }

  @Test
  void pointsAtTheNameOfAMember() {
    assertThat(shown("String text = \"s\";\ntext.lenght()"))
        .contains(
            """
                2 | text.lenght()
                  |      ^^^^^^
            cannot find symbol
              symbol:   method lenght()
              location: variable text of type String
            Did you mean length?""");
  }

  @Test
  void reportsAllErrorsOfAPiece() {
    assertThat(shown("int two = one +\n  three;")).contains("line 1", "line 2", "one", "three");
  }

  @Test
  void pointsBehindTheLastCharacterWhenSomethingIsMissing() {
    assertThat(shown("int y1 = 1\nint y2 = 2"))
        .endsWith("    1 | int y1 = 1\n      |           ^\n';' expected");
    assertThat(notebook.failure("class A {").evalue())
        .isEqualTo("reached end of file while parsing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          strng.length()          | Did you mean String?
          Strng t = null;         | Did you mean String?
          helpr(2)                | Did you mean helper?
          courses + 1             | Did you mean course?
          Math.squrt(2)           | Did you mean sqrt?
          system.out.println(1);  | Did you mean System?
          """)
  void proposesANameThatIsNear(String code, String question) {
    notebook.run("int helper(int a) { return a; }\nint course = 1;");
    assertThat(shown(code)).contains(question);
  }

  @Test
  void notesAMethodThatCannotBeCalledYet() {
    assertThat(notebook.printed("int later(int n) { return notYet(n); }"))
        .contains("method later(int) cannot be used yet", "method notYet(int)")
        .contains(
            "    1 | int later(int n) { return notYet(n); }\n      |                           ");
    Failure failure = notebook.failure("later(1)");
    assertThat(failure.ename()).isEqualTo("UnresolvedReference");
    assertThat(failure.evalue()).contains("later(int)", "notYet(int)", "not defined");
    notebook.run("int notYet(int n) { return n + 1; }");
    assertThat(notebook.value("later(1)")).isEqualTo(2);
  }

  @Test
  void refusesADeclarationThatStaysWithoutEffect() {
    assertThat(shown("class Child extends Missng {}"))
        .contains("class Child was not defined: it needs class Missng")
        .contains("    1 | class Child extends Missng {}\n      |                     ^^^^^^");
  }

  @Test
  void tellsAnExceptionInTheLinesOfItsCells() {
    notebook.run("// helpers\nint divide(int a, int b) {\n  return a / b;\n}");
    int helpers = notebook.lastCell();
    assertThat(shown("int zero = 0;\n\ndivide(1,\n    zero)"))
        .isEqualTo(
            """
            ArithmeticException: / by zero
            Cell [%d], line 3, in divide
                3 |   return a / b;
            Cell [n], line 3
                3 | divide(1,"""
                .formatted(helpers));
  }

  @Test
  void mapsTheLinesOfStatementsThatRanAsOneBlock() {
    notebook.run("int slot = 0; int[] array = {1};");
    assertThat(shown("slot = 1;\nslot = 2;\n\n// here\narray[slot] = 0;\nslot = 3;"))
        .contains("Cell [n], line 5\n    5 | array[slot] = 0;");
  }

  @Test
  void showsLibraryFramesButNoMachinery() {
    assertThat(shown("List.of(1).forEach(n -> {\n  throw new IllegalStateException(\"no\");\n});"))
        .contains("Cell [n], line 2", "Cell [n], line 1", "at java.util.")
        .doesNotContain("jdk.", "nabla", "reflect", "do_it", "lambda", "REPL");
  }

  @Test
  void showsTheChainOfCauses() {
    assertThat(
            shown(
                """
                try {
                  List.of().getFirst();
                } catch (Exception e) {
                  throw new IllegalStateException("outer", e);
                }"""))
        .contains("IllegalStateException: outer\nCell [n], line 4")
        .contains("Caused by: NoSuchElementException")
        .contains("Cell [n], line 2");
  }

  @Test
  void showsSuppressedExceptions() {
    assertThat(
            shown(
                """
                try (AutoCloseable c = () -> { throw new Exception("closing"); }) {
                  throw new Exception("body");
                }"""))
        .contains("Exception: body", "Suppressed: Exception: closing");
  }

  @Test
  void namesVariablesInNullPointers() {
    assertThat(notebook.failure("String nothing = null;\nnothing.length()").evalue())
        .isEqualTo("Cannot invoke \"String.length()\" because \"nothing\" is null");
    assertThat(notebook.failure("{ String local = null; local.length(); }").evalue())
        .contains("\"local\" is null");
  }

  @Test
  void keepsEveryLineOfAMessage() {
    Failure failure = notebook.failure("throw new Exception(\"first\\n\\nthen\");");
    assertThat(failure.evalue()).isEqualTo("first\n\nthen");
    assertThat(failure.traceback()).startsWith("Exception: first", "", "then");
  }

  @Test
  void handsOverTheExceptionItself() {
    assertThat(notebook.run("throw new java.io.IOException(\"own\");"))
        .isInstanceOfSatisfying(
            Outcome.Thrown.class,
            thrown -> assertThat(thrown.cause()).isInstanceOf(java.io.IOException.class));
  }

  @Test
  void showsExceptionsOfTheNotebooksOwnClasses() {
    Failure failure =
        notebook.failure(
            """
            class Broken extends RuntimeException {
              public String getMessage() { throw new IllegalStateException(); }
            }
            throw new Broken();
            """);
    assertThat(failure.ename()).isEqualTo("Broken");
    assertThat(failure.evalue()).contains("could not be read");
  }

  @Test
  void survivesEndlessRecursion() {
    notebook.run("int down(int n) { return down(n + 1) + 1; }");
    Failure failure = notebook.failure("down(0)");
    assertThat(failure.ename()).isEqualTo("StackOverflowError");
    assertThat(failure.traceback()).hasSizeLessThan(10);
    assertThat(failure.traceback().toString()).contains("in down", "more calls");
    assertThat(notebook.value("1 + 1")).isEqualTo(2);
  }

  @Test
  void assertionsHold() {
    Failure failure = notebook.failure("int grade = 3;\nassert grade > 5 : \"too low\";");
    assertThat(failure.ename()).isEqualTo("AssertionError");
    assertThat(failure.evalue()).isEqualTo("too low");
  }

  @Test
  void recursesDeeply() {
    notebook.run("int count(int n) { return n == 0 ? 0 : 1 + count(n - 1); }");
    assertThat(notebook.value("count(100_000)")).isEqualTo(100_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          System.exit(3)                                      | System.exit(3)
          Runtime.getRuntime().exit(4)                        | Runtime.exit(4)
          Runtime.getRuntime().halt(5)                        | Runtime.halt(5)
          List.of(6).forEach(System::exit);                   | System.exit(6)
          List.of(7).forEach(Runtime.getRuntime()::halt);     | Runtime.halt(7)
          class Ends { Ends() { System.exit(8); } } new Ends()| System.exit(8)
          """)
  void doesNotEndTheProcess(String code, String call) {
    Failure failure = notebook.failure(code);
    assertThat(failure.ename()).isEqualTo("SystemExit");
    assertThat(failure.evalue()).startsWith(call + " was not carried out").contains("Restart");
  }
}
