package nabla.engine.nn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nabla.engine.tensor.Tensor;

/// A function with parameters, PyTorch's `torch.nn.Module`.
///
/// A subclass registers its parameters and the modules inside it, in order, and computes in
/// [#forward].
public abstract class Module {
  private final Map<String, Tensor> parameters = new LinkedHashMap<>();
  private final Map<String, Module> children = new LinkedHashMap<>();

  /// Creates a module without parameters.
  protected Module() {}

  /// Returns what the module computes from an input.
  public abstract Tensor forward(Tensor input);

  /// Registers a parameter and returns it as a leaf that requires a gradient.
  protected final Tensor register(String name, Tensor data) {
    Tensor parameter = Parameter.parameter(data);
    parameters.put(name, parameter);
    return parameter;
  }

  /// Registers a module inside this one and returns it.
  protected final <M extends Module> M register(String name, M child) {
    children.put(name, child);
    return child;
  }

  /// Returns the parameters by name, those of inner modules as `child.name`, in order of
  /// registration.
  public Map<String, Tensor> namedParameters() {
    Map<String, Tensor> all = new LinkedHashMap<>(parameters);
    children.forEach(
        (name, child) ->
            child.namedParameters().forEach((inner, p) -> all.put(name + "." + inner, p)));
    return all;
  }

  /// Returns the parameters, inner modules' included, in order of registration.
  public List<Tensor> parameters() {
    return List.copyOf(namedParameters().values());
  }

  /// Removes the gradients of all parameters, so that the next backward pass starts from nothing.
  public void zeroGrad() {
    parameters().forEach(parameter -> parameter.grad(null));
  }
}
