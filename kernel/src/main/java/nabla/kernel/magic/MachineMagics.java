package nabla.kernel.magic;

import static nabla.kernel.text.Texts.text;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import nabla.engine.tensor.Device;
import nabla.kernel.doctor.Environment;

/// Magics about what the kernel runs on.
final class MachineMagics {
  static final List<Magic> ALL =
      List.of(
          Magic.line("mem", "", (_, host) -> host.print(memory())),
          Magic.line("device", "", (_, host) -> host.print(devices())),
          Magic.line("doctor", "env", MachineMagics::doctor));

  private static final double MEGA = 1 << 20;

  private MachineMagics() {}

  private static void doctor(String what, Host host) {
    if (!what.equals("env")) {
      throw new MagicException(text("magic.doctor.unknown", what));
    }
    host.print(
        Table.of(
            Environment.facts().entrySet().stream()
                .map(fact -> List.of(fact.getKey(), fact.getValue()))
                .toList()));
    host.print(text("magic.doctor.more") + "\n");
  }

  private static String memory() {
    var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            text("magic.mem.heap"),
            megabytes(heap.getUsed()),
            text("magic.mem.limit", megabytes(heap.getMax()))));
    rows.add(List.of(text("magic.mem.metaspace"), megabytes(pool("Metaspace")), ""));
    rows.add(List.of(text("magic.mem.direct"), megabytes(direct()), ""));
    long resident = resident();
    if (resident >= 0) {
      rows.add(List.of(text("magic.mem.resident"), megabytes(resident), ""));
    }
    return Table.of(rows) + text("magic.mem.note") + "\n";
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%8.1f MB", bytes / MEGA);
  }

  private static long pool(String name) {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getName().equals(name))
        .mapToLong(MachineMagics::used)
        .sum();
  }

  private static long used(MemoryPoolMXBean pool) {
    return pool.getUsage().getUsed();
  }

  private static long direct() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  /// Returns the memory that the process really holds, or -1 on a system that does not say.
  private static long resident() {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
          .findFirst()
          .orElse(-1);
    } catch (IOException _) {
      return -1;
    }
  }

  private static String devices() {
    int processors = Runtime.getRuntime().availableProcessors();
    return Device.CPU
        + "  "
        + text("magic.device.cpu", processors, System.getProperty("os.arch"))
        + "\n";
  }
}
