package nabla.engine.backend;

import nabla.engine.formula.Kind;

/// The elements of a storage, on some device.
public interface Buffer {
  /// Returns how an element is held.
  Kind kind();

  /// Returns the number of elements.
  int size();

  /// Returns the name of the device, such as `cpu`.
  String device();
}
