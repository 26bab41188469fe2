package nabla.kernel.jshell;

import static nabla.kernel.text.Texts.text;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.Diag;
import nabla.kernel.text.Texts;

/// What to do about an error of the compiler, in the language of the user. The compiler's own
/// sentence stays as it is, for that is what one searches for.
///
/// A text has the compiler's code in its key: `javac.missing.ret.stmt`.
final class Advice {
  private static final String COMPILER = "compiler.err.";
  private static final Pattern LOSSY =
      Pattern.compile("possible lossy conversion from (\\S+) to (\\S+)");
  private static final Pattern CONVERTED = Pattern.compile("(\\S+) cannot be converted to (\\S+)");
  private static final Pattern MISPLACED =
      Pattern.compile(
          "\\s*(?:(package)\\s+[\\w.]+\\s*;"
              + "|(?:open\\s+)?(module)\\s+[\\w.]+\\s*\\{"
              + "|(static)\\s*\\{"
              + "|(%%?[A-Za-z]\\w*)"
              + "|(?:(?:public|protected|private|static|final)\\s+)*"
              + "(synchronized|native|abstract)\\s+[^;={}()]*\\w\\s+\\w+\\s*\\()");

  private Advice() {}

  /// Returns what to say of code that has a place in a file, or at the head of a cell, but none
  /// where it stands.
  static Optional<String> ofMisplaced(String source) {
    Matcher matcher = MISPLACED.matcher(Syntax.withoutComments(source));
    if (!matcher.lookingAt()) {
      return Optional.empty();
    }
    String magic = matcher.group(4);
    if (magic != null) {
      return Optional.of(text("form.magic", magic));
    }
    String modifier = matcher.group(5);
    return Optional.of(
        matcher.group(1) != null
            ? text("form.package")
            : matcher.group(2) != null
                ? text("form.module")
                : matcher.group(3) != null
                    ? text("form.static")
                    : text("form.modifier", String.valueOf(modifier)));
  }

  static Optional<String> of(Diag error) {
    String message = CompileErrors.message(error);
    String code = error.getCode();
    if (code.equals("compiler.err.prob.found.req")) {
      return ofTypes(message);
    }
    if (code.equals("jdk.eval.error.object.method")) {
      return Optional.of(text("form.objectMethod"));
    }
    if (!code.startsWith(COMPILER)) {
      return Optional.empty();
    }
    // `cant.resolve.location.args` is a `cant.resolve`, `operator.cant.be.applied.1` likewise.
    String key = "javac." + code.substring(COMPILER.length()).toLowerCase(Locale.ROOT);
    while (!Texts.has(key)) {
      key = key.substring(0, key.lastIndexOf('.'));
      if (key.equals("javac")) {
        return Optional.empty();
      }
    }
    return Optional.of(text(key));
  }

  private static Optional<String> ofTypes(String message) {
    Matcher lossy = LOSSY.matcher(message);
    if (lossy.find()) {
      return Optional.of(text("types.lossy", lossy.group(1), lossy.group(2)));
    }
    Matcher converted = CONVERTED.matcher(message);
    if (converted.find()) {
      return Optional.of(
          converted.group(2).equals("boolean")
              ? text("types.boolean", converted.group(1))
              : text("types.other", converted.group(1), converted.group(2)));
    }
    return Optional.empty();
  }
}
