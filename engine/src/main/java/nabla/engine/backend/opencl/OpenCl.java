package nabla.engine.backend.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The functions of OpenCL 1.2 that are used, by the foreign-function API.
///
/// Each method calls the C function of the same name with `cl` before it, so the specification
/// (Khronos, *The OpenCL Specification*, 1.2) documents both. Handles are addresses; `size_t` is a
/// long, for 64-bit systems are the only ones.
@SuppressWarnings("restricted") // Foreign functions: what this class is for.
final class OpenCl extends Functions {
  /// A path of the loader to use instead, or `none`.
  static final String PROPERTY = "nabla.opencl.library";

  private final MethodHandle getPlatformIds =
      function("clGetPlatformIDs", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private final MethodHandle getPlatformInfo =
      function("clGetPlatformInfo", JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS);
  private final MethodHandle getDeviceIds =
      function("clGetDeviceIDs", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
  private final MethodHandle getDeviceInfo =
      function("clGetDeviceInfo", JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS);
  private final MethodHandle createContext =
      function("clCreateContext", ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  private final MethodHandle createCommandQueue =
      function("clCreateCommandQueue", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
  private final MethodHandle createBuffer =
      function("clCreateBuffer", ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS);
  private final MethodHandle releaseMemObject = function("clReleaseMemObject", JAVA_INT, ADDRESS);
  private final MethodHandle createProgramWithSource =
      function("clCreateProgramWithSource", ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
  private final MethodHandle buildProgram =
      function("clBuildProgram", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  private final MethodHandle getProgramBuildInfo =
      function(
          "clGetProgramBuildInfo",
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          JAVA_LONG,
          ADDRESS,
          ADDRESS);
  private final MethodHandle createKernel =
      function("clCreateKernel", ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  private final MethodHandle setKernelArg =
      function("clSetKernelArg", JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS);
  private final MethodHandle enqueueNdRangeKernel =
      function(
          "clEnqueueNDRangeKernel",
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          ADDRESS);
  private final MethodHandle enqueueFillBuffer =
      function(
          "clEnqueueFillBuffer",
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_INT,
          ADDRESS,
          ADDRESS);
  private final MethodHandle enqueueMapBuffer =
      function(
          "clEnqueueMapBuffer",
          ADDRESS,
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          ADDRESS);
  private final MethodHandle enqueueUnmapMemObject =
      function(
          "clEnqueueUnmapMemObject",
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          ADDRESS);
  private final MethodHandle flush = function("clFlush", JAVA_INT, ADDRESS);
  private final MethodHandle finish = function("clFinish", JAVA_INT, ADDRESS);

  private OpenCl(SymbolLookup library) {
    super(library);
  }

  /// Returns the names under which this system may know the loader.
  static List<String> names() {
    String chosen = System.getProperty(PROPERTY, "");
    if (!chosen.isEmpty()) {
      return chosen.equals("none") ? List.of() : List.of(chosen);
    }
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (system.startsWith("win")) {
      return List.of("OpenCL.dll");
    }
    return system.startsWith("mac")
        ? List.of("/System/Library/Frameworks/OpenCL.framework/OpenCL")
        : List.of("libOpenCL.so.1", "libOpenCL.so");
  }

  /// Returns the functions of a loader, or null where there is none of this name.
  static @Nullable OpenCl load(String name) {
    try {
      return new OpenCl(
          name.contains("/")
              ? SymbolLookup.libraryLookup(Path.of(name), Arena.global())
              : SymbolLookup.libraryLookup(name, Arena.global()));
    } catch (IllegalArgumentException _) {
      return null; // not there, of another machine, or older than 1.2
    }
  }

  int getPlatformIds(int entries, MemorySegment platforms, MemorySegment count) {
    return call(() -> (int) getPlatformIds.invokeExact(entries, platforms, count));
  }

  int getPlatformInfo(
      MemorySegment platform, int what, long size, MemorySegment value, MemorySegment needed) {
    return call(() -> (int) getPlatformInfo.invokeExact(platform, what, size, value, needed));
  }

  int getDeviceIds(
      MemorySegment platform, long type, int entries, MemorySegment devices, MemorySegment count) {
    return call(() -> (int) getDeviceIds.invokeExact(platform, type, entries, devices, count));
  }

  int getDeviceInfo(
      MemorySegment device, int what, long size, MemorySegment value, MemorySegment needed) {
    return call(() -> (int) getDeviceInfo.invokeExact(device, what, size, value, needed));
  }

  MemorySegment createContext(MemorySegment devices, MemorySegment status) {
    MemorySegment none = MemorySegment.NULL;
    return call(
        () -> (MemorySegment) createContext.invokeExact(none, 1, devices, none, none, status));
  }

  MemorySegment createCommandQueue(
      MemorySegment context, MemorySegment device, MemorySegment status) {
    return call(() -> (MemorySegment) createCommandQueue.invokeExact(context, device, 0L, status));
  }

  MemorySegment createBuffer(MemorySegment context, long flags, long size, MemorySegment status) {
    MemorySegment none = MemorySegment.NULL;
    return call(() -> (MemorySegment) createBuffer.invokeExact(context, flags, size, none, status));
  }

  int releaseMemObject(MemorySegment memory) {
    return call(() -> (int) releaseMemObject.invokeExact(memory));
  }

  MemorySegment createProgramWithSource(
      MemorySegment context, MemorySegment texts, MemorySegment status) {
    MemorySegment none = MemorySegment.NULL;
    return call(
        () -> (MemorySegment) createProgramWithSource.invokeExact(context, 1, texts, none, status));
  }

  int buildProgram(MemorySegment program, MemorySegment options) {
    MemorySegment none = MemorySegment.NULL;
    return call(() -> (int) buildProgram.invokeExact(program, 0, none, options, none, none));
  }

  int getProgramBuildInfo(
      MemorySegment program,
      MemorySegment device,
      int what,
      long size,
      MemorySegment value,
      MemorySegment needed) {
    return call(
        () -> (int) getProgramBuildInfo.invokeExact(program, device, what, size, value, needed));
  }

  MemorySegment createKernel(MemorySegment program, MemorySegment name, MemorySegment status) {
    return call(() -> (MemorySegment) createKernel.invokeExact(program, name, status));
  }

  int setKernelArg(MemorySegment kernel, int index, long size, MemorySegment value) {
    return call(() -> (int) setKernelArg.invokeExact(kernel, index, size, value));
  }

  int enqueueNdRangeKernel(
      MemorySegment queue,
      MemorySegment kernel,
      int rank,
      MemorySegment global,
      MemorySegment local) {
    MemorySegment none = MemorySegment.NULL;
    return call(
        () ->
            (int)
                enqueueNdRangeKernel.invokeExact(
                    queue, kernel, rank, none, global, local, 0, none, none));
  }

  int enqueueFillBuffer(
      MemorySegment queue, MemorySegment memory, MemorySegment pattern, long unit, long size) {
    MemorySegment none = MemorySegment.NULL;
    return call(
        () ->
            (int)
                enqueueFillBuffer.invokeExact(
                    queue, memory, pattern, unit, 0L, size, 0, none, none));
  }

  /// Maps a piece of memory and waits for it.
  MemorySegment enqueueMapBuffer(
      MemorySegment queue,
      MemorySegment memory,
      long flags,
      long offset,
      long size,
      MemorySegment status) {
    MemorySegment none = MemorySegment.NULL;
    return call(
        () ->
            ((MemorySegment)
                    enqueueMapBuffer.invokeExact(
                        queue, memory, 1, flags, offset, size, 0, none, none, status))
                .reinterpret(size));
  }

  int enqueueUnmapMemObject(MemorySegment queue, MemorySegment memory, MemorySegment mapped) {
    MemorySegment none = MemorySegment.NULL;
    return call(
        () -> (int) enqueueUnmapMemObject.invokeExact(queue, memory, mapped, 0, none, none));
  }

  int flush(MemorySegment queue) {
    return call(() -> (int) flush.invokeExact(queue));
  }

  int finish(MemorySegment queue) {
    return call(() -> (int) finish.invokeExact(queue));
  }
}
