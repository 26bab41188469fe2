package nabla.engine.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import nabla.engine.error.Explanations;
import nabla.engine.graph.Derivation.Gap;
import nabla.engine.graph.Derivation.Kind;
import nabla.engine.graph.Derivation.Product;
import nabla.engine.graph.Derivation.Quantity;
import nabla.engine.graph.Derivation.Result;
import nabla.engine.graph.Derivation.Step;
import nabla.engine.graph.Derivation.Term;
import org.jspecify.annotations.Nullable;

/// Writes a derivation, in the language in force. As text it is made of sentences alone; in
/// Markdown and LaTeX the formulas stand beneath them.
final class DerivationText {
  /// What is written.
  enum Style {
    TEXT,
    MARKDOWN,
    LATEX
  }

  private final Derivation derivation;
  private final Style style;
  private final TermNames names;
  private final Map<String, Integer> uses = new HashMap<>();
  private final Map<String, List<@Nullable Quantity>> met = new HashMap<>();
  private final StringBuilder out = new StringBuilder();
  private final List<String> formulas = new ArrayList<>();

  private DerivationText(Derivation derivation, Style style) {
    this.derivation = derivation;
    this.style = style;
    names = new TermNames(derivation);
    for (Step step : derivation.steps()) {
      for (Product product : step.products()) {
        uses.merge(TermNames.key(step.inputs().get(product.input())), 1, Integer::sum);
      }
    }
  }

  static String write(Derivation derivation, Style style) {
    return new DerivationText(derivation, style).all();
  }

  private String all() {
    Term root = derivation.root();
    if (derivation.results().isEmpty()) {
      return Explanations.text("derivation.none", quoted(names.text(root)));
    }
    int operations = derivation.steps().size() + derivation.left();
    String title = Explanations.text("derivation.title", quoted(names.text(root)), operations);
    out.append(style == Style.MARKDOWN ? "**" + title + "**" : title);
    if (derivation.seed().isNumber()) {
      sentence("derivation.start", quoted(names.text(root)), shown(derivation.seed()));
    } else {
      sentence("derivation.startOnes", quoted(names.text(root)));
    }
    formula(partial(root, root, 0) + " &= " + QuantityText.latex(derivation.seed()));
    flush();
    for (int i = 0; i < derivation.steps().size(); i++) {
      step(i + 1, derivation.steps().get(i));
    }
    if (derivation.left() > 0) {
      sentence("derivation.left", derivation.steps().size(), derivation.left());
    }
    derivation.results().forEach(this::result);
    return out.toString();
  }

  // ---- the steps

  private void step(int number, Step step) {
    paragraph();
    LocalRule rule = step.rule();
    String made =
        rule == null
            ? step.operation() + "(" + joined(step.inputs()) + ")"
            : filled(rule.result(), step).text(symbol -> text(symbol, step));
    String value =
        step.result().value() == null ? "" : " = " + QuantityText.text(step.result().value());
    String head =
        Explanations.text(
            "derivation.step",
            number,
            quoted(step.operation()),
            quoted(names.text(step.result()) + " = " + made + value));
    out.append(style == Style.MARKDOWN ? head.replaceFirst("^([^:]*:)", "**$1**") : head);
    if (rule != null) {
      formula(
          names.latex(step.result())
              + " &= "
              + filled(rule.result(), step).latex(symbol -> latex(symbol, step), times(step))
              + (step.result().value() == null
                  ? ""
                  : " = " + QuantityText.latex(step.result().value())));
    }
    if (!step.gap().equals(Gap.NONE)) {
      sentence(gap(step.gap()), quoted(step.operation()));
    }
    if (step.incoming() != null) {
      sentence("derivation.incoming", shown(step.incoming()));
    }
    step.products().forEach(product -> product(step, product));
    flush();
  }

  private static String gap(Gap gap) {
    return switch (gap) {
      case NONE -> throw new IllegalArgumentException("nothing is missing");
      case FREED -> "derivation.freed";
      case CHANGED -> "derivation.changed";
      case FAILED -> "derivation.failed";
      case UPSTREAM -> "derivation.upstream";
    };
  }

  private void product(Step step, Product product) {
    Term input = step.inputs().get(product.input());
    List<@Nullable Quantity> before =
        met.computeIfAbsent(TermNames.key(input), _ -> new ArrayList<>());
    before.add(product.gradient());
    int use = uses(input) > 1 ? before.size() : 0;
    LocalRule rule = step.rule();
    Expression derivative = rule == null ? null : rule.derivative(product.input());
    if (derivative == null) {
      general(step, product, input, use);
    } else if (rule != null && rule.isFactor(product.input())) {
      factor(step, product, input, use, filled(derivative, step));
    } else {
      direct(step, product, input, use, filled(derivative, step));
    }
    if (product.summed()) {
      sentence("derivation.summed", quoted(names.text(input)));
    }
    if (uses(input) > 1 && before.size() == uses(input)) {
      sum(input, before);
    }
  }

  private int uses(Term term) {
    return uses.getOrDefault(TermNames.key(term), 0);
  }

  private void factor(Step step, Product product, Term input, int use, Expression derivative) {
    String local = derivative.text(symbol -> text(symbol, step));
    Quantity factor = product.local();
    Quantity incoming = step.incoming();
    String put = "";
    String putLatex = "";
    boolean single = derivative instanceof Expression.Symbol || derivative.symbols().isEmpty();
    if (!single && isPlain(derivative, step) && factor != null) {
      String text = derivative.text(symbol -> bracketed(value(symbol, step)));
      put = text.equals(QuantityText.text(factor)) ? "" : " = " + text;
      putLatex =
          put.isEmpty()
              ? ""
              : " = " + derivative.latex(symbol -> latexBracketed(value(symbol, step)), "\\cdot");
    }
    boolean same = factor != null && local.equals(QuantityText.text(factor));
    String number = factor == null || same ? "" : " = " + QuantityText.text(factor);
    sentence("derivation.local", quoted(names.text(input)), quoted(local + put + number));
    formula(
        partial(step.result(), input, use)
            + " &= "
            + derivative.latex(symbol -> latex(symbol, step), times(step))
            + putLatex
            + (factor == null || same ? "" : " = " + QuantityText.latex(factor)));
    String chain =
        partial(derivation.root(), input, use)
            + " &= "
            + partial(derivation.root(), step.result(), 0)
            + " "
            + times(step)
            + " "
            + partial(step.result(), input, use);
    Quantity gradient = product.gradient();
    if (gradient == null || incoming == null) {
      formula(chain);
      return;
    }
    String numbers =
        factor == null
            ? QuantityText.text(gradient)
            : bracketed(QuantityText.text(incoming))
                + " · "
                + bracketed(QuantityText.text(factor))
                + " = "
                + QuantityText.text(gradient);
    sentence("derivation.product", quoted(names.text(input)), quoted(numbers));
    formula(
        chain
            + (factor == null
                ? ""
                : " = "
                    + latexBracketed(QuantityText.latex(incoming))
                    + " "
                    + (incoming.isNumber() || factor.isNumber() ? "\\cdot" : "\\odot")
                    + " "
                    + latexBracketed(QuantityText.latex(factor)))
            + " = "
            + QuantityText.latex(gradient));
  }

  private void direct(Step step, Product product, Term input, int use, Expression derivative) {
    Quantity gradient = product.gradient();
    String text = derivative.text(symbol -> text(symbol, step));
    sentence(
        "derivation.direct",
        quoted(names.text(input)),
        quoted(text + (gradient == null ? "" : " = " + QuantityText.text(gradient))));
    formula(
        partial(derivation.root(), input, use)
            + " &= "
            + derivative.latex(symbol -> latex(symbol, step), "\\odot")
            + (gradient == null ? "" : " = " + QuantityText.latex(gradient)));
  }

  private void general(Step step, Product product, Term input, int use) {
    Quantity gradient = product.gradient();
    String known = gradient == null ? "" : " = " + QuantityText.text(gradient);
    sentence(
        "derivation.general",
        quoted(names.text(input)),
        quoted(step.operation()),
        quoted("VJP" + known));
    if (product.local() != null) {
      sentence(
          "derivation.local",
          quoted(names.text(input)),
          quoted(QuantityText.text(product.local())));
    }
    formula(
        partial(derivation.root(), input, use)
            + " &= \\operatorname{VJP}_{\\mathrm{"
            + step.operation().replace("_", "\\_")
            + "}}\\left("
            + partial(derivation.root(), step.result(), 0)
            + "\\right)"
            + (gradient == null ? "" : " = " + QuantityText.latex(gradient)));
  }

  private void sum(Term input, List<@Nullable Quantity> parts) {
    String symbols =
        IntStream.rangeClosed(1, parts.size())
            .mapToObj(use -> partial(derivation.root(), input, use))
            .collect(Collectors.joining(" + "));
    Quantity total = total(parts);
    String numbers =
        total == null
            ? ""
            : parts.stream()
                    .map(this::known)
                    .map(QuantityText::text)
                    .map(this::bracketed)
                    .collect(Collectors.joining(" + "))
                + " = "
                + QuantityText.text(total);
    if (total == null) {
      sentence("derivation.sumUnknown", quoted(names.text(input)), parts.size());
    } else {
      sentence("derivation.sum", quoted(names.text(input)), parts.size(), quoted(numbers));
    }
    formula(
        partial(derivation.root(), input, 0)
            + " &= "
            + symbols
            + (total == null
                ? ""
                : " = "
                    + parts.stream()
                        .map(this::known)
                        .map(QuantityText::latex)
                        .map(this::latexBracketed)
                        .collect(Collectors.joining(" + "))
                    + " = "
                    + QuantityText.latex(total)));
  }

  private Quantity known(@Nullable Quantity quantity) {
    if (quantity == null) {
      throw new IllegalStateException("a sum of what is not known");
    }
    return quantity;
  }

  /// Returns the sum where every part can be read.
  private static @Nullable Quantity total(List<@Nullable Quantity> parts) {
    List<Double> sum = new ArrayList<>();
    Quantity like = null;
    for (Quantity part : parts) {
      if (part == null || part.elements().isEmpty()) {
        return null;
      }
      like = part;
      for (int i = 0; i < part.elements().size(); i++) {
        double element = part.elements().get(i);
        if (sum.size() <= i) {
          sum.add(element);
        } else {
          sum.set(i, sum.get(i) + element);
        }
      }
    }
    double norm = Math.sqrt(sum.stream().mapToDouble(each -> each * each).sum());
    return like == null ? null : new Quantity(like.shape(), sum, norm);
  }

  private void result(Result result) {
    paragraph();
    String leaf = quoted(names.text(result.leaf()));
    String root = quoted(names.text(derivation.root()));
    Quantity gradient = result.gradient();
    out.append(
        gradient == null
            ? Explanations.text(
                result.complete() ? "derivation.unknown" : "derivation.unfinished", root, leaf)
            : Explanations.text("derivation.result", root, leaf, shown(gradient)));
    Quantity kept = result.kept();
    if (kept != null) {
      out.append(' ')
          .append(
              Explanations.text(
                  "derivation.kept",
                  quoted(names.text(result.leaf()) + ".grad()"),
                  shown(kept),
                  result.passes()));
    }
  }

  // ---- paragraphs and formulas

  private void paragraph() {
    flush();
    out.append(style == Style.TEXT ? "\n" : "\n\n");
  }

  private void sentence(String key, Object... arguments) {
    String words = Explanations.text(key, arguments);
    switch (style) {
      case TEXT -> out.append("\n  ").append(words);
      // Beneath one another the formulas say the same; what they cannot say stays in words.
      case MARKDOWN, LATEX -> {
        if (!TOLD.contains(key)) {
          paragraph();
          out.append(words);
        }
      }
    }
  }

  private static final Set<String> TOLD =
      Set.of(
          "derivation.incoming",
          "derivation.local",
          "derivation.product",
          "derivation.direct",
          "derivation.sum");

  private void formula(String latex) {
    formulas.add(latex);
  }

  private void flush() {
    if (style != Style.TEXT && !formulas.isEmpty()) {
      out.append("\n\n$$\n\\begin{aligned}\n")
          .append(String.join(" \\\\[6pt]\n", formulas))
          .append("\n\\end{aligned}\n$$");
    }
    formulas.clear();
  }

  private String quoted(String code) {
    return switch (style) {
      case TEXT -> code;
      case MARKDOWN -> "`" + code + "`";
      case LATEX -> code.replaceAll("[_^$#&%]", "\\\\$0");
    };
  }

  private String shown(Quantity quantity) {
    return quoted(QuantityText.text(quantity));
  }

  // ---- symbols and numbers

  private static Expression filled(Expression expression, Step step) {
    Map<String, Double> numbers = new HashMap<>();
    for (int i = 0; i < step.inputs().size(); i++) {
      Term input = step.inputs().get(i);
      if (input.kind() == Kind.NUMBER && input.value() != null) {
        numbers.put(symbol(i), input.value().elements().get(0));
      }
    }
    if (step.result().shape().isEmpty() || !step.inputs().isEmpty()) {
      numbers.put("n", (double) size(step.inputs().get(0)) / size(step.result()));
    }
    return expression.with(numbers);
  }

  private static int size(Term term) {
    return term.shape().stream().reduce(1, (x, y) -> x * y);
  }

  private static String symbol(int input) {
    return String.valueOf((char) ('a' + input));
  }

  private static @Nullable Term operand(String symbol, Step step) {
    return symbol.equals("g") ? null : step.inputs().get(symbol.charAt(0) - 'a');
  }

  private String text(String symbol, Step step) {
    Term operand = operand(symbol, step);
    return operand == null ? "g" : names.text(operand);
  }

  private String latex(String symbol, Step step) {
    Term operand = operand(symbol, step);
    return operand == null ? partial(derivation.root(), step.result(), 0) : names.latex(operand);
  }

  private static String value(String symbol, Step step) {
    Term operand = operand(symbol, step);
    Quantity value = operand == null ? null : operand.value();
    if (value == null) {
      throw new IllegalStateException("the value of " + symbol + " is not known");
    }
    return Expression.number(value.elements().get(0));
  }

  /// Tells whether all that a formula needs are known single numbers.
  private static boolean isPlain(Expression expression, Step step) {
    return expression.symbols().stream()
        .map(symbol -> operand(symbol, step))
        .allMatch(term -> term != null && term.value() != null && term.value().isNumber());
  }

  private String times(Step step) {
    boolean single = step.inputs().stream().allMatch(input -> size(input) == 1);
    return single ? "\\cdot" : "\\odot";
  }

  private String joined(List<Term> terms) {
    return terms.stream().map(names::text).collect(Collectors.joining(", "));
  }

  private String partial(Term of, Term by, int use) {
    String fraction =
        "\\frac{\\partial " + names.latex(of) + "}{\\partial " + names.latex(by) + "}";
    return use == 0 ? fraction : "\\left(" + fraction + "\\right)_{" + use + "}";
  }

  private String bracketed(String number) {
    return number.startsWith("-") ? "(" + number + ")" : number;
  }

  private String latexBracketed(String number) {
    return number.startsWith("-") ? "\\left(" + number + "\\right)" : number;
  }
}
