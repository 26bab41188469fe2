package nabla.kernel.jshell;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is declared in one source text, with its comments.
///
/// @param members types, methods, constructors and fields, outer ones first
record Declarations(List<Declared> members) {
  /// One declaration.
  ///
  /// @param owner the enclosing types, such as `Adam.Options`; empty at the top
  /// @param name the name; a constructor has the name of its type
  /// @param types the simple types of a method's parameters, `null` for anything else
  /// @param parameters a method's parameters as they are written
  /// @param parents simple names of what a type extends and implements
  /// @param source the declaration itself, without its comment
  record Declared(
      String owner,
      String name,
      @Nullable List<String> types,
      String parameters,
      List<String> parents,
      Comment.Source comment,
      String source) {}

  /// Reads the declarations of a parsed source.
  ///
  /// @param wrapped whether the one type of the unit is not the source's own
  static Declarations of(JavacTask task, CompilationUnitTree unit, String text, boolean wrapped) {
    Reader reader = new Reader(task, unit, text);
    for (Tree type : unit.getTypeDecls()) {
      if (wrapped && type instanceof ClassTree wrapper) {
        TreePath path = new TreePath(new TreePath(unit), wrapper);
        wrapper.getMembers().forEach(member -> reader.read("", new TreePath(path, member)));
      } else {
        reader.read("", new TreePath(new TreePath(unit), type));
      }
    }
    return new Declarations(reader.found);
  }

  Optional<Declared> type(String name) {
    return members.stream()
        .filter(each -> each.types == null && qualified(each).equals(name))
        .findFirst();
  }

  Optional<Declared> find(Signatures.Parsed wanted) {
    return members.stream()
        .filter(
            each ->
                each.name.equals(wanted.name())
                    && each.owner.equals(wanted.owner())
                    && (each.types == null
                        ? wanted.types() == null
                        : each.types.equals(wanted.types())))
        .findFirst();
  }

  /// Returns the simple names of what a type extends and implements.
  static List<String> parents(ClassTree type) {
    return Stream.concat(
            Stream.ofNullable(type.getExtendsClause()), type.getImplementsClause().stream())
        .map(parent -> Signatures.simple(parent.toString()))
        .toList();
  }

  /// Returns how the first `main` is called, if there is one.
  Optional<String> callOfMain() {
    return members.stream()
        .filter(each -> each.name.equals("main") && each.types != null && each.types.size() <= 1)
        .map(
            each -> {
              String owner = each.owner.isEmpty() ? "" : each.owner + ".";
              boolean isStatic =
                  each.owner.isEmpty() || each.source.matches("(?s)[^{]*\\bstatic\\b.*");
              boolean bare = each.types == null || each.types.isEmpty();
              return (isStatic ? owner : "new " + each.owner + "().")
                  + (bare ? "main()" : "main(new String[0])");
            })
        .findFirst();
  }

  static String qualified(Declared each) {
    return each.owner.isEmpty() ? each.name : each.owner + "." + each.name;
  }

  private static final class Reader {
    private final List<Declared> found = new ArrayList<>();
    private final DocTrees docs;
    private final SourcePositions positions;
    private final CompilationUnitTree unit;
    private final String text;

    Reader(JavacTask task, CompilationUnitTree unit, String text) {
      this.docs = DocTrees.instance(task);
      this.positions = docs.getSourcePositions();
      this.unit = unit;
      this.text = text;
    }

    void read(String owner, TreePath path) {
      switch (path.getLeaf()) {
        case ClassTree type -> {
          String name = type.getSimpleName().toString();
          List<String> parents =
              Stream.concat(
                      Stream.ofNullable(type.getExtendsClause()),
                      type.getImplementsClause().stream())
                  .map(parent -> Signatures.simple(parent.toString()))
                  .toList();
          add(owner, name, null, "", parents, path);
          String inside = owner.isEmpty() ? name : owner + "." + name;
          type.getMembers().forEach(member -> read(inside, new TreePath(path, member)));
        }
        case MethodTree method -> {
          String name =
              method.getReturnType() == null
                  ? owner.substring(owner.lastIndexOf('.') + 1)
                  : method.getName().toString();
          String parameters =
              method.getParameters().stream()
                  .map(parameter -> Signatures.withoutAnnotations(parameter.toString()))
                  .collect(Collectors.joining(", "));
          add(owner, name, Signatures.types(parameters), parameters, List.of(), path);
        }
        case VariableTree variable ->
            add(owner, variable.getName().toString(), null, "", List.of(), path);
        default -> {}
      }
    }

    private void add(
        String owner,
        String name,
        @Nullable List<String> types,
        String parameters,
        List<String> parents,
        TreePath path) {
      long start = positions.getStartPosition(unit, path.getLeaf());
      long end = positions.getEndPosition(unit, path.getLeaf());
      String source = start < 0 || end < start ? "" : unindented((int) start, (int) end);
      found.add(new Declared(owner, name, types, parameters, parents, comment(path), source));
    }

    /// The first line has lost its indentation, which tells how far in the others are.
    private String unindented(int start, int end) {
      int column = start - 1 - text.lastIndexOf('\n', start - 1);
      return (" ".repeat(column) + text.substring(start, end)).stripIndent();
    }

    private Comment.Source comment(TreePath path) {
      String comment = docs.getDocComment(path);
      if (comment == null) {
        return Comment.Source.NONE;
      }
      DocCommentTree tree = docs.getDocCommentTree(path);
      boolean markdown =
          tree != null
              && (isMarkdown(tree.getFullBody())
                  || tree.getBlockTags().stream().anyMatch(tag -> tag.toString().contains("`")));
      return new Comment.Source(comment, markdown);
    }

    private static boolean isMarkdown(List<? extends DocTree> body) {
      return body.stream().anyMatch(each -> each.getKind() == DocTree.Kind.MARKDOWN);
    }
  }
}
