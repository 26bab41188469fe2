package nabla.kernel.jshell;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.EmptyStatementTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
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
  private static final Pattern IMPORT =
      Pattern.compile(
          "(?s)\\s*import\\s+(?:(?:static|module)\\s+)?[^;]*?([\\p{L}\\p{N}_$*]+)\\s*;?\\s*");
  private static final Set<Modifier> ACCESS =
      Set.of(Modifier.PUBLIC, Modifier.PROTECTED, Modifier.PRIVATE);
  private static final String IN_METHOD = "class $ { void $() {\n";
  private static final String IN_CLASS = "class $ {\n";
  private static final String NOT_A_STATEMENT = "compiler.err.not.stmt";

  private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
  private final StandardJavaFileManager files =
      ClassPathFiles.withoutPlugins(compiler.getStandardFileManager(null, null, null));

  /// What one piece of source is.
  ///
  /// @param declares the simple name of a class or variable, or empty
  /// @param local how it declares a variable, if it declares just one
  /// @param bareConstructors offsets of a record's constructors without an access modifier
  /// @param family how a type stands to sealed ones
  /// @param habits what Java would refuse here
  record Facts(
      Unit.Kind kind,
      String declares,
      Unit.Local local,
      List<Integer> bareConstructors,
      Family family,
      Habits habits) {
    Facts(Unit.Kind kind) {
      this(kind, "", Unit.Local.NONE, List.of(), Family.NONE, Habits.NONE);
    }

    Facts with(Habits seen) {
      return new Facts(kind, declares, local, bareConstructors, family, seen);
    }

    boolean isType() {
      return kind == Unit.Kind.DECLARATION && !local.isOne() && !declares.isEmpty();
    }

    /// Whether it may precede other statements in a method's body and means the same there.
    boolean fitsInMethod() {
      return switch (kind) {
        case CALL, EXPRESSION, STATEMENT -> true;
        case DECLARATION -> local.isOne();
        case IMPORT, INVALID -> false;
      };
    }
  }

  /// @param parents simple names of what a type extends and implements
  /// @param permitsAt where a sealed type without a list of its heirs would have it, or -1
  /// @param inner the heirs that a sealed type has inside itself
  record Family(List<String> parents, int permitsAt, List<String> inner) {
    static final Family NONE = new Family(List.of(), -1, List.of());
  }

  List<Facts> facts(List<String> sources) {
    if (sources.isEmpty()) {
      return List.of();
    }
    List<Piece> pieces = new ArrayList<>();
    for (String source : sources) {
      pieces.add(new Piece(IN_METHOD, source, "\n;}}"));
      pieces.add(new Piece(IN_CLASS, source, "\n}"));
    }
    Parsed parsed = parse(pieces);
    List<Facts> facts = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      facts.add(facts(sources.get(i), pieces.get(2 * i), pieces.get(2 * i + 1), parsed));
    }
    return facts;
  }

  private Facts facts(String source, Piece statement, Piece member, Parsed parsed) {
    Matcher imported = IMPORT.matcher(withoutComments(source));
    if (imported.matches()) {
      return new Facts(
          Unit.Kind.IMPORT,
          imported.group(1),
          Unit.Local.NONE,
          List.of(),
          Family.NONE,
          Habits.NONE);
    }
    Set<String> errors = parsed.errors.getOrDefault(statement, Set.of());
    if (errors.isEmpty()) {
      return ofStatement(statement, parsed);
    }
    if (!parsed.errors.containsKey(member)) {
      List<? extends Tree> members = members(parsed.trees.get(member));
      Facts declared =
          members.size() == 1
              ? ofDeclaration(members.getFirst(), member, parsed)
              : new Facts(Unit.Kind.DECLARATION);
      return declared.with(habits(members, member, parsed));
    }
    return errors.equals(Set.of(NOT_A_STATEMENT)) || isExpression(source)
        ? new Facts(Unit.Kind.EXPRESSION)
        : new Facts(Unit.Kind.INVALID);
  }

  private static Facts ofStatement(Piece piece, Parsed parsed) {
    List<? extends StatementTree> statements =
        members(parsed.trees.get(piece)).getFirst() instanceof MethodTree method
            ? method.getBody().getStatements().stream()
                .filter(each -> !(each instanceof EmptyStatementTree))
                .toList()
            : List.of();
    Habits habits = habits(statements, piece, parsed);
    if (statements.size() != 1) {
      return new Facts(Unit.Kind.DECLARATION).with(habits);
    }
    Facts facts =
        switch (statements.getFirst()) {
          case VariableTree variable -> ofDeclaration(variable, piece, parsed);
          case ClassTree type -> ofDeclaration(type, piece, parsed);
          case ExpressionStatementTree _ -> new Facts(Unit.Kind.CALL);
          default -> new Facts(Unit.Kind.STATEMENT);
        };
    return facts.with(habits);
  }

  private static Habits habits(List<? extends Tree> trees, Piece piece, Parsed parsed) {
    return Habits.of(trees, parsed.trees.get(piece), parsed.positions, piece.prefix.length());
  }

  private static Facts ofDeclaration(Tree tree, Piece piece, Parsed parsed) {
    return switch (tree) {
      case VariableTree variable ->
          new Facts(
              Unit.Kind.DECLARATION,
              variable.getName().toString(),
              local(variable, piece, parsed),
              List.of(),
              Family.NONE,
              Habits.NONE);
      case ClassTree type ->
          new Facts(
              Unit.Kind.DECLARATION,
              type.getSimpleName().toString(),
              Unit.Local.NONE,
              type.getKind() == Tree.Kind.RECORD
                  ? bareConstructors(type, piece, parsed)
                  : List.of(),
              family(type, piece),
              Habits.NONE);
      default -> new Facts(Unit.Kind.DECLARATION);
    };
  }

  private static Unit.Local local(VariableTree variable, Piece piece, Parsed parsed) {
    CompilationUnitTree unit = parsed.trees.get(piece);
    SourcePositions positions = parsed.positions;
    int shift = piece.prefix.length();
    ExpressionTree initializer = variable.getInitializer();
    if (initializer == null) {
      return new Unit.Local(false, 0, -1, -1);
    }
    int start = (int) positions.getStartPosition(unit, initializer) - shift;
    int end = (int) positions.getEndPosition(unit, initializer) - shift;
    String head = withoutComments(piece.text.substring(shift, shift + start));
    boolean bare = head.strip().startsWith("var") && variable.getType() == null;
    return new Unit.Local(bare, head.lastIndexOf(variable.getName().toString()), start, end);
  }

  private static Family family(ClassTree type, Piece piece) {
    List<String> parents = Declarations.parents(type);
    boolean open =
        type.getModifiers().getFlags().contains(Modifier.SEALED)
            && type.getPermitsClause().isEmpty();
    if (!open) {
      return new Family(parents, -1, List.of());
    }
    String name = type.getSimpleName().toString();
    String own = onlyCode(piece.text).substring(piece.prefix.length());
    Matcher head = Pattern.compile("\\b(?:class|interface)\\s+" + name + "\\b").matcher(own);
    return new Family(
        parents, head.find() ? own.indexOf('{', head.end()) : -1, heirs(type, name, name));
  }

  private static List<String> heirs(ClassTree type, String path, String of) {
    List<String> heirs = new ArrayList<>();
    for (Tree member : type.getMembers()) {
      if (member instanceof ClassTree inner) {
        String place = path + "." + inner.getSimpleName();
        if (Declarations.parents(inner).contains(of)) {
          heirs.add(place);
        }
        heirs.addAll(heirs(inner, place, of));
      }
    }
    return heirs;
  }

  private static List<Integer> bareConstructors(ClassTree type, Piece piece, Parsed parsed) {
    CompilationUnitTree unit = parsed.trees.get(piece);
    return type.getMembers().stream()
        .filter(
            each ->
                each instanceof MethodTree method
                    && method.getName().contentEquals("<init>")
                    && Collections.disjoint(method.getModifiers().getFlags(), ACCESS))
        .map(each -> (int) parsed.positions.getStartPosition(unit, each) - piece.prefix.length())
        .filter(offset -> offset >= 0)
        .toList();
  }

  private static List<? extends Tree> members(@Nullable CompilationUnitTree tree) {
    return tree != null && tree.getTypeDecls().getFirst() instanceof ClassTree type
        ? type.getMembers()
        : List.of();
  }

  /// `a < b` begins like a declaration with type arguments, so it needs a place where only an
  /// expression can stand.
  private boolean isExpression(String source) {
    String bare = withoutComments(source).strip();
    String expression = bare.endsWith(";") ? bare.substring(0, bare.length() - 1) : bare;
    return parse(List.of(new Piece("class $ { Object $ = (\n", expression, "\n);}")))
        .errors
        .isEmpty();
  }

  /// Returns what a source declares, with comments.
  ///
  /// @param ofCell whether it stands in a cell, where methods and variables need no class
  Declarations declarations(String source, boolean ofCell) {
    Piece piece = ofCell ? new Piece(IN_CLASS, source, "\n}") : new Piece("", source, "");
    Parsed parsed = parse(List.of(piece));
    CompilationUnitTree tree = parsed.trees.get(piece);
    return tree == null
        ? new Declarations(List.of())
        : Declarations.of(parsed.task, tree, piece.text, ofCell);
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
      // In the order given; the trees' own idea of their file is a wrapper around it.
      Iterator<Piece> each = pieces.iterator();
      for (CompilationUnitTree tree : task.parse()) {
        trees.put(each.next(), tree);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("sources in memory could not be read", e);
    }
    return new Parsed(task, trees, errors, Trees.instance(task).getSourcePositions());
  }

  /// Returns the source with comments blanked out, all offsets kept.
  static String withoutComments(String source) {
    return blanked(source, false);
  }

  /// Returns the source with comments and literals of text blanked out, all offsets kept.
  static String onlyCode(String source) {
    return blanked(source, true);
  }

  private static String blanked(String source, boolean literals) {
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
        blankIf(literals, text, i, end);
      } else if (source.charAt(i) == '"' || source.charAt(i) == '\'') {
        end = literalEnd(source, i + 1, source.substring(i, i + 1));
        blankIf(literals, text, i, end);
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

  private static void blankIf(boolean wanted, StringBuilder text, int from, int to) {
    if (wanted) {
      blank(text, from, to);
    }
  }

  static void blank(StringBuilder text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) != '\n') {
        text.setCharAt(i, ' ');
      }
    }
  }

  private record Parsed(
      JavacTask task,
      Map<JavaFileObject, CompilationUnitTree> trees,
      Map<JavaFileObject, Set<String>> errors,
      SourcePositions positions) {}

  private static final class Piece extends SimpleJavaFileObject {
    private final String prefix;
    private final String text;

    Piece(String prefix, String source, String suffix) {
      super(URI.create("string:///Piece.java"), Kind.SOURCE);
      this.prefix = prefix;
      this.text = prefix + source + suffix;
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
