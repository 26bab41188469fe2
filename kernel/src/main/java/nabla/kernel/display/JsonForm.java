package nabla.kernel.display;

import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nabla.kernel.protocol.Json;
import nabla.kernel.protocol.MalformedMessage;
import nabla.kernel.protocol.MimeBundle;
import org.jspecify.annotations.Nullable;

/// Values as the tree of maps, lists, texts, numbers and booleans that JSON is.
final class JsonForm {
  /// Deeper than this there is only text: a structure that contains itself must end.
  private static final int DEEPEST = 32;

  private static final int LONGEST = 60;

  private JsonForm() {}

  static MimeBundle of(@Nullable Object value) {
    Object tree = value instanceof String text ? parsed(text) : tree(value, 0);
    String text = tree == null ? "null" : Json.text(tree);
    // A front end's tree has a root: a bare value stands as text alone.
    return tree instanceof Map || tree instanceof List
        ? MimeBundle.text(text).with(MimeBundle.JSON, tree)
        : MimeBundle.text(text);
  }

  private static @Nullable Object parsed(String text) {
    try {
      // The reader wants an object, and JSON may be anything.
      Map<?, ?> read = Json.read("{\"value\": " + text + "\n}", Map.class);
      if (read.size() == 1) {
        return read.get("value");
      }
    } catch (MalformedMessage _) {
      // said below
    }
    throw new IllegalArgumentException(
        "json(…) of a String takes JSON, and this is not: " + shortened(text));
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }

  private static @Nullable Object tree(@Nullable Object value, int depth) {
    if (depth > DEEPEST) {
      return "…";
    }
    return switch (value) {
      case null -> null;
      case Boolean truth -> truth;
      case Double number when !Double.isFinite(number) -> number.toString();
      case Float number when !Float.isFinite(number) -> number.toString();
      case Number number -> number;
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        map.forEach((key, each) -> tree.put(String.valueOf(key), tree(each, depth + 1)));
        yield tree;
      }
      case Collection<?> items -> {
        List<@Nullable Object> tree = new ArrayList<>();
        items.forEach(each -> tree.add(tree(each, depth + 1)));
        yield tree;
      }
      case Record record -> components(record, depth);
      default -> value.getClass().isArray() ? elements(value, depth) : value.toString();
    };
  }

  private static List<@Nullable Object> elements(Object array, int depth) {
    List<@Nullable Object> tree = new ArrayList<>();
    for (int i = 0; i < Array.getLength(array); i++) {
      tree.add(tree(Array.get(array, i), depth + 1));
    }
    return tree;
  }

  private static Map<String, @Nullable Object> components(Record record, int depth) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      tree.put(component.getName(), tree(Components.value(record, component), depth + 1));
    }
    return tree;
  }
}
