package nabla.engine.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Writes a tree of modules as PyTorch prints it.
final class ModuleText {
  private ModuleText() {}

  static String of(Module module) {
    List<String> extra = extraLines(module);
    List<String> children = new ArrayList<>();
    module
        .namedChildren()
        .forEach((name, child) -> children.add("(%s): %s".formatted(name, indented(child, 2))));
    if (children.isEmpty() && extra.size() == 1) {
      return module.typeName() + "(" + extra.getFirst() + ")";
    }
    List<String> lines = new ArrayList<>(extra);
    lines.addAll(children);
    return around(module.typeName(), lines);
  }

  /// Writes a list, in which equal neighbours are written once and counted.
  static String ofList(Module list) {
    List<String> lines = new ArrayList<>();
    List<String> texts = list.children().stream().map(child -> indented(child, 2)).toList();
    int start = 0;
    for (int i = 1; i <= texts.size(); i++) {
      if (i < texts.size() && texts.get(i).equals(texts.get(start))) {
        continue;
      }
      lines.add(
          i - start == 1
              ? "(%d): %s".formatted(start, texts.get(start))
              : "(%d-%d): %d x %s".formatted(start, i - 1, i - start, texts.get(start)));
      start = i;
    }
    return around(list.typeName(), lines);
  }

  private static String around(String name, List<String> lines) {
    return lines.isEmpty() ? name + "()" : name + "(\n  " + String.join("\n  ", lines) + "\n)";
  }

  private static List<String> extraLines(Module module) {
    String extra = module.extraRepr();
    return extra.isEmpty() ? List.of() : Arrays.asList(extra.split("\n", -1));
  }

  private static String indented(Module child, int width) {
    return child.toString().replace("\n", "\n" + " ".repeat(width));
  }
}
