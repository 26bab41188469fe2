package nabla.kernel.magic;

import static nabla.kernel.text.Texts.text;

import java.util.List;
import java.util.Map;
import nabla.engine.check.Mistakes;
import nabla.engine.tensor.Tensor;
import nabla.kernel.jshell.Outcome;
import org.jspecify.annotations.Nullable;

/// Magics about the notebook itself: its help, its language, its variables.
final class NotebookMagics {
  static final List<Magic> ALL =
      List.of(
          new Magic(Magic.Kind.AROUND, "derive", "EXPRESSION", NotebookMagics::derive),
          new Magic(
              Magic.Kind.LINE,
              "graph",
              "TENSOR|MODEL, INPUT",
              (call, host) -> host.evaluate("display(graph(" + expression(call) + "));")),
          Magic.line("help", "", (_, host) -> host.print(Help.all())),
          Magic.line("lang", "[es|en]", NotebookMagics::language),
          Magic.line("mistakes", "[on|off]", NotebookMagics::mistakes),
          Magic.line("vars", "", (_, host) -> host.print(variables(host.variables()))),
          Magic.line(
              "reset",
              "",
              (_, host) -> {
                host.reset();
                host.print(text("magic.reset.done") + "\n");
              }));

  private NotebookMagics() {}

  private static Outcome derive(Magic.Call call, Host host) {
    if (call.body().isBlank()) {
      throw new MagicException(text("magic.derive.usage"));
    }
    return switch (host.evaluate(call.body())) {
      case Outcome.Value(Tensor tensor) -> new Outcome.Value(tensor.derivation());
      case Outcome.Value _, Outcome.Nothing _ ->
          throw new MagicException(text("magic.derive.usage"));
      case Outcome other -> other;
    };
  }

  private static String expression(Magic.Call call) {
    String code = call.argument().strip().replaceFirst(";$", "");
    if (code.isEmpty()) {
      throw new MagicException(text("magic.graph.usage"));
    }
    return code;
  }

  private static void language(String code, Host host) {
    switch (code) {
      case "es", "en" -> {
        host.language(code);
        host.print(text("magic.lang.set") + "\n");
      }
      case "" -> host.print(host.language() + "\n");
      default -> throw new MagicException(text("magic.lang.unknown", code));
    }
  }

  // Alone, the magic shows what has been found.
  private static void mistakes(String argument, Host host) {
    switch (argument) {
      case "on" -> {
        Mistakes.watch(true);
        host.print(text("magic.mistakes.on") + "\n");
      }
      case "off" -> {
        Mistakes.watch(false);
        host.print(text("magic.mistakes.off") + "\n");
      }
      case "" -> host.print(Mistakes.found() + "\n");
      default -> throw new MagicException(text("magic.mistakes.unknown", argument));
    }
  }

  private static String variables(Map<String, @Nullable Object> variables) {
    if (variables.isEmpty()) {
      return text("magic.vars.none") + "\n";
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
