package nabla.engine.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a JSON text, as strictly as RFC 8259 says, with the sentences of Rust's serde, which
/// safetensors shows.
///
/// Objects become ordered maps, arrays lists, whole numbers longs, others doubles.
final class Json {
  private static final int DEEPEST = 128;

  private final String text;
  private int at;
  private int depth;

  private Json(String text) {
    this.text = text;
  }

  /// A text that is not JSON.
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String sentence) {
      super(sentence);
    }
  }

  static @Nullable Object parse(String text) throws Malformed {
    Json json = new Json(text);
    Object value = json.value();
    json.skipSpace();
    if (json.at < text.length()) {
      throw json.wrong("trailing characters");
    }
    return value;
  }

  private Malformed wrong(String what) {
    int line = 1;
    int column = 0;
    for (int i = 0; i < Math.min(at, text.length()); i++) {
      boolean end = text.charAt(i) == '\n';
      line += end ? 1 : 0;
      column = end ? 0 : column + 1;
    }
    return new Malformed("%s at line %d column %d".formatted(what, line, column));
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  /// Returns the next character that is not space, without taking it.
  private char peek(String doing) throws Malformed {
    skipSpace();
    if (at == text.length()) {
      throw wrong("EOF while parsing " + doing);
    }
    return text.charAt(at);
  }

  private @Nullable Object value() throws Malformed {
    return switch (peek("a value")) {
      case '{' -> deeper(this::object);
      case '[' -> deeper(this::array);
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private interface Part {
    Object parse() throws Malformed;
  }

  private Object deeper(Part part) throws Malformed {
    at++;
    if (++depth == DEEPEST) {
      throw wrong("recursion limit exceeded");
    }
    Object value = part.parse();
    depth--;
    return value;
  }

  private Map<String, @Nullable Object> object() throws Malformed {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    for (boolean first = true; peek("an object") != '}'; first = false) {
      separated(first, "an object", "expected `,` or `}`");
      if (peek("an object") != '"') {
        throw wrong("key must be a string");
      }
      String key = string();
      if (peek("an object") != ':') {
        throw wrong("expected `:`");
      }
      at++;
      Object value = value();
      if (members.containsKey(key)) {
        throw wrong("duplicate field `" + key + "`");
      }
      members.put(key, value);
    }
    at++;
    return members;
  }

  private List<@Nullable Object> array() throws Malformed {
    List<@Nullable Object> elements = new ArrayList<>();
    while (peek("a list") != ']') {
      separated(elements.isEmpty(), "a list", "expected `,` or `]`");
      elements.add(value());
    }
    at++;
    return elements;
  }

  private void separated(boolean first, String where, String otherwise) throws Malformed {
    if (first) {
      return;
    }
    if (peek(where) != ',') {
      throw wrong(otherwise);
    }
    at++;
    char next = peek(where);
    if (next == '}' || next == ']') {
      throw wrong("trailing comma");
    }
  }

  private @Nullable Object word(String word, @Nullable Object value) throws Malformed {
    if (!text.startsWith(word, at)) {
      throw wrong("expected ident");
    }
    at += word.length();
    return value;
  }

  private Object number() throws Malformed {
    int start = at;
    boolean whole = true;
    if (here('-')) {
      at++;
    }
    if (here('0')) {
      at++;
    } else {
      digits(start == at ? "expected value" : "invalid number");
    }
    if (here('.')) {
      at++;
      whole = false;
      digits("invalid number");
    }
    if (here('e') || here('E')) {
      at++;
      whole = false;
      if (here('+') || here('-')) {
        at++;
      }
      digits("invalid number");
    }
    String token = text.substring(start, at);
    if (whole) {
      try {
        return Long.valueOf(token);
      } catch (NumberFormatException _) {
        // As serde does, beyond a whole number's range.
        return Double.valueOf(token);
      }
    }
    return Double.valueOf(token);
  }

  private boolean here(char expected) {
    return at < text.length() && text.charAt(at) == expected;
  }

  private void digits(String otherwise) throws Malformed {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == start) {
      throw wrong(otherwise);
    }
  }

  private String string() throws Malformed {
    StringBuilder value = new StringBuilder();
    at++;
    while (true) {
      if (at == text.length()) {
        throw wrong("EOF while parsing a string");
      }
      char c = text.charAt(at++);
      if (c == '"') {
        return value.toString();
      }
      if (c < ' ') {
        throw wrong("control character (\\u0000-\\u001F) found while parsing a string");
      }
      value.append(c == '\\' ? escape() : c);
    }
  }

  private char escape() throws Malformed {
    if (at == text.length()) {
      throw wrong("EOF while parsing a string");
    }
    char c = text.charAt(at++);
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw wrong("invalid escape");
    };
  }

  private char unicode() throws Malformed {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
      if (digit < 0 || text.charAt(at) > 'f') {
        throw wrong("invalid escape");
      }
      code = code * 16 + digit;
      at++;
    }
    return (char) code;
  }

  /// Returns the text as a JSON string, quotes included.
  static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        default -> {
          // A surrogate without its other half has no bytes in UTF-8.
          if (c < ' ' || Character.isSurrogate(c)) {
            quoted.append("\\u%04x".formatted((int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }
}
