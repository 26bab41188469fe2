package nabla.engine.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import nabla.engine.autograd.GradMode;
import nabla.engine.autograd.Meta;
import nabla.engine.autograd.Node;
import nabla.engine.error.GradientException;
import org.jspecify.annotations.Nullable;

/// A function whose derivative is written by hand, `torch.autograd.Function` in PyTorch.
///
/// It is one node of the graph, named after its class: `Square` is recorded as `SquareBackward`.
///
/// ```
/// class Square extends CustomFunction {
///   protected Tensor forward(Context ctx, Tensor... inputs) {
///     ctx.saveForBackward(inputs[0]);
///     return inputs[0].mul(inputs[0]);
///   }
///
///   protected Tensor[] backward(Context ctx, Tensor... grads) {
///     return gradients(ctx.saved(0).mul(2).mul(grads[0]));
///   }
/// }
///
/// var y = new Square().apply(x);
/// ```
///
/// The forward computation is not recorded. The backward one is if a higher derivative is asked
/// for, so it works as long as it is written in tensors and reads them from the context. What is
/// not a tensor is best given to the constructor and kept in a field.
public abstract class CustomFunction {
  /// Creates a function.
  protected CustomFunction() {}

  /// Computes the result; nothing is recorded meanwhile.
  ///
  /// @param ctx takes what the backward computation will need
  protected abstract Tensor forward(Context ctx, Tensor... inputs);

  /// Computes the gradients of the inputs, one for each, null for an input that has none.
  ///
  /// @param ctx holds what the forward computation has saved
  /// @param grads one per result; zeros for a result that took no part
  protected abstract @Nullable Tensor[] backward(Context ctx, Tensor... grads);

  /// Returns its arguments as an array, which is shorter than `new Tensor[] {…}`.
  protected static @Nullable Tensor[] gradients(@Nullable Tensor... gradients) {
    return gradients;
  }

  /// Returns the result for these inputs, recorded if one of them requires a gradient.
  public final Tensor apply(Tensor... inputs) {
    return run(inputs).get(0);
  }

  List<Tensor> results(Context ctx, Tensor... inputs) {
    return List.of(Objects.requireNonNull(forward(ctx, inputs), "forward returned null"));
  }

  final List<Tensor> run(Tensor... inputs) {
    boolean[] required = new boolean[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      required[i] = inputs[i].requiresGrad();
    }
    Context ctx = new Context(required);
    Node node =
        Node.begin(
            name(), (grads, _, _) -> differentiate(ctx, inputs.length, grads), 0, required, inputs);
    List<Tensor> results;
    try (GradMode.Scope _ = GradMode.noGrad()) {
      results = results(ctx, inputs.clone());
    }
    return node == null || !node.isRecorded() ? results : ctx.record(node, results, inputs);
  }

  private String name() {
    String own = getClass().getSimpleName();
    return (own.isEmpty() ? "CustomFunction" : own) + "Backward";
  }

  private @Nullable Tensor[] differentiate(Context ctx, int expected, @Nullable Tensor[] grads) {
    @Nullable Tensor[] results = backward(ctx, ctx.filled(grads));
    boolean fits = results.length >= expected;
    for (int i = expected; i < results.length; i++) {
      // As in PyTorch, too many are tolerated as long as they are null.
      fits &= results[i] == null;
    }
    if (!fits) {
      throw new GradientException(
          "function %s returned an incorrect number of gradients (expected %d, got %d)"
              .formatted(name(), expected, results.length),
          "custom.count",
          expected,
          results.length);
    }
    return Arrays.copyOf(results, expected);
  }

  /// A function of several results.
  public abstract static class Several extends CustomFunction {
    /// Creates a function.
    protected Several() {}

    /// Computes the results; nothing is recorded meanwhile.
    protected abstract List<Tensor> forwardAll(Context ctx, Tensor... inputs);

    /// Returns the first of the results; [#forwardAll] computes them.
    @Override
    protected final Tensor forward(Context ctx, Tensor... inputs) {
      return forwardAll(ctx, inputs).get(0);
    }

    @Override
    final List<Tensor> results(Context ctx, Tensor... inputs) {
      return List.copyOf(forwardAll(ctx, inputs));
    }

    /// Returns the results for these inputs, recorded if one of them requires a gradient.
    public final List<Tensor> applyAll(Tensor... inputs) {
      return run(inputs);
    }
  }

  /// What goes from the forward computation to the backward one.
  public static final class Context {
    private final boolean[] required;
    private List<Tensor> kept = List.of();
    private List<Tensor> constant = List.of();
    private @Nullable Node node;
    private Device device = Device.CPU;

    private Context(boolean... required) {
      this.required = required;
    }

    /// Keeps tensors for the backward computation: inputs, results or others. They are checked for
    /// changes in place, and released after the backward pass.
    public void saveForBackward(Tensor... tensors) {
      kept = List.of(tensors);
    }

    /// Returns what was saved, in the same order.
    public List<Tensor> savedTensors() {
      Node recorded = node;
      return recorded == null ? kept : recorded.saved().others();
    }

    /// Returns one of the saved tensors, counted from 0.
    public Tensor saved(int index) {
      return savedTensors().get(index);
    }

    /// Returns for each input whether its gradient is needed.
    public List<Boolean> needsInputGrad() {
      List<Boolean> all = new ArrayList<>();
      for (boolean each : required) {
        all.add(each);
      }
      return List.copyOf(all);
    }

    /// Tells whether the gradient of an input is needed.
    public boolean needsInputGrad(int input) {
      return required[input];
    }

    /// Says of results that they have no derivative, such as positions.
    public void markNonDifferentiable(Tensor... results) {
      constant = List.of(results);
    }

    private List<Tensor> record(Node made, List<Tensor> results, Tensor... inputs) {
      Map<Tensor, Tensor> recorded = new IdentityHashMap<>();
      List<Tensor> outputs = new ArrayList<>();
      for (Tensor result : results) {
        // An input that is returned, a view or a tensor with a history of its own stays what it is.
        boolean given = Arrays.asList(inputs).contains(result);
        boolean foreign = given || result.requiresGrad() || result.isView();
        Tensor output = foreign || recorded.containsKey(result) ? result.detach() : result;
        if (given || result.isView()) {
          output.meta().setView(Meta.ViewOf.ofCustom(result));
        }
        if (!given) {
          recorded.putIfAbsent(result, output);
        }
        outputs.add(output);
      }
      made.end(outputs);
      for (int i = 0; i < outputs.size(); i++) {
        if (constant.contains(results.get(i))) {
          Meta.of(outputs.get(i)).detach();
        }
      }
      made.keepOthers(kept.stream().map(t -> recorded.getOrDefault(t, t)).toList());
      kept = List.of();
      device = outputs.get(0).device();
      node = made;
      return List.copyOf(outputs);
    }

    private Tensor[] filled(@Nullable Tensor[] grads) {
      Node recorded = Objects.requireNonNull(node);
      Tensor[] all = new Tensor[grads.length];
      for (int i = 0; i < grads.length; i++) {
        Tensor grad = grads[i];
        all[i] =
            grad != null
                ? grad
                : Creation.zeros(recorded.outputShape(i), recorded.outputDType(i), device);
      }
      return all;
    }
  }
}
