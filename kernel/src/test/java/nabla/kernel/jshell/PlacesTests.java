package nabla.kernel.jshell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A frame is called by its cell and line, also while its code runs.
class PlacesTests {
  private static final String NAME = "nabla.test.place";
  private static final String HERE =
      "((java.util.function.Function) System.getProperties().get(\"nabla.test.place\"))"
          + ".apply(new Throwable().getStackTrace()[0])";

  private static Notebook notebook;

  @BeforeAll
  static void start() {
    notebook = new Notebook();
    Function<StackTraceElement, String> place =
        frame -> String.valueOf(notebook.evaluator.place(frame));
    System.getProperties().put(NAME, place);
  }

  @AfterAll
  static void end() {
    System.getProperties().remove(NAME);
    notebook.close();
  }

  private static String place(int line) {
    return "cell " + notebook.lastCell() + ", line " + line;
  }

  @Test
  void ofAStatementThatIsRunning() {
    assertThat(
            notebook.value(
                "Object a = null;\n\nfor (int i = 0; i < 2; i++) {\n  a = " + HERE + ";\n}\na"))
        .isEqualTo(place(4));
  }

  @Test
  void ofAVariablesValueAndALambda() {
    assertThat(notebook.value("int x = 1;\nObject b =\n  " + HERE + ";\nb")).isEqualTo(place(3));
    assertThat(
            notebook.value(
                "java.util.function.Supplier<Object> s =\n  () ->\n    " + HERE + ";\ns.get()"))
        .isEqualTo(place(3));
  }

  @Test
  void ofAMethodOfAnEarlierCell() {
    notebook.run("Object where() {\n  return " + HERE + ";\n}");
    String place = place(2);
    assertThat(notebook.value("int y = 2;\nwhere()")).isEqualTo(place);
  }

  @Test
  void ofStatementsThatAreRunTogether() {
    assertThat(
            notebook.value(
                "Object c = null;\nc = 1;\nc = 2;\nc = 3;\nc = 4;\nc = " + HERE + ";\nc"))
        .isEqualTo(place(6));
  }

  @Test
  void ofNoCell() {
    assertThat(notebook.evaluator.place(new StackTraceElement("java.util.List", "of", "L", 3)))
        .isNull();
  }
}
