package nabla.kernel.jshell;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a notebook no longer names is not kept.
@Timeout(120)
class MemoryTests {
  private static final Notebook notebook = new Notebook();
  private static final int OBJECTS = 4;

  @AfterAll
  static void close() {
    notebook.close();
  }

  /// @param code a cell whose value is new and, once the next cell ran, out of reach
  @ParameterizedTest
  @ValueSource(
      strings = {
        "new byte[1000]",
        "var again = new byte[1000]; again",
        "byte[] typed = new byte[1000]; typed",
        "List<byte[]> list = List.of(new byte[1000]); list.getFirst()",
        "{ var local = new byte[1000]; }\nnew byte[1000]",
        "Object made() { return new byte[1000]; }\nmade()",
        "class Holds { byte[] it = new byte[1000]; }\nvar holder = new Holds(); holder.it"
      })
  void forgetsWhatIsOutOfReach(String code) {
    List<WeakReference<Object>> made = new ArrayList<>();
    for (int i = 0; i < OBJECTS; i++) {
      made.add(new WeakReference<>(notebook.value(code)));
    }
    for (int i = 0; i < 20 && living(made) > 1; i++) {
      System.gc();
    }
    assertThat(living(made)).as("the last one may be in a variable").isLessThanOrEqualTo(1);
  }

  private static long living(List<WeakReference<Object>> references) {
    return references.stream().filter(each -> each.get() != null).count();
  }

  @Test
  void forgetsWhatAVariableOfAnotherTypeHeld() {
    var held = new WeakReference<>(notebook.value("byte[] flip = new byte[1000]; flip"));
    notebook.run("String flip = \"now a text\";");
    for (int i = 0; i < 20 && held.get() != null; i++) {
      System.gc();
    }
    assertThat(held.get()).isNull();
    assertThat(notebook.value("flip")).isEqualTo("now a text");
  }

  @Test
  void keepsWhatHasAName() {
    WeakReference<Object> named =
        new WeakReference<>(notebook.value("var kept = new byte[9]; kept"));
    notebook.run("1 + 1");
    System.gc();
    assertThat(named.get()).isSameAs(notebook.value("kept"));
  }
}
