package nabla.kernel.jshell;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;

/// Declares many imports in one go, and takes it on trust that they are right.
///
/// JShell compiles each declaration alone, and twice; fifty imports were a third of the time to the
/// first cell. Given several at once it looks at the first import only. It lets nobody ask for
/// that, so this class calls what its `eval` calls. Where that is closed or has other names,
/// nothing is declared here, and all works as it does without.
final class ManyImports {
  private ManyImports() {}

  /// Declares what it can.
  ///
  /// @return the declarations that are still to be evaluated, one by one, in their order
  static List<String> declare(JShell shell, List<String> declarations) {
    try {
      compile(shell, declarations);
    } catch (ReflectiveOperationException | RuntimeException _) {
      // What was declared before the failure is found below.
    }
    Set<String> valid = new LinkedHashSet<>();
    shell
        .imports()
        .filter(snippet -> shell.status(snippet) == Snippet.Status.VALID)
        .forEach(snippet -> valid.add(snippet.source()));
    return declarations.stream().filter(declaration -> !valid.contains(declaration)).toList();
  }

  private static void compile(JShell shell, List<String> declarations)
      throws ReflectiveOperationException {
    Field field = opened(JShell.class.getDeclaredField("eval"));
    Object eval = field.get(shell);
    var parse = opened(eval.getClass().getDeclaredMethod("sourceToSnippets", String.class));
    var compile = opened(eval.getClass().getDeclaredMethod("compileAndLoad", Set.class));
    Class<?> diagnostics = Class.forName("jdk.jshell.DiagList");
    var noDiagnostics = opened(diagnostics.getDeclaredConstructor());
    var unit =
        opened(
            Class.forName("jdk.jshell.Unit")
                .getDeclaredConstructor(JShell.class, Snippet.class, Snippet.class, diagnostics));
    Set<Object> units = new LinkedHashSet<>();
    for (String declaration : declarations) {
      for (Object snippet : (Collection<?>) parse.invoke(eval, declaration)) {
        if (((Snippet) snippet).kind() == Snippet.Kind.IMPORT) {
          units.add(unit.newInstance(shell, snippet, null, noDiagnostics.newInstance()));
        }
      }
    }
    var _ = compile.invoke(eval, units);
  }

  private static <T extends AccessibleObject> T opened(T member) {
    member.setAccessible(true);
    return member;
  }
}
