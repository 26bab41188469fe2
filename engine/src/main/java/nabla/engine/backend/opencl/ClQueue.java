package nabla.engine.backend.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import nabla.engine.backend.Buffer;
import nabla.engine.backend.Mixing;
import nabla.engine.error.DeviceException;

/// A device's context and its one queue, in which commands run in the order of their calls. None is
/// waited for but a read.
final class ClQueue {
  private static final long READ = 1;
  private static final long WRITE_ALL = 4;
  private static final int BUILD_LOG = 0x1183;
  private static final int LONGEST_LOG = 1 << 16;
  private static final int MOST_ARGUMENTS = 2048;

  /// So many work-items to a group: one number for all kernels, because some drivers compile a
  /// kernel anew for every other one.
  static final int GROUP = 64;

  private final OpenCl cl;
  private final String device;
  private final MemorySegment handle;
  private final DeviceInfo info;
  private final MemorySegment context;
  private final MemorySegment queue;
  private final ClMemory memory;
  private final String options;
  private final ConcurrentMap<Object, ClKernel> kernels = new ConcurrentHashMap<>();

  /// Where arguments lie while a kernel is enqueued, under the lock of this queue.
  private final MemorySegment scratch;

  ClQueue(String device, OpenCl cl, MemorySegment handle, DeviceInfo info) {
    this.cl = cl;
    this.device = device;
    this.handle = handle;
    this.info = info;
    this.scratch = Arena.global().allocate(MOST_ARGUMENTS * 8L, 8);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(JAVA_INT);
      context = cl.createContext(arena.allocateFrom(ADDRESS, handle), status);
      Status.check(status.get(JAVA_INT, 0), "clCreateContext");
      queue = cl.createCommandQueue(context, handle, status);
      Status.check(status.get(JAVA_INT, 0), "clCreateCommandQueue");
    }
    memory = new ClMemory(this, info);
    options =
        "-cl-std=CL1.2 -w"
            + (info.dividesExactly() ? " -cl-fp32-correctly-rounded-divide-sqrt" : "");
  }

  OpenCl cl() {
    return cl;
  }

  MemorySegment context() {
    return context;
  }

  ClMemory memory() {
    return memory;
  }

  DeviceInfo info() {
    return info;
  }

  /// Returns a buffer if it is this device's.
  ///
  /// @throws DeviceException with PyTorch's sentence if it is another's
  ClBuffer own(Buffer buffer) {
    if (buffer instanceof ClBuffer own && own.queue() == this) {
      return own;
    }
    throw mixed(buffer);
  }

  DeviceException mixed(Buffer other) {
    return Mixing.of(device, other.device());
  }

  String device() {
    return device;
  }

  /// Waits for all that was enqueued.
  void finish() {
    Status.check(cl.finish(queue), "clFinish");
  }

  synchronized void zero(MemorySegment target, long bytes) {
    long unit = bytes % 8 == 0 ? 8 : bytes % 4 == 0 ? 4 : 1;
    scratch.set(JAVA_LONG, 0, 0);
    Status.check(cl.enqueueFillBuffer(queue, target, scratch, unit, bytes), "clEnqueueFillBuffer");
  }

  /// Copies an array of the heap to the start of a buffer.
  void write(ClBuffer buffer, Object array, int count) {
    if (count > 0) {
      long bytes = count * ClBuffer.bytes(buffer.kind());
      buffer.overwritten();
      mapped(buffer, WRITE_ALL, 0, bytes, to -> to.copyFrom(segment(array)));
    }
  }

  /// Copies elements of a buffer to a new array of the heap.
  Object read(ClBuffer buffer, int position, int count) {
    Object array = buffer.kind().allocate(count);
    if (count > 0) {
      long unit = ClBuffer.bytes(buffer.kind());
      mapped(buffer, READ, position * unit, count * unit, from -> segment(array).copyFrom(from));
    }
    return array;
  }

  private interface Copy {
    void between(MemorySegment mapped);
  }

  private void mapped(ClBuffer buffer, long how, long offset, long bytes, Copy copy) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment target = buffer.memory();
      MemorySegment status = arena.allocate(JAVA_INT);
      MemorySegment mapped = cl.enqueueMapBuffer(queue, target, how, offset, bytes, status);
      Status.check(status.get(JAVA_INT, 0), "clEnqueueMapBuffer");
      try {
        copy.between(mapped);
      } finally {
        Status.check(cl.enqueueUnmapMemObject(queue, target, mapped), "clEnqueueUnmapMemObject");
      }
    } finally {
      Reference.reachabilityFence(buffer); // the collector would release its memory
    }
  }

  private static MemorySegment segment(Object array) {
    return switch (array) {
      case float[] a -> MemorySegment.ofArray(a);
      case double[] a -> MemorySegment.ofArray(a);
      case long[] a -> MemorySegment.ofArray(a);
      case byte[] a -> MemorySegment.ofArray(a);
      default -> throw new IllegalArgumentException("no array of elements: " + array.getClass());
    };
  }

  /// Returns the kernel of a key, made of its text the first time it is asked for.
  ClKernel kernel(Object key, String name, Supplier<String> text) {
    ClKernel known = kernels.get(key);
    if (known == null) {
      known = kernels.computeIfAbsent(key, _ -> new ClKernel(name, build(name, text.get())));
    }
    return known;
  }

  /// Enqueues a kernel over `count` work-items, one dimension.
  synchronized void run(ClKernel kernel, ClArguments arguments, long count) {
    if (count > 0) {
      enqueue(kernel, arguments, 1, Math.ceilDiv(count, GROUP) * GROUP, 1, 1, GROUP, 1);
    }
  }

  /// Enqueues a kernel over groups of `side × side` work-items, `deep` layers of them.
  synchronized void runTiles(
      ClKernel kernel, ClArguments arguments, long across, long down, long deep, int side) {
    enqueue(kernel, arguments, 3, across * side, down * side, deep, side, side);
  }

  private void enqueue(
      ClKernel kernel,
      ClArguments arguments,
      int rank,
      long across,
      long down,
      long deep,
      int groupAcross,
      int groupDown) {
    try {
      int count = arguments.setAll(cl, kernel, scratch);
      scratch.setAtIndex(JAVA_LONG, count, across);
      scratch.setAtIndex(JAVA_LONG, count + 1, down);
      scratch.setAtIndex(JAVA_LONG, count + 2, deep);
      scratch.setAtIndex(JAVA_LONG, count + 3, groupAcross);
      scratch.setAtIndex(JAVA_LONG, count + 4, groupDown);
      scratch.setAtIndex(JAVA_LONG, count + 5, 1);
      MemorySegment global = scratch.asSlice(count * 8L, 24);
      MemorySegment local = scratch.asSlice((count + 3) * 8L, 24);
      Status.check(
          cl.enqueueNdRangeKernel(queue, kernel.handle(), rank, global, local), kernel.name());
    } finally {
      Reference.reachabilityFence(arguments); // from here on the queue holds their memory
    }
  }

  private MemorySegment build(String name, String text) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(JAVA_INT);
      MemorySegment texts = arena.allocateFrom(ADDRESS, arena.allocateFrom(header() + text));
      MemorySegment program = cl.createProgramWithSource(context, texts, status);
      Status.check(status.get(JAVA_INT, 0), "clCreateProgramWithSource");
      int built = cl.buildProgram(program, arena.allocateFrom(options));
      if (built != Status.SUCCESS) {
        MemorySegment log = arena.allocate(LONGEST_LOG);
        cl.getProgramBuildInfo(
            program, handle, BUILD_LOG, LONGEST_LOG - 1, log, MemorySegment.NULL);
        throw new DeviceException(
            "OpenCL error: %s in %s".formatted(Status.name(built), name),
            "opencl.build",
            name,
            info.name(),
            log.getString(0).strip());
      }
      MemorySegment kernel = cl.createKernel(program, arena.allocateFrom("run"), status);
      Status.check(status.get(JAVA_INT, 0), "clCreateKernel");
      return kernel;
    }
  }

  /// Every step of a formula is rounded by itself, as on the processor.
  private String header() {
    String doubles = "#pragma OPENCL EXTENSION cl_khr_fp64 : enable\n";
    return "#pragma OPENCL FP_CONTRACT OFF\n" + (info.hasDoubles() ? doubles : "");
  }
}
