package nabla.engine.autograd;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import nabla.engine.error.GradientException;
import nabla.engine.graph.Pin;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// What a node keeps for its backward pass: inputs and the result, each with the version it had.
///
/// Reading one checks that it was neither freed nor changed in place since.
public final class Saved {
  private final String node;
  private final @Nullable Entry[] inputs;
  private @Nullable Entry output;
  private List<Entry> others = List.of();
  private boolean detail;
  private boolean freed;
  private @Nullable Place place;
  private @Nullable Tensor bypassed;

  Saved(String node, int inputs) {
    this.node = node;
    this.inputs = new @Nullable Entry[inputs];
  }

  void place(@Nullable Place made) {
    place = made;
  }

  void keepInput(int position, Tensor tensor) {
    inputs[position] = Entry.of(tensor, false);
  }

  boolean keepsInput(int position) {
    return inputs[position] != null;
  }

  void keepOutput(Tensor tensor) {
    output = Entry.of(tensor, true);
  }

  /// Says that the rule itself holds something that counts as saved.
  void keepDetail() {
    detail = true;
  }

  void keepOther(Tensor tensor, boolean result) {
    if (others.isEmpty()) {
      others = new ArrayList<>();
    }
    others.add(Entry.of(tensor, result));
  }

  /// Returns what a function of the user's own has saved, in its order, checked.
  public List<Tensor> others() {
    return others.stream().map(this::unpack).toList();
  }

  /// Returns the input at a position, checked.
  public Tensor input(int position) {
    return unpack(inputs[position]);
  }

  /// Returns the result, checked.
  public Tensor output() {
    return unpack(output);
  }

  /// Returns the input at a position as it is kept, for showing it: no check, null if it is not.
  public @Nullable Tensor peek(int position) {
    Entry entry = position < inputs.length ? inputs[position] : null;
    return entry == null ? null : entry.tensor;
  }

  /// Returns the result as it is kept, for showing it: no check, null if it is not.
  public @Nullable Tensor peekOutput() {
    return output == null ? null : output.tensor;
  }

  /// Returns all that is kept, for weighing it: no check, nothing of what has been released.
  public List<Tensor> peekAll() {
    List<Tensor> all = new ArrayList<>();
    for (Entry entry : inputs) {
      add(all, entry);
    }
    add(all, output);
    others.forEach(entry -> add(all, entry));
    return all;
  }

  private static void add(List<Tensor> all, @Nullable Entry entry) {
    Tensor tensor = entry == null ? null : entry.tensor;
    if (tensor != null) {
      all.add(tensor);
    }
  }

  /// Returns what is kept and whether it is still good, for showing it: inputs by their letter, in
  /// order, then the result, then what a rule of the user's own has saved.
  List<Pin> pins() {
    List<Pin> pins = new ArrayList<>();
    for (int i = 0; i < inputs.length; i++) {
      pin(pins, Pin.letter(i), inputs[i]);
    }
    pin(pins, Pin.RESULT, output);
    for (Entry entry : others) {
      pin(pins, Pin.OTHER, entry);
    }
    return List.copyOf(pins);
  }

  private static void pin(List<Pin> pins, String of, @Nullable Entry entry) {
    if (entry == null) {
      return;
    }
    Tensor tensor = entry.tensor;
    if (tensor == null) {
      pins.add(new Pin(of, Pin.State.FREED, 0, 0));
    } else {
      Pin.State state = isChanged(tensor, entry) ? Pin.State.STALE : Pin.State.KEPT;
      pins.add(new Pin(of, state, Meta.of(tensor).version().count(), entry.version));
    }
  }

  /// Tells whether anything is saved, freed or not.
  public boolean isEmpty() {
    if (output != null || detail || !others.isEmpty()) {
      return false;
    }
    for (Entry entry : inputs) {
      if (entry != null) {
        return false;
      }
    }
    return true;
  }

  /// Tells whether what was saved has been released.
  public boolean isFreed() {
    return freed;
  }

  void free() {
    if (isEmpty()) {
      return;
    }
    freed = true;
    for (int i = 0; i < inputs.length; i++) {
      if (inputs[i] != null) {
        inputs[i] = Entry.FREED;
      }
    }
    if (output != null) {
      output = Entry.FREED;
    }
    Collections.fill(others, Entry.FREED);
  }

  void requireLive() {
    if (freed) {
      throw twice(node);
    }
  }

  /// Throws if inputs or the result were freed or changed in place since; what a function of the
  /// user's own has saved is checked when it is read.
  ///
  /// All are looked at, needed or not, in PyTorch's order, which is that of its parameters' names:
  /// `mat1` before `mat2`, but `other` before `result` before `self`.
  void requireUnchanged() {
    requireLive();
    boolean forward = inputs.length != 2 || FIRST_TO_LAST.contains(node);
    for (int i = 0; i < inputs.length; i++) {
      int position = forward ? i : inputs.length - 1 - i;
      if (!forward && position == 0) {
        requireUnchanged(output);
      }
      requireUnchanged(inputs[position]);
    }
    requireUnchanged(output);
    if (detail) {
      others.forEach(this::requireUnchanged);
    }
  }

  // Those of two inputs whose first is not called `self`, or whose second comes after it.
  private static final Set<String> FIRST_TO_LAST =
      Set.of("MvBackward0", "DotBackward0", "VdotBackward0", "ConvolutionBackward0");

  private void requireUnchanged(@Nullable Entry entry) {
    Tensor tensor = entry == null ? null : entry.tensor;
    if (entry != null && tensor != null && isChanged(tensor, entry)) {
      throw stale(tensor, entry);
    }
  }

  private static boolean isChanged(Tensor tensor, Entry entry) {
    return Meta.of(tensor).version().count() != entry.version;
  }

  private Tensor unpack(@Nullable Entry entry) {
    if (entry == null) {
      throw new IllegalStateException("the rule of " + node + " reads what its kind does not save");
    }
    requireLive();
    Tensor tensor = entry.tensor;
    if (tensor == null) {
      throw twice(node);
    }
    Meta meta = Meta.of(tensor);
    if (isChanged(tensor, entry)) {
      throw stale(tensor, entry);
    }
    if (meta.version().bypasses() != entry.bypasses) {
      bypassed = tensor;
    }
    if (meta.currentGradFn() == entry.gradFn) {
      return tensor;
    }
    // The tensor has been given another history (by detach_, say) without a change of its values.
    Tensor alias = Meta.alias(tensor);
    Meta.of(alias).adopt(entry.gradFn, entry.outputIndex, meta.requiresGrad());
    return alias;
  }

  /// Returns a tensor whose elements have changed behind the version counter's back since it was
  /// saved, or null.
  public @Nullable Tensor bypassed() {
    if (bypassed != null) {
      return bypassed;
    }
    for (Entry entry : inputs) {
      if (entry != null && entry.isBypassed()) {
        return entry.tensor;
      }
    }
    if (output != null && output.isBypassed()) {
      return output.tensor;
    }
    for (Entry entry : others) {
      if (entry.isBypassed()) {
        return entry.tensor;
      }
    }
    return null;
  }

  static GradientException twice(String node) {
    return new GradientException(
        "Trying to backward through the graph a second time (or directly access saved tensors after"
            + " they have already been freed). Saved intermediate values of the graph are freed when"
            + " you call .backward() or autograd.grad(). Specify retain_graph=True if you need to"
            + " backward through the graph a second time or if you need to access saved tensors after"
            + " calling backward.",
        "backward.twice",
        node);
  }

  private GradientException stale(Tensor tensor, Entry entry) {
    // PyTorch names what made an input last, which is the change in place if that was recorded; a
    // result is kept without its history, so it is called the output of this node.
    Node producer = entry.result ? entry.gradFn : Meta.of(tensor).gradFn();
    String origin =
        producer == null
            ? ""
            : ", which is output %d of %s,".formatted(entry.outputIndex, producer.shortName());
    int now = Meta.of(tensor).version().count();
    String hint =
        Anomaly.isAnomalyEnabled()
            ? "the backtrace further above shows the operation that failed to compute its gradient."
                + " The variable in question was changed in there or anywhere later. Good luck!"
            : "enable anomaly detection to find the operation that failed to compute its gradient,"
                + " with torch.autograd.set_detect_anomaly(True, check_nan=False).";
    Place changed = Meta.of(tensor).version().changedAt();
    return new GradientException(
        ("one of the variables needed for gradient computation has been modified by an inplace"
                + " operation: [%s %s]%s is at version %d; expected version %d instead. Hint: %s")
            .formatted(
                Meta.typeName(tensor), shape(tensor, entry), origin, now, entry.version, hint),
        place == null || changed == null ? "saved.stale" : "saved.staleAt",
        node,
        now - entry.version,
        String.valueOf(place),
        String.valueOf(changed));
  }

  // A tensor that was moved in place shows another shape than the result that was kept.
  private static Shape shape(Tensor tensor, Entry entry) {
    Node maker = entry.result ? entry.gradFn : null;
    return maker == null ? tensor.shape() : maker.outputs()[entry.outputIndex].shape();
  }

  private record Entry(
      @Nullable Tensor tensor,
      int version,
      int bypasses,
      @Nullable Node gradFn,
      int outputIndex,
      boolean result) {
    static final Entry FREED = new Entry(null, 0, 0, null, 0, false);

    static Entry of(Tensor tensor, boolean result) {
      Meta meta = Meta.of(tensor);
      return new Entry(
          tensor,
          meta.version().count(),
          meta.version().bypasses(),
          meta.currentGradFn(),
          meta.outputIndex(),
          result);
    }

    boolean isBypassed() {
      return tensor != null && Meta.of(tensor).version().bypasses() != bypasses;
    }
  }
}
