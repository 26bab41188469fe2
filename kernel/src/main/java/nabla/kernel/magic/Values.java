package nabla.kernel.magic;

import static nabla.kernel.text.Texts.text;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Map;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Short texts for values. Never calls `toString` of a class of the notebook: it might not end.
final class Values {
  private static final int LONGEST = 60;

  private Values() {}

  static String describe(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String text -> shortened('"' + text + '"');
      case Character letter -> "'" + letter + "'";
      case Number number when isJdk(number) -> number.toString();
      case Boolean truth -> truth.toString();
      case Enum<?> constant -> constant.name();
      case Tensor tensor -> tensor.dtype() + " " + tensor.shape();
      case Collection<?> elements when isJdk(elements) ->
          text("magic.vars.elements", elements.size());
      case Map<?, ?> entries when isJdk(entries) -> text("magic.vars.entries", entries.size());
      case Object array when array.getClass().isArray() ->
          text("magic.vars.elements", Array.getLength(array));
      default -> "";
    };
  }

  static String type(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    Class<?> type = value.getClass();
    // A lambda's class is made up; what it implements is what its author wrote.
    Class<?> told =
        type.isHidden() && type.getInterfaces().length > 0 ? type.getInterfaces()[0] : type;
    return told.getTypeName().replaceFirst("^.*[.$](?=[^.$]+$)", "");
  }

  private static boolean isJdk(Object value) {
    return value.getClass().getName().startsWith("java.");
  }

  private static String shortened(String text) {
    String line = text.replace("\n", "\\n");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
  }
}
