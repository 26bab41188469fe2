package nabla.engine.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import nabla.engine.autograd.Scope;
import nabla.engine.graph.Frame;
import org.jspecify.annotations.Nullable;

/// Finds out what modules are called in the ones around them, and what their parameters are called.
final class ScopeNames {
  private final Map<Object, Map<Object, String>> parts = new IdentityHashMap<>();
  private final Map<Object, String> parameters = new IdentityHashMap<>();
  private final Map<Scope, List<Frame>> frames = new HashMap<>();

  /// Returns the calls that an operation was recorded in, the outermost first.
  List<Frame> frames(@Nullable Scope scope) {
    if (scope == null) {
      return List.of();
    }
    List<Frame> known = frames.get(scope);
    if (known != null) {
      return known;
    }
    List<Frame> all = new ArrayList<>(frames(scope.outer()));
    all.add(new Frame(name(scope), scope.owner().type(), scope.call()));
    if (scope.outer() == null) {
      scope.owner().parameters().forEach((name, tensor) -> parameters.putIfAbsent(tensor, name));
    }
    frames.put(scope, Collections.unmodifiableList(all));
    return all;
  }

  /// Returns the name of a parameter in the outermost module that uses it, or null. Asked after all
  /// frames.
  @Nullable String ofParameter(Tensor tensor) {
    return parameters.get(tensor);
  }

  private String name(Scope scope) {
    Scope outer = scope.outer();
    String name = outer == null ? null : names(outer.owner()).get(scope.owner().self());
    return name == null ? scope.owner().type() : name;
  }

  private Map<Object, String> names(Scope.Owner owner) {
    return parts.computeIfAbsent(
        owner.self(),
        _ -> {
          Map<Object, String> names = new IdentityHashMap<>();
          owner.parts().forEach((name, part) -> names.putIfAbsent(part, name));
          return names;
        });
  }
}
