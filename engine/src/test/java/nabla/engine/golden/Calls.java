package nabla.engine.golden;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import nabla.engine.tensor.GoldenAccess;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The Java call of each operation of the corpus, by the operation's file name.
///
/// One class per family registers its operations; a call takes Python's arguments and answers a
/// tensor, a list of tensors, or a plain value.
final class Calls {
  private final Map<String, Function<Args, @Nullable Object>> calls = new TreeMap<>();

  private Calls() {}

  static Calls all() {
    Calls calls = new Calls();
    PointwiseCalls.register(calls);
    ReduceCalls.register(calls);
    MovementCalls.register(calls);
    IndexingCalls.register(calls);
    CreationCalls.register(calls);
    SortingCalls.register(calls);
    PictureCalls.register(calls);
    LinearCalls.register(calls);
    NnCalls.register(calls);
    LossCalls.register(calls);
    LayerCalls.register(calls);
    EstimateCalls.register(calls);
    return calls;
  }

  @Nullable Function<Args, @Nullable Object> find(String op) {
    return calls.get(op);
  }

  /// Registers a call.
  void op(String name, Function<Args, @Nullable Object> call) {
    if (calls.put(name, call) != null) {
      throw new IllegalStateException(name + " is registered twice");
    }
  }

  /// Registers a call of one tensor.
  void unary(String name, Function<Tensor, Tensor> call) {
    op(name, a -> call.apply(a.tensor(0)));
  }

  /// Registers a call of two operands, each a tensor or a number.
  void binary(
      String name,
      BiFunction<Tensor, Tensor, Tensor> tensors,
      BiFunction<Tensor, Double, Tensor> real,
      BiFunction<Tensor, Long, Tensor> whole) {
    op(name, a -> binary(a, tensors, real, whole));
  }

  static Tensor binary(
      Args a,
      BiFunction<Tensor, Tensor, Tensor> tensors,
      BiFunction<Tensor, Double, Tensor> real,
      BiFunction<Tensor, Long, Tensor> whole) {
    return binary(a.tensor(0, "input"), a, tensors, real, whole);
  }

  /// Registers a call of two operands of which the left may be a number too: in Java a static
  /// function of a number and a tensor.
  void eitherSide(
      String name,
      BiFunction<Tensor, Tensor, Tensor> tensors,
      BiFunction<Tensor, Double, Tensor> real,
      BiFunction<Tensor, Long, Tensor> whole) {
    op(
        name,
        a ->
            a.isTensor(0, "input") || a.isTensor(1, "other")
                ? either(a, tensors, real, whole)
                : binary(a, tensors, real, whole));
  }

  static Tensor either(
      Args a,
      BiFunction<Tensor, Tensor, Tensor> tensors,
      BiFunction<Tensor, Double, Tensor> real,
      BiFunction<Tensor, Long, Tensor> whole) {
    Object first = a.require(0, "input");
    Tensor left = first instanceof Tensor x ? x : GoldenAccess.number(first);
    return binary(left, a, tensors, real, whole);
  }

  private static Tensor binary(
      Tensor left,
      Args a,
      BiFunction<Tensor, Tensor, Tensor> tensors,
      BiFunction<Tensor, Double, Tensor> real,
      BiFunction<Tensor, Long, Tensor> whole) {
    return switch (a.require(1, "other")) {
      case Tensor right -> tensors.apply(left, right);
      case Double right -> real.apply(left, right);
      case Long right -> whole.apply(left, right);
      case Boolean right -> tensors.apply(left, GoldenAccess.number(right));
      case Object other -> throw new IllegalArgumentException("no operand: " + other);
    };
  }
}
