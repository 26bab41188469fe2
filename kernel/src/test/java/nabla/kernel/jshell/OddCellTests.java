package nabla.kernel.jshell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Cells that are seldom, and those that Java refuses and JShell does not.
@Timeout(120)
class OddCellTests {
  private static final Notebook notebook =
      new Notebook("import java.util.*;", "import java.awt.*;", "import java.util.List;");

  @AfterAll
  static void close() {
    notebook.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "once = 2;                     | once",
        "int before = 3; once++;       | once",
        "void set() { once += 1; }     | once",
        "Runnable r = () -> --once;    | once",
        "for (once = 0; ; ) break;     | once",
        "final int twice = 1; twice = 2; | twice"
      })
  void aFinalVariableKeepsItsValue(String code, String name) {
    notebook.run("final int once = 1;");
    Failure failure = notebook.failure(code);
    assertThat(failure.evalue()).isEqualTo("cannot assign a value to final variable " + name);
    assertThat(String.join("\n", failure.traceback())).contains("^").contains("Declare it again");
    assertThat(notebook.value("once")).isEqualTo(1);
  }

  @Test
  void codeOnWhichTheCompilerFailsIsNotSaidToHaveRun() {
    notebook.run("var mixed = List.of(1, \"a\");");
    // With a javac that copes the answer is a value, and never nothing.
    Outcome outcome = notebook.run("mixed.getFirst().toString()");
    if (outcome instanceof Outcome.Rejected(var failure)) {
      assertThat(failure.evalue()).isEqualTo("the compiler javac failed on this code");
      assertThat(String.join("\n", failure.traceback())).contains("^").contains("List<Object> m");
    } else {
      assertThat(outcome).isEqualTo(new Outcome.Value("1"));
    }
    assertThat(notebook.value("List<Object> told = List.of(1, \"a\");\ntold.getFirst().toString()"))
        .isEqualTo("1");
  }

  @Test
  void aFinalVariableIsDeclaredAgain() {
    notebook.run("final int again = 1;");
    notebook.run("final int again = 2;");
    assertThat(notebook.value("again")).isEqualTo(2);
    notebook.run("int again = 3; again = 4;");
    notebook.run("again++;");
    assertThat(notebook.value("again")).isEqualTo(5);
  }

  @Test
  void anotherVariableOfTheNameIsNotFinal() {
    notebook.run("final int shadowed = 1;");
    assertThat(
            notebook.value(
                "int f(int shadowed) { shadowed = 5; return shadowed; }\nf(2) + shadowed"))
        .isEqualTo(6);
    notebook.run("class Own { int shadowed; void set() { this.shadowed = 2; shadowed = 3; } }");
    assertThat(notebook.value("var own = new Own(); own.set(); own.shadowed")).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"return 5;|0", "if (Math.PI > 3) return;|17", "int z = 1; return z;|11"})
  void aReturnLeavesNoCell(String code, int column) {
    Failure failure = notebook.failure(code);
    assertThat(failure.evalue()).isEqualTo("return outside method");
    assertThat(String.join("\n", failure.traceback()))
        .contains("      | " + " ".repeat(column) + "^^^^^^")
        .contains("its last expression");
  }

  @Test
  void aReturnLeavesALambdaOrAMethod() {
    assertThat(
            notebook.value("java.util.function.IntSupplier s = () -> { return 5; }; s.getAsInt()"))
        .isEqualTo(5);
    assertThat(notebook.value("new Object() { int n() { return 6; } }.n()")).isEqualTo(6);
  }

  @Test
  void typesOfACellStandInAnyOrder() {
    // Shape is the name of an imported class as well.
    String code =
        """
        record Square(double s) implements Shape {}
        int sides = 4;
        sides++;
        sealed interface Shape {}
        sides++;
        record Circle(double r) implements Shape {}
        double area(Shape q) { return switch (q) { case Circle c -> 3; case Square s -> s.s() * s.s(); }; }
        area(new Square(2)) + sides
        """;
    assertThat(notebook.value(code)).isEqualTo(10.0);
    assertThat(notebook.run("record Late() implements Early {}\nnew Late();\ninterface Early {}"))
        .isEqualTo(new Outcome.Nothing());
  }

  @Test
  void aCircleOfTypesIsTheCompilersError() {
    assertThat(notebook.failure("class Hen extends Egg {}\nclass Egg extends Hen {}").ename())
        .isEqualTo("CompilationError");
    assertThat(notebook.value("1 + 1")).isEqualTo(2);
  }

  @Test
  void aPrivateFieldIsReadByItsMethod() {
    notebook.run(
        """
        class Account {
          private int balance = 3;
          private int owner;
          private boolean open;
          int getBalance() { return balance; }
          int owner() { return owner; }
          boolean isOpen() { return open; }
        }
        """);
    assertThat(hint("int one = 1;\nvar account = new Account();\naccount.balance"))
        .contains("read with getBalance()");
    assertThat(hint("new Account().owner")).contains("read with owner()");
    assertThat(hint("new Account().open")).contains("read with isOpen()");
    assertThat(hint("class Closed { private int x; }\nnew Closed().x"))
        .contains("only its own class");
  }

  private static String hint(String code) {
    return String.join("\n", notebook.failure(code).traceback());
  }

  @Test
  void whatWasMeantIsFoundBehindOtherPieces() {
    assertThat(hint("class First {}\nint number = 1;\nSystem.out.printn(number);"))
        .contains("Did you mean", "println");
  }

  @Test
  void whatRanIsSaidForALineToo() {
    assertThat(hint("int ran = 1; ran.foo")).contains("What stands before the mark ran");
  }

  @Test
  void anExceptionOfAThreadIsToldInLinesOfItsCell() throws InterruptedException {
    notebook.run(
        "var caught = new Throwable[1];\nThread t = new Thread(() -> {\n  throw new IllegalStateException(\"late\");\n});\nt.setUncaughtExceptionHandler((_, e) -> caught[0] = e);\nt.start(); t.join();");
    var caught = (Throwable) Objects.requireNonNull(notebook.value("caught[0]"));
    Failure failure =
        Notebook.plain(new Outcome.Thrown(caught, notebook.evaluator.failure(caught)));
    assertThat(failure.traceback())
        .containsExactly(
            "IllegalStateException: late",
            "Cell [" + (notebook.lastCell() - 1) + "], line 3",
            "    3 |   throw new IllegalStateException(\"late\");");
  }
}
