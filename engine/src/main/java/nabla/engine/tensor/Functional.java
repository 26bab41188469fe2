package nabla.engine.tensor;

import java.util.ArrayList;
import java.util.List;
import nabla.engine.autograd.Gradients;
import nabla.engine.autograd.Partial;
import nabla.engine.error.DTypeException;
import nabla.engine.error.GradientException;
import nabla.engine.formula.Formula;
import org.jspecify.annotations.Nullable;

/// The functions of several tensors, the twins of methods for a number on the left, and those that
/// learners know as functions (`relu(x)`), imported statically by every notebook.
public final class Functional {
  private static final Formula SELECT =
      Formula.select(Formula.flag(0), Formula.arg(1), Formula.arg(2));

  private Functional() {}

  /// Returns `a` where the condition is true, `b` elsewhere; all three broadcast. Gradient: `g`
  /// where the operand was taken, else 0.
  public static Tensor where(Tensor condition, Tensor a, Tensor b) {
    if (condition.dtype() != DType.BOOL) {
      throw new DTypeException(
          "where expected condition to be a boolean tensor, but got a tensor with dtype "
              + condition.dtype().scalarType(),
          "mask.dtype",
          condition.dtype());
    }
    return Elementwise.apply(
        Target.FRESH,
        "Where",
        SELECT,
        Elementwise.Result.PROMOTED,
        0b001,
        new @Nullable Partial[] {
          null,
          Partial.of((g, saved) -> where(saved.input(0), g, g.zerosLike()), 0),
          Partial.of((g, saved) -> where(saved.input(0), g.zerosLike(), g), 0)
        },
        condition,
        a,
        b);
  }

  /// Returns [#where(Tensor, Tensor, Tensor)] with a number for false.
  public static Tensor where(Tensor condition, Tensor a, double b) {
    return where(condition, a, Tensor.number(b));
  }

  /// Returns [#where(Tensor, Tensor, Tensor)] with a number for true.
  public static Tensor where(Tensor condition, double a, Tensor b) {
    return where(condition, Tensor.number(a), b);
  }

  /// Returns [#where(Tensor, Tensor, Tensor)] with a whole number for false.
  public static Tensor where(Tensor condition, Tensor a, long b) {
    return where(condition, a, Tensor.number(b));
  }

  /// Returns [#where(Tensor, Tensor, Tensor)] with a whole number for true.
  public static Tensor where(Tensor condition, long a, Tensor b) {
    return where(condition, Tensor.number(a), b);
  }

  /// Returns [#where(Tensor, Tensor, Tensor)] of two whole numbers, of dtype int64.
  public static Tensor where(Tensor condition, long a, long b) {
    return where(condition, Tensor.number(a), Tensor.number(b));
  }

  /// Returns [#where(Tensor, Tensor, Tensor)] of two numbers.
  public static Tensor where(Tensor condition, double a, double b) {
    return where(condition, Tensor.number(a), Tensor.number(b));
  }

  /// Returns `a + b` with a number on the left.
  public static Tensor add(double a, Tensor b) {
    return b.add(a);
  }

  /// Returns `a - b` with a number on the left.
  public static Tensor sub(double a, Tensor b) {
    return b.rsub(a);
  }

  /// Returns `a - b` with a whole number on the left.
  public static Tensor sub(long a, Tensor b) {
    return b.rsub(a);
  }

  /// Returns `a · b` with a number on the left.
  public static Tensor mul(double a, Tensor b) {
    return b.mul(a);
  }

  /// Returns `a / b` with a number on the left.
  public static Tensor div(double a, Tensor b) {
    return b.reciprocal().mul(a);
  }

  /// Returns `aᵇ` with a number on the left.
  public static Tensor pow(double a, Tensor b) {
    return Tensor.number(a).pow(b);
  }

  /// Returns `aᵇ` with a whole number on the left.
  public static Tensor pow(long a, Tensor b) {
    return Tensor.number(a).pow(b);
  }

  /// Returns `max(0, x)` of every element, the method as a function.
  public static Tensor relu(Tensor x) {
    return x.relu();
  }

  /// Returns `1 / (1 + e⁻ˣ)` of every element, the method as a function.
  public static Tensor sigmoid(Tensor x) {
    return x.sigmoid();
  }

  /// Returns the hyperbolic tangent of every element, the method as a function.
  public static Tensor tanh(Tensor x) {
    return x.tanh();
  }

  /// Returns `log(1 + eˣ)` of every element, the method as a function.
  public static Tensor softplus(Tensor x) {
    return x.softplus();
  }

  /// Returns `x · Φ(x)` of every element, the method as a function.
  public static Tensor gelu(Tensor x) {
    return x.gelu();
  }

  /// Returns `x · sigmoid(x)` of every element, the method as a function.
  public static Tensor silu(Tensor x) {
    return x.silu();
  }

  /// Returns `x · tanh(softplus(x))` of every element, the method as a function.
  public static Tensor mish(Tensor x) {
    return x.mish();
  }

  /// Returns x, and eˣ - 1 below 0 of every element, the method as a function.
  public static Tensor elu(Tensor x) {
    return x.elu();
  }

  /// Returns the self-normalising elu of every element, the method as a function.
  public static Tensor selu(Tensor x) {
    return x.selu();
  }

  /// Returns x, and a hundredth of it below 0 of every element, the method as a function.
  public static Tensor leakyRelu(Tensor x) {
    return x.leakyRelu();
  }

  /// Returns `min(max(0, x), 6)` of every element, the method as a function.
  public static Tensor relu6(Tensor x) {
    return x.relu6();
  }

  /// Returns `log(sigmoid(x))` of every element, the method as a function.
  public static Tensor logsigmoid(Tensor x) {
    return x.logsigmoid();
  }

  /// Returns `x / (1 + |x|)` of every element, the method as a function.
  public static Tensor softsign(Tensor x) {
    return x.softsign();
  }

  /// Returns `x - tanh(x)` of every element, the method as a function.
  public static Tensor tanhshrink(Tensor x) {
    return x.tanhshrink();
  }

  /// Returns x, cut to [-1, 1] of every element, the method as a function.
  public static Tensor hardtanh(Tensor x) {
    return x.hardtanh();
  }

  /// Returns the sigmoid in three straight pieces of every element, the method as a function.
  public static Tensor hardsigmoid(Tensor x) {
    return x.hardsigmoid();
  }

  /// Returns `x · hardsigmoid(x)` of every element, the method as a function.
  public static Tensor hardswish(Tensor x) {
    return x.hardswish();
  }

  /// Returns `eˣ` of every element, the method as a function.
  public static Tensor exp(Tensor x) {
    return x.exp();
  }

  /// Returns the natural logarithm of every element, the method as a function.
  public static Tensor log(Tensor x) {
    return x.log();
  }

  /// Returns the square root of every element, the method as a function.
  public static Tensor sqrt(Tensor x) {
    return x.sqrt();
  }

  /// Returns the amount of every element, the method as a function.
  public static Tensor abs(Tensor x) {
    return x.abs();
  }

  /// Returns the sine of every element, the method as a function.
  public static Tensor sin(Tensor x) {
    return x.sin();
  }

  /// Returns the cosine of every element, the method as a function.
  public static Tensor cos(Tensor x) {
    return x.cos();
  }

  /// Returns `x²` of every element, the method as a function.
  public static Tensor square(Tensor x) {
    return x.square();
  }

  /// Returns the softmax along a dimension, the method as a function.
  public static Tensor softmax(Tensor x, int dim) {
    return x.softmax(dim);
  }

  /// Returns the logarithm of the softmax along a dimension, the method as a function.
  public static Tensor logSoftmax(Tensor x, int dim) {
    return x.logSoftmax(dim);
  }

  /// Returns the gradients of a scalar by the inputs, without accumulating into leaves.
  ///
  /// @param flags [Flag#RETAIN_GRAPH], [Flag#CREATE_GRAPH], [Flag#ALLOW_UNUSED],
  ///   [Flag#MATERIALIZE_GRADS]
  /// @return one gradient per input; null for an unused one if that is allowed
  public static List<@Nullable Tensor> grad(Tensor output, List<Tensor> inputs, Flag... flags) {
    return grad(List.of(output), inputs, null, flags);
  }

  /// Returns the gradient of a scalar by one input, without accumulating into leaves.
  public static Tensor grad(Tensor output, Tensor input, Flag... flags) {
    return required(grad(List.of(output), List.of(input), null, flags));
  }

  /// Returns the gradient of `(output · gradOutput).sum()` by one input.
  public static Tensor grad(Tensor output, Tensor input, Tensor gradOutput, Flag... flags) {
    return required(grad(List.of(output), List.of(input), List.of(gradOutput), flags));
  }

  private static Tensor required(List<@Nullable Tensor> results) {
    return java.util.Objects.requireNonNull(results.get(0));
  }

  /// Returns the gradients of `Σ (outputs · gradOutputs).sum()` by the inputs, without accumulating
  /// into leaves.
  ///
  /// @param gradOutputs one per output, null for the implicit 1 of a scalar; null for all of them
  public static List<@Nullable Tensor> grad(
      List<Tensor> outputs,
      List<Tensor> inputs,
      @Nullable List<? extends @Nullable Tensor> gradOutputs,
      Flag... flags) {
    if (inputs.isEmpty()) {
      throw new GradientException("`inputs` argument to `grad()` cannot be empty.", "grad.inputs");
    }
    if (gradOutputs != null && gradOutputs.size() != outputs.size()) {
      throw new GradientException(
          "got %d tensors and %d gradients".formatted(outputs.size(), gradOutputs.size()),
          "grad.seeds",
          outputs.size(),
          gradOutputs.size());
    }
    List<@Nullable Tensor> seeds = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      seeds.add(gradOutputs == null ? null : gradOutputs.get(i));
    }
    boolean create = Flag.in(Flag.CREATE_GRAPH, flags);
    boolean materialize = Flag.in(Flag.MATERIALIZE_GRADS, flags);
    List<@Nullable Tensor> results =
        Gradients.grad(
            outputs,
            seeds,
            inputs,
            create || Flag.in(Flag.RETAIN_GRAPH, flags),
            create,
            materialize || Flag.in(Flag.ALLOW_UNUSED, flags));
    if (materialize) {
      for (int i = 0; i < results.size(); i++) {
        if (results.get(i) == null) {
          results.set(i, inputs.get(i).zerosLike().requiresGrad(create));
        }
      }
    }
    return results;
  }
}
