package nabla.kernel.jshell;

import java.lang.module.ModuleDescriptor;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The names of packages of the JDK, which JShell knows only when its index is made, seconds after
/// the start.
final class Packages {
  private static final Pattern IMPORT =
      Pattern.compile("(?s).*?\\bimport\\s+(?:static\\s+)?((?:\\w+\\.)*)(\\w*)");

  private Packages() {}

  /// Returns the next parts of package names, with their dot, for an import that is being written.
  static List<String> next(String text) {
    Matcher written = IMPORT.matcher(text.substring(text.lastIndexOf('\n') + 1));
    if (!written.matches()) {
      return List.of();
    }
    String head = written.group(1);
    String start = head + written.group(2);
    return ModuleLayer.boot().modules().stream()
        .flatMap(module -> module.getDescriptor().exports().stream())
        .filter(export -> !export.isQualified())
        .map(ModuleDescriptor.Exports::source)
        .filter(name -> name.startsWith(start) && name.length() > head.length())
        .map(name -> name.substring(head.length()).replaceFirst("\\..*", "") + ".")
        .collect(Collectors.toCollection(TreeSet::new))
        .stream()
        .toList();
  }
}
