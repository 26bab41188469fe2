package nabla.engine.golden;

import java.util.function.BiFunction;
import nabla.engine.tensor.Approximation;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Flag;
import nabla.engine.tensor.Functional;
import nabla.engine.tensor.Rounding;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The pointwise operations.
final class PointwiseCalls {
  private PointwiseCalls() {}

  static void register(Calls calls) {
    calls.unary("abs", Tensor::abs);
    calls.unary("acos", Tensor::acos);
    calls.unary("acosh", Tensor::acosh);
    calls.unary("asin", Tensor::asin);
    calls.unary("asinh", Tensor::asinh);
    calls.unary("atan", Tensor::atan);
    calls.unary("atanh", Tensor::atanh);
    calls.unary("ceil", Tensor::ceil);
    calls.unary("cos", Tensor::cos);
    calls.unary("cosh", Tensor::cosh);
    calls.unary("erf", Tensor::erf);
    calls.unary("erfc", Tensor::erfc);
    calls.unary("exp", Tensor::exp);
    calls.unary("exp2", Tensor::exp2);
    calls.unary("expm1", Tensor::expm1);
    calls.unary("floor", Tensor::floor);
    calls.unary("log", Tensor::log);
    calls.unary("log10", Tensor::log10);
    calls.unary("log1p", Tensor::log1p);
    calls.unary("log2", Tensor::log2);
    calls.unary("neg", Tensor::neg);
    calls.unary("reciprocal", Tensor::reciprocal);
    calls.unary("relu", Tensor::relu);
    calls.unary("rsqrt", Tensor::rsqrt);
    calls.unary("sigmoid", Tensor::sigmoid);
    calls.unary("sign", Tensor::sign);
    calls.unary("sin", Tensor::sin);
    calls.unary("sinh", Tensor::sinh);
    calls.unary("sqrt", Tensor::sqrt);
    calls.unary("square", Tensor::square);
    calls.unary("tan", Tensor::tan);
    calls.unary("tanh", Tensor::tanh);
    calls.unary("trunc", Tensor::trunc);
    calls.unary("bitwise_not", Tensor::bitwiseNot);
    calls.unary("deg2rad", Tensor::deg2rad);
    calls.unary("digamma", Tensor::digamma);
    calls.unary("frac", Tensor::frac);
    calls.unary("hardsigmoid", Tensor::hardsigmoid);
    calls.unary("hardswish", Tensor::hardswish);
    calls.unary("isfinite", Tensor::isfinite);
    calls.unary("isinf", Tensor::isinf);
    calls.unary("isnan", Tensor::isnan);
    calls.unary("lgamma", Tensor::lgamma);
    calls.unary("logical_not", Tensor::logicalNot);
    calls.unary("logsigmoid", Tensor::logsigmoid);
    calls.unary("mish", Tensor::mish);
    calls.op("nan_to_num", PointwiseCalls::nanToNum);
    calls.unary("rad2deg", Tensor::rad2deg);
    calls.unary("relu6", Tensor::relu6);
    calls.unary("selu", Tensor::selu);
    calls.unary("silu", Tensor::silu);
    calls.unary("sinc", Tensor::sinc);
    calls.unary("softsign", Tensor::softsign);
    calls.unary("tanhshrink", Tensor::tanhshrink);
    calls.unary("to_bool", Tensor::toBool);
    calls.unary("to_double", Tensor::toDouble);
    calls.unary("to_float", Tensor::toFloat);
    calls.unary("to_long", Tensor::toLong);
    comparisons(calls);
    arithmetic(calls);
    functionsOfTwo(calls);
    parametric(calls);
    activations(calls);
  }

  private static Tensor nanToNum(Args a) {
    Tensor x = a.tensor(0);
    double greatest = x.dtype() == DType.FLOAT32 ? Float.MAX_VALUE : Double.MAX_VALUE;
    return x.nanToNum(
        a.number(1, "nan", 0), a.number(2, "posinf", greatest), a.number(3, "neginf", -greatest));
  }

  private static void comparisons(Calls calls) {
    calls.binary("eq", Tensor::eq, Tensor::eq, Tensor::eq);
    calls.binary("ge", Tensor::ge, Tensor::ge, Tensor::ge);
    calls.binary("gt", Tensor::gt, Tensor::gt, Tensor::gt);
    calls.binary("le", Tensor::le, Tensor::le, Tensor::le);
    calls.binary("lt", Tensor::lt, Tensor::lt, Tensor::lt);
    calls.binary("ne", Tensor::ne, Tensor::ne, Tensor::ne);
    calls.eitherSide("bitwise_and", Tensor::bitwiseAnd, Tensor::bitwiseAnd, Tensor::bitwiseAnd);
    calls.eitherSide("bitwise_or", Tensor::bitwiseOr, Tensor::bitwiseOr, Tensor::bitwiseOr);
    calls.eitherSide("bitwise_xor", Tensor::bitwiseXor, Tensor::bitwiseXor, Tensor::bitwiseXor);
    calls.eitherSide(
        "bitwise_left_shift",
        Tensor::bitwiseLeftShift,
        Tensor::bitwiseLeftShift,
        Tensor::bitwiseLeftShift);
    calls.eitherSide(
        "bitwise_right_shift",
        Tensor::bitwiseRightShift,
        Tensor::bitwiseRightShift,
        Tensor::bitwiseRightShift);
    tensors(calls, "logical_and", Tensor::logicalAnd);
    tensors(calls, "logical_or", Tensor::logicalOr);
    tensors(calls, "logical_xor", Tensor::logicalXor);
    calls.op("equal", a -> a.tensor(0).equal(a.tensor(1)));
    calls.op(
        "isclose",
        a ->
            a.tensor(0)
                .isclose(
                    a.tensor(1, "other"),
                    a.number(2, "rtol", 1e-5),
                    a.number(3, "atol", 1e-8),
                    equalNan(a)));
    calls.op(
        "allclose",
        a ->
            a.tensor(0)
                .allclose(
                    a.tensor(1, "other"),
                    a.number(2, "rtol", 1e-5),
                    a.number(3, "atol", 1e-8),
                    equalNan(a)));
    calls.op("item", a -> item(a.tensor(0)));
  }

  private static Flag[] equalNan(Args a) {
    return a.flag(4, "equal_nan", false) ? new Flag[] {Flag.EQUAL_NAN} : new Flag[0];
  }

  private static Object item(Tensor x) {
    if (x.dtype() == DType.BOOL && x.numel() == 1) {
      return x.itemBoolean();
    }
    return x.dtype() == DType.INT64 ? (Object) x.itemLong() : (Object) x.item();
  }

  private static void tensors(Calls calls, String name, BiFunction<Tensor, Tensor, Tensor> call) {
    calls.op(name, a -> call.apply(a.tensor(0), a.tensor(1, "other")));
  }

  private static void arithmetic(Calls calls) {
    calls.op("add", PointwiseCalls::add);
    calls.op("type_promotion", PointwiseCalls::add);
    calls.binary("type_promotion_mul", Tensor::mul, Tensor::mul, Tensor::mul);
    calls.binary("type_promotion_div", Tensor::div, Tensor::div, Tensor::div);
    calls.op(
        "sub",
        a ->
            a.has(-1, "alpha")
                ? a.tensor(0).sub(a.tensor(1, "other"), alpha(a))
                : Calls.either(a, Tensor::sub, Tensor::sub, Tensor::sub));
    calls.op(
        "rsub",
        a ->
            a.has(-1, "alpha")
                ? a.tensor(0).rsub(a.tensor(1, "other"), alpha(a))
                : Calls.binary(a, Tensor::rsub, Tensor::rsub, Tensor::rsub));
    calls.op("mul", a -> Calls.either(a, Tensor::mul, Tensor::mul, Tensor::mul));
    calls.op("div", PointwiseCalls::div);
    calls.op(
        "floor_divide",
        a -> Calls.either(a, Tensor::floorDivide, Tensor::floorDivide, Tensor::floorDivide));
    calls.binary("fmod", Tensor::fmod, Tensor::fmod, Tensor::fmod);
    calls.eitherSide("remainder", Tensor::remainder, Tensor::remainder, Tensor::remainder);
    calls.op(
        "pow",
        a ->
            switch (a.require(0, "self")) {
              case Double base -> Functional.pow(base, a.tensor(1, "exponent"));
              case Long base -> Functional.pow(base, a.tensor(1, "exponent"));
              default -> Calls.either(a, Tensor::pow, Tensor::pow, Tensor::pow);
            });
  }

  private static Tensor add(Args a) {
    if (a.has(-1, "alpha")) {
      return a.tensor(0).add(a.tensor(1, "other"), alpha(a));
    }
    return Calls.either(a, Tensor::add, Tensor::add, Tensor::add);
  }

  private static double alpha(Args a) {
    return a.get(-1, "alpha") instanceof Boolean b ? (b ? 1 : 0) : a.number(-1, "alpha");
  }

  private static Tensor div(Args a) {
    String mode = a.text(-1, "rounding_mode", "");
    if (mode.isEmpty()) {
      return Calls.either(a, Tensor::div, Tensor::div, Tensor::div);
    }
    Rounding rounding = mode.equals("floor") ? Rounding.FLOOR : Rounding.TRUNC;
    return Calls.either(
        a,
        (x, y) -> x.div(y, rounding),
        (x, y) -> x.div(y, rounding),
        (x, y) -> x.div(y, rounding));
  }

  private static void functionsOfTwo(Calls calls) {
    tensors(calls, "maximum", Tensor::maximum);
    tensors(calls, "minimum", Tensor::minimum);
    tensors(calls, "fmax", Tensor::fmax);
    tensors(calls, "fmin", Tensor::fmin);
    tensors(calls, "atan2", Tensor::atan2);
    tensors(calls, "hypot", Tensor::hypot);
    tensors(calls, "logaddexp", Tensor::logaddexp);
    calls.binary("copysign", Tensor::copysign, Tensor::copysign, Tensor::copysign);
    calls.eitherSide("xlogy", Tensor::xlogy, Tensor::xlogy, Tensor::xlogy);
    calls.op(
        "lerp",
        a ->
            a.isTensor(2, "weight")
                ? a.tensor(0).lerp(a.tensor(1, "end"), a.tensor(2, "weight"))
                : a.tensor(0).lerp(a.tensor(1, "end"), a.number(2, "weight")));
    calls.op(
        "addcmul",
        a ->
            a.tensor(0)
                .addcmul(a.tensor(1, "tensor1"), a.tensor(2, "tensor2"), a.number(-1, "value", 1)));
    calls.op(
        "addcdiv",
        a ->
            a.tensor(0)
                .addcdiv(a.tensor(1, "tensor1"), a.tensor(2, "tensor2"), a.number(-1, "value", 1)));
  }

  private static void parametric(Calls calls) {
    calls.op(
        "round",
        a ->
            a.has(-1, "decimals")
                ? a.tensor(0).round(a.integer(-1, "decimals"))
                : a.tensor(0).round());
    calls.op(
        "logit",
        a -> a.get(1, "eps") == null ? a.tensor(0).logit() : a.tensor(0).logit(a.number(1, "eps")));
    calls.op("clamp", PointwiseCalls::clamp);
    calls.binary("clamp_min", Tensor::clampMin, Tensor::clampMin, Tensor::clampMin);
    calls.binary("clamp_max", Tensor::clampMax, Tensor::clampMax, Tensor::clampMax);
  }

  // A single number limits one side, which the methods clampMin and clampMax say in Java.
  private static Tensor clamp(Args a) {
    Tensor x = a.tensor(0);
    return switch (new Pair(a.get(1, "min"), a.get(2, "max"))) {
      case Pair(Long low, Long high) -> x.clamp(low, high);
      case Pair(Number low, Number high) -> x.clamp(low.doubleValue(), high.doubleValue());
      case Pair(Long low, Object high) when high == null -> x.clampMin(low);
      case Pair(Double low, Object high) when high == null -> x.clampMin(low);
      case Pair(Object low, Long high) when low == null -> x.clampMax(high);
      case Pair(Object low, Double high) when low == null -> x.clampMax(high);
      case Pair(Object low, Object high) -> x.clamp((Tensor) low, (Tensor) high);
    };
  }

  private record Pair(@Nullable Object low, @Nullable Object high) {}

  private static void activations(Calls calls) {
    calls.op("celu", a -> a.tensor(0).celu(a.number(1, "alpha", 1)));
    calls.op("elu", a -> a.tensor(0).elu(a.number(1, "alpha", 1)));
    calls.op("gelu", a -> a.tensor(0).gelu(Approximation.of(a.text(-1, "approximate", "none"))));
    calls.op("glu", a -> a.tensor(0).glu(a.integer(1, "dim", -1)));
    calls.op("hardshrink", a -> a.tensor(0).hardshrink(a.number(1, "lambd", 0.5)));
    calls.op("softshrink", a -> a.tensor(0).softshrink(a.number(1, "lambd", 0.5)));
    calls.op(
        "hardtanh",
        a -> a.tensor(0).hardtanh(a.number(1, "min_val", -1), a.number(2, "max_val", 1)));
    calls.op("leaky_relu", a -> a.tensor(0).leakyRelu(a.number(1, "negative_slope", 0.01)));
    calls.op("prelu", a -> a.tensor(0).prelu(a.tensor(1, "weight")));
    calls.op(
        "softplus",
        a -> a.tensor(0).softplus(a.number(1, "beta", 1), a.number(2, "threshold", 20)));
    calls.op(
        "threshold", a -> a.tensor(0).threshold(a.number(1, "threshold"), a.number(2, "value")));
    calls.op("softmax", a -> softmaxInput(a).softmax(a.integer(1, "dim")));
    calls.op("log_softmax", a -> softmaxInput(a).logSoftmax(a.integer(1, "dim")));
    calls.op(
        "softmin",
        a -> {
          DType dtype = a.dtype(-1, "dtype");
          // Without a dimension PyTorch takes one of its own choice, with a warning.
          int rank = a.tensor(0).dim();
          int dim = a.integer(1, "dim", rank == 2 || rank > 3 ? 1 : 0);
          return dtype == null
              ? a.tensor(0).softmin(dim)
              : a.tensor(0).neg().to(dtype).softmax(dim);
        });
  }

  private static Tensor softmaxInput(Args a) {
    DType dtype = a.dtype(-1, "dtype");
    return dtype == null ? a.tensor(0) : a.tensor(0).to(dtype);
  }
}
