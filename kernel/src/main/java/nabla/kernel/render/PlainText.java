package nabla.kernel.render;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes values as text of bounded length: Java's own text, but arrays show their elements, and
/// what is very long is cut.
final class PlainText {
  static final int MOST_ELEMENTS = 1000;
  static final int MOST_CHARACTERS = 100_000;
  private static final int DEEPEST = 16;

  private final StringBuilder out = new StringBuilder();

  private PlainText() {}

  static String of(@Nullable Object value) {
    PlainText text = new PlainText();
    text.write(value, 0);
    return cut(text.out.toString());
  }

  /// Returns an exception and its causes, one a line.
  static String of(Throwable thrown) {
    StringBuilder text = new StringBuilder(String.valueOf(thrown));
    Throwable cause = thrown.getCause();
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      text.append("\nCaused by: ").append(cause);
      cause = cause.getCause();
    }
    return cut(text.toString());
  }

  private static String cut(String text) {
    if (text.length() <= MOST_CHARACTERS) {
      return text;
    }
    boolean splits = Character.isHighSurrogate(text.charAt(MOST_CHARACTERS - 1));
    int end = splits ? MOST_CHARACTERS - 1 : MOST_CHARACTERS;
    return text.substring(0, end) + "… " + (text.length() - end) + " more characters";
  }

  private void write(@Nullable Object value, int depth) {
    if (out.length() > MOST_CHARACTERS) {
      return;
    }
    if (depth > DEEPEST) {
      out.append('…');
      return;
    }
    switch (value) {
      case Collection<?> items when isJavas(items) -> writeAll(items, items.size(), depth);
      case Map<?, ?> map when isJavas(map) -> writeMap(map, depth);
      case null -> out.append("null");
      default -> {
        if (value.getClass().isArray()) {
          writeArray(value, depth);
        } else {
          out.append(value);
        }
      }
    }
  }

  /// Classes of the user may have a text of their own, which then is the one to show.
  private static boolean isJavas(Object value) {
    return value.getClass().getName().startsWith("java.util.");
  }

  private void writeAll(Iterable<?> items, int size, int depth) {
    out.append('[');
    Iterator<?> rest = items.iterator();
    for (int i = 0; i < MOST_ELEMENTS && rest.hasNext(); i++) {
      out.append(i == 0 ? "" : ", ");
      write(rest.next(), depth + 1);
    }
    writeRest(size, ']');
  }

  private void writeMap(Map<?, ?> map, int depth) {
    out.append('{');
    Iterator<? extends Map.Entry<?, ?>> rest = map.entrySet().iterator();
    for (int i = 0; i < MOST_ELEMENTS && rest.hasNext(); i++) {
      Map.Entry<?, ?> entry = rest.next();
      out.append(i == 0 ? "" : ", ");
      write(entry.getKey(), depth + 1);
      out.append('=');
      write(entry.getValue(), depth + 1);
    }
    writeRest(map.size(), '}');
  }

  private void writeArray(Object array, int depth) {
    int size = Array.getLength(array);
    out.append('[');
    for (int i = 0; i < Math.min(size, MOST_ELEMENTS); i++) {
      out.append(i == 0 ? "" : ", ");
      write(Array.get(array, i), depth + 1);
    }
    writeRest(size, ']');
  }

  private void writeRest(int size, char end) {
    if (size > MOST_ELEMENTS) {
      out.append(", … ").append(size - MOST_ELEMENTS).append(" more");
    }
    out.append(end);
  }
}
