package nabla.engine.autograd;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import nabla.engine.error.GradientException;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The autograd state of one tensor: its gradient, the node that made it, its hooks, what it views.
///
/// It is kept apart from [Tensor] so that none of this shows among the methods a user completes;
/// the tensor class installs the [Access] once, when it is loaded.
public final class Meta {
  private static @Nullable Access access;

  private final Version version;
  private boolean requiresGrad;
  private @Nullable Tensor grad;
  private @Nullable Accumulation accumulation;
  private @Nullable Cuts cuts;
  private @Nullable Node gradFn;
  private int outputIndex;
  private @Nullable Node accumulator;
  private boolean retainsGrad;
  private boolean inference;
  private @Nullable ViewOf view;
  private int viewVersion;
  // How to undo the movements in place of this tensor, the first one first.
  private @Nullable List<UnaryOperator<Tensor>> movements;
  private long id;
  private @Nullable TensorHooks hooks;
  private @Nullable List<Consumer<Tensor>> accumulateHooks;

  private static final AtomicLong IDS = new AtomicLong();

  /// Creates the state of a new tensor that requires no gradient.
  public Meta(Version version) {
    this(version, !version.isTracked());
  }

  /// Creates the state of a tensor that shares the elements, the counter perhaps, of another.
  ///
  /// @param inference whether the other was made in inference mode; looking at it elsewhere does
  ///   not change that
  public Meta(Version version, boolean inference) {
    this.version = version;
    this.inference = inference;
  }

  /// What the autograd package must reach in a tensor; installed by the tensor class itself.
  public interface Access {
    /// Returns the state of a tensor.
    Meta meta(Tensor tensor);

    /// Returns a second tensor of the same elements and version, without history.
    Tensor alias(Tensor tensor);

    /// Returns a copy of the gradient in the memory layout of `like`, its own storage.
    Tensor copy(Tensor gradient, Tensor like);

    /// Returns an identity for the storage of a tensor.
    Object storage(Tensor tensor);

    /// Returns what a rule of a pointwise operation's derivative gives, in one loop if it can.
    ///
    /// @param rule the lambda that the rule is
    /// @param written runs it on the operands
    Tensor pointwise(Object rule, Supplier<Tensor> written, Tensor... operands);
  }

  /// Installs the access; called once.
  public static void install(Access tensorAccess) {
    access = tensorAccess;
  }

  static Access access() {
    Access installed = access;
    if (installed == null) {
      throw new IllegalStateException("the tensor class has not been loaded");
    }
    return installed;
  }

  /// Returns the state of a tensor.
  public static Meta of(Tensor tensor) {
    return access().meta(tensor);
  }

  static Tensor alias(Tensor tensor) {
    return access().alias(tensor);
  }

  static String typeName(Tensor tensor) {
    return "torch." + tensor.dtype().scalarType() + "Tensor";
  }

  /// Returns a number that no other tensor of this process has, the same at every call.
  public long id() {
    if (id == 0) {
      id = IDS.incrementAndGet();
    }
    return id;
  }

  /// Returns the counter of in-place changes.
  public Version version() {
    return version;
  }

  /// Tells whether the tensor takes part in a recorded graph.
  public boolean requiresGrad() {
    return requiresGrad || gradFn != null || view != null && of(view.base()).requiresGrad();
  }

  /// Sets the flag of a leaf.
  public void setRequiresGrad(boolean requires) {
    requiresGrad = requires;
  }

  /// Tells whether no recorded operation made the tensor.
  public boolean isLeaf() {
    return gradFn() == null;
  }

  /// Returns the gradient that has been accumulated, or null.
  public @Nullable Tensor grad() {
    return grad;
  }

  /// Replaces the gradient.
  public void setGrad(@Nullable Tensor gradient) {
    grad = gradient;
    accumulation = null;
    if (gradient != null) {
      accumulation = new Accumulation();
      accumulation.assigned();
    }
  }

  /// Returns how often a backward pass has added to the gradient since it was last null.
  public int accumulations() {
    return accumulation == null ? 0 : accumulation.passes();
  }

  /// Returns how the gradient came together since it was last null, or null if there is none.
  public @Nullable Accumulation accumulation() {
    return accumulation;
  }

  /// Remembers that the user has looked at the gradient.
  public void gradRead() {
    if (accumulation != null) {
      accumulation.read();
    }
  }

  void judge(Accumulation.Pass pass, Tensor leaf, Tensor added) {
    if (accumulation != null && grad != null) {
      accumulation.judge(pass, leaf, grad, added);
    }
  }

  void accumulated(Accumulation.Pass pass, Tensor leaf, Tensor gradient) {
    grad = gradient;
    Accumulation known = accumulation == null ? new Accumulation() : accumulation;
    accumulation = known;
    known.count(pass, leaf, gradient);
  }

  void retained(Tensor gradient) {
    grad = grad == null ? gradient : grad.add(gradient);
  }

  /// Returns where the ways to the leaves that this tensor was computed from were cut, or null; see
  /// [Cuts].
  public @Nullable Cuts cuts() {
    return cuts;
  }

  /// Takes on the cuts of what the tensor was computed from.
  public void carry(@Nullable Cuts more) {
    if (!requiresGrad) {
      cuts = Cuts.join(cuts, more);
    }
  }

  /// Tells whether the tensor was made in inference mode.
  public boolean isInference() {
    return inference;
  }

  /// Returns which output of its node the tensor is.
  public int outputIndex() {
    return outputIndex;
  }

  /// Returns what the tensor is a view of, or null.
  public @Nullable ViewOf view() {
    return view;
  }

  /// Makes the tensor a view.
  public void setView(ViewOf viewOf) {
    view = viewOf;
    viewVersion = version.count();
  }

  /// Remembers that the tensor was given another shape in place: views that were made before are
  /// still made from the shape it had, which `back` gives.
  public void moved(UnaryOperator<Tensor> back) {
    List<UnaryOperator<Tensor>> known = movements == null ? new ArrayList<>() : movements;
    movements = known;
    known.add(back);
    accumulator = null;
  }

  int movements() {
    return movements == null ? 0 : movements.size();
  }

  private Tensor before(int count, Tensor base) {
    Tensor result = base;
    for (int i = movements(); movements != null && i > count; i--) {
      result = movements.get(i - 1).apply(result);
    }
    return result;
  }

  /// Returns the node that made the tensor, or null for a leaf. A view whose base was changed in
  /// place since gets the history of the changed base first.
  public @Nullable Node gradFn() {
    ViewOf of = view;
    if (of != null && viewVersion != version.count()) {
      if (of(of.base()).requiresGrad()) {
        of.requireChangeable(gradFn, outputIndex, true);
        gradFn = AsStrided.of(of.base(), of.replay(), this);
        outputIndex = 0;
      }
      viewVersion = version.count();
    }
    return gradFn;
  }

  @Nullable Node currentGradFn() {
    return gradFn();
  }

  /// Gives the tensor a history: it is an output of this node.
  public void setHistory(@Nullable Node node, int output) {
    gradFn = node;
    outputIndex = output;
    viewVersion = version.count();
  }

  void adopt(@Nullable Node node, int output, boolean requires) {
    gradFn = node;
    outputIndex = output;
    requiresGrad = node == null && requires;
  }

  // The next look at the history takes it from the base.
  void forgetHistory() {
    viewVersion = -1;
  }

  /// Makes the tensor a leaf without history, as `detach_()` does.
  public void detach() {
    gradFn = null;
    outputIndex = 0;
    requiresGrad = false;
    view = null;
  }

  /// Returns where the gradient of this tensor goes, or null if it needs none.
  public @Nullable Edge edge() {
    Node node = gradFn();
    if (node != null) {
      return new Edge(node, outputIndex);
    }
    return null;
  }

  /// Returns the edge of a tensor: to the node that made it, or to the one that accumulates into
  /// the leaf.
  static @Nullable Edge edgeOf(Tensor tensor) {
    Meta meta = of(tensor);
    Edge edge = meta.edge();
    if (edge != null) {
      return edge;
    }
    if (!meta.requiresGrad()) {
      return null;
    }
    Node node = meta.accumulator;
    if (node == null) {
      node = Node.accumulator(tensor);
      meta.accumulator = node;
    }
    return new Edge(node, 0);
  }

  /// Lets the next recorded operation see the shape and dtype that the leaf has by then.
  public void forgetAccumulator() {
    accumulator = null;
  }

  /// Keeps the gradient of a tensor that is not a leaf, too.
  public void retainGrad() {
    retainsGrad = true;
  }

  /// Tells whether a non-leaf keeps its gradient.
  public boolean retainsGrad() {
    return retainsGrad;
  }

  /// Adds a function that sees, and may replace, the gradient of this tensor.
  public Handle addHook(Function<Tensor, @Nullable Tensor> hook) {
    Node node = gradFn();
    if (node != null) {
      return node.outputs()[outputIndex].addHook(hook);
    }
    TensorHooks own = hooks == null ? new TensorHooks() : hooks;
    hooks = own;
    return own.add(hook);
  }

  /// Adds a function that is called with a leaf after its gradient has been accumulated.
  public Handle addAccumulateHook(Consumer<Tensor> hook) {
    List<Consumer<Tensor>> list = accumulateHooks == null ? new ArrayList<>() : accumulateHooks;
    accumulateHooks = list;
    list.add(hook);
    return () -> list.remove(hook);
  }

  Tensor runHooks(Tensor gradient) {
    return hooks == null ? gradient : hooks.run(gradient);
  }

  void runAccumulateHooks(Tensor leaf) {
    if (accumulateHooks != null) {
      for (Consumer<Tensor> hook : List.copyOf(accumulateHooks)) {
        hook.accept(leaf);
      }
    }
  }

  /// What a view shows: a base, and how the view is made from it (or from a tensor of the same
  /// layout).
  ///
  /// @param making how it was made from the base as that was then
  /// @param movements how often the base had been moved in place by then
  public record ViewOf(Tensor base, UnaryOperator<Tensor> making, Origin origin, int movements) {
    /// Describes a view of a base as it is now.
    public ViewOf(Tensor base, UnaryOperator<Tensor> making, Origin origin) {
      this(base, making, origin, of(base).movements());
    }

    /// Returns how the view is made from its base as it is now.
    public UnaryOperator<Tensor> replay() {
      Meta meta = of(base);
      int count = movements;
      return meta.movements() == count
          ? making
          : changed -> making.apply(meta.before(count, changed));
    }

    /// Returns what the result of a function of the user's own shows, which may not be changed: it
    /// is never made again.
    public static ViewOf ofCustom(Tensor result) {
      ViewOf own = of(result).view();
      return new ViewOf(own == null ? result : own.base(), UnaryOperator.identity(), Origin.CUSTOM);
    }

    /// Throws if the way the view was made forbids giving it a new history.
    ///
    /// @param maker the node that made the view, if it was recorded, and which output it is
    /// @param indirect whether the base, or another view of it, was changed and not this view
    public void requireChangeable(@Nullable Node maker, int output, boolean indirect) {
      if (origin == Origin.SINGLE) {
        return;
      }
      String changed = indirect ? "its base or another view of its base has been" : "is being";
      String named =
          maker == null ? "" : "Output %d of %s is ".formatted(output, maker.shortName());
      String within = named + (maker == null ? "A view was" : "a view of a view which was");
      String both =
          " Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify"
              + " your code by moving both the view and the inplace either both inside the %s block"
              + " (if you don't want the inplace to be tracked) or both outside (if you want the"
              + " inplace to be tracked).";
      switch (origin) {
        case MULTIPLE ->
            throw new GradientException(
                named
                    + "a view and "
                    + changed
                    + " modified inplace. This view is the output of a function that returns multiple"
                    + " views. Such functions do not allow the output views to be modified inplace. You"
                    + " should replace the inplace operation by an out-of-place one.",
                "inplace.multipleViews");
        case CUSTOM ->
            throw new GradientException(
                named
                    + "a view and "
                    + changed
                    + " modified inplace. This view was created inside a custom Function (or because"
                    + " an input was returned as-is) and the autograd logic to handle view+inplace"
                    + " would override the custom backward associated with the custom Function,"
                    + " leading to incorrect gradients. This behavior is forbidden. You can fix this"
                    + " by cloning the output of the custom Function.",
                "inplace.customView");
        case INFERENCE ->
            throw new GradientException(
                within
                    + " created in inference mode and %s modified inplace in normal mode."
                        .formatted(changed)
                    + both.formatted("inference_mode"),
                "inplace.inferenceView");
        default ->
            throw new GradientException(
                within
                    + " created in no_grad mode and %s modified inplace with grad mode enabled."
                        .formatted(changed)
                    + both.formatted("no_grad"),
                "inplace.noGradView");
      }
    }
  }

  /// How a view came to be; some ways forbid changing it in place.
  public enum Origin {
    /// By one operation.
    SINGLE,
    /// As one of several views of one operation.
    MULTIPLE,
    /// While nothing was recorded.
    NO_GRAD,
    /// In inference mode.
    INFERENCE,
    /// As the result of a function of the user's own.
    CUSTOM;

    /// Returns the way of a view that is made now by one operation.
    public static Origin now() {
      if (GradMode.isInferenceModeEnabled()) {
        return INFERENCE;
      }
      return GradMode.isGradEnabled() ? SINGLE : NO_GRAD;
    }
  }

  /// Removes what was registered.
  @FunctionalInterface
  public interface Handle {
    /// Removes the hook; a second call has no effect.
    void remove();
  }
}
