package nabla.kernel.render;

import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nabla.engine.nn.Module;
import nabla.engine.tensor.GraphRecorder;
import nabla.engine.tensor.Tensor;
import nabla.kernel.display.Components;
import org.jspecify.annotations.Nullable;

/// The names that a notebook has for tensors: its variables, and what modules, records, lists and
/// maps that are variables hold, `net.0.weight`, `pair.first`, `weights[0]`.
final class VariableNames {
  private static final int DEEPEST = 3;
  private static final int MOST = 10_000;

  private final Map<Long, String> names = new HashMap<>();

  private VariableNames() {}

  /// Returns the names by the ids that the tensors have in graphs. Of two names of one tensor the
  /// variable of its own counts, and then the one declared first.
  static Map<Long, String> of(Map<String, ? extends @Nullable Object> variables) {
    VariableNames all = new VariableNames();
    variables.forEach(
        (name, value) -> {
          if (value instanceof Tensor tensor) {
            all.add(name, tensor);
          }
        });
    variables.forEach((name, value) -> all.look(name, value, 0));
    return all.names;
  }

  private void add(String name, Tensor tensor) {
    names.putIfAbsent(GraphRecorder.idOf(tensor), name);
  }

  private void look(String name, @Nullable Object value, int depth) {
    if (depth > DEEPEST || names.size() > MOST) {
      return;
    }
    switch (value) {
      case Tensor tensor -> add(name, tensor);
      case Module module -> {
        module.namedParameters().forEach((inner, tensor) -> add(name + "." + inner, tensor));
        module.namedBuffers().forEach((inner, tensor) -> add(name + "." + inner, tensor));
      }
      case Record record -> {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
          if (mayHold(component.getType())) {
            look(name + "." + component.getName(), Components.value(record, component), depth + 1);
          }
        }
      }
      case List<?> list when isJdk(list) -> elements(name, list, depth);
      case Tensor[] tensors -> elements(name, List.of(tensors), depth);
      case Map<?, ?> map when isJdk(map) ->
          map.forEach(
              (key, inner) -> {
                if (key instanceof String word) {
                  look(name + "." + word, inner, depth + 1);
                }
              });
      case null, default -> {}
    }
  }

  /// What else a record holds may be costly, or fail, when it is asked for.
  private static boolean mayHold(Class<?> type) {
    return Tensor.class.isAssignableFrom(type)
        || Module.class.isAssignableFrom(type)
        || type.isRecord()
        || List.class.isAssignableFrom(type)
        || Map.class.isAssignableFrom(type);
  }

  /// A list of the notebook's own might compute its elements.
  private static boolean isJdk(Object value) {
    return value.getClass().getName().startsWith("java.");
  }

  private void elements(String name, List<?> list, int depth) {
    for (int i = 0; i < Math.min(list.size(), MOST); i++) {
      look(name + "[" + i + "]", list.get(i), depth + 1);
    }
  }
}
