package nabla.engine.tensor;

import nabla.engine.backend.Buffer;

/// The elements that a tensor and its views share, and the device they lie on.
record Storage(Buffer buffer, Device device) {}
