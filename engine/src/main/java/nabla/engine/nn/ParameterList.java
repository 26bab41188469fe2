package nabla.engine.nn;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import nabla.engine.error.ArgumentException;
import nabla.engine.tensor.Parameter;
import nabla.engine.tensor.Tensor;

/// A list of parameters that belongs to a module.
public final class ParameterList extends Module implements Iterable<Parameter> {
  /// Creates a list; a tensor that is not a parameter becomes one.
  public ParameterList(Tensor... tensors) {
    extend(List.of(tensors));
  }

  /// Creates a list; a tensor that is not a parameter becomes one.
  public ParameterList(List<? extends Tensor> tensors) {
    extend(tensors);
  }

  /// Adds a parameter, or a tensor that becomes one, at the end. Returns this.
  public ParameterList append(Tensor tensor) {
    Parameter parameter = tensor instanceof Parameter p ? p : new Parameter(tensor);
    register(String.valueOf(size()), parameter);
    return this;
  }

  /// Adds parameters at the end. Returns this.
  public ParameterList extend(List<? extends Tensor> tensors) {
    tensors.forEach(this::append);
    return this;
  }

  /// Returns the parameter at a place; a negative one counts from the end.
  public Parameter get(int index) {
    List<Parameter> all = list();
    return all.get(ModuleSequence.place(index, all.size()));
  }

  /// Returns the number of parameters.
  public int size() {
    return own(Parameter.class).size();
  }

  private List<Parameter> list() {
    return List.copyOf(own(Parameter.class).values());
  }

  /// Computes nothing: a list is not called.
  @Override
  public Tensor forward(Tensor... inputs) {
    throw new ArgumentException("ParameterList should not be called.", "module.list");
  }

  /// Returns the parameters in their order.
  @Override
  public Iterator<Parameter> iterator() {
    return list().iterator();
  }

  @Override
  protected String extraRepr() {
    List<Parameter> all = list();
    return IntStream.range(0, all.size())
        .mapToObj(i -> "  (%d): %s".formatted(i, described(all.get(i))))
        .collect(Collectors.joining("\n"));
  }

  private static String described(Parameter parameter) {
    String size =
        IntStream.of(parameter.shape().toArray())
            .mapToObj(String::valueOf)
            .collect(Collectors.joining("x"));
    return "Parameter containing: [torch.%s of size %s]".formatted(parameter.dtype(), size);
  }
}
