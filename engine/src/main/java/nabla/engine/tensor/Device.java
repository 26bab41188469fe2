package nabla.engine.tensor;

import nabla.engine.backend.Backend;
import nabla.engine.backend.cpu.Cpu;

/// Where a tensor's elements lie and who computes with them.
public final class Device implements TensorOption {
  /// The processor, with elements in arrays of the Java heap.
  public static final Device CPU = new Device("cpu", new Cpu());

  private final String name;
  private final Backend backend;

  private Device(String name, Backend backend) {
    this.name = name;
    this.backend = backend;
  }

  Backend backend() {
    return backend;
  }

  /// Returns the name as PyTorch writes it, such as `cpu`.
  @Override
  public String toString() {
    return name;
  }
}
