package nabla.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import nabla.kernel.jshell.Documentation;
import nabla.kernel.jshell.Evaluator;
import nabla.kernel.jshell.EvaluatorOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Inspection shows what the engine's own sources say, wherever the kernel runs.
@Timeout(120)
class DocumentationTests {
  private static Evaluator evaluator;

  @BeforeAll
  static void start() {
    var classes = new CellClasses();
    evaluator =
        new Evaluator(
            new EvaluatorOptions(
                classes.classPath(), classes, Main.imports(), () -> {}, Sources::folder));
    evaluator.evaluate(1, "Tensor x = zeros(2, 3);");
  }

  @AfterAll
  static void close() {
    evaluator.close();
  }

  private static Documentation inspect(String code, int detail) {
    return evaluator.inspect(code, code.length(), detail).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Tensor            | Tensor                                         | A multi-dimensional array of numbers
          x.sum             | Tensor Reduce.sum(int dim, Flag... flags)      | Returns the sums along a dimension
          zeros(            | Tensor Creation.zeros(Shape shape, TensorOption... options) | Returns zeros of a shape.
          FLOAT32           | DType.FLOAT32                                  | 32-bit floating point
          new Adam(         | Adam(List<Tensor> parameters, double lr)       | Creates an optimizer
          new SGD(List.of(x)).step( | step()                                         | Changes every parameter that has a gradient
          noGrad(           | GradMode.Scope GradMode.noGrad()               | Stops recording until the scope is closed
          x.max(1).indices( | Tensor Selected.indices()                      | their positions along the dimension
          display           | DisplayHandle Display.display(Object value)    | Shows a value now
          """)
  void showsTheEnginesOwnComments(String code, String signature, String sentence) {
    assertThat(inspect(code, 0).text()).contains(signature, sentence);
    assertThat(inspect(code, 0).html()).contains(Html.escaped(signature));
  }

  @Test
  void showsTheSourceOnDemand() {
    assertThat(inspect("x.relu", 0).text()).doesNotContain("default Tensor relu()");
    assertThat(inspect("x.relu", 1).text()).contains("default Tensor relu()");
    assertThat(inspect("x.relu", 1).html()).contains("<pre>default Tensor relu()");
  }

  @Test
  void namesTheParametersInCompletions() {
    assertThat(evaluator.complete("x.unsqu", 7).items())
        .anySatisfy(item -> assertThat(item.signature()).isEqualTo("(int dim) → Tensor"));
  }

  private static final class Html {
    static String escaped(String text) {
      return text.replace("<", "&lt;").replace(">", "&gt;");
    }
  }
}
