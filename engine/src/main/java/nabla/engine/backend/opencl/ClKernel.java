package nabla.engine.backend.opencl;

import java.lang.foreign.MemorySegment;

/// A function that runs on a device.
///
/// @param name what it does, for messages
record ClKernel(String name, MemorySegment handle) {}
