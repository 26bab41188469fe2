package nabla.engine.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// A short formula, which can be written as text and in LaTeX, and be computed.
///
/// It is read from text such as `b * a^(b - 1)`; `@` is the product of matrices.
sealed interface Expression {
  /// Something that stands for a value, such as `a`.
  record Symbol(String name) implements Expression {}

  /// A number.
  record Constant(double value) implements Expression {}

  /// `-x`.
  record Negation(Expression operand) implements Expression {}

  /// Two operands with one of `+ - * / ^ @` between them.
  record Operation(char operator, Expression left, Expression right) implements Expression {}

  /// A function of arguments, such as `exp(a)`.
  record Call(String name, List<Expression> arguments) implements Expression {}

  /// Reads a formula.
  static Expression parse(String text) {
    return new Reader(text).all();
  }

  /// Computes the value, given those of its symbols.
  default double value(Map<String, Double> values) {
    return switch (this) {
      case Symbol(var name) -> {
        Double known = values.get(name);
        yield known == null ? Double.NaN : known;
      }
      case Constant(var value) -> value;
      case Negation(var operand) -> -operand.value(values);
      case Operation(var operator, var left, var right) ->
          compute(operator, left.value(values), right.value(values));
      case Call(var name, var arguments) -> compute(name, arguments.get(0).value(values));
    };
  }

  private static double compute(char operator, double left, double right) {
    return switch (operator) {
      case '+' -> left + right;
      case '-' -> left - right;
      case '*' -> left * right;
      case '/' -> left / right;
      case '^' -> Math.pow(left, right);
      default -> Double.NaN;
    };
  }

  private static double compute(String function, double x) {
    return switch (function) {
      case "exp" -> Math.exp(x);
      case "log" -> Math.log(x);
      case "sqrt" -> Math.sqrt(x);
      case "abs" -> Math.abs(x);
      case "sign" -> Math.signum(x);
      case "sin" -> Math.sin(x);
      case "cos" -> Math.cos(x);
      case "tan" -> Math.tan(x);
      case "sinh" -> Math.sinh(x);
      case "cosh" -> Math.cosh(x);
      case "tanh" -> Math.tanh(x);
      case "sigmoid" -> 1 / (1 + Math.exp(-x));
      case "positive" -> x > 0 ? 1 : 0;
      default -> Double.NaN;
    };
  }

  /// Returns the names of all symbols in it.
  default List<String> symbols() {
    List<String> names = new ArrayList<>();
    collect(names);
    return names;
  }

  private void collect(List<String> names) {
    switch (this) {
      case Symbol(var name) -> names.add(name);
      case Constant _ -> {}
      case Negation(var operand) -> operand.collect(names);
      case Operation(_, var left, var right) -> {
        left.collect(names);
        right.collect(names);
      }
      case Call(_, var arguments) -> arguments.forEach(argument -> argument.collect(names));
    }
  }

  /// Returns this formula with numbers in the place of some symbols, and what then is plain
  /// arithmetic among numbers in exponents and factors done: `2 · a^(2 - 1)` is `2 · a`.
  default Expression with(Map<String, Double> numbers) {
    return switch (this) {
      case Symbol(var name) -> {
        Double number = numbers.get(name);
        yield number == null ? this : new Constant(number);
      }
      case Constant _ -> this;
      case Negation(var operand) -> negated(operand.with(numbers));
      case Operation(var operator, var left, var right) ->
          simplified(operator, left.with(numbers), right.with(numbers));
      case Call(var name, var arguments) ->
          new Call(name, arguments.stream().map(each -> each.with(numbers)).toList());
    };
  }

  private static Expression negated(Expression operand) {
    return operand instanceof Constant(var value) ? new Constant(-value) : new Negation(operand);
  }

  private static Expression simplified(char operator, Expression left, Expression right) {
    boolean byOne = right.equals(new Constant(1));
    if ((operator == '^' || operator == '*' || operator == '/') && byOne) {
      return left;
    }
    if (operator == '*' && left.equals(new Constant(1))) {
      return right;
    }
    if (operator == '^' && right.equals(new Constant(0))) {
      return new Constant(1);
    }
    return operator != '/'
            && left instanceof Constant(var first)
            && right instanceof Constant(var second)
        ? new Constant(compute(operator, first, second))
        : new Operation(operator, left, right);
  }

  /// Returns it as a line of text, such as `2·x`.
  ///
  /// @param symbols what to write for a symbol
  default String text(UnaryOperator<String> symbols) {
    return switch (this) {
      case Symbol(var name) -> symbols.apply(name);
      case Constant(var value) -> number(value);
      case Negation(var operand) -> "-" + operand.text(symbols, 2);
      case Operation(var operator, var left, var right) -> {
        int rank = rank();
        String between =
            switch (operator) {
              case '*' -> "·";
              case '/', '^' -> String.valueOf(operator);
              default -> " " + operator + " ";
            };
        yield left.text(symbols, operator == '^' ? rank + 1 : rank)
            + between
            + right.text(symbols, rank + 1);
      }
      case Call(var name, var arguments) when name.equals("positive") ->
          "[" + arguments.get(0).text(symbols) + " > 0]";
      case Call(var name, var arguments) ->
          name
              + String.join(", ", arguments.stream().map(each -> each.text(symbols)).toList())
                  .transform(inside -> "(" + inside + ")");
    };
  }

  private String text(UnaryOperator<String> symbols, int least) {
    String text = text(symbols);
    return rank() < least || least > 1 && text.startsWith("-") ? "(" + text + ")" : text;
  }

  /// Returns it in LaTeX, to stand in mathematics.
  ///
  /// @param symbols what to write for a symbol
  /// @param times the sign of multiplication
  default String latex(Function<String, String> symbols, String times) {
    return switch (this) {
      case Symbol(var name) -> symbols.apply(name);
      case Constant(var value) -> number(value);
      case Negation(var operand) -> "-" + operand.latex(symbols, times, 2);
      case Operation(var operator, var left, var right) -> {
        int rank = rank();
        yield switch (operator) {
          case '/' ->
              "\\frac{" + left.latex(symbols, times) + "}{" + right.latex(symbols, times) + "}";
          case '^' ->
              left.latex(symbols, times, rank + 1) + "^{" + right.latex(symbols, times) + "}";
          default ->
              left.latex(symbols, times, rank)
                  + " "
                  + (operator == '*' ? times : operator == '@' ? "\\," : operator)
                  + " "
                  + right.latex(symbols, times, rank + 1);
        };
      }
      case Call(var name, var arguments) -> {
        String inside =
            String.join(", ", arguments.stream().map(each -> each.latex(symbols, times)).toList());
        yield name.equals("transposed")
            ? arguments.get(0).latex(symbols, times, 5) + "^{\\top}"
            : applied(name, inside);
      }
    };
  }

  private static String applied(String function, String inside) {
    return switch (function) {
      case "exp" -> "e^{" + inside + "}";
      case "sqrt" -> "\\sqrt{" + inside + "}";
      case "abs" -> "\\left|" + inside + "\\right|";
      case "positive" -> "\\left[" + inside + " > 0\\right]";
      default -> function(function) + "\\left(" + inside + "\\right)";
    };
  }

  private String latex(Function<String, String> symbols, String times, int least) {
    String text = latex(symbols, times);
    boolean bare = rank() >= least && !(least > 1 && text.startsWith("-"));
    // A fraction or a root under a power is ambiguous without its brackets.
    boolean tall = least > 3 && text.startsWith("\\frac");
    return bare && !tall ? text : "\\left(" + text + "\\right)";
  }

  private static String function(String name) {
    return switch (name) {
      case "log" -> "\\ln";
      case "sigmoid" -> "\\sigma";
      case "sin", "cos", "tan", "sinh", "cosh", "tanh", "max", "min" -> "\\" + name;
      default -> "\\operatorname{" + name + "}";
    };
  }

  /// Tells how strongly it holds together: 1 for a sum, up to 5 for what is one piece.
  private int rank() {
    return switch (this) {
      case Operation(var operator, _, _) ->
          switch (operator) {
            case '+', '-' -> 1;
            case '*', '/', '@' -> 2;
            default -> 4;
          };
      case Negation _ -> 1;
      case Call(var name, _) -> name.equals("exp") ? 4 : 5;
      case Symbol _, Constant _ -> 5;
    };
  }

  /// Returns a number with at most 5 significant digits.
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "∞" : "-∞";
    }
    if (value == 0) {
      return "0";
    }
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < 1e7) {
      return String.valueOf((long) value);
    }
    if (size >= 1e7 || size < 1e-4) {
      return String.format(Locale.ROOT, "%.4e", value)
          .replaceFirst("\\.?0*e", "e")
          .replaceFirst("e([-+])0*", "e$1")
          .replace("e+", "e");
    }
    int digits = Math.max(0, 4 - (int) Math.floor(Math.log10(size)));
    String text = String.format(Locale.ROOT, "%." + digits + "f", value);
    return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
  }

  /// Reads formulas: sums of products of powers.
  final class Reader {
    private final String text;
    private int at;

    private Reader(String text) {
      this.text = text.replace(" ", "");
    }

    private Expression all() {
      Expression expression = sum();
      if (at < text.length()) {
        throw new IllegalArgumentException(text + " cannot be read from " + at);
      }
      return expression;
    }

    private boolean next(char... wanted) {
      for (char each : wanted) {
        if (at < text.length() && text.charAt(at) == each) {
          at++;
          return true;
        }
      }
      return false;
    }

    private Expression sum() {
      Expression left = next('-') ? new Negation(product()) : product();
      while (next('+', '-')) {
        left = new Operation(text.charAt(at - 1), left, product());
      }
      return left;
    }

    private Expression product() {
      Expression left = power();
      while (next('*', '/', '@')) {
        left = new Operation(text.charAt(at - 1), left, power());
      }
      return left;
    }

    private Expression power() {
      Expression base = atom();
      return next('^') ? new Operation('^', base, atom()) : base;
    }

    private Expression atom() {
      if (next('(')) {
        Expression inside = sum();
        close();
        return inside;
      }
      int start = at;
      while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || isDot())) {
        at++;
      }
      String word = text.substring(start, at);
      if (!word.isEmpty() && Character.isDigit(word.charAt(0))) {
        return new Constant(Double.parseDouble(word));
      }
      if (!next('(')) {
        return new Symbol(word);
      }
      List<Expression> arguments = new ArrayList<>(List.of(sum()));
      while (next(',')) {
        arguments.add(sum());
      }
      close();
      return new Call(word, List.copyOf(arguments));
    }

    private boolean isDot() {
      return text.charAt(at) == '.';
    }

    private void close() {
      if (!next(')')) {
        throw new IllegalArgumentException(text + " lacks a bracket at " + at);
      }
    }
  }
}
