package nabla.engine.tensor;

import static nabla.engine.tensor.Creation.arange;
import static nabla.engine.tensor.Creation.ones;
import static nabla.engine.tensor.Creation.tensor;
import static nabla.engine.tensor.Creation.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import nabla.engine.error.GradientException;
import nabla.engine.error.IndexException;
import nabla.engine.error.ShapeException;
import org.junit.jupiter.api.Test;

/// What brackets do in Python, and what text, slices and tensors of positions do here.
class IndexingTests {
  private static Tensor grid() {
    return arange(12).to(DType.FLOAT32).reshape(3, 4);
  }

  private static double[] elements(Tensor x) {
    return x.detach().toDoubleArray();
  }

  @Test
  void positionsNameDimensionsFromTheFirstOn() {
    assertThat(elements(grid().at(1))).containsExactly(4, 5, 6, 7);
    assertThat(grid().at(-1, 2).item()).isEqualTo(10);
  }

  @Test
  void textReadsAsInPython() {
    assertThat(elements(grid().at(":, 1"))).containsExactly(1, 5, 9);
    assertThat(elements(grid().at("0:2, -1"))).containsExactly(3, 7);
    assertThat(elements(grid().at("::2, 0"))).containsExactly(0, 8);
    assertThat(grid().at("..., None").shape()).isEqualTo(Shape.shape(3, 4, 1));
    assertThat(elements(grid().at("[0, 2], 1:3"))).containsExactly(1, 2, 9, 10);
    assertThat(elements(grid().at("[True, False, True], 0"))).containsExactly(0, 8);
    assertThat(grid().at("...").isView()).isTrue();
  }

  @Test
  void textThatIsNoIndexIsRefused() {
    for (String text : List.of("1.5", "a", "", "1:2:3:4", "[a]")) {
      assertThatThrownBy(() -> grid().at(text)).isInstanceOf(IndexException.class);
    }
  }

  @Test
  void typedFormsEqualTheText() {
    assertThat(elements(grid().at(Slice.all(), Slice.index(1)))).containsExactly(1, 5, 9);
    assertThat(elements(grid().at(Slice.range(0, 2), Slice.index(-1)))).containsExactly(3, 7);
    assertThat(grid().at(Slice.ellipsis(), Slice.newAxis()).shape())
        .isEqualTo(Shape.shape(3, 4, 1));
    assertThat(elements(grid().at(Slice.from(2), Slice.every(2)))).containsExactly(8, 10);
    assertThat(elements(grid().at(Slice.until(1), Slice.range(0, 4, 3)))).containsExactly(0, 3);
  }

  @Test
  void tensorsAndMasksMixWithSlices() {
    Tensor rows = tensor(new long[] {2, 0});
    assertThat(elements(grid().at(rows, tensor(new long[] {1, -1})))).containsExactly(9, 3);
    assertThat(grid().at(Slice.all(), rows).shape()).isEqualTo(Shape.shape(3, 2));
    assertThat(elements(grid().at(grid().gt(9)))).containsExactly(10, 11);
    Tensor cube = arange(24).reshape(2, 3, 4);
    Tensor mask = tensor("[[True, False, False], [False, False, True]]");
    assertThat(cube.at(mask, Slice.index(1)).toLongArray()).containsExactly(1, 21);
    Tensor apart = cube.at(tensor(new long[] {0, 1}), Slice.all(), tensor(new long[] {0, 1}));
    assertThat(apart.shape()).isEqualTo(Shape.shape(2, 3));
  }

  @Test
  void settingChangesThePartOnly() {
    Tensor x = zeros(2, 3);
    x.set_(1, 0, 2);
    x.set_(2.5, "1, ::2");
    x.set_(tensor(new double[] {7}), Slice.index(0), Slice.index(0));
    assertThat(elements(x)).containsExactly(7, 0, 1, 2.5, 0, 2.5);
    x.set_(ones(3), ":");
    assertThat(x.version()).isEqualTo(4);
  }

  @Test
  void masksAndPositionsAreSetInPlace() {
    Tensor x = grid();
    x.set_(0, x.gt(5));
    assertThat(x.sum().item()).isEqualTo(15);
    x.set_(tensor(new float[] {1, 2}), tensor(new long[] {1, 2}), Slice.index(3));
    assertThat(elements(x.at(":, 3"))).containsExactly(3, 1, 2);
    x.t().set_(8, tensor(new long[] {0}));
    assertThat(elements(x.at(":, 0"))).containsExactly(8, 8, 8);
  }

  @Test
  void gradientsFlowThroughWhatWasSet() {
    Tensor w = ones(2, 3).requiresGrad(true);
    Tensor v = tensor(new double[] {2, 2}).requiresGrad(true);
    Tensor x = w.mul(3);
    x.set_(v, ":, 1");
    x.set_(5, tensor(new long[] {0}), Slice.index(0));
    Objects.requireNonNull(x.gradFn());
    x.mul(x).sum().backward();
    assertThat(elements(Objects.requireNonNull(w.grad()))).containsExactly(0, 0, 18, 18, 0, 18);
    assertThat(elements(Objects.requireNonNull(v.grad()))).containsExactly(4, 4);
  }

  @Test
  void positionsThatAreReadTwiceGetBothGradients() {
    Tensor x = ones(3).requiresGrad(true);
    x.at(tensor(new long[] {0, 0, 2})).sum().backward();
    assertThat(elements(Objects.requireNonNull(x.grad()))).containsExactly(2, 0, 1);
  }

  @Test
  void severalViewsOfOneOperationAreNotChangedInPlace() {
    Tensor x = ones(3).requiresGrad(true).mul(2);
    Tensor part = x.unbind().get(1);
    assertThatThrownBy(() -> part.mul_(2))
        .isInstanceOf(GradientException.class)
        .hasMessageStartingWith("Output 1 of Unbind is a view and is being modified inplace.");
  }

  @Test
  void errorsAreThoseOfPyTorch() {
    assertThatThrownBy(() -> grid().at(3))
        .hasMessageStartingWith("index 3 is out of bounds for dimension 0 with size 3");
    assertThatThrownBy(() -> grid().at(0, 0, 0))
        .hasMessageStartingWith("too many indices for tensor of dimension 2");
    assertThatThrownBy(() -> tensor(1.0).at(0))
        .hasMessageStartingWith("invalid index of a 0-dim tensor.");
    assertThatThrownBy(() -> grid().set_(ones(3), "0"))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith(
            "The expanded size of the tensor (4) must match the existing size (3)");
    Tensor leaf = ones(2).requiresGrad(true);
    assertThatThrownBy(() -> leaf.set_(1, 0))
        .hasMessageStartingWith("a view of a leaf Variable that requires grad");
  }
}
