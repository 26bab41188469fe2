package nabla.engine.backend.opencl;

import java.util.Map;
import nabla.engine.error.DeviceException;

/// What OpenCL's functions answer besides their results.
final class Status {
  static final int SUCCESS = 0;
  static final int MEMORY_FULL = -4;
  static final int RESOURCES_FULL = -5;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(-1, "CL_DEVICE_NOT_FOUND"),
          Map.entry(-2, "CL_DEVICE_NOT_AVAILABLE"),
          Map.entry(-3, "CL_COMPILER_NOT_AVAILABLE"),
          Map.entry(-4, "CL_MEM_OBJECT_ALLOCATION_FAILURE"),
          Map.entry(-5, "CL_OUT_OF_RESOURCES"),
          Map.entry(-6, "CL_OUT_OF_HOST_MEMORY"),
          Map.entry(-11, "CL_BUILD_PROGRAM_FAILURE"),
          Map.entry(-12, "CL_MAP_FAILURE"),
          Map.entry(-30, "CL_INVALID_VALUE"),
          Map.entry(-36, "CL_INVALID_COMMAND_QUEUE"),
          Map.entry(-38, "CL_INVALID_MEM_OBJECT"),
          Map.entry(-45, "CL_INVALID_PROGRAM_EXECUTABLE"),
          Map.entry(-48, "CL_INVALID_KERNEL"),
          Map.entry(-49, "CL_INVALID_ARG_INDEX"),
          Map.entry(-50, "CL_INVALID_ARG_VALUE"),
          Map.entry(-51, "CL_INVALID_ARG_SIZE"),
          Map.entry(-52, "CL_INVALID_KERNEL_ARGS"),
          Map.entry(-54, "CL_INVALID_WORK_GROUP_SIZE"),
          Map.entry(-55, "CL_INVALID_WORK_ITEM_SIZE"),
          Map.entry(-61, "CL_INVALID_BUFFER_SIZE"),
          Map.entry(-63, "CL_INVALID_GLOBAL_WORK_SIZE"),
          Map.entry(-1001, "CL_PLATFORM_NOT_FOUND_KHR"));

  private Status() {}

  /// Returns the specification's name of an answer.
  static String name(int status) {
    return NAMES.getOrDefault(status, "OpenCL error " + status);
  }

  /// Throws unless the answer is success.
  ///
  /// @param doing what was being done, for the message
  static void check(int status, String doing) {
    if (status != SUCCESS) {
      throw new DeviceException(
          "OpenCL error: %s in %s".formatted(name(status), doing), "opencl.failed", doing);
    }
  }
}
