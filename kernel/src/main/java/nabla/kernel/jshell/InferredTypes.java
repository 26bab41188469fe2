package nabla.kernel.jshell;

import static nabla.kernel.jshell.Internals.call;
import static nabla.kernel.jshell.Internals.get;
import static nabla.kernel.jshell.Internals.type;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.element.Element;
import javax.lang.model.element.NestingKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.WildcardType;
import jdk.jshell.JShell;
import org.jspecify.annotations.Nullable;

/// Finds the types of the `var`s of a run of pieces, all with one task of the compiler: it reads
/// the pieces as the body of one method.
final class InferredTypes {
  /// The class around a type that a cell has declared.
  private static final Pattern WRAPPER = Pattern.compile("REPL\\.\\$JShell\\$[0-9A-Z_]+\\.");

  private static final Pattern QUALIFIER = Pattern.compile("\\b(?:\\p{Ll}[\\p{L}\\p{N}_]*\\.)+");

  private final JShell shell;

  InferredTypes(JShell shell) {
    this.shell = shell;
  }

  /// Returns the type of each unit that leaves it out, as it may be written in a cell, or nothing
  /// if one cannot be found or written.
  Optional<Map<Unit, String>> of(List<Unit> units) {
    List<Unit> wanted =
        units.stream()
            .filter(unit -> unit.kind() == Unit.Kind.DECLARATION && unit.local().inferred())
            .toList();
    if (wanted.isEmpty()) {
      return Optional.of(Map.of());
    }
    String body =
        units.subList(0, units.indexOf(wanted.getLast()) + 1).stream()
            .map(unit -> Syntax.withoutComments(unit.source()).stripTrailing())
            .map(source -> source.endsWith(";") || source.endsWith("}") ? source : source + ";")
            .collect(Collectors.joining("\n"));
    Object wrap =
        call(get(shell, "outerMap"), "wrapInTrialClass", call(type("Wrap"), "methodWrap", body));
    var found =
        (Map<?, ?>)
            call(
                get(shell, "taskFactory"),
                "analyze",
                wrap,
                Internals.does(type("TaskFactory$Worker"), InferredTypes::read));
    Map<Unit, String> types = new HashMap<>();
    for (Unit unit : wanted) {
      if (!(found.get(unit.declares()) instanceof String text)) {
        return Optional.empty();
      }
      types.put(unit, text);
    }
    return Optional.of(types);
  }

  /// Reads the types of the variables of the method, which must be read while the task lives.
  private static Map<String, String> read(Object task) {
    var unit = (CompilationUnitTree) call(task, "firstCuTree");
    var trees = (Trees) call(task, "trees");
    Map<String, String> types = new HashMap<>();
    TreePath file = new TreePath(unit);
    for (var declared : unit.getTypeDecls()) {
      if (declared instanceof ClassTree outer) {
        TreePath inClass = new TreePath(file, outer);
        for (var member : outer.getMembers()) {
          if (member instanceof MethodTree method && method.getBody() != null) {
            TreePath body = new TreePath(new TreePath(inClass, method), method.getBody());
            for (StatementTree statement : method.getBody().getStatements()) {
              if (statement instanceof VariableTree variable) {
                Element element = trees.getElement(new TreePath(body, variable));
                String text = element == null ? null : written(element.asType());
                if (text != null) {
                  types.put(variable.getName().toString(), text);
                }
              }
            }
          }
        }
      }
    }
    return types;
  }

  /// Returns a type as it may be written in a cell, or `null` if it has no name there.
  private static @Nullable String written(TypeMirror type) {
    if (type.getKind().isPrimitive()) {
      return type.toString();
    }
    return switch (type) {
      case ArrayType array -> {
        String element = written(array.getComponentType());
        yield element == null ? null : element + "[]";
      }
      case WildcardType wildcard -> {
        TypeMirror bound =
            wildcard.getExtendsBound() == null
                ? wildcard.getSuperBound()
                : wildcard.getExtendsBound();
        String text = bound == null ? "" : written(bound);
        String word = wildcard.getExtendsBound() == null ? "? super " : "? extends ";
        yield text == null ? null : text.isEmpty() ? "?" : word + text;
      }
      case DeclaredType declared when declared.getKind() == TypeKind.DECLARED -> written(declared);
      default -> null;
    };
  }

  private static @Nullable String written(DeclaredType type) {
    if (!(type.asElement() instanceof TypeElement element)
        || !isNamed(element)
        || type.getEnclosingType() instanceof DeclaredType outer
            && !outer.getTypeArguments().isEmpty()) {
      return null;
    }
    StringBuilder text =
        new StringBuilder(WRAPPER.matcher(element.getQualifiedName().toString()).replaceFirst(""));
    List<? extends TypeMirror> arguments = type.getTypeArguments();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = written(arguments.get(i));
      if (argument == null) {
        return null;
      }
      text.append(i == 0 ? "<" : ", ").append(argument);
    }
    return text.append(arguments.isEmpty() ? "" : ">").toString();
  }

  private static boolean isNamed(TypeElement element) {
    return element.getNestingKind() == NestingKind.TOP_LEVEL
        || element.getNestingKind() == NestingKind.MEMBER;
  }

  /// Returns a type without the packages in it.
  static String shown(String type) {
    return QUALIFIER.matcher(type).replaceAll("");
  }

  /// Returns the simple names in a type that a cell may have declared.
  static Set<String> named(String type) {
    Set<String> names = new LinkedHashSet<>();
    Matcher matcher =
        Pattern.compile("(?<![.\\p{L}\\p{N}_$])\\p{L}[\\p{L}\\p{N}_$]*+(?!\\.[\\p{Ll}])")
            .matcher(type);
    while (matcher.find()) {
      names.add(matcher.group());
    }
    return names;
  }
}
