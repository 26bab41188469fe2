package nabla.engine.tensor;

import static nabla.engine.tensor.Creation.arange;
import static nabla.engine.tensor.Creation.eye;
import static nabla.engine.tensor.Creation.full;
import static nabla.engine.tensor.Creation.manualSeed;
import static nabla.engine.tensor.Creation.ones;
import static nabla.engine.tensor.Creation.rand;
import static nabla.engine.tensor.Creation.randn;
import static nabla.engine.tensor.Creation.tensor;
import static nabla.engine.tensor.Creation.vector;
import static nabla.engine.tensor.Creation.zeros;
import static nabla.engine.tensor.DType.FLOAT32;
import static nabla.engine.tensor.DType.FLOAT64;
import static nabla.engine.tensor.Device.CPU;
import static nabla.engine.tensor.Device.OPENCL;
import static nabla.engine.tensor.Shape.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.DeviceException;
import nabla.engine.nn.Linear;
import nabla.engine.optim.SGD;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tensors on an OpenCL device, PoCL's if there is no other: where they are, how they get there and
/// back, and that what is computed there is what is computed here.
class OpenClTests {
  private static void requireClose(Tensor onDevice, Tensor here) {
    assertThat(onDevice.device()).isEqualTo(Device.opencl());
    assertThat(onDevice.dtype()).isEqualTo(here.dtype());
    assertThat(onDevice.shape()).isEqualTo(here.shape());
    Tensor back = onDevice.detach().cpu();
    assertThat(back.allclose(here.detach(), 1e-5, 1e-6)).as("%s and %s", back, here).isTrue();
  }

  @Test
  void theDevicesAreListed() {
    assertThat(Device.available()).startsWith(CPU).contains(OPENCL);
    assertThat(Device.opencl()).isSameAs(OPENCL);
    assertThat(Device.opencl(0)).hasToString("opencl:0");
    assertThat(OPENCL.description()).contains("OpenCL");
    assertThat(CPU.description()).contains("threads");
    assertThatThrownBy(() -> Device.opencl(50)).isInstanceOf(DeviceException.class);
  }

  @Test
  void aTensorMovesThereAndBack() {
    Tensor x = tensor("[[1., 2., 3.], [4., 5., 6.]]");
    Tensor there = x.to(OPENCL);
    assertThat(there.device()).isSameAs(OPENCL);
    assertThat(there.to(OPENCL)).isSameAs(there);
    assertThat(there.cpu().device()).isSameAs(CPU);
    assertThat(there.cpu().equal(x)).isTrue();
    assertThat(there.toDoubleArray()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(there.at("1, 0").item()).isEqualTo(4);
  }

  @Test
  void theLayoutStays() {
    Tensor turned = arange(6).reshape(2, 3).t().to(OPENCL);
    assertThat(turned.strides()).containsExactly(1, 3);
    assertThat(turned.toLongArray()).containsExactly(0, 3, 1, 4, 2, 5);
    Tensor withGaps = arange(10).at("1::3").to(OPENCL);
    assertThat(withGaps.strides()).containsExactly(1);
    assertThat(withGaps.toLongArray()).containsExactly(1, 4, 7);
  }

  @Test
  void itPrintsAsInPyTorch() {
    assertThat(vector(1.5, 2).to(OPENCL))
        .hasToString("tensor([1.5000, 2.0000], device='opencl:0')");
    assertThat(vector(1.5).to(OPENCL).requiresGrad(true).mul(2))
        .hasToString("tensor([3.], device='opencl:0', grad_fn=<MulBackward0>)");
    assertThat(zeros(shape(2000, 2000), OPENCL).toString()).contains("...", "device='opencl:0'");
  }

  @Test
  void factoriesTakeADevice() {
    assertThat(zeros(shape(2, 2), OPENCL).toDoubleArray()).containsOnly(0);
    assertThat(ones(shape(2, 2), FLOAT64, OPENCL).sum().item()).isEqualTo(4);
    assertThat(full(shape(3), 7, OPENCL).toLongArray()).containsExactly(7, 7, 7);
    assertThat(arange(3, OPENCL).device()).isSameAs(OPENCL);
    assertThat(eye(2, OPENCL).device()).isSameAs(OPENCL);
    assertThat(tensor(new double[] {1, 2}, OPENCL).device()).isSameAs(OPENCL);
    assertThat(ones(2).to(OPENCL).zerosLike().device()).isSameAs(OPENCL);
    assertThat(Creation.onesLike(ones(2), OPENCL).device()).isSameAs(OPENCL);
  }

  @Test
  void theSameSeedGivesTheSameNumbers() {
    manualSeed(3);
    Tensor here = rand(shape(100));
    Tensor normal = randn(shape(100), FLOAT64);
    Tensor filled = zeros(50).uniform_(-1, 1);
    manualSeed(3);
    assertThat(rand(shape(100), OPENCL).cpu().equal(here)).isTrue();
    requireClose(randn(shape(100), FLOAT64, OPENCL), normal);
    requireClose(zeros(shape(50), OPENCL).uniform_(-1, 1), filled);
  }

  @Test
  void gradientsFlowThroughAMove() {
    Tensor x = vector(1.0, 2.0).requiresGrad(true);
    Tensor there = x.to(OPENCL);
    assertThat(Objects.requireNonNull(there.gradFn()).name()).isEqualTo("ToCopyBackward0");
    there.pow(3).sum().backward();
    Tensor grad = Objects.requireNonNull(x.grad());
    assertThat(grad.device()).isSameAs(CPU);
    assertThat(grad.toDoubleArray()).containsExactly(3, 12);
  }

  @Test
  void operandsOnTwoDevicesAreRefusedAsInPyTorch() {
    Tensor here = ones(2, 2);
    Tensor there = ones(2, 2).to(OPENCL);
    String sentence =
        "Expected all tensors to be on the same device, but found at least two devices, ";
    assertThatThrownBy(() -> there.add(here)).hasMessageContaining(sentence + "opencl:0 and cpu!");
    assertThatThrownBy(() -> here.add(there)).hasMessageContaining(sentence + "cpu and opencl:0!");
    assertThatThrownBy(() -> here.add_(there)).hasMessageContaining(sentence);
    assertThatThrownBy(() -> tensor(1.0).add_(there.sum())).hasMessageContaining(sentence);
    assertThatThrownBy(() -> there.matmul(here)).hasMessageContaining(sentence);
    assertThatThrownBy(() -> here.matmul(there)).hasMessageContaining(sentence);
    assertThatThrownBy(() -> there.gather(0, zeros(shape(1, 2), DType.INT64)))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining(sentence)
        .hasMessageContaining("x.to(y.device())");
    assertThatThrownBy(() -> new Linear(2, 1).call(there)).hasMessageContaining(sentence);
  }

  @Test
  void aScalarOfTheProcessorMayStandBesideADevice() {
    Tensor there = vector(1.0, 2.0).to(OPENCL);
    requireClose(there.mul(tensor(3.0)), vector(3.0, 6.0));
    requireClose(tensor(3.0).sub(there.sum()), tensor(0.0));
    requireClose(Functional.sub(1, there), vector(0.0, -1.0));
  }

  @Test
  void aCopyMayGoFromOneDeviceToTheOther() {
    Tensor there = zeros(shape(2), OPENCL);
    there.copy_(vector(1.0, 2.0));
    assertThat(there.toDoubleArray()).containsExactly(1, 2);
    Tensor here = zeros(2);
    here.copy_(there);
    assertThat(here.toDoubleArray()).containsExactly(1, 2);
  }

  @Test
  void whatHasNoKernelIsRefusedAndSaysWhatToDo() {
    Tensor there = eye(3, OPENCL);
    assertThatThrownBy(there::det)
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("Could not run 'aten::")
        .hasMessageContaining("x.cpu()");
    assertThatThrownBy(() -> there.searchsorted(there)).isInstanceOf(DeviceException.class);
    assertThatThrownBy(there::unique).isInstanceOf(DeviceException.class);
  }

  @Test
  void aWholeNumberIsNotDividedByZero() {
    Tensor there = vector(1, 2).to(OPENCL);
    assertThatThrownBy(() -> there.floorDivide(0)).isInstanceOf(ArgumentException.class);
    assertThat(there.floorDivide(2).toLongArray()).containsExactly(0, 1);
  }

  /// Large enough for several partial results, tiles in local memory and kernels of their rank.
  @ParameterizedTest
  @ValueSource(ints = {1, 33, 300})
  void largeTensorsComputeAlike(int n) {
    manualSeed(5);
    Tensor x = randn(shape(n, n + 1), FLOAT64);
    Tensor there = x.to(OPENCL);
    requireClose(there.sum(), x.sum());
    requireClose(there.sum(0), x.sum(0));
    requireClose(there.t().sum(0), x.sum(1));
    requireClose(there.amax(1), x.amax(1));
    requireClose(there.matmul(there.t()), x.matmul(x.t()));
    requireClose(there.t().matmul(there), x.t().matmul(x));
    requireClose(there.argsort(1), x.argsort(1));
    requireClose(there.t().argsort(0, Flag.DESCENDING), x.t().argsort(0, Flag.DESCENDING));
    requireClose(there.cumsum(1), x.cumsum(1));
    requireClose(there.argmax(0), x.argmax(0));
    requireClose(there.topk(1).values(), x.topk(1).values());
    requireClose(there.gt(0).any(1), x.gt(0).any(1));
    requireClose(there.kthvalue(1, 0).indices(), x.kthvalue(1, 0).indices());
    requireClose(there.t().median(1).indices(), x.t().median(1).indices());
    requireClose(there.t().contiguous(), x.t().contiguous());
  }

  @Test
  void manyDimensionsComputeAlike() {
    manualSeed(6);
    Tensor x = randn(shape(2, 3, 1, 2, 3, 2, 2, 2, 2, 2), FLOAT64);
    Tensor y = x.transpose(0, 9).transpose(2, 5);
    Tensor there = x.to(OPENCL).transpose(0, 9).transpose(2, 5);
    requireClose(there.add(1).mul(there.contiguous()), y.add(1).mul(y));
    requireClose(there.sum(Dims.dims(1, 3, 9)), y.sum(Dims.dims(1, 3, 9)));
  }

  @Test
  void aNetworkTrainsAlike() {
    manualSeed(8);
    Linear here = new Linear(4, 2);
    Tensor x = randn(shape(16, 4));
    Tensor y = randn(shape(16, 2));
    manualSeed(8);
    Linear there = new Linear(4, 2);
    there.to(OPENCL);
    train(here, x, y);
    train(there, x.to(OPENCL), y.to(OPENCL));
    requireClose(there.weight(), here.weight());
    assertThat(there.weight().dtype()).isSameAs(FLOAT32);
  }

  private static void train(Linear net, Tensor x, Tensor y) {
    SGD optimizer = new SGD(net.parameters(), SGD.options(0.1).momentum(0.9));
    for (int step = 0; step < 20; step++) {
      optimizer.zeroGrad();
      Losses.mseLoss(net.call(x), y).backward();
      optimizer.step();
    }
  }
}
