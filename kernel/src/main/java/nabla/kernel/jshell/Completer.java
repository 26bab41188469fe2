package nabla.kernel.jshell;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;
import jdk.jshell.JShell;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import jdk.jshell.SourceCodeAnalysis.Suggestion;
import jdk.jshell.VarSnippet;

/// Proposes what may stand at a cursor, the likeliest first, always in the same order.
final class Completer {
  /// Looking up a signature costs milliseconds; a longer list is narrowed by typing on.
  private static final int SIGNATURES = 12;

  /// Every object has these; few look for them.
  private static final Set<String> OF_OBJECT =
      Set.of(
          "clone",
          "equals",
          "finalize",
          "getClass",
          "hashCode",
          "notify",
          "notifyAll",
          "toString",
          "wait");

  /// A name that is not a member of something, and the parenthesis after it.
  private static final Pattern NAME =
      Pattern.compile("(?<![\\p{L}\\p{N}_$.\"])([\\p{L}_$][\\p{L}\\p{N}_$]*)(\\()?");

  private final JShell shell;
  private final SourceCodeAnalysis analysis;
  private final Syntax syntax;
  private final Inspector inspector;
  private final ClassIndex classIndex;

  Completer(JShell shell, Syntax syntax, Inspector inspector, ClassIndex classIndex) {
    this.shell = shell;
    this.analysis = shell.sourceCodeAnalysis();
    this.syntax = syntax;
    this.inspector = inspector;
    this.classIndex = classIndex;
  }

  Completions complete(String code, int cursor) {
    Optional<Integer> open = FilePaths.openText(code, cursor);
    if (open.isPresent()) {
      return FilePaths.complete(code, open.get(), cursor, Path.of(""));
    }
    classIndex.await();
    Context context = Context.before(analysis, syntax, code, cursor);
    String text = context.text();
    int[] anchor = {text.length()};
    List<Suggestion> suggestions = analysis.completionSuggestions(text, text.length(), anchor);
    String prefix = text.substring(anchor[0]);
    boolean member = anchor[0] > 0 && text.charAt(anchor[0] - 1) == '.';
    Map<String, Boolean> proposals = new LinkedHashMap<>();
    Set<String> calls = new HashSet<>();
    if (!member && !prefix.isEmpty()) {
      // JShell offers neither local variables nor what this cell will declare.
      namesIn(code, cursor - prefix.length(), prefix, calls)
          .forEach(name -> proposals.put(name, true));
    }
    if (suggestions.isEmpty()) {
      List<String> packages = Packages.next(code.substring(0, cursor));
      packages.forEach(name -> proposals.put(name, false));
      if (!packages.isEmpty()) {
        int start =
            1 + Math.max(code.lastIndexOf('.', cursor - 1), code.lastIndexOf(' ', cursor - 1));
        anchor[0] = start + context.shift();
      }
    }
    for (Suggestion each : suggestions) {
      String name = proposal(each.continuation());
      proposals.merge(name, each.matchesType(), Boolean::logicalOr);
      if (each.continuation().contains("(")) {
        calls.add(name);
      }
    }
    Map<String, String> variables =
        member
            ? Map.of()
            : shell
                .variables()
                .collect(Collectors.toMap(VarSnippet::name, VarSnippet::typeName, (_, b) -> b));
    String head = text.substring(0, anchor[0]);
    boolean signed = calls.size() <= SIGNATURES;
    Function<String, Completions.Item> item =
        name -> {
          String type = type(name, calls.contains(name), member);
          String signature =
              signed && calls.contains(name)
                  ? signature(head, name)
                  : variables.getOrDefault(name, "");
          return new Completions.Item(name, type, signature);
        };
    List<Completions.Item> items =
        proposals.entrySet().stream()
            .sorted(order(prefix))
            .map(Map.Entry::getKey)
            .map(item)
            .toList();
    return new Completions(anchor[0] - context.shift(), cursor, items);
  }

  /// Returns the names in a cell that begin like the one at `own`, and adds those that are called.
  private static Set<String> namesIn(String code, int own, String prefix, Set<String> calls) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = NAME.matcher(Syntax.onlyCode(code));
    while (matcher.find()) {
      String name = matcher.group(1);
      if (matcher.start(1) != own && name.startsWith(prefix) && !SourceVersion.isKeyword(name)) {
        names.add(name);
        if (matcher.group(2) != null) {
          calls.add(name);
        }
      }
    }
    return names;
  }

  private static Comparator<Map.Entry<String, Boolean>> order(String prefix) {
    return Comparator.<Map.Entry<String, Boolean>, Boolean>comparing(each -> !each.getValue())
        .thenComparing(each -> !each.getKey().startsWith(prefix))
        .thenComparing(each -> OF_OBJECT.contains(bare(each.getKey())))
        .thenComparing(each -> SourceVersion.isKeyword(each.getKey()))
        .thenComparing(Map.Entry::getKey, String.CASE_INSENSITIVE_ORDER)
        .thenComparing(Map.Entry::getKey);
  }

  /// Leaves the opening parenthesis to the editor, which then adds the closing one and the help.
  private static String proposal(String continuation) {
    return continuation.endsWith("(")
        ? continuation.substring(0, continuation.length() - 1)
        : continuation;
  }

  private static String bare(String name) {
    return name.replace("()", "");
  }

  /// Names of kinds as Jupyter front ends know them.
  private static String type(String name, boolean call, boolean member) {
    if (name.endsWith(".")) {
      return "module";
    }
    if (SourceVersion.isKeyword(name)) {
      return "keyword";
    }
    // `Math` and `ArrayList()`, but neither `PI` nor `IEEEremainder`.
    if (name.length() > 1
        && Character.isUpperCase(name.charAt(0))
        && Character.isLowerCase(name.charAt(1))) {
      return "class";
    }
    if (call) {
      return "function";
    }
    return member ? "property" : "instance";
  }

  private String signature(String head, String name) {
    String text = head + bare(name) + "(";
    List<Documentation> found = analysis.documentation(text, text.length(), false);
    if (found.isEmpty()) {
      return "";
    }
    String more = found.size() == 1 ? "" : " (+" + (found.size() - 1) + ")";
    return Signatures.shortened(inspector.named(found.getFirst().signature())) + more;
  }
}
