package nabla.engine.graph;

/// A tensor that an operation has saved for its backward pass.
///
/// @param of which one: an input by its letter, the [result][#RESULT], or [another][#OTHER]
/// @param version how often its elements have been changed in place by now
/// @param expected how often they had been when it was saved
public record Pin(String of, State state, int version, int expected) {
  /// What a pin of the operation's result is called.
  public static final String RESULT = "result";

  /// What a pin of neither an input nor the result is called.
  public static final String OTHER = "other";

  /// Whether what was saved can still be used.
  public enum State {
    /// It is there.
    KEPT,
    /// A backward pass has let it go.
    FREED,
    /// It was changed in place since: the backward pass will fail.
    STALE
  }

  /// Returns the letter that stands for an input in formulas.
  public static String letter(int position) {
    return position < 26 ? String.valueOf((char) ('a' + position)) : "input " + (position + 1);
  }

  /// Returns the pin in words: `a stale: version 2, expected 1`.
  public String text() {
    return switch (state) {
      case KEPT -> of + " kept";
      case FREED -> of + " freed";
      case STALE -> of + " stale: version " + version + ", expected " + expected;
    };
  }
}
