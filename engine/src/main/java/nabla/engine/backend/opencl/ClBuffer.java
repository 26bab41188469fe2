package nabla.engine.backend.opencl;

import java.lang.foreign.MemorySegment;
import nabla.engine.backend.Buffer;
import nabla.engine.formula.Kind;

/// Elements in a device's memory, which the collector releases.
final class ClBuffer implements Buffer {
  private final ClQueue queue;
  private final Kind kind;
  private final int size;
  private final MemorySegment memory;
  private boolean isWritten;

  ClBuffer(ClQueue queue, Kind kind, int size, MemorySegment memory) {
    this.queue = queue;
    this.kind = kind;
    this.size = size;
    this.memory = memory;
  }

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public String device() {
    return queue.device();
  }

  ClQueue queue() {
    return queue;
  }

  /// Returns the memory for reading: where nothing was written yet, it is zeroed first.
  MemorySegment memory() {
    if (!isWritten) {
      queue.zero(memory, bytes());
      isWritten = true;
    }
    return memory;
  }

  /// Returns the memory for overwriting all of it, without the zeros that nobody would see.
  MemorySegment overwritten() {
    isWritten = true;
    return memory;
  }

  long bytes() {
    return Math.max(1, size) * bytes(kind);
  }

  static long bytes(Kind kind) {
    return switch (kind) {
      case BOOL -> Byte.BYTES;
      case FLOAT32 -> Float.BYTES;
      case FLOAT64, INT64 -> Long.BYTES;
    };
  }
}
