package nabla.kernel.jshell;

import static nabla.kernel.jshell.Internals.call;
import static nabla.kernel.jshell.Internals.get;
import static nabla.kernel.jshell.Internals.make;
import static nabla.kernel.jshell.Internals.run;
import static nabla.kernel.jshell.Internals.type;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;

/// Declares the imports that every cell starts with, and takes it on trust that they are right.
///
/// JShell compiles each declaration alone, and twice; fifty imports were a third of the time to the
/// first cell. Nothing is compiled here: that the imports are right shows with the first cell, and
/// the tests have shown it before. Where JShell's package is closed or has other names inside,
/// nothing is declared here, and all works as it does without.
final class ManyImports {
  private ManyImports() {}

  /// Declares what it can.
  ///
  /// @return the declarations that are still to be evaluated, one by one, in their order
  static List<String> declare(JShell shell, List<String> declarations) {
    try {
      for (String declaration : declarations) {
        install(shell, declaration);
      }
    } catch (Internals.Closed | Internals.Failed _) {
      // What was declared before the failure is found below.
    }
    Set<String> valid = new LinkedHashSet<>();
    shell
        .imports()
        .filter(snippet -> shell.status(snippet) == Snippet.Status.VALID)
        .forEach(snippet -> valid.add(snippet.source()));
    return declarations.stream().filter(declaration -> !valid.contains(declaration)).toList();
  }

  private static void install(JShell shell, String declaration) {
    if (!declaration.startsWith("import ")) {
      return;
    }
    var snippets =
        (Collection<?>) call(get(shell, "eval"), "processImport", declaration, declaration);
    for (Object snippet : snippets) {
      Object unit = make(type("Unit"), shell, snippet, null, make(type("DiagList")));
      var _ = run(unit, "initialize");
      var _ = run(unit, "setWrap", List.of(unit), List.of(unit));
      var _ = run(unit, "setDiagnostics", make(type("DiagList")));
      var _ = run(unit, "setStatus", (Object) null);
      var _ = run(unit, "finish");
    }
  }
}
