package nabla.kernel.magic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import nabla.engine.error.Language;
import nabla.engine.graph.Derivation;
import nabla.engine.tensor.Creation;
import nabla.engine.tensor.Tensor;
import nabla.kernel.jshell.Outcome;
import org.junit.jupiter.api.Test;

class MagicsTests {
  private final FakeHost host = new FakeHost();

  @Test
  void leavesJavaAlone() {
    String code = "int a = 7\n%time;\n\nint b = a;";
    assertThat(Magics.run(code, host)).isInstanceOf(Outcome.Value.class);
    assertThat(host.evaluated).containsExactly(code);
    assertThat(host.printed).isEmpty();
  }

  @Test
  void keepsTheLinesOfJavaBelowAMagic() {
    Magics.run("// note\n%lang es\nint x = 1;\nx", host);
    assertThat(host.evaluated).containsExactly("// note\n\nint x = 1;\nx");
    assertThat(host.language).isEqualTo("es");
  }

  @Test
  void aCellWithoutJavaEvaluatesNothing() {
    assertThat(Magics.run("%lang es\n\n", host)).isEqualTo(new Outcome.Nothing());
    assertThat(host.evaluated).isEmpty();
  }

  @Test
  void drawsGraphs() {
    Magics.run("%graph loss;", host);
    Magics.run("%graph net, x", host);
    assertThat(host.evaluated).containsExactly("display(graph(loss));", "display(graph(net, x));");
    assertThatThrownBy(() -> Magics.run("%graph", host)).hasMessageContaining("%graph net, x");
  }

  @Test
  void tellsTheLanguage() {
    assertThat(printed("%lang")).isEqualTo("en\n");
  }

  @Test
  void refusesALanguageItDoesNotKnow() {
    assertThatThrownBy(() -> Magics.run("%lang fr", host))
        .isInstanceOf(MagicException.class)
        .hasMessageContaining("\"fr\"")
        .hasMessageContaining("%lang es");
  }

  @Test
  void refusesAMagicThatDoesNotExist() {
    assertThatThrownBy(() -> Magics.run("%nope 1", host))
        .hasMessageContaining("%nope")
        .hasMessageContaining("%help");
    assertThatThrownBy(() -> Magics.run("%%nope\nx", host)).hasMessageContaining("%%nope");
  }

  @Test
  void asksForTheMagicThatWasProbablyMeant() {
    assertThatThrownBy(() -> Magics.run("%mavne a:b:1", host))
        .hasMessageContaining("Did you mean %maven?");
    assertThatThrownBy(() -> Magics.run("%html <b>", host))
        .hasMessageContaining("Did you mean %%html?");
  }

  @Test
  void timesAreSetInBothSpellings() {
    assertThat(printed("%%time\nint x = 1;")).endsWith(" ms\n");
    assertThat(host.evaluated).containsExactly("      \nint x = 1;");
  }

  @Test
  void derivesATensorAndNothingElse() {
    Tensor x = Creation.tensor(3.0).requiresGrad(true);
    host.outcome = _ -> new Outcome.Value(x.pow(2));
    assertThat(Magics.run("%derive y", host))
        .isInstanceOfSatisfying(
            Outcome.Value.class, value -> assertThat(value.value()).isInstanceOf(Derivation.class));
    assertThat(host.evaluated).containsExactly("        y");
    host.outcome = _ -> new Outcome.Value("text");
    assertThatThrownBy(() -> Magics.run("%derive y", host))
        .isInstanceOf(MagicException.class)
        .hasMessageContaining("%derive takes an expression whose value is a tensor");
    assertThatThrownBy(() -> Magics.run("%derive", host)).isInstanceOf(MagicException.class);
  }

  @Test
  void tellsThreeDigitsOfATime() {
    assertThat(TimeIt.time(6.1532)).isEqualTo("6.15 ns");
    assertThat(TimeIt.time(228_400)).isEqualTo("228 μs");
    assertThat(TimeIt.time(51_000_000)).isEqualTo("51 ms");
    assertThat(TimeIt.time(2.5e9)).isEqualTo("2.5 s");
  }

  @Test
  void helpSpeaksTheLanguageInForce() {
    Language.set(Language.SPANISH);
    try {
      assertThat(printed("%help")).contains("las variables del cuaderno", "%%html");
    } finally {
      Language.set(Language.ENGLISH);
    }
  }

  @Test
  void nothingRunsBeforeAMagicThatDoesNotExist() {
    assertThatThrownBy(() -> Magics.run("%lang es\n%nope", host))
        .isInstanceOf(MagicException.class);
    assertThat(host.language).isEqualTo("en");
  }

  @Test
  void timesTheRestOfTheCellAndKeepsColumns() {
    assertThat(printed("%time foo(1)")).endsWith(" ms\n");
    assertThat(host.evaluated).containsExactly("      foo(1)");
  }

  @Test
  void showsACellAsHtmlOrMarkdown() {
    Magics.run("%%html\n<b>hi</b>\n", host);
    Magics.run("%%markdown\n# A", host);
    assertThat(host.shown)
        .containsExactly(
            new Content("text/html", "<b>hi</b>\n", "<b>hi</b>\n"),
            new Content("text/markdown", "# A", "# A"));
  }

  @Test
  void listsVariablesWithoutRunningTheirCode() {
    host.variables.put("x", 3);
    host.variables.put("name", "Ada");
    host.variables.put("rows", new int[] {1, 2});
    host.variables.put("none", null);
    host.variables.put(
        "own",
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("must not run");
          }
        });
    assertThat(printed("%vars").lines())
        .hasSize(5)
        .contains("x     Integer  3", "name  String   \"Ada\"", "rows  int[]    2 elements");
  }

  @Test
  void helpNamesEveryMagic() {
    assertThat(Magics.ALL).extracting(Magic::usage).doesNotHaveDuplicates();
    assertThat(printed("%help")).contains(Magics.ALL.stream().map(Magic::usage).toList());
  }

  @Test
  void tellsTheTimeInTheUnitThatFits() {
    assertThat(TimeMagics.elapsed(1_500_000)).isEqualTo("1.5 ms\n");
    assertThat(TimeMagics.elapsed(2_500_000_000L)).isEqualTo("2.50 s\n");
  }

  private String printed(String code) {
    Magics.run(code, host);
    return host.printed.toString();
  }
}
