package nabla.kernel.jshell;

/// A piece of a cell that JShell evaluates at once.
///
/// @param start the offset in the cell at which `source` begins
/// @param source what is given to JShell; beyond `skip` it is the cell's own text
/// @param skip how many characters of `source` come before the cell's own text
record Unit(int start, String source, int skip, Kind kind) {
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

  /// Returns the offset in the cell of an offset in `source`.
  int inCell(int offset) {
    return start + Math.max(offset - skip, 0);
  }
}
