package nabla.engine.tensor;

import static nabla.engine.tensor.Creation.manualSeed;
import static nabla.engine.tensor.Creation.randn;
import static nabla.engine.tensor.Dims.dims;
import static nabla.engine.tensor.Shape.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Operations that only move, repeat or weigh elements are linear maps, so their gradient is the
/// transposed map, in every memory layout, and its gradient is the map itself.
class LinearMapTests {
  private record Named(String name, UnaryOperator<Tensor> map) {}

  private static final List<Named> MAPS =
      List.of(
          new Named("roll", x -> x.roll(new int[] {1, -2}, dims(0, 3))),
          new Named("flip", x -> x.flip(0, -1)),
          new Named("rot90", x -> x.rot90(3, dims(1, 2))),
          new Named("repeat", x -> x.repeat(2, 1, 3, 1, 2)),
          new Named("tril", x -> x.tril(-1)),
          new Named("unfold", x -> x.unfold(2, 3, 1)),
          new Named("diagEmbed", x -> x.diagEmbed(-1, 0, 2)),
          new Named("diagonal", x -> x.diagonal(1, 1, 3)),
          new Named("split", x -> x.split(3, 3).get(1)),
          new Named("tensorSplit", x -> x.tensorSplit(2, 2).get(0)),
          new Named("text index", x -> x.at("1, ..., [0, 0, 2], ::2")),
          new Named("stack", x -> Joining.stack(x, x.mul(2))),
          new Named("reflect", x -> Pictures.pad(x, new int[] {1, 2, 3, 0}, "reflect")),
          new Named("replicate", x -> Pictures.pad(x, new int[] {4, -1, 0, 2}, "replicate")),
          new Named("circular", x -> Pictures.pad(x, new int[] {1, 2, 0, 4}, "circular")),
          new Named("crop", x -> Pictures.pad(x, -1, 2, 3, -2)),
          new Named("pixelShuffle", x -> Pictures.pixelShuffle(x, 2)),
          new Named("nearest", x -> Pictures.interpolate(x, shape(7, 3), "nearest")),
          new Named("exact", x -> Pictures.interpolate(x, shape(7, 3), "nearest-exact")),
          new Named("area", x -> Pictures.interpolate(x, shape(2, 3), "area")),
          new Named("bicubic", x -> Pictures.interpolate(x, shape(7, 3), "bicubic")),
          new Named(
              "bicubic corners",
              x -> Pictures.interpolate(x, shape(3, 9), "bicubic", Flag.ALIGN_CORNERS)),
          new Named("bilinear", x -> Pictures.interpolate(x, 1.7, "bilinear")));

  @TestFactory
  Stream<DynamicTest> gradientIsTheTransposedMap() {
    return MAPS.stream().map(m -> DynamicTest.dynamicTest(m.name(), () -> check(m.map())));
  }

  private static void check(UnaryOperator<Tensor> map) {
    manualSeed(3);
    Tensor plain = randn(shape(2, 4, 5, 6), DType.FLOAT64);
    Tensor turned = plain.permute(3, 1, 0, 2).clone().permute(2, 1, 3, 0);
    assertThat(turned.isContiguous()).isFalse();
    for (Tensor values : List.of(plain, turned)) {
      Tensor x = values.detach().requiresGrad(true);
      Tensor y = map.apply(x);
      Tensor g = randn(y.shape(), DType.FLOAT64).requiresGrad(true);
      Tensor back =
          Objects.requireNonNull(
              Functional.grad(List.of(y), List.of(x), List.of(g), Flag.CREATE_GRAPH).get(0));
      double forth = y.mul(g).sum().item();
      assertThat(back.mul(x).sum().item()).isCloseTo(forth, within(1e-9));
      Tensor again = Functional.grad(back, g, values);
      assertThat(again.sub(y).abs().max().item()).isLessThan(1e-9);
    }
  }
}
