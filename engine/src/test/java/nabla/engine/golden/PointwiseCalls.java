package nabla.engine.golden;

import nabla.engine.tensor.Tensor;

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
    calls.binary("mul", Tensor::mul, Tensor::mul, Tensor::mul);
    calls.binary("div", Tensor::div, Tensor::div, Tensor::div);
    calls.binary("pow", Tensor::pow, Tensor::pow, Tensor::pow);
    calls.binary("remainder", Tensor::remainder, Tensor::remainder, Tensor::remainder);
    calls.binary("lt", Tensor::lt, Tensor::lt, Tensor::lt);
    calls.binary("le", Tensor::le, Tensor::le, Tensor::le);
    calls.binary("gt", Tensor::gt, Tensor::gt, Tensor::gt);
    calls.binary("ge", Tensor::ge, Tensor::ge, Tensor::ge);
    calls.binary("eq", Tensor::eq, Tensor::eq, Tensor::eq);
    calls.binary("ne", Tensor::ne, Tensor::ne, Tensor::ne);
  }
}
