package nabla.kernel.magic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import nabla.engine.backend.Threads;
import nabla.kernel.jshell.Outcome;
import org.junit.jupiter.api.Test;

class DoctorMagicTests {
  private final FakeHost host = new FakeHost();

  @Test
  void tellsWhatTheKernelRunsOn() {
    assertThat(Magics.run("%doctor env", host)).isEqualTo(new Outcome.Nothing());
    assertThat(host.printed.toString().lines())
        .anyMatch(
            line ->
                line.matches("java +" + Runtime.version().toString().replace("+", "\\+") + ".*"))
        .anyMatch(line -> line.matches("threads +" + Threads.COUNT))
        .anyMatch(line -> line.matches("cache +none: .*"))
        .anyMatch(line -> line.startsWith("blas "))
        .anyMatch(line -> line.startsWith("opencl "));
  }

  @Test
  void saysWhatItKnowsWhereItIsAskedOtherwise() {
    assertThatThrownBy(() -> Magics.run("%doctor all", host))
        .isInstanceOf(MagicException.class)
        .hasMessageContaining("all");
  }
}
