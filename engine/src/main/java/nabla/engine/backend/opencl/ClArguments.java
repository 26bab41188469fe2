package nabla.engine.backend.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import nabla.engine.formula.Kind;

/// The arguments of a kernel, in the order of its parameters.
final class ClArguments {
  private final List<Object> values = new ArrayList<>();

  /// Buffers whose memory is in use until the kernel is enqueued.
  private final List<ClBuffer> buffers = new ArrayList<>();

  ClArguments add(int value) {
    values.add(value);
    return this;
  }

  ClArguments add(long value) {
    values.add(value);
    return this;
  }

  ClArguments addAll(int... several) {
    for (int value : several) {
      values.add(value);
    }
    return this;
  }

  /// Adds memory that is read, or of which a part is written.
  ClArguments add(ClBuffer buffer) {
    buffers.add(buffer);
    values.add(buffer.memory());
    return this;
  }

  /// Adds memory of which everything is written.
  ClArguments addOverwritten(ClBuffer buffer) {
    buffers.add(buffer);
    values.add(buffer.overwritten());
    return this;
  }

  /// Adds a number of a kind that is computed in.
  ClArguments add(Kind kind, double real, long integer) {
    values.add(
        switch (kind) {
          case FLOAT32 -> (Object) (float) real;
          case FLOAT64 -> (Object) real;
          case INT64, BOOL -> (Object) integer;
        });
    return this;
  }

  /// Adds the arguments of another list.
  ClArguments addAll(ClArguments others) {
    values.addAll(others.values);
    buffers.addAll(others.buffers);
    return this;
  }

  /// Gives all of them to a kernel; returns how many there are.
  int setAll(OpenCl cl, ClKernel kernel, MemorySegment scratch) {
    for (int i = 0; i < values.size(); i++) {
      MemorySegment slot = scratch.asSlice(i * 8L, 8);
      long size = 8;
      switch (values.get(i)) {
        case Integer value -> {
          slot.set(JAVA_INT, 0, value);
          size = 4;
        }
        case Float value -> {
          slot.set(JAVA_FLOAT, 0, value);
          size = 4;
        }
        case Long value -> slot.set(JAVA_LONG, 0, value);
        case Double value -> slot.set(JAVA_DOUBLE, 0, value);
        case MemorySegment value -> slot.set(ADDRESS, 0, value);
        default -> throw new IllegalArgumentException("no argument: " + values.get(i));
      }
      Status.check(cl.setKernelArg(kernel.handle(), i, size, slot), kernel.name());
    }
    return values.size();
  }
}
