package nabla.engine.nn;

import java.util.Map;
import java.util.Set;
import nabla.engine.error.IndexException;

/// Modules by name that belong to a module; it computes nothing by itself.
public final class ModuleDict extends Module {
  /// Creates a dictionary without modules.
  public ModuleDict() {}

  /// Creates a dictionary of modules, in the order of the map.
  public ModuleDict(Map<String, ? extends Module> modules) {
    modules.forEach(this::register);
  }

  /// Adds or replaces a module. Returns this.
  public ModuleDict put(String name, Module module) {
    register(name, module);
    return this;
  }

  /// Returns the module of a name.
  public Module get(String name) {
    Module module = namedChildren().get(name);
    if (module == null) {
      throw new IndexException("'" + name + "'", "module.key", name, keys());
    }
    return module;
  }

  /// Tells whether there is a module of a name.
  public boolean contains(String name) {
    return namedChildren().containsKey(name);
  }

  /// Removes the module of a name, which must be there, and returns it.
  public Module remove(String name) {
    Module module = get(name);
    members().remove(name);
    return module;
  }

  /// Returns the names in their order.
  public Set<String> keys() {
    return namedChildren().keySet();
  }

  /// Returns the number of modules.
  public int size() {
    return namedChildren().size();
  }
}
