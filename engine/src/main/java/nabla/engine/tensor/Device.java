package nabla.engine.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import nabla.engine.backend.Backend;
import nabla.engine.backend.Threads;
import nabla.engine.backend.cpu.Cpu;
import nabla.engine.backend.opencl.DeviceInfo;
import nabla.engine.backend.opencl.Devices;
import org.jspecify.annotations.Nullable;

/// Where a tensor's elements lie and who computes with them: the processor, or a device of OpenCL,
/// such as a graphics card.
///
/// OpenCL is looked for when a device is first used or asked for, and not before.
public final class Device implements TensorOption {
  /// The processor, with elements in arrays of the Java heap.
  public static final Device CPU = new Device("cpu", -1, new Cpu());

  private static final Map<Integer, Device> OPENCLS = new ConcurrentHashMap<>();

  /// The chosen OpenCL device: the first one, or the one whose number the environment variable
  /// `NABLA_OPENCL_DEVICE` holds. Whether it is there shows at its first use.
  public static final Device OPENCL = numbered(chosen());

  private final String name;
  private final int number;
  private @Nullable Backend backend;

  private Device(String name, int number, @Nullable Backend backend) {
    this.name = name;
    this.number = number;
    this.backend = backend;
  }

  private static Device numbered(int number) {
    return OPENCLS.computeIfAbsent(number, n -> new Device("opencl:" + n, n, null));
  }

  private static int chosen() {
    String set = System.getenv("NABLA_OPENCL_DEVICE");
    return set != null && set.matches("\\d{1,3}") ? Integer.parseInt(set) : 0;
  }

  /// Returns the chosen OpenCL device, [#OPENCL].
  ///
  /// @throws nabla.engine.error.DeviceException if it is not there, with what was tried
  public static Device opencl() {
    return opencl(OPENCL.number);
  }

  /// Returns an OpenCL device by its number in [#available].
  ///
  /// @throws nabla.engine.error.DeviceException if it is not there, with what was tried
  public static Device opencl(int number) {
    Devices.backend(number); // throws
    return numbered(number);
  }

  /// Returns the devices of this machine: the processor, then those of OpenCL.
  public static List<Device> available() {
    List<Device> devices = new ArrayList<>(List.of(CPU));
    for (int i = 0; i < Devices.all().size(); i++) {
      devices.add(numbered(i));
    }
    return devices;
  }

  /// Returns a line on what the device is: the maker's name of it, and its OpenCL.
  ///
  /// @throws nabla.engine.error.DeviceException if it is not there
  public String description() {
    if (number < 0) {
      return "%s, %d threads".formatted(System.getProperty("os.arch", ""), Threads.COUNT);
    }
    DeviceInfo info = Devices.backend(number).info();
    return "%s (%s, %s)".formatted(info.name(), info.platform(), info.version());
  }

  Backend backend() {
    Backend known = backend;
    if (known == null) {
      known = Devices.backend(number);
      backend = known;
    }
    return known;
  }

  /// Returns the name as PyTorch writes it, such as `cpu` or `opencl:0`.
  @Override
  public String toString() {
    return name;
  }
}
