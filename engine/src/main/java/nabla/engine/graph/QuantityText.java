package nabla.engine.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import nabla.engine.error.Explanations;
import nabla.engine.graph.Derivation.Quantity;

/// Writes the numbers of derivations: a few as they are, many as their shape and norm.
final class QuantityText {
  private QuantityText() {}

  /// Returns it as a line of text.
  static String text(Quantity quantity) {
    if (quantity.isNumber()) {
      return Expression.number(quantity.elements().get(0));
    }
    if (quantity.elements().isEmpty()) {
      return Explanations.text(
          "derivation.large", quantity.shape().toString(), Expression.number(quantity.norm()));
    }
    String rows =
        rows(quantity).stream()
            .map(row -> "[" + String.join(", ", row) + "]")
            .collect(Collectors.joining(", "));
    return quantity.shape().size() == 1 ? rows : "[" + rows + "]";
  }

  private static List<List<String>> rows(Quantity quantity) {
    int columns = Math.max(1, quantity.shape().getLast());
    List<String> elements = quantity.elements().stream().map(Expression::number).toList();
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < elements.size(); i += columns) {
      rows.add(elements.subList(i, i + columns));
    }
    return Collections.unmodifiableList(rows);
  }

  /// Returns it in LaTeX, to stand in mathematics.
  static String latex(Quantity quantity) {
    if (quantity.isNumber()) {
      return latexNumber(Expression.number(quantity.elements().get(0)));
    }
    if (quantity.elements().isEmpty()) {
      String shape =
          quantity.shape().stream().map(String::valueOf).collect(Collectors.joining(" \\times "));
      return "\\left["
          + shape
          + ",\\ \\lVert\\cdot\\rVert = "
          + latexNumber(Expression.number(quantity.norm()))
          + "\\right]";
    }
    return rows(quantity).stream()
        .map(row -> row.stream().map(QuantityText::latexNumber).collect(Collectors.joining(" & ")))
        .collect(Collectors.joining(" \\\\ ", "\\begin{pmatrix}", "\\end{pmatrix}"));
  }

  private static String latexNumber(String number) {
    return number
        .replaceFirst("e(-?[0-9]+)$", " \\\\cdot 10^{$1}")
        .replace("∞", "\\infty")
        .replace("NaN", "\\mathrm{NaN}");
  }
}
