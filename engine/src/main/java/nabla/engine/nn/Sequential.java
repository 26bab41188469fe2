package nabla.engine.nn;

import java.util.Map;
import nabla.engine.tensor.Tensor;

/// Modules in a row, each of which takes what the one before returns.
public final class Sequential extends ModuleSequence {
  /// Creates a row of modules, named `0`, `1`, ….
  public Sequential(Module... modules) {
    for (Module module : modules) {
      addLast(module);
    }
  }

  /// Creates a row of modules under names of their own, in the order of the map.
  public Sequential(Map<String, ? extends Module> modules) {
    modules.forEach(this::register);
  }

  /// Adds a module at the end. Returns this.
  public Sequential append(Module module) {
    addLast(module);
    return this;
  }

  /// Adds a module before the one at a place. Returns this.
  public Sequential insert(int index, Module module) {
    addBefore(index, module);
    return this;
  }

  @Override
  public Tensor forward(Tensor input) {
    Tensor current = input;
    for (Module module : this) {
      current = module.call(current);
    }
    return current;
  }
}
