package nabla.engine.nn;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import nabla.engine.error.IndexException;

/// What [Sequential] and [ModuleList] have in common: modules in a row, named by their places.
public abstract sealed class ModuleSequence extends Module implements Iterable<Module>
    permits ModuleList, Sequential {
  ModuleSequence() {}

  /// Returns the number of modules.
  public final int size() {
    return namedChildren().size();
  }

  /// Returns the module at a place; a negative one counts from the end.
  public final Module get(int index) {
    List<Module> all = list();
    return all.get(place(index, all.size()));
  }

  static int place(int index, int size) {
    if (index < -size || index >= size) {
      throw new IndexException(
          "index %d is out of range".formatted(index), "module.index", index, size);
    }
    return index < 0 ? index + size : index;
  }

  /// Replaces the module at a place.
  public final void set(int index, Module module) {
    List<String> names = List.copyOf(namedChildren().keySet());
    register(names.get(place(index, names.size())), module);
  }

  /// Adds a module at the end.
  final void addLast(Module module) {
    register(String.valueOf(size()), module);
  }

  /// Adds a module before the one at a place, whose number grows by one.
  final void addBefore(int index, Module module) {
    List<Module> all = new ArrayList<>(list());
    all.add(index == all.size() ? index : place(index, all.size()), module);
    members().clear();
    all.forEach(this::addLast);
  }

  final List<Module> list() {
    return List.copyOf(namedChildren().values());
  }

  /// Returns the modules in their order.
  @Override
  public final Iterator<Module> iterator() {
    return list().iterator();
  }
}
