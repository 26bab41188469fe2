package nabla.engine.backend;

import nabla.engine.error.DeviceException;

/// The error of an operation whose operands lie on different devices.
public final class Mixing {
  private Mixing() {}

  /// Returns the error for two devices, by their names.
  public static DeviceException of(String one, String other) {
    return new DeviceException(
        ("Expected all tensors to be on the same device, but found at least two devices, %s and"
                + " %s!")
            .formatted(one, other),
        "device.mixed",
        one,
        other);
  }
}
