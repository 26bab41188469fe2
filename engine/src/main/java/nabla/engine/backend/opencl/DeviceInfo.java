package nabla.engine.backend.opencl;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// What a device says of itself.
///
/// @param name the device's name
/// @param platform the platform's name
/// @param version of OpenCL, as the device writes it
/// @param driver the driver's version
/// @param hasDoubles whether it computes in float64
/// @param dividesExactly whether it can round quotients and square roots of float32 correctly
/// @param memory how many bytes it has
/// @param largest how many bytes one piece of memory may have
/// @param workGroup how many work-items a group may have
public record DeviceInfo(
    String name,
    String platform,
    String version,
    String driver,
    boolean hasDoubles,
    boolean dividesExactly,
    long memory,
    long largest,
    int workGroup) {
  private static final int PLATFORM_NAME = 0x0902;
  private static final int MAX_WORK_GROUP_SIZE = 0x1004;
  private static final int MAX_MEM_ALLOC_SIZE = 0x1010;
  private static final int SINGLE_FP_CONFIG = 0x101B;
  private static final int GLOBAL_MEM_SIZE = 0x101F;
  private static final int ENDIAN_LITTLE = 0x1026;
  private static final int AVAILABLE = 0x1027;
  private static final int COMPILER_AVAILABLE = 0x1028;
  private static final int NAME = 0x102B;
  private static final int DRIVER_VERSION = 0x102D;
  private static final int VERSION = 0x102F;
  private static final int DOUBLE_FP_CONFIG = 0x1032;

  private static final long CORRECTLY_ROUNDED_DIVIDE_SQRT = 1 << 7;

  private static final int LONGEST_TEXT = 1024;

  /// Returns what a device says, or null if it is of no use: absent, without a compiler, or of the
  /// other byte order.
  static @Nullable DeviceInfo of(OpenCl cl, MemorySegment platform, MemorySegment device) {
    try (Arena arena = Arena.ofConfined()) {
      Asking ask = new Asking(cl, device, arena.allocate(LONGEST_TEXT, 8));
      if (ask.number(AVAILABLE) == 0
          || ask.number(COMPILER_AVAILABLE) == 0
          || ask.number(ENDIAN_LITTLE) == 0) {
        return null;
      }
      MemorySegment text = arena.allocate(LONGEST_TEXT);
      cl.getPlatformInfo(platform, PLATFORM_NAME, LONGEST_TEXT, text, MemorySegment.NULL);
      return new DeviceInfo(
          ask.text(NAME),
          text.getString(0).strip(),
          ask.text(VERSION),
          ask.text(DRIVER_VERSION),
          ask.number(DOUBLE_FP_CONFIG) != 0,
          (ask.number(SINGLE_FP_CONFIG) & CORRECTLY_ROUNDED_DIVIDE_SQRT) != 0,
          ask.number(GLOBAL_MEM_SIZE),
          ask.number(MAX_MEM_ALLOC_SIZE),
          (int) ask.number(MAX_WORK_GROUP_SIZE));
    }
  }

  /// Asks one device; a question that it does not know is answered by 0 or an empty text.
  private record Asking(OpenCl cl, MemorySegment device, MemorySegment answer) {
    long number(int what) {
      answer.fill((byte) 0); // an answer may have fewer than eight bytes
      cl.getDeviceInfo(device, what, LONGEST_TEXT, answer, MemorySegment.NULL);
      return answer.get(JAVA_LONG, 0);
    }

    String text(int what) {
      answer.fill((byte) 0);
      cl.getDeviceInfo(device, what, LONGEST_TEXT, answer, MemorySegment.NULL);
      return answer.getString(0).strip();
    }
  }
}
