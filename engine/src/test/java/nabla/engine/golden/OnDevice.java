package nabla.engine.golden;

import nabla.engine.error.DeviceException;
import nabla.engine.tensor.Device;
import nabla.engine.tensor.Tensor;

/// Where the corpus is computed: on the processor, or with `-Dnabla.device=opencl` with every
/// tensor on the OpenCL device.
final class OnDevice {
  static final Device DEVICE =
      System.getProperty("nabla.device", "").equals("opencl") ? Device.opencl() : Device.CPU;

  private OnDevice() {}

  static Tensor put(Tensor tensor) {
    return tensor.to(DEVICE);
  }

  /// Tells whether an error is one with which a device says, as documented, what it cannot do.
  static boolean isRefusal(Throwable error) {
    return error instanceof DeviceException refusal
        && (refusal.torchMessage().startsWith("Could not run 'aten::")
            || refusal.torchMessage().endsWith("doesn't support float64."));
  }
}
