package nabla.engine.check;

import static nabla.engine.tensor.Creation.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import nabla.engine.autograd.GradMode;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.GradCheckException;
import nabla.engine.error.Warnings;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Flag;
import nabla.engine.tensor.Functional;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Compares the derivatives that backward computes with measured ones, `torch.autograd.gradcheck`.
///
/// The measured derivative is the central difference `(f(x + ε) - f(x - ε)) / 2ε`, one element of
/// the input at a time; it needs FLOAT64 inputs to be precise enough.
public final class GradCheck {
  private GradCheck() {}

  /// How far inputs are moved, and how far derivatives may differ: by `atol + rtol · |measured|`.
  public record Tolerance(double eps, double atol, double rtol) {
    /// What PyTorch takes if nothing is said.
    public static final Tolerance DEFAULT = new Tolerance(1e-6, 1e-5, 1e-3);
  }

  /// Returns true if the derivative of the function is right at this point; throws if it is not.
  ///
  /// @throws GradCheckException with both matrices if they differ
  public static boolean gradcheck(UnaryOperator<Tensor> function, Tensor input) {
    return gradcheck(inputs -> List.of(function.apply(inputs.get(0))), List.of(input));
  }

  /// Returns true if the derivatives of a function of two tensors are right; throws if not.
  public static boolean gradcheck(BinaryOperator<Tensor> function, Tensor first, Tensor second) {
    return gradcheck(
        inputs -> List.of(function.apply(inputs.get(0), inputs.get(1))), List.of(first, second));
  }

  /// Returns true if the derivatives of a function of several tensors with several results are
  /// right; throws if not.
  public static boolean gradcheck(
      Function<List<Tensor>, List<Tensor>> function, List<Tensor> inputs) {
    return gradcheck(function, inputs, Tolerance.DEFAULT);
  }

  /// Returns true if the derivatives are right within a tolerance; throws if not.
  ///
  /// Only inputs that require a gradient are looked at, and they are counted in the message.
  public static boolean gradcheck(
      Function<List<Tensor>, List<Tensor>> function, List<Tensor> inputs, Tolerance tolerance) {
    try (GradMode.Scope _ = GradMode.enableGrad()) {
      return new Comparison(function, inputs, tolerance).run();
    }
  }

  /// Returns true if the second derivative of the function is right at this point; throws if not.
  public static boolean gradgradcheck(UnaryOperator<Tensor> function, Tensor input) {
    return gradgradcheck(inputs -> List.of(function.apply(inputs.get(0))), List.of(input));
  }

  /// Returns true if the second derivatives of a function of two tensors are right; throws if not.
  public static boolean gradgradcheck(
      BinaryOperator<Tensor> function, Tensor first, Tensor second) {
    return gradgradcheck(
        inputs -> List.of(function.apply(inputs.get(0), inputs.get(1))), List.of(first, second));
  }

  /// Returns true if the second derivatives of a function of several tensors with several results
  /// are right; throws if not.
  public static boolean gradgradcheck(
      Function<List<Tensor>, List<Tensor>> function, List<Tensor> inputs) {
    return gradgradcheck(function, inputs, Tolerance.DEFAULT);
  }

  /// Returns true if the second derivatives are right within a tolerance; throws if not.
  ///
  /// What is checked is the function that leads from the inputs and random incoming gradients to
  /// the gradients of the inputs.
  public static boolean gradgradcheck(
      Function<List<Tensor>, List<Tensor>> function, List<Tensor> inputs, Tolerance tolerance) {
    List<Tensor> all = new ArrayList<>(inputs);
    try (GradMode.Scope _ = GradMode.enableGrad()) {
      // Always the same numbers, and not from the generator that the user has seeded.
      Random random = new Random(0);
      for (Tensor output : differentiable(function.apply(inputs))) {
        double[] values = random.doubles(output.numel(), -1, 1).toArray();
        all.add(likeOf(output, values).requiresGrad(true));
      }
    }
    int count = inputs.size();
    return gradcheck(
        given -> gradientsOf(function, given.subList(0, count), given.subList(count, given.size())),
        List.copyOf(all),
        tolerance);
  }

  private static List<Tensor> gradientsOf(
      Function<List<Tensor>, List<Tensor>> function, List<Tensor> inputs, List<Tensor> seeds) {
    List<Tensor> outputs = differentiable(function.apply(inputs));
    if (outputs.isEmpty()) {
      return List.of();
    }
    List<Tensor> gradients = new ArrayList<>();
    for (Tensor gradient :
        Functional.grad(
            outputs, differentiable(inputs), seeds, Flag.CREATE_GRAPH, Flag.ALLOW_UNUSED)) {
      if (gradient != null) {
        gradients.add(gradient);
      }
    }
    return gradients;
  }

  private static List<Tensor> differentiable(List<Tensor> tensors) {
    return tensors.stream().filter(Tensor::requiresGrad).toList();
  }

  private static Tensor likeOf(Tensor like, double[] values) {
    return tensor(values, like.dtype()).reshape(like.shape().toArray());
  }

  /// One comparison of all outputs with all inputs.
  private static final class Comparison {
    private final Function<List<Tensor>, List<Tensor>> function;
    private final List<Tensor> inputs;
    private final Tolerance tolerance;
    private final List<Integer> places = new ArrayList<>();
    private final List<Tensor> sources;

    Comparison(
        Function<List<Tensor>, List<Tensor>> function, List<Tensor> inputs, Tolerance tolerance) {
      this.function = function;
      this.inputs = inputs;
      this.tolerance = tolerance;
      for (int i = 0; i < inputs.size(); i++) {
        if (inputs.get(i).requiresGrad()) {
          places.add(i);
        }
      }
      sources = differentiable(inputs);
    }

    boolean run() {
      checkInputs();
      List<Tensor> results = function.apply(inputs);
      List<Tensor> outputs = differentiable(results);
      boolean constant = outputs.isEmpty();
      int count = constant ? results.size() : outputs.size();
      List<double[][][]> measured = measure(count, !constant);
      for (int o = 0; o < count; o++) {
        for (int s = 0; s < sources.size(); s++) {
          double[][] numerical = measured.get(s)[o];
          if (constant) {
            requireZeros(numerical, o, s);
          } else {
            compare(numerical, computed(outputs.get(o), s), outputs.get(o), o, s);
          }
        }
      }
      if (!constant) {
        requireLinear(outputs);
      }
      return true;
    }

    private void checkInputs() {
      if (sources.isEmpty()) {
        throw new ArgumentException(
            "gradcheck expects at least one input tensor to require gradient, but none of them"
                + " have requires_grad=True.",
            "gradcheck.noInput");
      }
      for (int place : places) {
        if (inputs.get(place).dtype() != DType.FLOAT64) {
          Warnings.warn(
              ("Input #%d requires gradient and is not a double precision floating point or complex."
                      + " This check will likely fail if all the inputs are not of double precision"
                      + " floating point or complex. ")
                  .formatted(place));
        }
      }
    }

    /// Returns for each source, then for each output, the derivative: a row for each element of the
    /// source, in it a column for each element of the output.
    private List<double[][][]> measure(int outputs, boolean onlyDifferentiable) {
      List<double[][][]> all = new ArrayList<>();
      for (int place : places) {
        double[] values = inputs.get(place).detach().toDoubleArray();
        double[][][] byOutput = new double[outputs][values.length][];
        for (int k = 0; k < values.length; k++) {
          List<double[]> below = at(place, values, k, -tolerance.eps(), onlyDifferentiable);
          List<double[]> above = at(place, values, k, tolerance.eps(), onlyDifferentiable);
          for (int o = 0; o < outputs; o++) {
            byOutput[o][k] = slope(below.get(o), above.get(o));
          }
        }
        all.add(byOutput);
      }
      return all;
    }

    private double[] slope(double[] below, double[] above) {
      double[] slope = new double[below.length];
      for (int i = 0; i < slope.length; i++) {
        slope[i] = (above[i] - below[i]) / (2 * tolerance.eps());
      }
      return slope;
    }

    private List<double[]> at(
        int place, double[] values, int element, double step, boolean onlyDifferentiable) {
      double[] moved = values.clone();
      moved[element] += step;
      List<Tensor> near = new ArrayList<>(inputs);
      near.set(place, likeOf(inputs.get(place), moved).requiresGrad(true));
      List<Tensor> results = function.apply(List.copyOf(near));
      return (onlyDifferentiable ? differentiable(results) : results)
          .stream().map(result -> result.detach().toDoubleArray()).toList();
    }

    private double[][] computed(Tensor output, int source) {
      Tensor input = sources.get(source);
      double[][] matrix = new double[input.numel()][output.numel()];
      for (int j = 0; j < output.numel(); j++) {
        double[] one = new double[output.numel()];
        one[j] = 1;
        Tensor gradient = gradients(List.of(output), List.of(likeOf(output, one))).get(source);
        if (gradient != null) {
          double[] column = gradient.detach().toDoubleArray();
          for (int i = 0; i < column.length; i++) {
            matrix[i][j] = column[i];
          }
        }
      }
      return matrix;
    }

    private List<@Nullable Tensor> gradients(List<Tensor> outputs, List<Tensor> seeds) {
      return Functional.grad(outputs, sources, seeds, Flag.RETAIN_GRAPH, Flag.ALLOW_UNUSED);
    }

    private void compare(
        double[][] numerical, double[][] analytical, Tensor output, int index, int source) {
      for (int i = 0; i < numerical.length; i++) {
        for (int j = 0; j < numerical[i].length; j++) {
          double n = numerical[i][j];
          double a = analytical[i][j];
          // Neither NaN nor an infinite difference is close to anything.
          boolean close =
              a == n || Math.abs(a - n) <= tolerance.atol() + tolerance.rtol() * Math.abs(n);
          if (!close) {
            throw mismatch(numerical, analytical, output, index, source);
          }
        }
      }
    }

    private GradCheckException mismatch(
        double[][] numerical, double[][] analytical, Tensor output, int index, int source) {
      return new GradCheckException(
          "Jacobian mismatch for output %d with respect to input %d,\nnumerical:%s\nanalytical:%s\n"
              .formatted(
                  index,
                  source,
                  tensor(numerical, output.dtype()),
                  tensor(analytical, sources.get(source).dtype())),
          "gradcheck.mismatch",
          index,
          source,
          tolerance.eps());
    }

    private static void requireZeros(double[][] numerical, int output, int source) {
      for (double[] row : numerical) {
        for (double slope : row) {
          if (slope != 0) {
            throw new GradCheckException(
                "Numerical gradient for function expected to be zero",
                "gradcheck.notZero",
                output,
                source);
          }
        }
      }
    }

    private void requireLinear(List<Tensor> outputs) {
      List<@Nullable Tensor> answers =
          gradients(outputs, outputs.stream().map(o -> o.detach().zerosLike()).toList());
      for (int s = 0; s < answers.size(); s++) {
        Tensor answer = answers.get(s);
        if (answer != null && answer.ne(0).any().itemBoolean()) {
          throw new GradCheckException(
              "backward not multiplied by grad_output", "gradcheck.notLinear", s);
        }
      }
    }
  }
}
