package nabla.engine.nn;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import nabla.engine.autograd.Journal;
import nabla.engine.autograd.Meta;
import nabla.engine.autograd.Scope;
import nabla.engine.data.Safetensors;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.DTypeException;
import nabla.engine.tensor.Buffer;
import nabla.engine.tensor.Creation;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Device;
import nabla.engine.tensor.Flag;
import nabla.engine.tensor.Parameter;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// A function with parameters, PyTorch's `torch.nn.Module`.
///
/// ```
/// class Net extends Module {
///   Linear hidden = new Linear(2, 16);
///   Linear last = new Linear(16, 1);
///
///   public Tensor forward(Tensor x) {
///     return last.call(hidden.call(x).relu());
///   }
/// }
/// ```
///
/// Fields that hold a module, a [Parameter] or a [Buffer] belong to the module, under their names
/// and in the order of declaration, those of superclasses first. Static and transient fields do
/// not, nor do plain lists: there are [ModuleList], [ModuleDict] and [ParameterList]. What has no
/// field, or another name, is given to [#register].
///
/// [#call] computes, with the hooks; what it computes stands in `forward`, which a subclass writes
/// for as many tensors as it takes, or for `Tensor...`.
public abstract class Module {
  private final Members members = new Members();
  private final Hooks hooks = new Hooks();
  private boolean training = true;

  /// Creates a module without parameters.
  protected Module() {}

  /// Returns what the module computes from its inputs, with the hooks run before and after.
  public final Tensor call(Tensor... inputs) {
    try (Scope _ = scope()) {
      return hooks.isEmpty() ? compute(inputs) : hooks.around(this, List.of(inputs), this::compute);
    }
  }

  /// Begins a call of this module, as far as a drawing is concerned; for methods that compute
  /// beside [#call].
  final @Nullable Scope scope() {
    return Journal.isKept() ? Scope.enter(new ModuleScope(this)) : null;
  }

  private Tensor compute(Tensor... inputs) {
    return inputs.length == 1 ? forward(inputs[0]) : forward(inputs);
  }

  /// Returns what the module computes from one input. A subclass writes this, or the one for
  /// several; a notebook calls [#call], which runs the hooks, too.
  public Tensor forward(Tensor input) {
    return ForwardMethods.single(this, input);
  }

  /// Returns what the module computes from several inputs.
  public Tensor forward(Tensor... inputs) {
    return ForwardMethods.several(this, inputs);
  }

  /// Gives a parameter a name in this module and returns it.
  public final Parameter register(String name, Parameter parameter) {
    members.register("parameter", name, parameter);
    return parameter;
  }

  /// Gives a buffer a name in this module and returns it.
  public final Buffer register(String name, Buffer buffer) {
    members.register("buffer", name, buffer);
    return buffer;
  }

  /// Gives a module inside this one a name and returns it.
  public final <M extends Module> M register(String name, M child) {
    members.register("module", name, child);
    return child;
  }

  final Members members() {
    return members;
  }

  /// Returns what this module itself holds of a kind, by name.
  final <T> Map<String, T> own(Class<T> kind) {
    return members.of(this, kind);
  }

  /// Returns the modules directly inside this one by name.
  public final Map<String, Module> namedChildren() {
    return own(Module.class);
  }

  /// Returns the modules directly inside this one, each once.
  public final List<Module> children() {
    Set<Module> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
    return namedChildren().values().stream().filter(distinct::add).toList();
  }

  /// Returns this module, under the name `""`, and all inside it, each once.
  public final Map<String, Module> namedModules() {
    Map<String, Module> all = new LinkedHashMap<>();
    collect("", all, Collections.newSetFromMap(new IdentityHashMap<>()));
    return all;
  }

  private void collect(String name, Map<String, Module> all, Set<Module> seen) {
    if (seen.add(this)) {
      all.put(name, this);
      String prefix = name.isEmpty() ? "" : name + ".";
      namedChildren().forEach((inner, child) -> child.collect(prefix + inner, all, seen));
    }
  }

  // The text, the state and visitors follow the tree down; around a circle they would not end.
  final void requireTree() {
    requireTree(Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private void requireTree(Set<Module> above) {
    if (!above.add(this)) {
      throw new ArgumentException("maximum recursion depth exceeded", "module.circle", typeName());
    }
    children().forEach(child -> child.requireTree(above));
    above.remove(this);
  }

  /// Returns this module and all inside it, each once.
  public final List<Module> modules() {
    return List.copyOf(namedModules().values());
  }

  /// Returns the parameters by name, those of inner modules as `child.name`, each once.
  public final Map<String, Tensor> namedParameters() {
    return named(Parameter.class);
  }

  /// Returns the parameters, inner modules' included, each once.
  public final List<Tensor> parameters() {
    return List.copyOf(namedParameters().values());
  }

  /// Returns the buffers by name, those of inner modules as `child.name`, each once.
  public final Map<String, Tensor> namedBuffers() {
    return named(Buffer.class);
  }

  /// Returns the buffers, inner modules' included, each once.
  public final List<Tensor> buffers() {
    return List.copyOf(namedBuffers().values());
  }

  private <T extends Tensor> Map<String, Tensor> named(Class<T> kind) {
    Map<String, Tensor> all = new LinkedHashMap<>();
    Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    namedModules()
        .forEach(
            (name, module) -> {
              String prefix = name.isEmpty() ? "" : name + ".";
              BiConsumer<String, T> add =
                  (inner, tensor) -> {
                    if (seen.add(tensor)) {
                      all.put(prefix + inner, tensor);
                    }
                  };
              module.own(kind).forEach(add);
            });
    return all;
  }

  /// Tells whether the module is in training, as it is at first, and not in evaluation.
  public final boolean training() {
    return training;
  }

  /// Puts the module and all inside it into training. Returns this.
  public final Module train() {
    return train(true);
  }

  /// Puts the module and all inside it into training or evaluation. Returns this.
  public final Module train(boolean mode) {
    modules().forEach(module -> module.training = mode);
    return this;
  }

  /// Puts the module and all inside it into evaluation: nothing is dropped, and normalisations use
  /// their running statistics. Returns this.
  public final Module eval() {
    return train(false);
  }

  final void resumeTraining() {
    training = true;
  }

  /// Removes the gradients of all parameters, so that the next backward pass starts from nothing.
  public final void zeroGrad() {
    parameters().forEach(parameter -> parameter.grad(null));
  }

  /// Sets whether gradients are computed for the parameters; false freezes them. Returns this.
  public final Module requiresGrad(boolean requires) {
    parameters().forEach(parameter -> parameter.requiresGrad(requires));
    return this;
  }

  /// Calls a function with every module inside, the innermost first, and with this one at last.
  /// Returns this.
  public final Module apply(Consumer<Module> function) {
    requireTree();
    visit(function);
    return this;
  }

  private void visit(Consumer<Module> function) {
    children().forEach(child -> child.visit(function));
    function.accept(this);
  }

  /// Changes the floating-point parameters and buffers to a dtype. Returns this.
  public final Module to(DType dtype) {
    if (!dtype.isFloating()) {
      throw new DTypeException(
          "nn.Module.to only accepts floating point or complex dtypes, but got desired dtype=torch."
              + dtype,
          "module.dtype",
          dtype);
    }
    return convert(tensor -> tensor.dtype().isFloating() ? tensor.to(dtype) : tensor);
  }

  /// Moves the parameters and buffers to a device. Returns this.
  public final Module to(Device device) {
    return convert(tensor -> tensor.to(device));
  }

  /// Returns this after `to(FLOAT64)`, PyTorch's `module.double()`.
  public final Module toDouble() {
    return to(DType.FLOAT64);
  }

  /// Returns this after `to(FLOAT32)`, PyTorch's `module.float()`.
  public final Module toFloat() {
    return to(DType.FLOAT32);
  }

  private Module convert(UnaryOperator<Tensor> conversion) {
    List<Tensor> all = new ArrayList<>(parameters());
    all.addAll(buffers());
    for (Tensor tensor : all) {
      Tensor gradient = tensor.grad();
      tensor.data(conversion.apply(tensor.detach()));
      if (gradient != null) {
        tensor.grad(conversion.apply(gradient.detach()));
      }
    }
    return this;
  }

  /// Registers a function that sees, and may replace, the inputs before the module computes.
  public final Meta.Handle registerForwardPreHook(Hooks.ForwardPre hook) {
    return hooks.beforeForward(hook);
  }

  /// Registers a function that sees, and may replace, what the module has computed.
  public final Meta.Handle registerForwardHook(Hooks.Forward hook) {
    return hooks.afterForward(hook);
  }

  /// Registers a function that sees, and may replace, the gradients that arrive at the output.
  public final Meta.Handle registerFullBackwardPreHook(Hooks.BackwardPre hook) {
    return hooks.beforeBackward(hook);
  }

  /// Registers a function that sees the gradients of inputs and output in every backward pass, and
  /// may replace those of the inputs.
  public final Meta.Handle registerFullBackwardHook(Hooks.Backward hook) {
    return hooks.afterBackward(hook);
  }

  /// Returns the parameters and the persistent buffers by name. They share their elements with the
  /// module and have no history.
  public final Map<String, Tensor> stateDict() {
    requireTree();
    return StateDict.of(this);
  }

  /// Copies parameters and buffers from a state into this module.
  ///
  /// Names must be the same on both sides, and shapes equal; with [Flag#NOT_STRICT] names may
  /// differ, and the answer says which do.
  public final IncompatibleKeys loadStateDict(Map<String, ? extends Tensor> state, Flag... flags) {
    requireTree();
    return StateDict.load(this, state, !Flag.in(Flag.NOT_STRICT, flags));
  }

  /// Writes the [state][#stateDict()] to a safetensors file, which PyTorch reads with
  /// `safetensors.torch.load_file`.
  public final void save(Path file) {
    Safetensors.write(file, stateDict());
  }

  /// Writes the state to a safetensors file.
  public final void save(String file) {
    save(Path.of(file));
  }

  /// Reads the state from a safetensors file, PyTorch's too, as [#loadStateDict] does.
  public final IncompatibleKeys load(Path file, Flag... flags) {
    return loadStateDict(Safetensors.read(file), flags);
  }

  /// Reads the state from a safetensors file.
  public final IncompatibleKeys load(String file, Flag... flags) {
    return load(Path.of(file), flags);
  }

  /// Tells whether a state without this own parameter or buffer is complete all the same.
  boolean mayBeMissing(String name) {
    return false;
  }

  /// Returns a table of the modules inside, their parameters and how many these are.
  public final Summary summary() {
    return Summary.of(this);
  }

  /// Returns a table of the modules inside with the shapes of what they return for these inputs,
  /// computed in evaluation and without recording.
  public final Summary summary(Tensor... inputs) {
    return Summary.of(this, inputs);
  }

  /// Returns a table of the modules inside with the shapes of what they return for an input of a
  /// shape.
  public final Summary summary(Shape input) {
    DType dtype = parameters().stream().findFirst().map(Tensor::dtype).orElse(DType.defaultDType());
    return Summary.of(this, Creation.zeros(input, dtype));
  }

  /// Returns what stands between the parentheses in the text of this module, such as its sizes.
  protected String extraRepr() {
    return "";
  }

  /// Returns the name of the class, which begins the text of this module.
  final String typeName() {
    String name = getClass().getSimpleName();
    return name.isEmpty() ? getClass().getSuperclass().getSimpleName() : name;
  }

  /// Returns PyTorch's text of the module and all inside it.
  @Override
  public String toString() {
    requireTree();
    return ModuleText.of(this);
  }
}
