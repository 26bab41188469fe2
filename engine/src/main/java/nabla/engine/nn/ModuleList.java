package nabla.engine.nn;

import java.util.List;

/// A list of modules that belongs to a module; it computes nothing by itself.
///
/// A plain `List<Module>` would not be found: its parameters would not be trained.
public final class ModuleList extends ModuleSequence {
  /// Creates a list of modules.
  public ModuleList(Module... modules) {
    extend(List.of(modules));
  }

  /// Creates a list of modules.
  public ModuleList(List<? extends Module> modules) {
    extend(modules);
  }

  /// Adds a module at the end. Returns this.
  public ModuleList append(Module module) {
    addLast(module);
    return this;
  }

  /// Adds modules at the end. Returns this.
  public ModuleList extend(List<? extends Module> modules) {
    modules.forEach(this::addLast);
    return this;
  }

  /// Adds a module before the one at a place. Returns this.
  public ModuleList insert(int index, Module module) {
    addBefore(index, module);
    return this;
  }

  @Override
  public String toString() {
    return ModuleText.ofList(this);
  }
}
