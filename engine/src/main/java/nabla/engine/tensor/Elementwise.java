package nabla.engine.tensor;

import java.util.Arrays;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.backend.Mixing;
import nabla.engine.backend.Strided;
import nabla.engine.error.ArgumentException;
import nabla.engine.formula.Formula;
import org.jspecify.annotations.Nullable;

/// How a pointwise operation is carried out: promotion, broadcasting, the loop, the record.
final class Elementwise {
  static final Formula IDENTITY = Formula.arg(0);

  // A lambda without captures is one object for ever, so its formula is built once; its class
  // tells.
  private static final ClassValue<Cached> FORMULAS =
      new ClassValue<>() {
        @Override
        protected Cached computeValue(Class<?> type) {
          return new Cached(type.getDeclaredFields().length == 0);
        }
      };

  private Elementwise() {}

  /// What dtype an operation computes in and gives.
  enum Result {
    /// The promoted dtype of the operands.
    PROMOTED,
    /// The same, but integers and truth values become the default floating dtype.
    FLOATING,
    /// Truth values; computed in the promoted dtype.
    BOOLEAN
  }

  static Formula formula(UnaryOperator<Formula> rule) {
    Cached cached = FORMULAS.get(rule.getClass());
    return cached.get(() -> rule.apply(Formula.arg(0)));
  }

  static Formula formula(BinaryOperator<Formula> rule) {
    Cached cached = FORMULAS.get(rule.getClass());
    return cached.get(() -> rule.apply(Formula.arg(0), Formula.arg(1)));
  }

  static Formula formula(Several rule, int operands) {
    Cached cached = FORMULAS.get(rule.getClass());
    return cached.get(
        () -> {
          Formula[] arguments = new Formula[operands];
          Arrays.setAll(arguments, Formula::arg);
          return rule.of(arguments);
        });
  }

  /// A formula of any number of operands.
  @FunctionalInterface
  interface Several {
    /// Returns the formula of these operands.
    Formula of(Formula... operands);
  }

  /// Returns a number as an operand for this tensor that does not change its dtype: whole beside
  /// whole numbers.
  static Tensor parameter(Tensor x, double value) {
    return x.dtype().isFloating() ? Tensor.number(value) : Tensor.number((long) value);
  }

  /// Applies a formula of a tensor and of parameters: numbers that take no part in the gradient.
  static Tensor map(
      Target target,
      String name,
      Result result,
      Several rule,
      Partial partial,
      Tensor x,
      double... parameters) {
    Tensor[] operands = new Tensor[parameters.length + 1];
    @Nullable Partial[] partials = new @Nullable Partial[operands.length];
    operands[0] = x;
    partials[0] = partial;
    for (int i = 0; i < parameters.length; i++) {
      operands[i + 1] = parameter(x, parameters[i]);
    }
    return apply(target, name, formula(rule, operands.length), result, 0, partials, operands);
  }

  /// Applies a formula of several tensors, one partial for each.
  static Tensor join(
      Target target,
      String name,
      Result result,
      Several rule,
      @Nullable Partial[] partials,
      Tensor... operands) {
    return apply(target, name, formula(rule, operands.length), result, 0, partials, operands);
  }

  /// Applies a formula of two operands.
  static Tensor zip(
      Target target,
      String name,
      Result result,
      BinaryOperator<Formula> rule,
      @Nullable Partial byLeft,
      @Nullable Partial byRight,
      Tensor left,
      Tensor right) {
    return apply(
        target,
        name,
        formula(rule),
        result,
        0,
        new @Nullable Partial[] {byLeft, byRight},
        left,
        right);
  }

  /// Applies a formula of one operand without a gradient that gives truth values.
  static Tensor test(UnaryOperator<Formula> rule, Tensor x) {
    return apply(
        Target.FRESH, "", formula(rule), Result.BOOLEAN, 0, new @Nullable Partial[] {null}, x);
  }

  /// Applies a formula to broadcast operands.
  ///
  /// @param predicates bit `i` set: operand `i` is a condition and takes no part in promotion
  static Tensor apply(
      Target target,
      String name,
      Formula formula,
      Result rule,
      int predicates,
      @Nullable Partial[] partials,
      Tensor... operands) {
    DType compute = promote(predicates, operands);
    if (rule == Result.FLOATING && !compute.isFloating()) {
      compute = DType.defaultDType();
    }
    DType given = rule == Result.BOOLEAN ? DType.BOOL : compute;
    Shape shape = operands[0].shape();
    for (int i = 1; i < operands.length; i++) {
      shape = Shape.broadcast(shape, operands[i].shape());
    }
    Device device = device(operands);
    if (target == Target.IN_PLACE) {
      if (device != operands[0].device()) {
        throw Mixing.of(operands[0].device().toString(), device.toString());
      }
      return inPlace(name, formula, compute, given, shape, partials, operands);
    }
    Node node = given.isFloating() ? Node.beginPointwise(name, partials, operands) : null;
    Tensor result = Tensor.allocate(shape, given, device);
    run(formula, compute, result, operands);
    Trace.note(formula, compute, result, operands);
    return node == null ? result : node.end(result);
  }

  /// Writes the elements of a tensor into another of the same shape and dtype; nothing is recorded.
  static void copy(Tensor from, Tensor into) {
    run(IDENTITY, from.dtype(), into, from);
  }

  /// Returns what a formula gives for operands of one shape and dtype; nothing is recorded.
  static Tensor compute(Formula formula, Tensor... operands) {
    Tensor first = operands[0];
    Tensor result = Tensor.allocate(first.shape(), first.dtype(), first.device());
    run(formula, first.dtype(), result, operands);
    return result;
  }

  private static Tensor inPlace(
      String name,
      Formula formula,
      DType compute,
      DType given,
      Shape shape,
      @Nullable Partial[] partials,
      Tensor... operands) {
    Tensor self = operands[0];
    if (!shape.equals(self.shape())) {
      throw InPlaceChecks.shape(self.shape(), shape);
    }
    if (given.category() > self.dtype().category()) {
      throw InPlaceChecks.cast(given, self.dtype());
    }
    InPlaceChecks.writable(self, operands);
    Node node = Node.beginPointwise(name, partials, operands);
    if (node != null && node.keepsInput(0)) {
      // The derivative needs the values that are about to go; like PyTorch, it gets a copy.
      node.keepInstead(0, self.clone());
    }
    run(formula, compute, self, operands);
    return InPlaceChecks.changed(self, node);
  }

  private static void run(Formula formula, DType compute, Tensor out, Tensor... operands) {
    Strided[] inputs = new Strided[operands.length];
    int[] sizes = out.shape().sizes();
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = operands[i].strided().broadcastTo(sizes);
    }
    // Truth values are computed as integers: a sum of two is true if either is.
    DType in = compute == DType.BOOL ? DType.INT64 : compute;
    try {
      out.backend().map(formula, in.kind(), out.strided(), inputs);
    } catch (ArithmeticException e) {
      throw new ArgumentException("ZeroDivisionError", "div.zero");
    }
  }

  private static DType promote(int predicates, Tensor... operands) {
    if (predicates == 0) {
      return Promotion.of(operands);
    }
    Tensor[] counted = new Tensor[operands.length - Integer.bitCount(predicates)];
    int next = 0;
    for (int i = 0; i < operands.length; i++) {
      if ((predicates >> i & 1) == 0) {
        counted[next++] = operands[i];
      }
    }
    return counted.length == 0 ? DType.BOOL : Promotion.of(counted);
  }

  /// Returns the one device of the operands; beside others, a scalar may lie on the processor.
  static Device device(Tensor... operands) {
    Device device = null;
    for (Tensor operand : operands) {
      if (operand.device() == Device.CPU && operand.rank() == 0) {
        continue;
      }
      if (device != null && operand.device() != device) {
        throw Mixing.of(device.toString(), operand.device().toString());
      }
      device = operand.device();
    }
    return device == null ? Device.CPU : device;
  }

  private static final class Cached {
    private final boolean stateless;
    private @Nullable Formula formula;

    Cached(boolean stateless) {
      this.stateless = stateless;
    }

    Formula get(java.util.function.Supplier<Formula> build) {
      if (!stateless) {
        return build.get();
      }
      Formula known = formula;
      if (known == null) {
        known = build.get();
        formula = known;
      }
      return known;
    }
  }
}
