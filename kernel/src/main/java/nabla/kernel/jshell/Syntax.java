package nabla.kernel.jshell;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.EmptyStatementTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// Tells what each piece of a cell is by parsing it, without the meaning of any name.
///
/// JShell's own classification attributes expressions, which is slow and calls an unknown name an
/// error; and its splitting lets `f()\nint x` pass as one piece. Nothing of a cell may run if a
/// later piece is not Java, so all are parsed first, in one task.
final class Syntax {
  private static final Pattern IMPORT = Pattern.compile("(?s)\\s*import\\b.*");
  private static final String NOT_A_STATEMENT = "compiler.err.not.stmt";

  private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
  private final StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);

  List<Unit.Kind> kinds(List<String> sources) {
    List<Piece> pieces = new ArrayList<>();
    for (String source : sources) {
      pieces.add(new Piece("class $ { void $() {\n" + source + "\n;}}"));
      pieces.add(new Piece("class $ {\n" + source + "\n}"));
    }
    Parsed parsed = parse(pieces);
    List<Unit.Kind> kinds = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      kinds.add(kind(sources.get(i), pieces.get(2 * i), pieces.get(2 * i + 1), parsed));
    }
    return kinds;
  }

  private static Unit.Kind kind(String source, Piece statement, Piece member, Parsed parsed) {
    if (IMPORT.matcher(withoutComments(source)).matches()) {
      return Unit.Kind.IMPORT;
    }
    Set<String> errors = parsed.errors.getOrDefault(statement, Set.of());
    if (errors.isEmpty()) {
      return statementKind(parsed.trees.get(statement));
    }
    if (!parsed.errors.containsKey(member)) {
      return Unit.Kind.DECLARATION;
    }
    return errors.equals(Set.of(NOT_A_STATEMENT)) ? Unit.Kind.EXPRESSION : Unit.Kind.INVALID;
  }

  private static Unit.Kind statementKind(@Nullable CompilationUnitTree tree) {
    List<? extends StatementTree> statements =
        statements(tree).stream().filter(each -> !(each instanceof EmptyStatementTree)).toList();
    if (statements.size() != 1) {
      return Unit.Kind.DECLARATION;
    }
    return switch (statements.getFirst()) {
      case VariableTree _, ClassTree _ -> Unit.Kind.DECLARATION;
      case ExpressionStatementTree _ -> Unit.Kind.CALL;
      default -> Unit.Kind.STATEMENT;
    };
  }

  private static List<? extends StatementTree> statements(@Nullable CompilationUnitTree tree) {
    if (tree == null) {
      return List.of();
    }
    for (Tree type : tree.getTypeDecls()) {
      if (type instanceof ClassTree klass) {
        for (Tree member : klass.getMembers()) {
          if (member instanceof MethodTree method && method.getBody() != null) {
            return method.getBody().getStatements();
          }
        }
      }
    }
    return List.of();
  }

  private Parsed parse(List<Piece> pieces) {
    Map<JavaFileObject, Set<String>> errors = new HashMap<>();
    JavacTask task =
        (JavacTask)
            compiler.getTask(
                null,
                files,
                diagnostic -> {
                  JavaFileObject source = diagnostic.getSource();
                  if (diagnostic.getKind() == Diagnostic.Kind.ERROR && source != null) {
                    errors.computeIfAbsent(source, _ -> new HashSet<>()).add(diagnostic.getCode());
                  }
                },
                List.of("-proc:none"),
                null,
                pieces);
    Map<JavaFileObject, CompilationUnitTree> trees = new HashMap<>();
    try {
      for (CompilationUnitTree tree : task.parse()) {
        trees.put(tree.getSourceFile(), tree);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("sources in memory could not be read", e);
    }
    return new Parsed(trees, errors);
  }

  /// Returns the source with comments blanked out, all offsets kept.
  static String withoutComments(String source) {
    StringBuilder text = new StringBuilder(source);
    int i = 0;
    while (i < source.length()) {
      int end = i + 1;
      if (source.startsWith("//", i)) {
        end = orEnd(source.indexOf('\n', i), source);
        blank(text, i, end);
      } else if (source.startsWith("/*", i)) {
        int close = source.indexOf("*/", i + 2);
        end = close < 0 ? source.length() : close + 2;
        blank(text, i, end);
      } else if (source.startsWith("\"\"\"", i)) {
        end = literalEnd(source, i + 3, "\"\"\"");
      } else if (source.charAt(i) == '"' || source.charAt(i) == '\'') {
        end = literalEnd(source, i + 1, source.substring(i, i + 1));
      }
      i = end;
    }
    return text.toString();
  }

  private static int literalEnd(String source, int from, String quote) {
    for (int i = from; i < source.length(); i++) {
      if (source.charAt(i) == '\\') {
        i++;
      } else if (source.startsWith(quote, i)) {
        return i + quote.length();
      }
    }
    return source.length();
  }

  private static int orEnd(int index, String source) {
    return index < 0 ? source.length() : index;
  }

  private static void blank(StringBuilder text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) != '\n') {
        text.setCharAt(i, ' ');
      }
    }
  }

  private record Parsed(
      Map<JavaFileObject, CompilationUnitTree> trees, Map<JavaFileObject, Set<String>> errors) {}

  private static final class Piece extends SimpleJavaFileObject {
    private final String text;

    Piece(String text) {
      super(URI.create("string:///Piece.java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }

    @Override
    public boolean isNameCompatible(String simpleName, Kind kind) {
      return true;
    }
  }
}
