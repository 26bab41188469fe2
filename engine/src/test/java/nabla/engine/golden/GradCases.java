package nabla.engine.golden;

import static nabla.engine.golden.Draw.args;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// How random arguments of each differentiable operation are drawn, by the operation's name.
final class GradCases {
  private final Map<String, Function<Draw, Args>> cases = new TreeMap<>();

  private GradCases() {}

  static Map<String, Function<Draw, Args>> all() {
    GradCases cases = new GradCases();
    cases.ofOne();
    cases.ofTwo();
    ReduceGradCases.register(cases);
    MovementGradCases.register(cases);
    LinearGradCases.register(cases);
    LossGradCases.register(cases);
    return cases.cases;
  }

  void op(String name, Function<Draw, Args> draw) {
    if (cases.put(name, draw) != null) {
      throw new IllegalStateException(name + " is there twice");
    }
  }

  /// Adds operations of one tensor with numbers in a range.
  private void within(double low, double high, String... names) {
    for (String name : names) {
      op(name, d -> args(d.within(low, high, d.shape())));
    }
  }

  private void ofOne() {
    within(-2.5, 2.5, "abs", "asinh", "atan", "ceil", "celu", "clone", "contiguous", "cos", "cosh");
    within(-2.5, 2.5, "deg2rad", "elu", "erf", "erfc", "exp", "exp2", "expm1", "floor", "frac");
    within(-2.5, 2.5, "gelu", "hardshrink", "hardtanh", "leaky_relu", "logsigmoid", "mish");
    within(-2.5, 2.5, "nan_to_num", "neg", "rad2deg", "relu", "round", "selu", "sigmoid", "sign");
    within(-2.5, 2.5, "silu", "sin", "sinc", "sinh", "softplus", "softshrink", "softsign");
    within(-2.5, 2.5, "square", "tanh", "tanhshrink", "to_double", "trunc");
    within(-8, 8, "relu6", "hardsigmoid", "hardswish");
    within(-0.9, 0.9, "asin", "acos", "atanh");
    within(-1.2, 1.2, "tan");
    within(1.2, 4, "acosh");
    within(-0.7, 3, "log1p");
    within(0.1, 0.9, "logit");
    within(0.3, 3, "log", "log10", "log2", "sqrt", "rsqrt", "reciprocal", "digamma", "lgamma");
    op("threshold", d -> args(d.x(d.shape()), d.real(-1, 1), d.real(-3, 3)));
    op("clamp", d -> args(d.x(d.shape()), d.oneOf(-0.5, null), 0.75));
    for (String softmax : new String[] {"softmax", "log_softmax", "softmin"}) {
      op(
          softmax,
          d -> {
            int[] shape = d.shape(1, 3);
            return args(d.x(shape), d.dim(shape));
          });
    }
    op(
        "glu",
        d -> {
          int[] shape = d.shape(1, 3);
          shape[0] = 2;
          return args(d.x(shape), 0);
        });
    op(
        "prelu",
        d -> {
          int[] shape = d.shape(2, 3);
          return args(d.x(shape), d.coin() ? d.x(1) : d.x(shape[1]));
        });
  }

  private void ofTwo() {
    for (String name :
        new String[] {
          "add",
          "sub",
          "rsub",
          "mul",
          "maximum",
          "minimum",
          "fmax",
          "fmin",
          "logaddexp",
          "copysign",
          "clamp_min",
          "clamp_max"
        }) {
      beside(name, -2.5, 2.5, -2.5, 2.5);
    }
    // Away from where the second operand may not be.
    beside("div", -2.5, 2.5, 0.3, 3);
    beside("fmod", -2.5, 2.5, 0.8, 3);
    beside("remainder", -2.5, 2.5, 0.8, 3);
    beside("pow", 0.3, 2.5, -2, 3);
    beside("xlogy", -2.5, 2.5, 0.3, 3);
    beside("atan2", -2.5, 2.5, 0.3, 3);
    beside("hypot", -2.5, 2.5, 0.3, 3);
    op(
        "lerp",
        d -> {
          int[] shape = d.shape();
          Object weight = d.coin() ? d.x(d.beside(shape)) : (Object) d.real(-1, 2);
          return args(d.x(shape), d.x(d.beside(shape)), weight);
        });
    for (String name : new String[] {"addcmul", "addcdiv"}) {
      op(
          name,
          d -> {
            int[] shape = d.shape();
            Args args = args(d.x(shape), d.x(d.beside(shape)), d.within(0.5, 3, d.beside(shape)));
            return Draw.with(args, "value", d.real(-2, 2));
          });
    }
  }

  private void beside(String name, double low, double high, double otherLow, double otherHigh) {
    op(
        name,
        d -> {
          int[] shape = d.shape();
          boolean swap = d.coin();
          int[] other = d.beside(shape);
          return args(
              d.within(low, high, swap ? other : shape),
              d.within(otherLow, otherHigh, swap ? shape : other));
        });
  }
}
