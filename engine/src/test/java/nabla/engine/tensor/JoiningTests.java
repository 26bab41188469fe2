package nabla.engine.tensor;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import nabla.engine.error.ArgumentException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JoiningTests {
  static List<Function<List<Tensor>, Tensor>> joins() {
    return List.of(Joining::cat, Joining::stack, Joining::hstack, Joining::vstack, Joining::dstack);
  }

  /// Most often it is a gradient that is not there yet. The sentence is PyTorch's.
  @ParameterizedTest
  @MethodSource("joins")
  void aMissingTensorIsNamedByItsPosition(Function<List<Tensor>, Tensor> join) {
    @Nullable Tensor[] tensors = {Creation.ones(2), Creation.ones(2).requiresGrad(true).grad()};
    assertThatThrownBy(() -> join.apply(Arrays.asList(tensors)))
        .isInstanceOf(ArgumentException.class)
        .hasMessageStartingWith("expected Tensor as element 1 in argument 0, but got NoneType");
  }
}
