package nabla.kernel.jshell;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import jdk.jshell.JShell;
import jdk.jshell.PersistentSnippet;
import jdk.jshell.Snippet;
import org.jspecify.annotations.Nullable;

/// What JShell itself remembers of every snippet there ever was, and a way to make it forget.
///
/// JShell keeps sources, wrappers and class files for ever, and its compiler reads the list of all
/// those classes with every snippet: after a thousand cells a cell took twice as long as at first.
/// It has no way to let go of them, so this class reaches into its fields. Where they are closed or
/// have other names, nothing is forgotten and all else works.
final class ShellRecords {
  private final JShell shell;
  private final Collection<Snippet> snippets;
  private final List<@Nullable Snippet> byKey;
  private final Map<String, Set<Integer>> dependents;
  private final List<Map<String, ?>> keys;

  /// Sources of wrappers, by simple class name.
  private final Map<String, ?> wrappers;

  /// Class files, by full class name: what was loaded, and what the compiler sees.
  private final List<Map<String, ?>> classes;

  private ShellRecords(JShell shell) {
    this.shell = shell;
    Object maps = part(shell, "maps");
    Object keyMap = part(shell, "keyMap");
    snippets = part(maps, "snippets");
    byKey = part(maps, "keyIndexToSnippet");
    dependents = part(maps, "dependencies");
    keys =
        List.of(
            part(keyMap, "classMap"),
            part(keyMap, "methodMap"),
            part(keyMap, "varMap"),
            part(keyMap, "importMap"));
    wrappers = part(part(shell, "outerMap"), "classOuters");
    classes =
        List.of(
            part(part(shell, "classTracker"), "map"),
            part(part(part(shell, "taskFactory"), "fileManager"), "classObjects"));
  }

  /// Returns the records of a shell, or `null` if they cannot be reached: the launcher opens the
  /// package with `--add-opens`.
  static @Nullable ShellRecords of(JShell shell) {
    try {
      return new ShellRecords(shell);
    } catch (Internals.Closed _) {
      return null;
    }
  }

  // The JDK declares the fields so.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T> T part(Object whole, String name) {
    return (T) Internals.get(whole, name);
  }

  /// Returns the snippets that a cell to come can refer to.
  static boolean named(Snippet snippet, JShell shell) {
    return snippet instanceof PersistentSnippet && shell.status(snippet).isActive();
  }

  /// Forgets all snippets without a name, and all that were dropped or replaced.
  ///
  /// @param needed tells of the full name of a wrapper class whether something still compiles
  ///   against it
  void forget(Predicate<String> needed) {
    snippets.removeIf(snippet -> !named(snippet, shell));
    Set<Object> kept = new HashSet<>();
    for (Snippet snippet : snippets) {
      kept.add(Internals.get(snippet, "key"));
    }
    byKey.replaceAll(snippet -> snippet != null && named(snippet, shell) ? snippet : null);
    // A name that is declared again must not get the number, and so the class, of an older one.
    keys.forEach(map -> map.values().removeIf(each -> !kept.contains(each)));
    dependents
        .values()
        .forEach(users -> users.removeIf(user -> user >= byKey.size() || byKey.get(user) == null));
    dependents.values().removeIf(Set::isEmpty);
    wrappers.keySet().removeIf(name -> !needed.test(CellClassFile.PACKAGE + name));
    classes.forEach(
        map -> map.keySet().removeIf(name -> !needed.test(CellClassFile.wrapper(name))));
  }
}
