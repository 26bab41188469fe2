package nabla.engine.nn;

import java.util.Map;
import nabla.engine.autograd.Scope;
import nabla.engine.tensor.Tensor;

/// A module as the drawing of a graph names it.
record ModuleScope(Module self) implements Scope.Owner {
  @Override
  public String type() {
    return self.typeName();
  }

  @Override
  public Map<String, Module> parts() {
    return self.namedModules();
  }

  @Override
  public Map<String, Tensor> parameters() {
    return self.namedParameters();
  }

  /// A step of a recurrent layer, of which a drawing shows one for all.
  record Step(Object self, String type) implements Scope.Owner {
    @Override
    public Map<String, Object> parts() {
      return Map.of();
    }

    @Override
    public Map<String, Tensor> parameters() {
      return Map.of();
    }
  }
}
