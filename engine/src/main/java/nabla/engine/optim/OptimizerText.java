package nabla.engine.optim;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import nabla.engine.format.PythonText;

/// PyTorch's text of an optimizer: its groups, and their options in alphabetical order.
///
/// Options that only say how PyTorch computes stand in it with the values they have there.
final class OptimizerText {
  // Whole in PyTorch as long as nobody has given another value.
  private static final List<String> WHOLE =
      List.of("momentum", "dampening", "weight_decay", "lr_decay", "initial_accumulator_value");

  private OptimizerText() {}

  static String of(Optimizer optimizer) {
    StringBuilder text = new StringBuilder(optimizer.getClass().getSimpleName()).append(" (");
    List<ParameterGroup> groups = optimizer.groups();
    for (int i = 0; i < groups.size(); i++) {
      text.append("\nParameter Group ").append(i).append('\n');
      options(optimizer, groups.get(i))
          .forEach((name, value) -> text.append("    %s: %s\n".formatted(name, value)));
    }
    return text.append(')').toString();
  }

  private static Map<String, String> options(Optimizer optimizer, ParameterGroup group) {
    Map<String, String> shown = new TreeMap<>();
    OptimizerOptions options = group.options();
    for (RecordComponent component : options.getClass().getRecordComponents()) {
      String name = snake(component.getName());
      shown.put(name, text(optimizer, name, value(component, options)));
    }
    if (shown.containsKey("beta1")) {
      shown.put("betas", "(%s, %s)".formatted(shown.remove("beta1"), shown.remove("beta2")));
      shown.put("decoupled_weight_decay", PythonText.of(optimizer instanceof AdamW));
    }
    group.begun().ifPresent(lr -> shown.put("initial_lr", PythonText.of(lr)));
    constants(optimizer, shown);
    return shown;
  }

  private static void constants(Optimizer optimizer, Map<String, String> shown) {
    if (optimizer instanceof LBFGS) {
      shown.put("line_search_fn", shown.remove("line_search"));
      return;
    }
    shown.put("differentiable", "False");
    shown.put("foreach", "None");
    if (!(optimizer instanceof SGD || optimizer instanceof Adagrad)) {
      shown.put("capturable", "False");
    }
    if (!(optimizer instanceof RMSprop || optimizer instanceof Adadelta)) {
      shown.put("fused", "None");
    }
  }

  private static String text(Optimizer optimizer, String name, Object value) {
    return switch (value) {
      case Double number when isWhole(optimizer, name, number) -> String.valueOf(number.intValue());
      case Double number -> PythonText.of(number);
      case Boolean truth -> PythonText.of((boolean) truth);
      case LBFGS.LineSearch search ->
          search == LBFGS.LineSearch.NONE ? "None" : search.name().toLowerCase(Locale.ROOT);
      default -> value.toString();
    };
  }

  private static boolean isWhole(Optimizer optimizer, String name, double number) {
    boolean untouched = optimizer instanceof LBFGS && name.equals("lr") && number == 1;
    return untouched || number == 0 && WHOLE.contains(name);
  }

  private static Object value(RecordComponent component, OptimizerOptions options) {
    try {
      return component.getAccessor().invoke(options);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("options are public records", e);
    }
  }

  private static String snake(String camel) {
    return camel.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
