package nabla.engine.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import nabla.engine.autograd.GradMode;
import nabla.engine.error.StateException;
import nabla.engine.tensor.Buffer;
import nabla.engine.tensor.Parameter;
import nabla.engine.tensor.Tensor;

/// The parameters and buffers of a tree of modules by name: collecting and loading them.
final class StateDict {
  private final Map<String, ? extends Tensor> given;
  private final List<String> missing = new ArrayList<>();
  private final List<String> unexpected = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();

  private StateDict(Map<String, ? extends Tensor> given) {
    this.given = given;
  }

  static Map<String, Tensor> of(Module module) {
    Map<String, Tensor> state = new LinkedHashMap<>();
    collect(module, "", state);
    return state;
  }

  private static void collect(Module module, String prefix, Map<String, Tensor> state) {
    own(module).forEach((name, tensor) -> state.put(prefix + name, tensor.detach()));
    module.namedChildren().forEach((name, child) -> collect(child, prefix + name + ".", state));
  }

  private static Map<String, Tensor> own(Module module) {
    Map<String, Tensor> own = new LinkedHashMap<>(module.own(Parameter.class));
    module
        .own(Buffer.class)
        .forEach(
            (name, buffer) -> {
              if (buffer.isPersistent()) {
                own.put(name, buffer);
              }
            });
    return own;
  }

  /// Copies the state into the module, as far as it fits, and then says what did not.
  static IncompatibleKeys load(Module module, Map<String, ? extends Tensor> state, boolean strict) {
    StateDict loading = new StateDict(state);
    try (GradMode.Scope _ = GradMode.noGrad()) {
      loading.load(module, "");
    }
    loading.finish(module.typeName(), strict);
    return new IncompatibleKeys(loading.missing, loading.unexpected);
  }

  private void load(Module module, String prefix) {
    Map<String, Tensor> own = own(module);
    own.forEach((name, tensor) -> loadOne(module, prefix, name, tensor));
    Map<String, Module> children = module.namedChildren();
    for (String key : given.keySet()) {
      if (key.startsWith(prefix)) {
        String rest = key.substring(prefix.length());
        int dot = rest.indexOf('.');
        boolean known =
            dot < 0 ? own.containsKey(rest) : children.containsKey(rest.substring(0, dot));
        if (!known) {
          unexpected.add(key);
        }
      }
    }
    children.forEach((name, child) -> load(child, prefix + name + "."));
  }

  private void loadOne(Module module, String prefix, String name, Tensor own) {
    String key = prefix + name;
    Tensor value = given.get(key);
    if (value == null) {
      if (!module.mayBeMissing(name)) {
        missing.add(key);
      }
      return;
    }
    // Old files have single numbers as vectors of one.
    Tensor loaded = own.dim() == 0 && value.dim() == 1 ? value.select(0, 0) : value;
    if (!loaded.shape().equals(own.shape())) {
      errors.add(
          ("size mismatch for %s: copying a param with shape %s from checkpoint, the shape in"
                  + " current model is %s.")
              .formatted(key, loaded.shape().torch(), own.shape().torch()));
      return;
    }
    own.copy_(loaded.detach());
  }

  private void finish(String type, boolean strict) {
    if (strict) {
      if (!unexpected.isEmpty()) {
        errors.add(0, "Unexpected key(s) in state_dict: %s. ".formatted(quoted(unexpected)));
      }
      if (!missing.isEmpty()) {
        errors.add(0, "Missing key(s) in state_dict: %s. ".formatted(quoted(missing)));
      }
    }
    if (!errors.isEmpty()) {
      throw new StateException(
          "Error(s) in loading state_dict for %s:\n\t%s"
              .formatted(type, String.join("\n\t", errors)),
          "state.mismatch",
          type);
    }
  }

  private static String quoted(List<String> keys) {
    return keys.stream().map(key -> '"' + key + '"').collect(Collectors.joining(", "));
  }
}
