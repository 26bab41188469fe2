package nabla.engine.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the literals that stand in the header of a NumPy file: dictionaries, tuples, lists, texts,
/// whole numbers, `True`, `False` and `None`.
final class PythonLiteral {
  private static final int DEEPEST = 100;

  private final String text;
  private int at;
  private int depth;

  private PythonLiteral(String text) {
    this.text = text;
  }

  /// A tuple, which is not a list.
  record Tuple(List<@Nullable Object> elements) {}

  /// A text that is no literal of these.
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;
  }

  static @Nullable Object parse(String text) throws Malformed {
    PythonLiteral literal = new PythonLiteral(text);
    Object value = literal.value();
    literal.skipSpace();
    if (literal.at < text.length()) {
      throw new Malformed();
    }
    return value;
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private char peek() throws Malformed {
    skipSpace();
    if (at == text.length()) {
      throw new Malformed();
    }
    return text.charAt(at);
  }

  private @Nullable Object value() throws Malformed {
    if (++depth > DEEPEST) {
      throw new Malformed();
    }
    Object value =
        switch (peek()) {
          case '{' -> dictionary();
          case '(' -> tuple();
          case '[' -> elements(']');
          case '\'', '"' -> string();
          case 'T' -> word("True", true);
          case 'F' -> word("False", false);
          case 'N' -> word("None", null);
          default -> number();
        };
    depth--;
    return value;
  }

  private Map<String, @Nullable Object> dictionary() throws Malformed {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    at++;
    while (peek() != '}') {
      if (peek() != '\'' && peek() != '"') {
        throw new Malformed();
      }
      String key = string();
      take(':');
      members.put(key, value());
      if (peek() != '}') {
        take(',');
      }
    }
    at++;
    return members;
  }

  /// Returns a tuple, or what stands in parentheses without a comma.
  private @Nullable Object tuple() throws Malformed {
    int start = at;
    List<@Nullable Object> elements = elements(')');
    boolean comma = text.substring(start, at).replaceAll("\\s", "").endsWith(",)");
    return elements.size() == 1 && !comma ? elements.get(0) : new Tuple(elements);
  }

  private List<@Nullable Object> elements(char end) throws Malformed {
    List<@Nullable Object> elements = new ArrayList<>();
    at++;
    while (peek() != end) {
      elements.add(value());
      if (peek() != end) {
        take(',');
      }
    }
    at++;
    return elements;
  }

  private void take(char expected) throws Malformed {
    if (peek() != expected) {
      throw new Malformed();
    }
    at++;
  }

  private String string() throws Malformed {
    char quote = text.charAt(at++);
    StringBuilder value = new StringBuilder();
    while (at < text.length() && text.charAt(at) != quote) {
      char c = text.charAt(at++);
      if (c == '\\' || c == '\n') {
        throw new Malformed();
      }
      value.append(c);
    }
    if (at == text.length()) {
      throw new Malformed();
    }
    at++;
    return value.toString();
  }

  private @Nullable Object word(String word, @Nullable Object value) throws Malformed {
    if (!text.startsWith(word, at)) {
      throw new Malformed();
    }
    at += word.length();
    return value;
  }

  private Object number() throws Malformed {
    int start = at;
    if (text.charAt(at) == '-') {
      at++;
    }
    while (at < text.length() && Character.isDigit(text.charAt(at))) {
      at++;
    }
    try {
      Long value = Long.valueOf(text.substring(start, at));
      if (at < text.length() && text.charAt(at) == 'L') {
        at++; // Python 2 marked long numbers so.
      }
      return value;
    } catch (NumberFormatException _) {
      throw new Malformed();
    }
  }
}
