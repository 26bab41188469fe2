package nabla.engine.autograd;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Function;
import nabla.engine.graph.Pin;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// One recorded operation: where its gradients go and how they are computed.
public final class Node {
  /// The name of the node that adds a gradient into a leaf.
  public static final String ACCUMULATE_GRAD = "torch::autograd::AccumulateGrad";

  private static final AtomicReferenceFieldUpdater<Node, Gradients.@Nullable Visit> VISIT =
      AtomicReferenceFieldUpdater.newUpdater(Node.class, Gradients.Visit.class, "visit");

  private static final AtomicLong SEQUENCE = new AtomicLong();
  // Leaves accumulate as early as they can, as in PyTorch, so that their hooks run in the same
  // order.
  private static final long LAST = Long.MAX_VALUE;

  private final String name;
  private final long sequence;
  private final @Nullable Edge[] edges;
  private final Saved saved;
  private final Backward backward;
  private final @Nullable Tensor variable;
  private Output[] outputs = {};
  // What the mistakes finder looks at.
  private final @Nullable Sighting sighting = Sighting.now();
  private final @Nullable Notes notes = Notes.now();
  private @Nullable Shape constantShape;
  private boolean recorded = true;
  private long firstWalk = Long.MAX_VALUE;
  private boolean released;
  // Kept for drawing alone, like the `2` of `x · 2`: a number is too small to be worth freeing.
  private @Nullable Tensor @Nullable [] numbers;
  private volatile Gradients.@Nullable Visit visit;

  private Node(
      String name,
      long sequence,
      @Nullable Edge[] edges,
      Saved saved,
      Backward backward,
      @Nullable Tensor variable) {
    this.name = name;
    this.sequence = sequence;
    this.edges = edges;
    this.saved = saved;
    this.backward = backward;
    this.variable = variable;
    saved.place(place());
  }

  /// Computes the gradients of a node's inputs from those of its outputs.
  @FunctionalInterface
  public interface Backward {
    /// Returns one gradient per input, null where `needed` is false or the gradient is zero;
    /// `grads` holds null for an output that took no part.
    @Nullable Tensor[] apply(@Nullable Tensor[] grads, Saved saved, boolean[] needed);
  }

  /// What an output looks like: a gradient that arrives is brought to this shape and dtype.
  static final class Output {
    private final Shape shape;
    private final DType dtype;
    private final Meta meta;
    private @Nullable TensorHooks hooks;

    Output(Shape shape, DType dtype, Meta meta) {
      this.shape = shape;
      this.dtype = dtype;
      this.meta = meta;
    }

    Shape shape() {
      return shape;
    }

    DType dtype() {
      return dtype;
    }

    Meta meta() {
      return meta;
    }

    Meta.Handle addHook(Function<Tensor, @Nullable Tensor> hook) {
      TensorHooks own = hooks == null ? new TensorHooks() : hooks;
      hooks = own;
      return own.add(hook);
    }

    Tensor runHooks(Tensor gradient) {
      return hooks == null ? gradient : hooks.run(gradient);
    }
  }

  static Node accumulator(Tensor leaf) {
    Node node =
        new Node(
            ACCUMULATE_GRAD,
            LAST,
            new @Nullable Edge[0],
            new Saved(ACCUMULATE_GRAD, 0),
            (_, _, _) -> new @Nullable Tensor[0],
            leaf);
    node.outputs = new Output[] {new Output(leaf.shape(), leaf.dtype(), Meta.of(leaf))};
    return node;
  }

  /// Returns a node for an operation on these inputs, or null if nothing is to be recorded: the
  /// mode is off, or no input that has a derivative requires a gradient.
  ///
  /// @param differentiable one per input: whether it has a derivative at all
  public static @Nullable Node begin(
      String name, Backward backward, int saves, boolean[] differentiable, Tensor... inputs) {
    if (!GradMode.isRecording()) {
      return unrecorded(name, inputs);
    }
    @Nullable Edge[] edges = new @Nullable Edge[inputs.length];
    boolean any = false;
    for (int i = 0; i < inputs.length; i++) {
      if (differentiable[i]) {
        edges[i] = Meta.edgeOf(inputs[i]);
        any |= edges[i] != null;
      }
    }
    if (!any) {
      return unrecorded(name, inputs);
    }
    String full = fullName(name);
    Saved saved = new Saved(full, inputs.length);
    @Nullable Tensor @Nullable [] numbers = null;
    Shape constant = null;
    for (int i = 0; i < inputs.length; i++) {
      if ((saves >> i & 1) != 0) {
        requireRecordable(inputs[i]);
        saved.keepInput(i, inputs[i]);
      }
      if (edges[i] == null && inputs[i].isNumber()) {
        numbers = numbers == null ? new @Nullable Tensor[inputs.length] : numbers;
        numbers[i] = inputs[i];
      } else if (edges[i] == null) {
        constant = inputs[i].shape();
      }
    }
    Node node = new Node(full, SEQUENCE.getAndIncrement(), edges, saved, backward, null);
    node.numbers = numbers;
    node.constantShape = constant;
    if (node.notes != null) {
      node.notes.takes(edges, inputs);
      node.notes.carries(Cuts.entering(full, edges, inputs));
    }
    Watcher watcher = Watcher.listening();
    Sighting sighting = node.sighting;
    if (watcher != null && sighting != null) {
      sighting.cuts = Cuts.entering(full, edges, inputs);
      sighting.watched = true;
      sighting.finiteInputs = Finite.all(inputs);
      watcher.recorded(node);
    }
    return node;
  }

  private static String fullName(String name) {
    boolean whole =
        name.contains("Backward") || name.contains("Copy") || name.equals("NotImplemented");
    return whole ? name : name + "Backward0";
  }

  // For whoever watches, an operation that is not recorded still carries on where its leaves were
  // cut off: by a node that is no part of any graph.
  private static @Nullable Node unrecorded(String name, Tensor... inputs) {
    if (!Cuts.areTracked()) {
      return null;
    }
    Cuts carried = Cuts.unrecorded(name, inputs);
    if (carried == null) {
      return null;
    }
    Node node =
        new Node(
            fullName(name),
            -1,
            new @Nullable Edge[inputs.length],
            new Saved(name, inputs.length),
            (_, _, _) -> new @Nullable Tensor[inputs.length],
            null);
    node.recorded = false;
    if (node.sighting != null) {
      node.sighting.cuts = carried;
    } else if (node.notes != null) {
      node.notes.carries(carried);
    }
    return node;
  }

  private static void requireRecordable(Tensor input) {
    if (Meta.of(input).isInference()) {
      throw new nabla.engine.error.GradientException(
          "Inference tensors cannot be saved for backward. Please do not use Tensors created in"
              + " inference mode in computation tracked by autograd. To work around this, you can make"
              + " a clone to get a normal tensor and use it in autograd, or use `torch.no_grad()`"
              + " instead of `torch.inference_mode()`.",
          "inference.saved");
    }
  }

  /// Returns the node of an operation with one result whose derivatives are partials, one per
  /// input, null where there is none; or null if nothing is to be recorded.
  public static @Nullable Node begin(String name, @Nullable Partial[] partials, Tensor... inputs) {
    return begin(name, partials, false, inputs);
  }

  /// Does the same for an operation each of whose elements depends on the elements at its place.
  public static @Nullable Node beginPointwise(
      String name, @Nullable Partial[] partials, Tensor... inputs) {
    return begin(name, partials, true, inputs);
  }

  private static @Nullable Node begin(
      String name, @Nullable Partial[] partials, boolean pointwise, Tensor... inputs) {
    if (!GradMode.isRecording()) {
      return unrecorded(name, inputs);
    }
    int saves = 0;
    boolean[] differentiable = new boolean[inputs.length];
    boolean any = false;
    for (int i = 0; i < inputs.length; i++) {
      Partial partial = partials[i];
      if (partial != null && inputs[i].requiresGrad()) {
        differentiable[i] = true;
        any = true;
        saves |= partial.saves();
      }
    }
    if (!any) {
      return unrecorded(name, inputs);
    }
    Node node =
        begin(
            name,
            new Partials(pointwise, partials),
            saves & Partial.INPUTS,
            differentiable,
            inputs);
    if (node != null && node.recorded) {
      node.savesOutput = (saves & Partial.OUTPUT) != 0;
      if ((saves & Partial.DETAIL) != 0) {
        node.saved.keepDetail();
      }
    }
    return node;
  }

  private boolean savesOutput;

  @SuppressWarnings("ArrayRecordComponent") // read often, shared with no one
  private record Partials(boolean pointwise, @Nullable Partial... list) implements Backward {
    @Override
    public @Nullable Tensor[] apply(@Nullable Tensor[] grads, Saved saved, boolean[] needed) {
      @Nullable Tensor[] results = new @Nullable Tensor[list.length];
      Tensor g = grads[0];
      if (g != null) {
        for (int i = 0; i < list.length; i++) {
          Partial partial = list[i];
          if (needed[i] && partial != null) {
            results[i] = pointwise ? partial.applyPointwise(g, saved) : partial.apply(g, saved);
          }
        }
      }
      return results;
    }
  }

  /// Makes a tensor the only output of this node and returns it.
  public Tensor end(Tensor result) {
    if (recorded && sighting == null) {
      outputs = new Output[] {output(result, 0)};
    } else {
      end(List.of(result));
    }
    keepOutputIfSaved(result);
    if (notes != null && recorded) {
      notes.makes(result);
    }
    return result;
  }

  private Output output(Tensor result, int index) {
    Meta meta = Meta.of(result);
    if (result.dtype().isFloating()) {
      meta.setHistory(this, index);
    }
    return new Output(result.shape(), result.dtype(), meta);
  }

  void keepOutputIfSaved(Tensor result) {
    if (savesOutput) {
      saved.keepOutput(result);
    }
  }

  /// Makes tensors the outputs of this node, in order. Outputs that cannot carry a gradient
  /// (integers, truth values) keep no history.
  public void end(List<Tensor> results) {
    if (!recorded) {
      results.forEach(this::carryOnto);
      return;
    }
    outputs = new Output[results.size()];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = output(results.get(i), i);
    }
    if (sighting != null && sighting.finiteInputs) {
      sighting.finiteOutputs = Finite.all(results.toArray(Tensor[]::new));
    }
  }

  void carryOnto(Tensor result) {
    Meta.of(result).carry(cuts());
  }

  /// Tells whether this is part of a graph. The others exist only while there is a [Watcher], to
  /// carry its [Cuts].
  public boolean isRecorded() {
    return recorded;
  }

  /// Returns the shape of an input that is neither a Java number nor leads to a leaf, or null.
  public @Nullable Shape constantShape() {
    return constantShape;
  }

  /// Returns what was cut off before it entered here, or null.
  public @Nullable Cuts cuts() {
    if (sighting != null && sighting.cuts != null) {
      return sighting.cuts;
    }
    return notes == null ? null : notes.cuts();
  }

  /// Tells whether this operation, seen by a [Watcher], made NaN or infinity of finite numbers.
  public boolean madeNonFinite() {
    return sighting != null && sighting.finiteInputs && !sighting.finiteOutputs;
  }

  /// Tells whether a [Watcher] saw NaN or infinity come in.
  public boolean receivedNonFinite() {
    return isWatched() && sighting != null && !sighting.finiteInputs;
  }

  /// Tells whether a [Watcher] saw the operation.
  public boolean isWatched() {
    return sighting != null && sighting.watched;
  }

  /// Tells whether its derivative, seen by a [Watcher], made NaN or infinity of finite gradients.
  public boolean lostGradients() {
    return sighting != null && sighting.lostGradients;
  }

  /// Returns the number that the next node had when a backward pass that retains the graph first
  /// came through, the greatest number if none did.
  public long firstWalk() {
    return firstWalk;
  }

  /// Tells whether the last backward pass has released what was saved.
  public boolean isReleased() {
    return released;
  }

  /// Returns the gradients of the inputs; what is saved must not have been freed or changed.
  @Nullable Tensor[] differentiate(@Nullable Tensor[] grads, boolean[] needed) {
    saved.requireUnchanged();
    if (backward instanceof CopySlices slices) {
      slices.inner().saved().requireUnchanged();
    }
    return backward.apply(grads, saved, needed);
  }

  void retainedByPass() {
    firstWalk = Math.min(firstWalk, SEQUENCE.get());
  }

  void release() {
    released = true;
    saved.free();
    if (backward instanceof CopySlices slices) {
      slices.inner().saved().free();
    }
  }

  void judge(@Nullable Tensor[] before, @Nullable Tensor[] after) {
    if (Watcher.current() != null && sighting != null) {
      sighting.lostGradients |= Finite.isLost(before, after);
    }
  }

  /// Keeps the result for the backward pass, checked for in-place changes.
  public void keepOutput(Tensor result) {
    saved.keepOutput(result);
  }

  /// Keeps several results for the backward pass, checked for in-place changes; they come after the
  /// node has its outputs.
  public void keepResults(Tensor... results) {
    for (Tensor result : results) {
      saved.keepOther(result, true);
    }
    saved.keepDetail();
  }

  /// Keeps tensors that a function of the user's own has asked to save, once the node has its
  /// outputs; they may be inputs, outputs or neither.
  public void keepOthers(List<Tensor> tensors) {
    for (Tensor tensor : tensors) {
      requireRecordable(tensor);
      saved.keepOther(tensor, Meta.of(tensor).gradFn() == this);
    }
  }

  /// Tells whether the input at a position is saved for the backward pass.
  public boolean keepsInput(int position) {
    return saved.keepsInput(position);
  }

  /// Saves a copy instead of an input that the operation is about to overwrite.
  public void keepInstead(int position, Tensor copy) {
    saved.keepInput(position, copy);
  }

  /// Makes an in-place changed view's base the output of this node; see [CopySlices].
  void adoptOutput(Tensor base) {
    adoptOutput(base, Meta.of(base));
  }

  /// Makes a tensor that looks like this one, and whose state is given, the only output.
  void adoptOutput(Tensor like, Meta state) {
    outputs = new Output[] {new Output(like.shape(), like.dtype(), state)};
  }

  static Node of(String name, @Nullable Edge[] edges, Backward backward) {
    return new Node(name, SEQUENCE.getAndIncrement(), edges, new Saved(name, 0), backward, null);
  }

  /// Returns the name as PyTorch writes it, such as `MulBackward0`.
  public String name() {
    return name;
  }

  /// Returns the name of the operation in PyTorch's messages: `Mul` for `MulBackward0`, `Max1` for
  /// `MaxBackward1`.
  String shortName() {
    int cut = name.indexOf("Backward");
    if (cut < 0) {
      return name.equals("CopySlices") ? "torch::autograd::CopySlices" : name;
    }
    String variant = name.substring(cut + "Backward".length());
    return name.substring(0, cut) + (variant.equals("0") ? "" : variant);
  }

  /// Returns where the gradients of the inputs go, null for an input that needs none.
  public @Nullable Edge[] nextEdges() {
    return edges.clone();
  }

  /// Returns the leaf that an accumulating node adds to, or null.
  public @Nullable Tensor variable() {
    return variable;
  }

  /// Returns where the operation was called, or null if places were not recorded.
  public @Nullable Place place() {
    return sighting == null ? null : sighting.place;
  }

  /// Returns the node in whose derivative this operation was recorded, in anomaly mode.
  @Nullable Node parent() {
    return sighting == null ? null : sighting.parent;
  }

  /// Returns what the operation remembers for a drawing, or null if no [Journal] was kept.
  public @Nullable Notes notes() {
    return notes;
  }

  /// Returns what is saved for the backward pass and whether it is still good.
  public List<Pin> pins() {
    Saved kept = backward instanceof CopySlices slices ? slices.inner().saved() : saved;
    return kept.pins();
  }

  /// Returns what is saved for the backward pass.
  public Saved saved() {
    return saved;
  }

  /// Returns the Java number that was the operand at a position, or null.
  public @Nullable Tensor number(int position) {
    return numbers == null ? null : numbers[position];
  }

  /// Returns the number of outputs.
  public int outputCount() {
    return outputs.length;
  }

  /// Returns a number that grows from node to node: the order in which they were recorded. The
  /// backward pass walks from the greatest down.
  public long sequence() {
    return sequence;
  }

  /// Returns the shape of an output.
  public Shape outputShape(int index) {
    return outputs[index].shape();
  }

  /// Returns the dtype of an output.
  public DType outputDType(int index) {
    return outputs[index].dtype();
  }

  @Nullable Edge[] edges() {
    return edges;
  }

  Output[] outputs() {
    return outputs;
  }

  Backward backward() {
    return backward;
  }

  Gradients.@Nullable Visit visit() {
    return visit;
  }

  /// Hangs what a backward pass knows of this node on it, unless another pass has; tells whether.
  boolean enter(Gradients.Visit mine) {
    return VISIT.compareAndSet(this, null, mine);
  }

  void leave(Gradients walk) {
    Gradients.Visit known = visit;
    if (known != null && known.isOf(walk)) {
      visit = null;
    }
  }

  /// Returns the node as Python prints it without its address.
  @Override
  public String toString() {
    return "<" + name + ">";
  }
}
