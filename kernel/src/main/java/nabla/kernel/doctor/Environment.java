package nabla.kernel.doctor;

import static nabla.kernel.text.Texts.text;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nabla.engine.backend.Threads;
import nabla.engine.backend.blas.OpenBlas;
import nabla.engine.tensor.Device;

/// What this process runs on: Java, its cache of classes, and what computes.
public final class Environment {
  private static final String CACHE = "-XX:AOTCache=";
  private static final Path OPENCL = Path.of("/etc/OpenCL/vendors");

  private Environment() {}

  /// Returns the facts, name to text, in the order in which they are shown.
  public static Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "java",
        Runtime.version() + ", " + System.getProperty("java.vendor") + ", " + home().toString());
    facts.put("cache", cache());
    facts.put("heap", text("doctor.heap", Runtime.getRuntime().maxMemory() >> 20));
    facts.put("blas", OpenBlas.isThere() ? OpenBlas.description() : text("doctor.blas.none"));
    facts.put("threads", Integer.toString(Threads.COUNT));
    facts.put("device", Device.CPU.toString());
    facts.put("opencl", openCl(OPENCL));
    return facts;
  }

  private static Path home() {
    return Path.of(System.getProperty("java.home"));
  }

  private static String cache() {
    var file =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.startsWith(CACHE))
            .map(argument -> argument.substring(CACHE.length()))
            .findFirst();
    if (file.isEmpty()) {
      return text("doctor.cache.none");
    }
    // The JVM runs without a word when it cannot use a cache; only here it tells.
    boolean used = System.getProperty("java.vm.info", "").contains("sharing");
    return used ? file.get() : text("doctor.cache.refused", file.get());
  }

  /// Tells which OpenCL drivers are registered, as the loader of OpenCL finds them.
  static String openCl(Path vendors) {
    List<String> drivers = new ArrayList<>();
    try (var files = Files.newDirectoryStream(vendors, "*.icd")) {
      files.forEach(file -> drivers.add(file.getFileName().toString()));
    } catch (IOException _) {
      return text("doctor.opencl.none", vendors);
    }
    return drivers.isEmpty()
        ? text("doctor.opencl.none", vendors)
        : text("doctor.opencl.unused", String.join(", ", drivers));
  }
}
