package nabla.engine.optim;

import nabla.engine.tensor.Tensor;

/// A line search: how far to go along a direction so that the loss falls enough and its slope has
/// become much flatter, the strong conditions of Wolfe.
///
/// First the steps grow until a stretch holds such a place, then the stretch is narrowed by cubic
/// interpolation (Nocedal and Wright, Numerical Optimization, algorithms 3.5 and 3.6), with the
/// constants and safeguards that PyTorch takes from Torch7's `lswolfe`.
final class StrongWolfe {
  private static final double ENOUGH_FALL = 1e-4;
  private static final double ENOUGH_FLATNESS = 0.9;

  private final Objective objective;
  private final Point start;
  private final int most;
  private int rounds;
  private int evaluations;

  private StrongWolfe(Objective objective, Point start, int most) {
    this.objective = objective;
    this.start = start;
    this.most = most;
  }

  /// The loss along the direction.
  interface Objective {
    /// Returns what is found at a distance.
    Point at(double distance);
  }

  /// A place along the direction, with the loss, the gradient and the slope along the direction.
  record Point(double distance, double loss, Tensor gradient, double slope) {}

  /// Where the search ended and how often it computed the loss.
  record Found(Point point, int evaluations) {}

  private record Bracket(Point first, Point second) {
    boolean firstIsLower() {
      return first.loss <= second.loss;
    }

    Point lower() {
      return firstIsLower() ? first : second;
    }

    double least() {
      return Math.min(first.distance, second.distance);
    }

    double greatest() {
      return Math.max(first.distance, second.distance);
    }
  }

  /// Searches from the place at distance 0.
  ///
  /// @param distance what is tried first
  /// @param reach the largest element of the direction
  /// @param tolerance the change of an element that counts as none
  /// @param most how many further tries are allowed
  static Found search(
      Objective objective, Point start, double distance, double reach, double tolerance, int most) {
    StrongWolfe search = new StrongWolfe(objective, start, most);
    Bracket bracket = search.bracket(distance);
    Point end =
        bracket.first.equals(bracket.second)
            ? bracket.first
            : search.zoom(bracket, reach, tolerance);
    return new Found(end, search.evaluations);
  }

  private Point at(double distance) {
    evaluations++;
    return objective.at(distance);
  }

  private boolean isTooHigh(Point point) {
    return point.loss > start.loss + ENOUGH_FALL * point.distance * start.slope;
  }

  private boolean isFlat(Point point) {
    return Math.abs(point.slope) <= -ENOUGH_FLATNESS * start.slope;
  }

  // A stretch that holds a good place; twice the same point is one.
  private Bracket bracket(double distance) {
    Point last = start;
    Point point = at(distance);
    while (rounds < most) {
      if (isTooHigh(point) || rounds > 1 && point.loss >= last.loss) {
        return new Bracket(last, point);
      }
      if (isFlat(point)) {
        return new Bracket(point, point);
      }
      if (point.slope >= 0) {
        return new Bracket(last, point);
      }
      double nearest = point.distance + 0.01 * (point.distance - last.distance);
      double next = cubic(last, point, nearest, point.distance * 10);
      last = point;
      point = at(next);
      rounds++;
    }
    return new Bracket(start, point);
  }

  private Point zoom(Bracket bracket, double reach, double tolerance) {
    boolean slow = false;
    while (rounds < most && (bracket.greatest() - bracket.least()) * reach >= tolerance) {
      double least = bracket.least();
      double greatest = bracket.greatest();
      double next = cubic(bracket.first, bracket.second, least, greatest);
      double margin = 0.1 * (greatest - least);
      boolean nearEnd = Math.min(greatest - next, next - least) < margin;
      if (nearEnd && (slow || next >= greatest || next <= least)) {
        boolean atTop = Math.abs(next - greatest) < Math.abs(next - least);
        next = atTop ? greatest - margin : least + margin;
        slow = false;
      } else {
        slow = nearEnd;
      }
      Point point = at(next);
      rounds++;
      boolean firstIsLower = bracket.firstIsLower();
      Point lower = firstIsLower ? bracket.first : bracket.second;
      Point upper = firstIsLower ? bracket.second : bracket.first;
      if (isTooHigh(point) || point.loss >= lower.loss) {
        bracket = with(firstIsLower, lower, point);
      } else if (isFlat(point)) {
        return point;
      } else {
        boolean turned = point.slope * (upper.distance - lower.distance) >= 0;
        bracket = with(firstIsLower, point, turned ? lower : upper);
      }
    }
    return bracket.lower();
  }

  private static Bracket with(boolean firstIsLower, Point lower, Point upper) {
    return firstIsLower ? new Bracket(lower, upper) : new Bracket(upper, lower);
  }

  /// Returns where the cubic through two points with these slopes is least, within bounds; the
  /// middle where there is none.
  private static double cubic(Point a, Point b, double least, double greatest) {
    boolean ordered = a.distance <= b.distance;
    double chord = (a.loss - b.loss) / (a.distance - b.distance);
    double mean = a.slope + b.slope - 3 * chord;
    double square = mean * mean - a.slope * b.slope;
    if (!(square >= 0)) {
      return (least + greatest) / 2;
    }
    double root = Math.sqrt(square);
    Point far = ordered ? b : a;
    Point near = ordered ? a : b;
    double part = (far.slope + root - mean) / (far.slope - near.slope + 2 * root);
    double place = far.distance - (far.distance - near.distance) * part;
    return Math.min(Math.max(place, least), greatest);
  }
}
