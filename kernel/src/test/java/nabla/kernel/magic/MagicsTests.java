package nabla.kernel.magic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MagicsTests {
  private final Map<String, @Nullable Object> variables = new LinkedHashMap<>();
  private String language = "en";
  private final Magics magics =
      new Magics(
          new Host() {
            @Override
            public Map<String, @Nullable Object> variables() {
              return variables;
            }

            @Override
            public String language() {
              return language;
            }

            @Override
            public void language(String code) {
              language = code;
            }
          });

  @Test
  void leavesJavaAlone() {
    String code = "int a = 7\n%time;\n\nint b = a;";
    var prepared = magics.prepare(code);
    assertThat(prepared.code()).isEqualTo(code);
    assertThat(prepared.results()).isEmpty();
    assertThat(prepared.timed()).isFalse();
  }

  @Test
  void keepsTheLinesOfJavaBelowAMagic() {
    var prepared = magics.prepare("// note\n%lang es\nint x = 1;\nx");
    assertThat(prepared.code()).isEqualTo("// note\n\nint x = 1;\nx");
    assertThat(language).isEqualTo("es");
  }

  @Test
  void tellsTheLanguage() {
    assertThat(magics.prepare("%lang").results()).containsExactly(new Result.Text("en\n"));
  }

  @Test
  void refusesALanguageItDoesNotKnow() {
    assertThatThrownBy(() -> magics.prepare("%lang fr"))
        .isInstanceOf(MagicException.class)
        .hasMessageContaining("\"fr\"")
        .hasMessageContaining("%lang es");
  }

  @Test
  void refusesAMagicThatDoesNotExist() {
    assertThatThrownBy(() -> magics.prepare("%nope 1"))
        .hasMessageContaining("%nope")
        .hasMessageContaining("%help");
    assertThatThrownBy(() -> magics.prepare("%%nope\nx")).hasMessageContaining("%%nope");
  }

  @Test
  void timesTheRestOfTheCellAndKeepsColumns() {
    var prepared = magics.prepare("%time foo(1)");
    assertThat(prepared.timed()).isTrue();
    assertThat(prepared.code()).isEqualTo("      foo(1)");
  }

  @Test
  void showsACellAsHtmlOrMarkdown() {
    assertThat(magics.prepare("%%html\n<b>hi</b>\n"))
        .isEqualTo(
            new Magics.Prepared(
                "", List.of(new Result.Content("text/html", "<b>hi</b>\n", "<b>hi</b>\n")), false));
    assertThat(magics.prepare("%%markdown\n# A").results())
        .containsExactly(new Result.Content("text/markdown", "# A", "# A"));
  }

  @Test
  void listsVariablesWithoutRunningTheirCode() {
    variables.put("x", 3);
    variables.put("name", "Ada");
    variables.put("rows", new int[] {1, 2});
    variables.put("none", null);
    variables.put(
        "own",
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("must not run");
          }
        });
    assertThat(magics.prepare("%vars").results().getFirst())
        .isInstanceOfSatisfying(
            Result.Text.class,
            text ->
                assertThat(text.text().lines())
                    .hasSize(5)
                    .contains(
                        "x     Integer  3", "name  String   \"Ada\"", "rows  int[]    2 elements"));
  }

  @Test
  void helpNamesEveryMagic() {
    assertThat(magics.prepare("%help").results().toString())
        .contains("%lang", "%vars", "%time", "%%html", "%%markdown");
  }

  @Test
  void tellsTheTimeInTheUnitThatFits() {
    assertThat(Magics.elapsed(1_500_000)).isEqualTo(new Result.Text("1.5 ms\n"));
    assertThat(Magics.elapsed(2_500_000_000L)).isEqualTo(new Result.Text("2.50 s\n"));
  }
}
