package nabla.kernel.jshell;

import org.jspecify.annotations.Nullable;

/// How a cell ended.
public sealed interface Outcome {
  /// The cell ended in an expression; `value` is its very object, not a text.
  record Value(@Nullable Object value) implements Outcome {}

  /// The cell ran and has nothing to show.
  record Nothing() implements Outcome {}

  /// The cell stops in the middle of something, such as an open brace. Nothing ran.
  record Incomplete(Failure failure) implements Outcome {}

  /// The compiler refused part of the cell. After a syntax error nothing ran; after any other error
  /// what stands before it did.
  record Rejected(Failure failure) implements Outcome {}

  /// The cell's code threw `cause`.
  record Thrown(Throwable cause, Failure failure) implements Outcome {}

  /// The cell was interrupted. Its variables stay.
  record Interrupted(Failure failure) implements Outcome {}
}
