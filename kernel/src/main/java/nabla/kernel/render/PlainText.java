package nabla.kernel.render;

import static nabla.kernel.text.Texts.text;

import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.BaseStream;
import nabla.kernel.display.Components;
import org.jspecify.annotations.Nullable;

/// Writes values as text of bounded length: Java's own text, but arrays show their elements, and
/// what is very long is cut.
final class PlainText {
  static final int MOST_ELEMENTS = 1000;
  static final int MOST_CHARACTERS = 100_000;
  private static final int DEEPEST = 16;

  private final StringBuilder out = new StringBuilder();

  /// What is being written, from the outside in: it may contain itself.
  private final Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());

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
    return text.substring(0, end) + text("render.characters", text.length() - end);
  }

  private void write(@Nullable Object value, int depth) {
    if (out.length() > MOST_CHARACTERS) {
      return;
    }
    if (depth > DEEPEST) {
      out.append('…');
      return;
    }
    if (value == null || !isContainer(value)) {
      out.append(value);
    } else if (open.add(value)) {
      writeContainer(value, depth);
      open.remove(value);
    } else {
      out.append("(…)");
    }
  }

  private static boolean isContainer(Object value) {
    return switch (value) {
      case Record _, Optional<?> _, BaseStream<?, ?> _ -> true;
      case Collection<?> _, Map<?, ?> _ -> isJavas(value);
      default -> value.getClass().isArray();
    };
  }

  private void writeContainer(Object value, int depth) {
    switch (value) {
      case Collection<?> items -> writeAll(items, items.size(), depth);
      case Map<?, ?> map -> writeMap(map, depth);
      case Record record -> writeRecord(record, depth);
      case BaseStream<?, ?> _ -> out.append(text("render.stream"));
      case Optional<?> optional when optional.isPresent() -> {
        out.append("Optional[");
        write(optional.get(), depth + 1);
        out.append(']');
      }
      case Optional<?> empty -> out.append(empty);
      default -> writeArray(value, depth);
    }
  }

  /// A record that has not got a text of its own shows its components as they show themselves; in
  /// Java's text an array is only a name.
  private void writeRecord(Record record, int depth) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    if (!hasContainer(record, components)) {
      out.append(record);
      return;
    }
    String own = record.toString();
    StringJoiner javas = new StringJoiner(", ", record.getClass().getSimpleName() + "[", "]");
    for (RecordComponent each : components) {
      javas.add(each.getName() + "=" + Components.value(record, each));
    }
    if (!own.equals(javas.toString())) {
      out.append(own);
      return;
    }
    out.append(record.getClass().getSimpleName()).append('[');
    for (int i = 0; i < components.length; i++) {
      out.append(i == 0 ? "" : ", ").append(components[i].getName()).append('=');
      write(Components.value(record, components[i]), depth + 1);
    }
    out.append(']');
  }

  private static boolean hasContainer(Record record, RecordComponent[] components) {
    for (RecordComponent each : components) {
      Object value = Components.value(record, each);
      if (value != null && isContainer(value)) {
        return true;
      }
    }
    return false;
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
