package nabla.engine.tensor;

import org.jspecify.annotations.Nullable;

/// A part of one dimension (or of none, or of several), as Python writes it in brackets.
///
/// `x.at(Slice.all(), Slice.index(1))` is Python's `x[:, 1]`.
public sealed interface Slice extends Index {

  /// One position; negative ones count from the end. The dimension goes away.
  record Position(int index) implements Slice {}

  /// The positions from `start` before `stop` in steps; null is Python's missing bound.
  record Range(@Nullable Integer start, @Nullable Integer stop, int step) implements Slice {}

  /// A new dimension of size 1.
  record NewAxis() implements Slice {}

  /// As many whole dimensions as are missing.
  record Ellipsis() implements Slice {}

  /// Returns the whole dimension, `:` in Python.
  static Slice all() {
    return new Range(null, null, 1);
  }

  /// Returns one position; negative ones count from the end.
  static Slice index(int position) {
    return new Position(position);
  }

  /// Returns the positions from `start` before `stop`, `start:stop` in Python.
  static Slice range(int start, int stop) {
    return new Range(start, stop, 1);
  }

  /// Returns the positions from `start` before `stop` in steps, `start:stop:step` in Python.
  static Slice range(int start, int stop, int step) {
    return new Range(start, stop, step);
  }

  /// Returns the positions from `start` on, `start:` in Python.
  static Slice from(int start) {
    return new Range(start, null, 1);
  }

  /// Returns the positions before `stop`, `:stop` in Python.
  static Slice until(int stop) {
    return new Range(null, stop, 1);
  }

  /// Returns every `step`-th position, `::step` in Python.
  static Slice every(int step) {
    return new Range(null, null, step);
  }

  /// Returns a new dimension of size 1, `None` in Python.
  static Slice newAxis() {
    return new NewAxis();
  }

  /// Returns as many whole dimensions as are missing, `...` in Python.
  static Slice ellipsis() {
    return new Ellipsis();
  }
}
