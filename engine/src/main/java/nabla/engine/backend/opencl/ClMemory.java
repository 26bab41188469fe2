package nabla.engine.backend.opencl;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicLong;
import nabla.engine.error.DeviceException;
import nabla.engine.formula.Kind;

/// A device's memory: buffers are released when the collector finds that nobody knows them.
///
/// The collector sees only the heap, so it does not notice that a device is full. There is a cap,
/// and who wants more than it leaves asks for a collection first and waits for what it releases.
final class ClMemory {
  /// How many megabytes may be used of each device; unless set, four fifths of what it has.
  static final String PROPERTY = "nabla.opencl.memory";

  private static final Cleaner CLEANER = Cleaner.create();
  private static final long READ_WRITE = 1;
  private static final long MEGABYTE = 1 << 20;
  private static final int ATTEMPTS = 6;

  private final ClQueue queue;
  private final long cap;
  private final long largest;
  private final AtomicLong used = new AtomicLong();

  ClMemory(ClQueue queue, DeviceInfo info) {
    this.queue = queue;
    long chosen = Long.getLong(PROPERTY, 0);
    this.cap = chosen > 0 ? chosen * MEGABYTE : info.memory() / 5 * 4;
    this.largest = info.largest();
  }

  /// Returns how many bytes the buffers take that are not yet released.
  long used() {
    return used.get();
  }

  ClBuffer allocate(Kind kind, int size) {
    long bytes = Math.max(1, size) * ClBuffer.bytes(kind);
    if (bytes > largest) {
      throw full(bytes);
    }
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (used.addAndGet(bytes) <= cap) {
        MemorySegment memory = create(bytes);
        if (!memory.equals(MemorySegment.NULL)) {
          ClBuffer buffer = new ClBuffer(queue, kind, size, memory);
          CLEANER.register(buffer, new Release(queue.cl(), memory, used, bytes));
          return buffer;
        }
      }
      used.addAndGet(-bytes);
      collect(attempt);
    }
    throw full(bytes);
  }

  /// Returns new memory, or null's address where the device has none left.
  private MemorySegment create(long bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(JAVA_INT);
      MemorySegment memory = queue.cl().createBuffer(queue.context(), READ_WRITE, bytes, status);
      int answer = status.get(JAVA_INT, 0);
      if (answer != Status.MEMORY_FULL && answer != Status.RESOURCES_FULL) {
        Status.check(answer, "clCreateBuffer");
      }
      return answer == Status.SUCCESS ? memory : MemorySegment.NULL;
    }
  }

  /// Lets the collector find what is no longer known, and its buffers go: an interrupt ends that.
  private void collect(int attempt) {
    queue.finish();
    System.gc();
    try {
      Thread.sleep(5L << attempt);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new java.util.concurrent.CancellationException("interrupted");
    }
  }

  private DeviceException full(long bytes) {
    return new DeviceException(
        "OpenCL out of memory. Tried to allocate %d bytes.".formatted(bytes),
        "opencl.memory",
        Math.ceilDiv(bytes, MEGABYTE),
        used.get() / MEGABYTE,
        cap / MEGABYTE,
        largest / MEGABYTE);
  }

  private record Release(OpenCl cl, MemorySegment memory, AtomicLong used, long bytes)
      implements Runnable {
    @Override
    public void run() {
      cl.releaseMemObject(memory);
      used.addAndGet(-bytes);
    }
  }
}
