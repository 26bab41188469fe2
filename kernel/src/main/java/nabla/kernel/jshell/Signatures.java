package nabla.kernel.jshell;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// JShell's signatures, as a learner reads them.
final class Signatures {
  private static final Pattern PACKAGE = Pattern.compile("\\b(?:[a-z_][\\w]*\\.)+(?=[A-Z])");
  private static final Pattern ANNOTATION = Pattern.compile("@[\\w.]+(?:\\([^)]*\\))?\\s*");

  private Signatures() {}

  /// Returns a signature without packages, and a variable as `type name`.
  static String readable(String signature) {
    String text = PACKAGE.matcher(withoutAnnotations(signature)).replaceAll("");
    text = withoutComponents(text);
    int colon = text.indexOf(':');
    return colon > 0 && text.indexOf('(') < 0
        ? text.substring(colon + 1) + " " + text.substring(0, colon)
        : text;
  }

  /// Returns `(int begin) → String` for `String String.substring(int begin)`.
  static String shortened(String signature) {
    String text = readable(signature);
    int open = text.indexOf('(');
    if (open < 0) {
      return text;
    }
    int space = endOfType(text);
    String result = space < 0 || space > open ? "" : " → " + text.substring(0, space);
    return text.substring(open) + result;
  }

  /// Returns the end of the type at the beginning, or -1: `Map<K, V> f(…)` has a space inside it.
  private static int endOfType(String text) {
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '<' -> depth++;
        case '>' -> depth--;
        case ' ' -> {
          if (depth == 0) {
            return i;
          }
        }
        case '(' -> {
          return -1;
        }
        default -> {}
      }
    }
    return -1;
  }

  /// What a signature is about.
  ///
  /// @param owner the types around it, or empty
  /// @param types simple types of the parameters; `null` for what has none, such as a field
  record Parsed(String owner, String name, @Nullable List<String> types) {
    String path() {
      return owner.isEmpty() ? name : owner + "." + name;
    }
  }

  /// Reads a signature such as `T GradMode.<T>noGrad(Action<T> action) throws X`, `DType.FLOAT32`
  /// or `text:String`. A constructor has the name of its type.
  static Parsed parse(String signature) {
    String text = PACKAGE.matcher(withoutAnnotations(signature)).replaceAll("");
    int thrown = text.indexOf(") throws ");
    text = thrown < 0 ? text : text.substring(0, thrown + 1);
    String head = text.replaceFirst(":.*", "");
    List<String> types = null;
    if (text.endsWith(")")) {
      int open = opening(text);
      types = types(text.substring(open + 1, text.length() - 1));
      head = text.substring(0, open);
    }
    String bare = withoutGroups(head).strip();
    String path = bare.substring(bare.lastIndexOf(' ') + 1);
    int dot = path.lastIndexOf('.');
    boolean constructor = types != null && !bare.contains(" ");
    String name = path.substring(dot + 1);
    return new Parsed(constructor ? path : dot < 0 ? "" : path.substring(0, dot), name, types);
  }

  /// Returns the signature with the parameters as its source has them: class files of interfaces
  /// have no names for them.
  static String withParameters(String signature, String parameters) {
    int thrown = signature.indexOf(") throws ");
    String call = thrown < 0 ? signature : signature.substring(0, thrown + 1);
    return call.endsWith(")")
        ? call.substring(0, opening(call) + 1) + parameters + signature.substring(call.length() - 1)
        : signature;
  }

  /// Returns the simple types of parameters: `List` for `List<? extends T> names`.
  static List<String> types(String parameters) {
    List<String> types = new ArrayList<>();
    String bare = withoutGroups(withoutAnnotations(parameters));
    for (String each : bare.split(",", -1)) {
      String type = each.strip().replaceFirst("^final\\s+", "").replaceAll("\\s+(?=[\\[.])", "");
      int space = type.indexOf(' ');
      if (!type.isEmpty()) {
        types.add(simple(space < 0 ? type : type.substring(0, space)));
      }
    }
    return types;
  }

  static String simple(String type) {
    String bare = withoutGroups(type);
    int dots = bare.endsWith("...") ? bare.length() - 3 : bare.length();
    return bare.substring(bare.lastIndexOf('.', dots - 1) + 1).strip();
  }

  static String withoutAnnotations(String text) {
    return ANNOTATION.matcher(text).replaceAll("");
  }

  /// JShell writes a record with its components wherever it names one, also before its members.
  private static String withoutComponents(String text) {
    int open = text.indexOf('(');
    int last = text.endsWith(")") ? opening(text) : open;
    int depth = 0;
    for (int i = open; i >= 0 && i < last; i++) {
      depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
      if (depth == 0) {
        return text.substring(0, open) + withoutComponents(text.substring(i + 1));
      }
    }
    return text;
  }

  private static int opening(String text) {
    int depth = 0;
    for (int i = text.length() - 1; i >= 0; i--) {
      switch (text.charAt(i)) {
        case ')' -> depth++;
        case '(' -> {
          if (--depth == 0) {
            return i;
          }
        }
        default -> {}
      }
    }
    return 0;
  }

  /// Drops type arguments, and the components that JShell writes behind the name of a record.
  private static String withoutGroups(String text) {
    StringBuilder rest = new StringBuilder();
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '<' || c == '(' ? 1 : 0;
      if (depth == 0) {
        rest.append(c);
      }
      depth -= c == '>' || c == ')' ? 1 : 0;
    }
    return rest.toString();
  }
}
