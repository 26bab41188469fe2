package nabla.engine.tensor;

import java.util.ArrayList;
import java.util.List;
import nabla.engine.error.ArgumentException;

/// Reads a tensor's text form, `[[1, 2], [3, 4.5]]`: whole numbers, decimals, `True`, `False`,
/// `nan`, `inf`.
final class NestedText {
  private final String text;
  private int at;

  private NestedText(String text) {
    this.text = text;
  }

  static Object parse(String text) {
    NestedText parser = new NestedText(text);
    Object value = parser.value();
    parser.skip();
    if (parser.at < text.length()) {
      throw parser.unexpected();
    }
    return value;
  }

  private Object value() {
    skip();
    if (at < text.length() && text.charAt(at) == '[') {
      at++;
      return list();
    }
    int start = at;
    while (at < text.length() && "[], \n\t".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return number(text.substring(start, at));
  }

  private List<Object> list() {
    List<Object> items = new ArrayList<>();
    skip();
    while (at < text.length() && text.charAt(at) != ']') {
      items.add(value());
      skip();
      if (at < text.length() && text.charAt(at) == ',') {
        at++;
        skip();
      } else if (at < text.length() && text.charAt(at) != ']') {
        throw unexpected();
      }
    }
    if (at >= text.length()) {
      throw unexpected();
    }
    at++;
    return items;
  }

  private Object number(String word) {
    switch (word) {
      case "True", "true":
        return true;
      case "False", "false":
        return false;
      case "nan", "NaN":
        return Double.NaN;
      case "inf", "Infinity":
        return Double.POSITIVE_INFINITY;
      case "-inf", "-Infinity":
        return Double.NEGATIVE_INFINITY;
      default:
        try {
          return word.matches("[+-]?\\d+") ? (Object) Long.valueOf(word) : Double.valueOf(word);
        } catch (NumberFormatException _) {
          throw unexpected();
        }
    }
  }

  private void skip() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private ArgumentException unexpected() {
    return new ArgumentException(
        "invalid tensor text at position %d: %s".formatted(at, text), "tensor.text", at);
  }
}
