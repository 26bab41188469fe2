package nabla.engine.tensor;

import static nabla.engine.tensor.Contraction.einsum;
import static nabla.engine.tensor.Creation.arange;
import static nabla.engine.tensor.Creation.ones;
import static nabla.engine.tensor.Creation.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import nabla.engine.error.ShapeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractionTests {
  private static Tensor numbers(int... sizes) {
    Shape shape = Shape.shape(sizes);
    return arange(shape.numel()).to(DType.FLOAT64).reshape(sizes);
  }

  private static void assertSame(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.toDoubleArray()).isEqualTo(expected.toDoubleArray());
  }

  @Test
  void anEllipsisStandsForDimensionsThatBroadcast() {
    Tensor a = numbers(2, 3, 4);
    Tensor b = numbers(2, 4, 5);
    assertSame(einsum("...ij,...jk->...ik", a, b), a.matmul(b));
    assertSame(einsum("...ij,jk", a, numbers(4, 5)), a.matmul(numbers(4, 5)));
    assertThat(einsum("...i,...i->...", ones(3, 1, 4), ones(2, 4)).shape())
        .isEqualTo(Shape.shape(3, 2));
  }

  @Test
  void withoutAnArrowTheLettersThatOccurOnceRemainInAlphabeticalOrder() {
    Tensor matrix = tensor("[[1., 2.], [3., 4.]]");
    assertSame(einsum("ba", matrix), matrix.t());
    assertSame(einsum("ii", matrix), tensor(5.0));
    assertThat(einsum("bij,bjk", numbers(2, 3, 4), numbers(2, 4, 5)).shape())
        .isEqualTo(Shape.shape(3, 5));
  }

  @Test
  void aRepeatedLetterTakesTheDiagonal() {
    assertThat(einsum("iii->i", arange(27).reshape(3, 3, 3)).toLongArray())
        .containsExactly(0, 13, 26);
  }

  @Test
  void moreThanTwoOperandsAreMultipliedFromLeftToRight() {
    Tensor a = numbers(2, 3);
    Tensor b = numbers(3, 4);
    Tensor c = numbers(4, 5);
    assertSame(einsum("ij,jk,kl->il", a, b, c), a.mm(b).mm(c));
    assertSame(einsum("ij,kl->", a, b), a.sum().mul(b.sum()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "i.j->i | einsum(): found '.' for operand 0 that is not part of any ellipsis",
        "i$->i | einsum(): invalid subscript given at index 1 in the equation string, subscripts must"
            + " be in [a-zA-Z]",
        "ij->ii | einsum(): output subscript i appears more than once in the output",
        "ij,jk | einsum(): fewer operands were provided than specified in the equation",
      },
      quoteCharacter = '"')
  void whatIsNoEquationIsRefused(String equation, String message) {
    assertThatThrownBy(() -> einsum(equation, ones(2, 2)))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void theGradientOfASingularDeterminantAreTheCofactors() {
    Tensor a = tensor("[[1., 2.], [2., 4.]]").requiresGrad(true);
    assertSame(Functional.grad(a.det(), a), tensor("[[4., -2.], [-2., 1.]]"));
  }
}
