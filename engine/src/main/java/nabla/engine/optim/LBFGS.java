package nabla.engine.optim;

import static nabla.engine.tensor.Joining.cat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import nabla.engine.autograd.GradMode;
import nabla.engine.error.ArgumentException;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// L-BFGS: estimates the curvature of the loss from the last steps and jumps where the loss should
/// be least.
///
/// One step computes the loss several times, so it needs a closure. There is one parameter group.
/// Where the loss jumps about, take a smaller learning rate or [LineSearch#STRONG_WOLFE].
public final class LBFGS extends Optimizer {
  private final List<Move> moves = new ArrayList<>();
  private double scale = 1;
  private @Nullable Tensor direction;
  private double length;
  private @Nullable Tensor before;

  /// A move, the change of the gradient along it, and the inverse of their product.
  private record Move(Tensor move, Tensor change, double inverse) {}

  /// Creates an optimizer with the learning rate 1.
  public LBFGS(List<Tensor> parameters) {
    this(parameters, options());
  }

  /// Creates an optimizer.
  public LBFGS(List<Tensor> parameters, double lr) {
    this(parameters, options(lr));
  }

  /// Creates an optimizer.
  public LBFGS(List<Tensor> parameters, Options options) {
    super(parameters, options);
  }

  /// Returns PyTorch's default options: learning rate 1, at most 20 iterations a step.
  public static Options options() {
    return options(1);
  }

  /// Returns the default options with a learning rate.
  public static Options options(double lr) {
    return new Options(lr, 20, 25, 1e-7, 1e-9, 100, LineSearch.NONE, false);
  }

  /// How far a move goes along its direction.
  public enum LineSearch {
    /// As far as the learning rate says.
    NONE,
    /// As far as the strong conditions of Wolfe want (`line_search_fn="strong_wolfe"`): the loss
    /// falls and its slope flattens. The learning rate is what is tried first.
    STRONG_WOLFE
  }

  /// The options of [LBFGS].
  ///
  /// @param lr which part of the estimated way is gone
  /// @param maxIter how many moves a step makes at most
  /// @param maxEval how often a step computes the loss at most
  /// @param toleranceGrad the largest element of a gradient that counts as 0
  /// @param toleranceChange the change of the loss, or of the parameters, that counts as none
  /// @param historySize how many moves are remembered
  /// @param lineSearch how far a move goes
  /// @param maximize whether the objective shall rise instead of fall
  public record Options(
      double lr,
      int maxIter,
      int maxEval,
      double toleranceGrad,
      double toleranceChange,
      int historySize,
      LineSearch lineSearch,
      boolean maximize)
      implements OptimizerOptions {
    @Override
    public Options lr(double lr) {
      return new Options(
          lr, maxIter, maxEval, toleranceGrad, toleranceChange, historySize, lineSearch, maximize);
    }

    /// Returns a copy with another bound of the moves, and PyTorch's of the computations of the
    /// loss, a quarter more.
    public Options maxIter(int iterations) {
      return max(iterations, iterations * 5 / 4);
    }

    /// Returns a copy with other bounds of the moves and of the computations of the loss.
    public Options max(int iterations, int evaluations) {
      return new Options(
          lr,
          iterations,
          evaluations,
          toleranceGrad,
          toleranceChange,
          historySize,
          lineSearch,
          maximize);
    }

    /// Returns a copy with other tolerances.
    public Options tolerance(double gradient, double change) {
      return new Options(lr, maxIter, maxEval, gradient, change, historySize, lineSearch, maximize);
    }

    /// Returns a copy that remembers another number of moves.
    public Options historySize(int moves) {
      return new Options(
          lr, maxIter, maxEval, toleranceGrad, toleranceChange, moves, lineSearch, maximize);
    }

    /// Returns a copy with another line search.
    public Options lineSearch(LineSearch search) {
      return new Options(
          lr, maxIter, maxEval, toleranceGrad, toleranceChange, historySize, search, maximize);
    }

    /// Returns a copy that climbs, or descends.
    public Options maximize(boolean climb) {
      return new Options(
          lr, maxIter, maxEval, toleranceGrad, toleranceChange, historySize, lineSearch, climb);
    }

    @Override
    public void check() {
      Checks.notNegative("learning rate", lr);
    }
  }

  /// Raises an error: a step computes the loss several times, see [#step(Supplier)].
  @Override
  public void step() {
    throw new ArgumentException(
        "LBFGS.step() missing 1 required positional argument: 'closure'", "optim.closure");
  }

  /// Moves up to `maxIter` times; returns the loss before the first move.
  @Override
  public Tensor step(Supplier<Tensor> closure) {
    count();
    try (var _ = GradMode.noGrad()) {
      Options options = options(groups());
      Tensor first = evaluate(closure);
      Tensor gradient = gradient();
      double loss = height(first);
      int evaluations = 1;
      for (int i = 1; largest(gradient) > options.toleranceGrad; i++) {
        Tensor way = nextDirection(gradient, options);
        double slope = gradient.dot(way).item();
        if (slope > -options.toleranceChange) {
          break;
        }
        double last = loss;
        if (options.lineSearch == LineSearch.STRONG_WOLFE) {
          StrongWolfe.Found found =
              StrongWolfe.search(
                  distance -> probe(closure, way, distance),
                  new StrongWolfe.Point(0, loss, gradient, slope),
                  length,
                  largest(way),
                  options.toleranceChange,
                  options.maxEval - evaluations);
          length = found.point().distance();
          loss = found.point().loss();
          gradient = found.point().gradient();
          evaluations += found.evaluations();
          move(way, length);
        } else {
          move(way, length);
          if (i < options.maxIter) {
            loss = height(evaluate(closure));
            gradient = gradient();
            evaluations++;
          }
        }
        if (i >= options.maxIter
            || evaluations >= options.maxEval
            || largest(way) * length <= options.toleranceChange
            || Math.abs(loss - last) < options.toleranceChange) {
          break;
        }
      }
      return first;
    }
  }

  private static Options options(List<ParameterGroup> groups) {
    return (Options) groups.getFirst().options();
  }

  /// Returns the loss that shall fall.
  private double height(Tensor loss) {
    return options(groups()).maximize ? -loss.item() : loss.item();
  }

  /// Looks what there is at a distance, and comes back.
  private StrongWolfe.Point probe(Supplier<Tensor> closure, Tensor way, double distance) {
    List<Tensor> parameters = groups().getFirst().parameters();
    List<Tensor> kept = parameters.stream().map(p -> p.detach().clone()).toList();
    move(way, distance);
    double loss = height(evaluate(closure));
    Tensor gradient = gradient();
    for (int i = 0; i < kept.size(); i++) {
      parameters.get(i).copy_(kept.get(i));
    }
    return new StrongWolfe.Point(distance, loss, gradient, gradient.dot(way).item());
  }

  private static Tensor evaluate(Supplier<Tensor> closure) {
    try (var _ = GradMode.enableGrad()) {
      return closure.get();
    }
  }

  private static double largest(Tensor vector) {
    return vector.abs().max().item();
  }

  /// Returns where to go, and sets how far.
  private Tensor nextDirection(Tensor gradient, Options options) {
    Tensor last = direction;
    Tensor way;
    if (last == null || before == null) {
      way = gradient.neg();
      length = Math.min(1, 1 / gradient.abs().sum().item()) * options.lr;
    } else {
      remember(last.mul(length), gradient.sub(before), options.historySize);
      way = towardsLeast(gradient);
      length = options.lr;
    }
    direction = way;
    before = gradient;
    return way;
  }

  private void remember(Tensor move, Tensor change, int most) {
    double product = change.dot(move).item();
    // Only where the loss curves upwards does the estimate stay a valley.
    if (product > 1e-10) {
      if (moves.size() == most) {
        moves.removeFirst();
      }
      moves.add(new Move(move, change, 1 / product));
      scale = product / change.dot(change).item();
    }
  }

  /// Multiplies the gradient by the estimated inverse curvature: the two loops of L-BFGS.
  private Tensor towardsLeast(Tensor gradient) {
    Tensor way = gradient.neg();
    double[] parts = new double[moves.size()];
    for (int i = parts.length - 1; i >= 0; i--) {
      Move m = moves.get(i);
      parts[i] = m.move.dot(way).item() * m.inverse;
      way.add_(m.change, -parts[i]);
    }
    way.mul_(scale);
    for (int i = 0; i < parts.length; i++) {
      Move m = moves.get(i);
      way.add_(m.move, parts[i] - m.change.dot(way).item() * m.inverse);
    }
    return way;
  }

  private Tensor gradient() {
    List<Tensor> parts = new ArrayList<>();
    for (Tensor parameter : groups().getFirst().parameters()) {
      Tensor gradient = parameter.grad();
      parts.add((gradient == null ? parameter.zerosLike() : gradient).reshape(-1));
    }
    Tensor flat = cat(parts, 0);
    return options(groups()).maximize ? flat.neg() : flat;
  }

  private void move(Tensor way, double length) {
    int offset = 0;
    for (Tensor parameter : groups().getFirst().parameters()) {
      int count = parameter.numel();
      Tensor part = way.narrow(0, offset, count).reshape(parameter.shape().toArray());
      parameter.add_(part, length);
      offset += count;
    }
  }
}
