package nabla.engine.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What an operation computes and what its derivatives are, as a reader writes them.
///
/// The inputs are `a`, `b` and `c`, the result is `y`; `n` is how many elements of the first input
/// go into one of the result, `g` the gradient that arrives. A derivative without `g` is the local
/// derivative, element by element: what arrives is multiplied by it. One with `g` is the whole
/// product, for operations whose local derivative is a larger table than anyone reads.
public final class LocalRule {
  // name/inputs: result: derivative by the first, by the second, …
  private static final String TABLE =
      """
      Add/2: a + b: 1: 1
      Add/3: a + c * b: 1: c
      Sub/2: a - b: 1: -1
      Sub/3: a - c * b: 1: -c
      RsubBackward0/2: b - a: -1: 1
      RsubBackward1/2: b - a: -1: 1
      Mul/2: a * b: b: a
      Div/2: a / b: 1 / b: -a / b^2
      Neg/1: -a: -1
      Abs/1: abs(a): sign(a)
      PowBackward0/1: a^2: 2 * a
      PowBackward0/2: a^b: b * a^(b - 1)
      PowBackward1/2: a^b: b * a^(b - 1): a^b * log(a)
      PowBackward2/2: a^b: 0: a^b * log(a)
      Exp/1: exp(a): exp(a)
      Exp2/1: 2^a: 2^a * log(2)
      Expm1/1: exp(a) - 1: exp(a)
      Log/1: log(a): 1 / a
      Log2/1: log(a) / log(2): 1 / (a * log(2))
      Log10/1: log(a) / log(10): 1 / (a * log(10))
      Log1P/1: log(1 + a): 1 / (1 + a)
      Sqrt/1: sqrt(a): 1 / (2 * sqrt(a))
      Rsqrt/1: 1 / sqrt(a): -1 / (2 * a * sqrt(a))
      Reciprocal/1: 1 / a: -1 / a^2
      Sin/1: sin(a): cos(a)
      Cos/1: cos(a): -sin(a)
      Tan/1: tan(a): 1 / cos(a)^2
      Asin/1: arcsin(a): 1 / sqrt(1 - a^2)
      Acos/1: arccos(a): -1 / sqrt(1 - a^2)
      Atan/1: arctan(a): 1 / (1 + a^2)
      Sinh/1: sinh(a): cosh(a)
      Cosh/1: cosh(a): sinh(a)
      Tanh/1: tanh(a): 1 - tanh(a)^2
      Sigmoid/1: sigmoid(a): sigmoid(a) * (1 - sigmoid(a))
      Silu/1: a * sigmoid(a): sigmoid(a) * (1 + a * (1 - sigmoid(a)))
      Relu/1: max(a, 0): positive(a)
      Sum/1: sum(a): 1
      SumBackward1/1: sum(a): 1
      Mean/1: mean(a): 1 / n
      MeanBackward1/1: mean(a): 1 / n
      MseLoss/2: (a - b)^2: 2 * (a - b): -2 * (a - b)
      MseLoss/2: mean((a - b)^2): 2 * (a - b) / n: -2 * (a - b) / n
      MseLoss/2: sum((a - b)^2): 2 * (a - b): -2 * (a - b)
      Dot/2: a @ b: b: a
      Mm/2: a @ b: g @ transposed(b): transposed(a) @ g
      Bmm/2: a @ b: g @ transposed(b): transposed(a) @ g
      Mv/2: a @ b: g @ transposed(b): transposed(a) @ g
      T/1: transposed(a): transposed(g)
      View/1: reshape(a): reshape(g)
      UnsafeView/1: reshape(a): reshape(g)
      ReshapeAlias/1: reshape(a): reshape(g)
      Squeeze/1: reshape(a): reshape(g)
      SqueezeBackward1/1: reshape(a): reshape(g)
      SqueezeBackward2/1: reshape(a): reshape(g)
      Unsqueeze/1: reshape(a): reshape(g)
      Expand/1: expand(a): sum(g)
      Clone/1: clone(a): g
      Alias/1: a: g
      """;

  private static final Map<String, List<LocalRule>> RULES =
      TABLE
          .lines()
          .map(line -> line.split(": "))
          .collect(
              Collectors.groupingBy(
                  parts -> parts[0], Collectors.mapping(LocalRule::of, Collectors.toList())));

  private final Expression result;
  private final List<Expression> derivatives;

  private LocalRule(Expression result, List<Expression> derivatives) {
    this.result = result;
    this.derivatives = derivatives;
  }

  private static LocalRule of(String... parts) {
    List<Expression> all = new ArrayList<>();
    for (int i = 1; i < parts.length; i++) {
      all.add(Expression.parse(parts[i]));
    }
    return new LocalRule(all.get(0), List.copyOf(all.subList(1, all.size())));
  }

  /// Returns what may be the rule of a node of this name, such as `MulBackward0`, and number of
  /// inputs; several where options that a graph does not keep decide, none where the operation has
  /// no short formula.
  public static List<LocalRule> of(String node, int inputs) {
    String stem = node.endsWith("Backward0") ? node.substring(0, node.length() - 9) : node;
    List<LocalRule> known = RULES.getOrDefault(stem + "/" + inputs, List.of());
    return known.isEmpty() ? RULES.getOrDefault(node + "/" + inputs, List.of()) : known;
  }

  /// Returns the keys of all rules, name and number of inputs.
  static List<String> names() {
    return List.copyOf(RULES.keySet());
  }

  /// Tells whether the result is a sum or a mean of several elements.
  public boolean isReduction() {
    return result instanceof Expression.Call(var name, _)
        && (name.equals("sum") || name.equals("mean"));
  }

  /// Tells whether the derivative by an input is written as a factor of what arrives.
  public boolean isFactor(int input) {
    return input < derivatives.size() && !derivatives.get(input).symbols().contains("g");
  }

  /// Returns the local derivative by an input at one element, NaN where a symbol has no value.
  ///
  /// @param values the values of the symbols
  public double factor(int input, Map<String, Double> values) {
    return derivatives.get(input).value(values);
  }

  /// Returns the symbols that the derivative by an input needs.
  public List<String> symbols(int input) {
    return derivatives.get(input).symbols();
  }

  Expression result() {
    return result;
  }

  @Nullable Expression derivative(int input) {
    return input < derivatives.size() ? derivatives.get(input) : null;
  }
}
