package nabla.kernel.jshell;

import java.util.List;

/// A piece of a cell that JShell evaluates at once.
///
/// @param start the offset in the cell at which the piece begins
/// @param source the text that is given to JShell: the cell's own with `inserted` in it
/// @param inserted what was put into the text, in order
/// @param declares the simple name of the class or variable that is declared, or empty
/// @param local how it declares a variable, if it is a declaration of just one
/// @param habits what Java would refuse here; its offsets are those of the cell's own text
record Unit(
    int start,
    String source,
    List<Insertion> inserted,
    Kind kind,
    String declares,
    Local local,
    Habits habits) {
  enum Kind {
    IMPORT,
    /// A declaration: variable, method or class.
    DECLARATION,
    /// An expression that may stand as a statement, such as a call or an assignment.
    CALL,
    /// Any other expression.
    EXPRESSION,
    STATEMENT,
    /// Not Java.
    INVALID
  }

  /// How a variable is declared; offsets in the source.
  ///
  /// @param inferred whether it is a bare `var`, without modifiers
  record Local(boolean inferred, int nameStart, int initStart, int initEnd) {
    /// Anything else than a declaration of one variable.
    static final Local NONE = new Local(false, -1, -1, -1);

    boolean isOne() {
      return nameStart >= 0;
    }
  }

  /// Text that is not the cell's.
  ///
  /// @param at the offset in the cell's own text before which it stands
  record Insertion(int at, String text) {}

  /// Returns the offset in the cell of an offset in `source`.
  int inCell(int offset) {
    int own = offset;
    for (Insertion each : inserted) {
      if (own > each.at) {
        own = Math.max(each.at, own - each.text.length());
      }
    }
    return start + own;
  }

  static String insert(String own, List<Insertion> inserted) {
    StringBuilder text = new StringBuilder(own);
    for (Insertion each : inserted.reversed()) {
      text.insert(each.at, each.text);
    }
    return text.toString();
  }
}
