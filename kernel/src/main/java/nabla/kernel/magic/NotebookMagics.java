package nabla.kernel.magic;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Magics about the notebook itself: its help, its language, its variables.
final class NotebookMagics {
  static final List<Magic> ALL =
      List.of(
          Magic.line("help", "", "this text", (_, host) -> host.print(Help.text())),
          Magic.line("lang", "es|en", "the language of explanations", NotebookMagics::language),
          Magic.line(
              "vars",
              "",
              "the variables of the notebook",
              (_, host) -> host.print(variables(host.variables()))));

  private NotebookMagics() {}

  private static void language(String code, Host host) {
    switch (code) {
      case "es" -> {
        host.language(code);
        host.print("Las explicaciones aparecen en español.\n");
      }
      case "en" -> {
        host.language(code);
        host.print("Explanations are in English.\n");
      }
      case "" -> host.print(host.language() + "\n");
      default ->
          throw new MagicException(
              "%lang knows the languages es and en, not \""
                  + code
                  + "\". Write %lang es or %lang en.");
    }
  }

  private static String variables(Map<String, @Nullable Object> variables) {
    if (variables.isEmpty()) {
      return "No variables yet.\n";
    }
    return Table.of(
        variables.entrySet().stream()
            .map(
                entry ->
                    List.of(
                        entry.getKey(),
                        Values.type(entry.getValue()),
                        Values.describe(entry.getValue())))
            .toList());
  }
}
