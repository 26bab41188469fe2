package nabla.engine.graph;

import nabla.engine.error.Explanations;

/// A tensor that an operation has saved for its backward pass.
///
/// @param of which one: an input by its [letter][#letter], the [result][#RESULT], or
///   [another][#OTHER]
/// @param version how often its elements have been changed in place by now
/// @param expected how often they had been when it was saved
public record Pin(String of, State state, int version, int expected) {
  /// What a pin of the operation's result is called.
  public static final String RESULT = "result";

  /// What a pin of neither an input nor the result is called.
  public static final String OTHER = "other";

  private static final int LETTERS = 26;

  /// Whether what was saved can still be used.
  public enum State {
    /// It is there.
    KEPT,
    /// A backward pass has let it go.
    FREED,
    /// It was changed in place since: the backward pass will fail.
    STALE
  }

  /// Returns the letters that stand for an input in formulas: `a` to `z`, then `aa`, `ab`.
  public static String letter(int position) {
    String last = String.valueOf((char) ('a' + position % LETTERS));
    return position < LETTERS ? last : letter(position / LETTERS - 1) + last;
  }

  /// Returns which one it is, in the language in force.
  public String name() {
    return switch (of) {
      case RESULT -> Explanations.text("graph.pinResult");
      case OTHER -> Explanations.text("graph.pinOther");
      default -> of;
    };
  }

  /// Returns the pin in words: `a stale: version 2, expected 1`.
  public String text() {
    return switch (state) {
      case KEPT -> Explanations.text("graph.kept", name());
      case FREED -> Explanations.text("graph.freed", name());
      case STALE -> Explanations.text("graph.stale", name(), version, expected);
    };
  }
}
