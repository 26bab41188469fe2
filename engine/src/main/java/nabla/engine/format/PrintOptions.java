package nabla.engine.format;

import org.jspecify.annotations.Nullable;

/// How tensors are printed. The counterpart of `torch.set_printoptions`.
///
/// @param precision digits after the point
/// @param threshold a tensor with more elements than this is shown in part
/// @param edgeItems how many items at both ends of a dimension are then shown
/// @param lineWidth columns of a line
/// @param sciMode whether to use scientific notation; null lets the values decide
public record PrintOptions(
    int precision, long threshold, int edgeItems, int lineWidth, @Nullable Boolean sciMode) {

  /// The options at the start, and PyTorch's.
  public static final PrintOptions DEFAULT = new PrintOptions(4, 1000, 3, 80, null);

  /// Two digits, two items at the edges.
  public static final PrintOptions SHORT = new PrintOptions(2, 1000, 2, 80, null);

  /// Every element, however many there are.
  public static final PrintOptions FULL = new PrintOptions(4, Long.MAX_VALUE, 3, 80, null);

  private static volatile PrintOptions current = DEFAULT;

  public PrintOptions {
    atLeast(0, "precision", precision);
    atLeast(0, "threshold", threshold);
    atLeast(0, "edgeItems", edgeItems);
    atLeast(1, "lineWidth", lineWidth);
  }

  /// Returns the options in force for the whole process.
  public static PrintOptions current() {
    return current;
  }

  /// Puts options in force for the whole process.
  public static void set(PrintOptions options) {
    current = options;
  }

  /// Returns these options with another number of digits after the point.
  public PrintOptions withPrecision(int precision) {
    return new PrintOptions(precision, threshold, edgeItems, lineWidth, sciMode);
  }

  /// Returns these options with another limit to what is shown whole.
  public PrintOptions withThreshold(long threshold) {
    return new PrintOptions(precision, threshold, edgeItems, lineWidth, sciMode);
  }

  /// Returns these options with another number of items at the edges.
  public PrintOptions withEdgeItems(int edgeItems) {
    return new PrintOptions(precision, threshold, edgeItems, lineWidth, sciMode);
  }

  /// Returns these options with another width of a line.
  public PrintOptions withLineWidth(int lineWidth) {
    return new PrintOptions(precision, threshold, edgeItems, lineWidth, sciMode);
  }

  /// Returns these options with scientific notation on, off, or (null) as the values suggest.
  public PrintOptions withSciMode(@Nullable Boolean sciMode) {
    return new PrintOptions(precision, threshold, edgeItems, lineWidth, sciMode);
  }

  private static void atLeast(int least, String name, long value) {
    if (value < least) {
      throw new IllegalArgumentException(
          "print options: %s must be at least %d, but it is %d; PrintOptions.DEFAULT shows good values"
              .formatted(name, least, value));
    }
  }
}
