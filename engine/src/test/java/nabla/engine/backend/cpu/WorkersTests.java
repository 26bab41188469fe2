package nabla.engine.backend.cpu;

import static nabla.engine.tensor.Creation.manualSeed;
import static nabla.engine.tensor.Creation.rand;
import static nabla.engine.tensor.Creation.randn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

/// Long loops done by several threads.
class WorkersTests {

  @Test
  void everyPieceIsDoneOnce() {
    for (int round = 0; round < 200; round++) {
      int pieces = 1 + round % 37;
      AtomicIntegerArray done = new AtomicIntegerArray(pieces);
      Workers.forEach(pieces, done::incrementAndGet);
      for (int piece = 0; piece < pieces; piece++) {
        assertThat(done.get(piece)).isEqualTo(1);
      }
    }
  }

  @Test
  void piecesMayHavePiecesThemselves() {
    AtomicInteger done = new AtomicInteger();
    Workers.forEach(8, _ -> Workers.forEach(8, _ -> done.incrementAndGet()));
    assertThat(done).hasValue(64);
  }

  @Test
  void whatAPieceThrowsReachesTheCaller() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(
            () ->
                Workers.forEach(
                    16,
                    piece -> {
                      if (piece == 11) {
                        throw new IllegalArgumentException("piece 11");
                      }
                    }))
        .withMessage("piece 11");
  }

  @Test
  void anInterruptedCallerEndsWithItsInterruptStillSet() {
    Thread.currentThread().interrupt();
    try {
      assertThatExceptionOfType(CancellationException.class)
          .isThrownBy(() -> Workers.forEach(16, _ -> {}));
      assertThat(Thread.interrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
  }

  /// Long operations give what short ones give, element by element.
  @Test
  void longLoopsEqualShortOnes() {
    manualSeed(7);
    Tensor a = randn(301, 1003);
    Tensor b = randn(1003);
    Tensor sum = a.add(b).exp().mul(a);
    Tensor across = a.sum(0);
    Tensor along = a.sum(1);
    Tensor turned = a.t().add(1).t();
    for (int row : new int[] {0, 1, 150, 299, 300}) {
      Tensor one = a.at(row);
      assertThat(sum.at(row).equal(one.add(b).exp().mul(one))).isTrue();
      assertThat(along.at(row).item()).isCloseTo(one.sum().item(), within(1e-4));
      assertThat(turned.at(row).equal(one.add(1))).isTrue();
    }
    for (int column : new int[] {0, 1, 500, 1001, 1002}) {
      assertThat(across.at(column).item())
          .isCloseTo(a.at(":, " + column).sum().item(), within(1e-4));
    }
  }

  @Test
  void aLongSumIsExact() {
    Tensor ones = rand(1_500_001).mul(0).add(1);
    assertThat(ones.sum().item()).isEqualTo(1_500_001);
    assertThat(ones.to(DType.INT64).sum().itemLong()).isEqualTo(1_500_001);
    assertThat(ones.gt(0).all().itemBoolean()).isTrue();
    ones.set_(0, 1_500_000);
    assertThat(ones.gt(0).all().itemBoolean()).isFalse();
    assertThat(ones.min().item()).isZero();
    assertThat(ones.max().item()).isEqualTo(1);
  }
}
