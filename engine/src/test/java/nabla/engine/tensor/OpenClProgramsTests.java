package nabla.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Random programs of up to thirty operations compute on a device what they compute on the
/// processor, and so do their gradients.
class OpenClProgramsTests {
  private static final int MOST_OPERATIONS = 30;

  /// Values before each step; every one is a matrix of these sizes.
  private static final int SIDE = 4;

  @Property(tries = 40)
  void aProgramComputesAlike(@ForAll long seed) {
    var random = new Random(seed);
    double[] values = random.doubles(SIDE * SIDE, -2, 2).toArray();
    Outcome here = run(new Random(seed), values, Device.CPU);
    Outcome there = run(new Random(seed), values, Device.opencl());
    requireClose(here, there.value(), here.value());
    requireClose(here, there.gradient(), here.gradient());
  }

  private static void requireClose(Outcome program, Tensor there, Tensor here) {
    assertThat(there.device()).isEqualTo(Device.opencl());
    assertThat(there.cpu().allclose(here, 1e-6, 1e-8, Flag.EQUAL_NAN))
        .as("%s gives %s, not %s", program.steps(), there, here)
        .isTrue();
  }

  private record Outcome(List<String> steps, Tensor value, Tensor gradient) {}

  private static Outcome run(RandomGenerator random, double[] values, Device device) {
    Tensor leaf =
        Creation.tensor(values, DType.FLOAT64, device).reshape(SIDE, SIDE).requiresGrad(true);
    Tensor x = leaf;
    List<String> steps = new ArrayList<>();
    int count = random.nextInt(1, MOST_OPERATIONS + 1);
    for (int step = 0; step < count; step++) {
      int choice = random.nextInt(18);
      int dim = random.nextInt(2);
      steps.add(choice + ":" + dim);
      x = apply(choice, dim, x, leaf, random);
    }
    Tensor loss = x.add(leaf.mul(0.5)).tanh().sum();
    return new Outcome(steps, x.detach(), Functional.grad(loss, leaf));
  }

  /// Applies an operation that keeps the elements small and does not jump: a last digit that
  /// differs must not become a first one. What orders elements orders those of the leaf, which are
  /// all different.
  private static Tensor apply(int choice, int dim, Tensor x, Tensor leaf, RandomGenerator random) {
    int place = random.nextInt(SIDE);
    return switch (choice) {
      case 0 -> x.add(leaf).mul(0.5);
      case 1 -> x.mul(leaf).tanh();
      case 2 -> x.sub(x.mean(dim, Flag.KEEPDIM));
      case 3 -> x.sin();
      case 4 -> x.mul(0.3).exp().sub(1);
      case 5 -> x.t();
      case 6 -> x.matmul(leaf).mul(0.25).tanh();
      case 7 -> x.softmax(dim);
      case 8 -> x.cumsum(dim).mul(0.25);
      case 9 -> x.div(x.square().add(1));
      case 10 -> x.narrow(dim, place, 1).add(x).mul(0.5);
      case 11 -> x.indexSelect(dim, leaf.argsort(1).select(0, place));
      case 12 -> x.gather(dim, leaf.argsort(dim, Flag.DESCENDING));
      case 13 -> x.add(leaf.sort(dim).values()).tanh();
      case 14 -> x.flip(dim).clone().contiguous();
      case 15 -> Functional.where(leaf.gt(0), x, x.mul(-0.5));
      case 16 -> x.scatterAdd(dim, leaf.argsort(dim), x.mul(0.25)).tanh();
      default -> x.sigmoid().log().mul(0.5);
    };
  }
}
