package nabla.kernel.jshell;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/// What a piece of a cell does that Java refuses at its place, and JShell lets pass.
///
/// @param finals the variables it declares once and for all
/// @param assigned the variables of the notebook it assigns to, with the offset of the first time
/// @param returnAt the offset of a `return` that leaves no method, or -1
record Habits(Set<String> finals, Map<String, Integer> assigned, int returnAt) {
  static final Habits NONE = new Habits(Set.of(), Map.of(), -1);

  /// @param trees the piece's own trees, without what was put around them to parse it
  /// @param shift how long the text before the piece is
  static Habits of(
      List<? extends Tree> trees,
      @Nullable CompilationUnitTree unit,
      SourcePositions positions,
      int shift) {
    Set<String> finals = new HashSet<>();
    Reader reader = new Reader(unit, positions, shift);
    for (Tree tree : trees) {
      if (tree instanceof VariableTree variable
          && variable.getInitializer() != null
          && variable.getModifiers().getFlags().contains(Modifier.FINAL)) {
        finals.add(variable.getName().toString());
      }
      reader.scan(tree, null);
    }
    // A name that is declared in the same piece may be another variable there.
    reader.assigned.keySet().removeAll(reader.declared);
    return new Habits(finals, reader.assigned, reader.returnAt);
  }

  private static final class Reader extends TreeScanner<@Nullable Void, @Nullable Void> {
    private final @Nullable CompilationUnitTree unit;
    private final SourcePositions positions;
    private final int shift;
    private final Map<String, Integer> assigned = new LinkedHashMap<>();
    private final Set<String> declared = new HashSet<>();
    private int returnAt = -1;
    private int methods;

    Reader(@Nullable CompilationUnitTree unit, SourcePositions positions, int shift) {
      this.unit = unit;
      this.positions = positions;
      this.shift = shift;
    }

    private int at(Tree tree) {
      return (int) positions.getStartPosition(unit, tree) - shift;
    }

    private void assigns(ExpressionTree target) {
      if (target instanceof IdentifierTree name) {
        assigned.putIfAbsent(name.getName().toString(), at(target));
      }
    }

    @Override
    public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
      assigns(tree.getVariable());
      return super.visitAssignment(tree, null);
    }

    @Override
    public @Nullable Void visitCompoundAssignment(
        CompoundAssignmentTree tree, @Nullable Void unused) {
      assigns(tree.getVariable());
      return super.visitCompoundAssignment(tree, null);
    }

    @Override
    public @Nullable Void visitUnary(UnaryTree tree, @Nullable Void unused) {
      switch (tree.getKind()) {
        case PREFIX_INCREMENT, PREFIX_DECREMENT, POSTFIX_INCREMENT, POSTFIX_DECREMENT ->
            assigns(tree.getExpression());
        default -> {}
      }
      return super.visitUnary(tree, null);
    }

    @Override
    public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
      declared.add(tree.getName().toString());
      return super.visitVariable(tree, null);
    }

    @Override
    public @Nullable Void visitReturn(ReturnTree tree, @Nullable Void unused) {
      if (methods == 0 && returnAt < 0) {
        returnAt = at(tree);
      }
      return super.visitReturn(tree, null);
    }

    @Override
    public @Nullable Void visitMethod(MethodTree tree, @Nullable Void unused) {
      methods++;
      super.visitMethod(tree, null);
      methods--;
      return null;
    }

    @Override
    public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void unused) {
      methods++;
      super.visitLambdaExpression(tree, null);
      methods--;
      return null;
    }

    @Override
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
      methods++;
      super.visitClass(tree, null);
      methods--;
      return null;
    }
  }
}
