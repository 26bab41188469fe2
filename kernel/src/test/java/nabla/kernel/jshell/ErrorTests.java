package nabla.kernel.jshell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import nabla.engine.error.Language;
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
              symbol:   variable mssing
            Nothing of this name is known here. Is it spelled right? Did its cell run? Is an import missing?

            What stands before line 3 ran, and its effects stay. The rest of the cell did not run.""");
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
        .contains("    1 | int y1 = 1\n      |           ^\n';' expected");
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

  /// No colour of text is 4.5 to 1 against white and against dark: each has one behind it.
  @Test
  void coloursCanBeReadOnAnyPage() {
    notebook.run("int known = 1;");
    List<String> traceback =
        Stream.of("kown = 2;", "int x = 2.5;", "known = 1;\nknown = \"s\";", "List.of().getFirst()")
            .flatMap(
                code ->
                    switch (notebook.run(code)) {
                      case Outcome.Rejected(var failure) -> failure.traceback().stream();
                      case Outcome.Thrown(_, var failure) -> failure.traceback().stream();
                      case Outcome other -> throw new AssertionError(other.toString());
                    })
            .toList();
    List<String> styles =
        traceback.stream()
            .flatMap(line -> Pattern.compile("\u001b\\[([0-9;]*)m").matcher(line).results())
            .map(match -> match.group(1))
            .filter(style -> !style.equals("0"))
            .distinct()
            .toList();
    assertThat(styles).hasSizeGreaterThan(2);
    for (String style : styles) {
      Matcher both =
          Pattern.compile("1;38;2;(\\d+);(\\d+);(\\d+);48;2;(\\d+);(\\d+);(\\d+)").matcher(style);
      if (both.matches()) {
        assertThat(contrast(luminance(both, 1), luminance(both, 4))).isGreaterThanOrEqualTo(4.5);
      } else {
        assertThat(style).as("bold or italics, no colour").isIn("1", "3");
      }
    }
  }

  private static double contrast(double a, double b) {
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  /// Relative luminance, WCAG 2.
  private static double luminance(Matcher colours, int first) {
    double[] weights = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      double c = Integer.parseInt(colours.group(first + i)) / 255.0;
      sum += weights[i] * (c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
  }

  @Test
  void saysWhatRanBeforeAnErrorThatTheCompilerFindsLater() {
    notebook.run("int step = 0;");
    assertThat(shown("step = 1;\nint lost = \"s\";\nstep = 3;"))
        .endsWith(
            "What stands before line 2 ran, and its effects stay. The rest of the cell did not run.");
    assertThat(notebook.value("step")).isEqualTo(1);
    assertThat(shown("int alone = \"s\";")).doesNotContain("What stands before");
    assertThat(shown("step = 5;\nint = 3;")).endsWith("Nothing of this cell ran.");
    assertThat(notebook.value("step")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          int z = 2.5;                | No todo double cabe en el tipo int
          int f() { }                 | Todos los caminos del método deben devolver un valor.
          if (3) {}                   | Aquí hace falta una condición
          Math.max("a")               | Los argumentos no encajan en ninguno de estos
          strng.length()              | ¿Querías decir String?
          unknown(2)                  | Aquí no se conoce nada con ese nombre.
          public String toString() { return ""; } | Dale otro nombre o ponlo en una clase.
          package p;                  | una celda no pertenece a ningún paquete
          class Kind extends Mssng {} | la clase Kind no se definió: necesita la clase Mssng.
          """)
  void explainsInSpanish(String code, String sentence) {
    Language.set(Language.SPANISH);
    try {
      assertThat(shown(code)).contains(sentence, "Celda [n], línea 1");
    } finally {
      Language.set(Language.ENGLISH);
    }
  }

  @Test
  void listsMethodsThatDoNotFitInShort() {
    assertThat(shown("Math.max(\"a\")"))
        .contains("no suitable method found for max(String)\n    max(int,int)\n")
        .doesNotContain("differ in length");
    assertThat(shown("new Scanner()")).contains("… and 10 more");
  }
}
