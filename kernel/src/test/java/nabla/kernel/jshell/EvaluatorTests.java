package nabla.kernel.jshell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EvaluatorTests {
  private final Evaluator evaluator =
      new Evaluator(
          new EvaluatorOptions(
              List.of(), ClassLoader.getPlatformClassLoader(), List.of("import java.util.*;")));
  private int cell;

  @AfterEach
  void close() {
    evaluator.close();
  }

  private Outcome run(String code) {
    return evaluator.evaluate(++cell, code);
  }

  @Test
  void evaluatesAnExpression() {
    assertThat(run("1 + 1")).isEqualTo(new Outcome.Value(2));
  }
}
