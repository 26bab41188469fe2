package nabla.engine.tensor;

/// Reads the options of a factory.
final class Options {
  private Options() {}

  static DType dtype(DType natural, TensorOption... options) {
    DType dtype = natural;
    for (TensorOption option : options) {
      if (option instanceof DType chosen) {
        dtype = chosen;
      }
    }
    return dtype;
  }

  static Device device(TensorOption... options) {
    Device device = Device.CPU;
    for (TensorOption option : options) {
      if (option instanceof Device chosen) {
        device = chosen;
      }
    }
    return device;
  }

  static TensorOption[] with(DType natural, TensorOption... options) {
    return new TensorOption[] {dtype(natural, options), device(options)};
  }

  static TensorOption[] like(Tensor like, TensorOption... options) {
    Device device = like.device();
    for (TensorOption option : options) {
      if (option instanceof Device chosen) {
        device = chosen;
      }
    }
    return new TensorOption[] {dtype(like.dtype(), options), device};
  }
}
