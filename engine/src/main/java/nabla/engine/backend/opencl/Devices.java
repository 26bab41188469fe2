package nabla.engine.backend.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import nabla.engine.error.DeviceException;

/// The OpenCL devices of this machine, looked for when somebody asks.
public final class Devices {
  private static final long ALL = 0xFFFFFFFFL;
  private static final int MOST = 64;

  private final List<DeviceInfo> found = new ArrayList<>();
  private final List<OpenClBackend> backends = new ArrayList<>();
  private final List<String> tried = new ArrayList<>();

  private Devices() {}

  private static final class Known {
    static final Devices DEVICES = search(OpenCl.names());
  }

  /// Returns what is known of each device, in the order of the platforms; none if there is no
  /// loader.
  public static List<DeviceInfo> all() {
    return List.copyOf(Known.DEVICES.found);
  }

  /// Returns the backend of device `index`.
  ///
  /// @throws DeviceException if there is none, with what was tried
  public static OpenClBackend backend(int index) {
    return Known.DEVICES.get(index);
  }

  static Devices search(List<String> names) {
    Devices devices = new Devices();
    for (String name : names) {
      OpenCl cl = OpenCl.load(name);
      if (cl == null) {
        devices.tried.add(name + ": not found");
        continue;
      }
      int before = devices.found.size();
      devices.add(cl);
      if (devices.found.size() > before) {
        return devices;
      }
      devices.tried.add(name + ": no device");
    }
    return devices;
  }

  OpenClBackend get(int index) {
    if (index < 0 || index >= found.size()) {
      throw found.isEmpty()
          ? new DeviceException(
              "No OpenCL devices are available",
              "opencl.none",
              tried.isEmpty() ? "-" : String.join("; ", tried))
          : new DeviceException(
              "OpenCL error: invalid device ordinal", "opencl.ordinal", index, list());
    }
    return backends.get(index);
  }

  private String list() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      lines.add("opencl:" + i + " = " + found.get(i).name());
    }
    return String.join("; ", lines);
  }

  private void add(OpenCl cl) {
    try (Arena arena = Arena.ofConfined()) {
      for (MemorySegment platform : platforms(cl, arena)) {
        for (MemorySegment device : devices(cl, arena, platform)) {
          DeviceInfo info = DeviceInfo.of(cl, platform, device);
          if (info != null) {
            backends.add(new OpenClBackend("opencl:" + found.size(), cl, device, info));
            found.add(info);
          }
        }
      }
    }
  }

  private static List<MemorySegment> platforms(OpenCl cl, Arena arena) {
    MemorySegment handles = arena.allocate(ADDRESS, MOST);
    MemorySegment count = arena.allocate(JAVA_INT);
    return handles(cl.getPlatformIds(MOST, handles, count), handles, count);
  }

  private static List<MemorySegment> devices(OpenCl cl, Arena arena, MemorySegment platform) {
    MemorySegment handles = arena.allocate(ADDRESS, MOST);
    MemorySegment count = arena.allocate(JAVA_INT);
    return handles(cl.getDeviceIds(platform, ALL, MOST, handles, count), handles, count);
  }

  /// A platform without devices answers with an error, a loader without platforms too.
  private static List<MemorySegment> handles(
      int status, MemorySegment handles, MemorySegment count) {
    List<MemorySegment> result = new ArrayList<>();
    if (status == Status.SUCCESS) {
      for (int i = 0; i < Math.min(MOST, count.get(JAVA_INT, 0)); i++) {
        result.add(handles.getAtIndex(ADDRESS, i));
      }
    }
    return result;
  }
}
