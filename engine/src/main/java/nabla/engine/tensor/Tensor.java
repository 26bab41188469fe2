package nabla.engine.tensor;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import nabla.engine.autograd.Cut;
import nabla.engine.autograd.Cuts;
import nabla.engine.autograd.Derivations;
import nabla.engine.autograd.GradMode;
import nabla.engine.autograd.Gradients;
import nabla.engine.autograd.Journal;
import nabla.engine.autograd.Meta;
import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.autograd.Version;
import nabla.engine.autograd.Watcher;
import nabla.engine.backend.Backend;
import nabla.engine.backend.Buffer;
import nabla.engine.backend.Strided;
import nabla.engine.error.DTypeException;
import nabla.engine.error.GradientException;
import nabla.engine.error.ShapeException;
import nabla.engine.error.Warnings;
import nabla.engine.format.Printable;
import nabla.engine.graph.Derivation;
import nabla.engine.graph.Graph;
import org.jspecify.annotations.Nullable;

/// A multi-dimensional array of numbers that remembers how it was computed.
///
/// A tensor has a [shape][#shape()], a [dtype][#dtype()] and a [device][#device()]. Operations come
/// from the families it extends; each returns a new tensor, except those whose name ends in `_`,
/// which change this one in place. If an operand requires a gradient the operation is recorded, and
/// [backward][#backward(Flag...)] computes the gradients of the leaves.
///
/// Semantics are those of PyTorch 2.15's `torch.Tensor`. Nothing has to be closed: memory is the
/// collector's business. A tensor may be read by several threads, but changed in place by one only.
public sealed class Tensor
    implements Unary,
        Trigonometry,
        Special,
        Activations,
        Rectifiers,
        Binary,
        Blends,
        Limits,
        Comparisons,
        Logic,
        Reduce,
        Selections,
        Statistics,
        Cumulative,
        Movement,
        Pieces,
        Moves,
        Indexing,
        Gathering,
        Scattering,
        Rearrangement,
        Sorting,
        Linear,
        Equations,
        Estimates,
        Sampling,
        Replacement,
        Composite,
        InPlace,
        Index
    permits Parameter, nabla.engine.tensor.Buffer {
  static {
    Meta.install(new TensorAccess());
  }

  private Storage storage;
  private Shape shape;
  private int[] strides;
  private int offset;
  private DType dtype;
  private final Meta meta;
  private final boolean number;

  private Tensor(
      Storage storage,
      Shape shape,
      int[] strides,
      int offset,
      DType dtype,
      Meta meta,
      boolean number) {
    this.storage = storage;
    this.shape = shape;
    this.strides = strides;
    this.offset = offset;
    this.dtype = dtype;
    this.meta = meta;
    this.number = number;
  }

  /// Creates a second tensor of the same elements and version, without history.
  Tensor(Tensor other) {
    this(
        other.storage,
        other.shape,
        other.strides,
        other.offset,
        other.dtype,
        new Meta(other.meta.version(), other.meta.isInference()),
        false);
  }

  static Tensor allocate(Shape shape, DType dtype, Device device) {
    Buffer buffer = device.backend().allocate(dtype.kind(), shape.numel());
    return contiguous(new Storage(buffer, device), shape, dtype);
  }

  static Tensor ofArray(Object array, Shape shape, DType dtype) {
    Device device = Device.CPU;
    return contiguous(new Storage(device.backend().of(array), device), shape, dtype);
  }

  private static Tensor contiguous(Storage storage, Shape shape, DType dtype) {
    int[] strides = Strided.contiguousStrides(shape.sizes());
    return new Tensor(storage, shape, strides, 0, dtype, new Meta(new Version()), false);
  }

  /// Returns a Java number as an operand: it takes part in promotion by its category alone.
  static Tensor number(double value) {
    return number(new double[] {value}, DType.FLOAT64);
  }

  static Tensor number(long value) {
    return number(new long[] {value}, DType.INT64);
  }

  static Tensor number(boolean value) {
    return number(new byte[] {(byte) (value ? 1 : 0)}, DType.BOOL);
  }

  private static Tensor number(Object array, DType dtype) {
    Buffer buffer = Device.CPU.backend().of(array);
    return new Tensor(
        new Storage(buffer, Device.CPU),
        Shape.shape(),
        new int[0],
        0,
        dtype,
        new Meta(new Version()),
        true);
  }

  /// Returns a tensor of the same elements under another geometry, without history.
  Tensor share(Shape newShape, int[] newStrides, int newOffset, Version version) {
    Meta shared = new Meta(version, meta.isInference());
    return new Tensor(storage, newShape, newStrides, newOffset, dtype, shared, false);
  }

  /// Returns a view, recorded under the name; `replay` makes the same view of another tensor.
  Tensor view(
      String name,
      Shape newShape,
      int[] newStrides,
      int newOffset,
      Partial partial,
      UnaryOperator<Tensor> replay) {
    Node node = Node.begin(name, new Partial[] {partial}, this);
    Tensor result = viewOnly(newShape, newStrides, newOffset, replay, null);
    return node == null ? result : node.end(result);
  }

  /// Returns a view whose history the caller records.
  Tensor viewOnly(
      Shape newShape,
      int[] newStrides,
      int newOffset,
      UnaryOperator<Tensor> replay,
      Meta.@Nullable Origin origin) {
    Tensor result = share(newShape, newStrides, newOffset, meta.version());
    Meta.ViewOf through = meta.view();
    Meta.Origin own = origin != null ? origin : Meta.Origin.now();
    if (through == null) {
      result.meta.setView(new Meta.ViewOf(this, replay, own));
    } else {
      Meta.Origin joined = through.origin() == Meta.Origin.SINGLE ? own : through.origin();
      UnaryOperator<Tensor> before = through.replay();
      result.meta.setView(
          new Meta.ViewOf(through.base(), base -> replay.apply(before.apply(base)), joined));
    }
    return result;
  }

  /// Gives this tensor the geometry of a view of it.
  ///
  /// @param forth makes the same view of another tensor
  /// @param back undoes it
  void move(Tensor moved, UnaryOperator<Tensor> forth, UnaryOperator<Tensor> back) {
    shape = moved.shape;
    strides = moved.strides;
    offset = moved.offset;
    Meta.ViewOf through = meta.view();
    if (through == null) {
      meta.moved(back);
    } else {
      UnaryOperator<Tensor> before = through.replay();
      meta.setView(
          new Meta.ViewOf(
              through.base(), base -> forth.apply(before.apply(base)), through.origin()));
    }
  }

  /// Returns the sizes of the dimensions.
  public Shape shape() {
    return shape;
  }

  /// Returns the size of a dimension; a negative one counts from the end.
  public int size(int dim) {
    return shape.size(dim);
  }

  /// Returns the number of dimensions, `x.dim()` in PyTorch.
  public int dim() {
    return shape.rank();
  }

  int rank() {
    return shape.rank();
  }

  /// Returns the number of elements.
  public int numel() {
    return shape.numel();
  }

  /// Returns the type of the elements.
  public DType dtype() {
    return dtype;
  }

  /// Returns where the elements lie.
  public Device device() {
    return storage.device();
  }

  /// Returns how many elements apart neighbours along each dimension lie, as a new array.
  public int[] strides() {
    return strides.clone();
  }

  int[] steps() {
    return strides;
  }

  /// Returns where in its storage the first element lies.
  public int storageOffset() {
    return offset;
  }

  /// Tells whether the elements lie in row-major order without gaps.
  public boolean isContiguous() {
    return strided().isContiguous();
  }

  /// Returns how many times the elements have been changed in place, `x._version` in PyTorch.
  public int version() {
    requireVersion();
    return meta.version().count();
  }

  private void requireVersion() {
    if (!meta.version().isTracked()) {
      throw new GradientException(
          "Inference tensors do not track version counter.", "inference.version");
    }
  }

  /// Tells whether the tensor was made in inference mode, and so can never be saved for a backward
  /// pass.
  public boolean isInference() {
    return meta.isInference();
  }

  /// Tells whether the tensor is a view of another.
  public boolean isView() {
    return meta.view() != null;
  }

  /// Returns the recorded graph that ends in this tensor: operations, leaves, constants and, after
  /// a backward pass, the gradients of the leaves. A notebook draws it.
  public Graph graph() {
    return GraphRecorder.record(this);
  }

  /// Returns the chain rule of the recorded graph, step by step with its numbers: for each
  /// operation, the last first, the local derivative, the gradient that arrives and their product.
  /// A notebook shows it as formulas.
  ///
  /// Nothing is accumulated and nothing released. Of a long graph the first steps of the backward
  /// pass are written; numbers that need what a backward pass has released already are left out.
  public Derivation derivation() {
    return derivation(40);
  }

  /// Returns the same with at most this many steps.
  public Derivation derivation(int steps) {
    return Derivations.of(this, steps);
  }

  /// Returns how many bytes the recorded graph keeps for its backward pass: the elements of all
  /// saved inputs and results, those that several operations share counted once. After a backward
  /// pass that does not retain the graph there are none.
  public long savedBytes() {
    return SavedBytes.of(this);
  }

  /// Returns a picture of the elements, which a notebook shows: of shape (h, w) in greys, (c, h, w)
  /// with 1, 3 or 4 channels in greys or colours, (n, h, w) and (n, c, h, w) as a grid of pictures.
  ///
  /// Elements between 0 and 1 (whole numbers: 0 and 255) run from black to white; others are spread
  /// between the least and the greatest. NaN is magenta. Small pictures are enlarged by a whole
  /// factor, of large ones only every so many pixels are taken.
  ///
  /// @throws nabla.engine.error.ShapeException if the shape is another, or has no elements
  public BufferedImage asImage() {
    return Bitmap.of(this);
  }

  /// Returns this tensor as the printer and other viewers see it: its elements one at a time.
  public Printable printable() {
    return new TensorPrinting(this);
  }

  /// Tells whether this is a Java number that takes part in an operation.
  public boolean isNumber() {
    return number;
  }

  Strided strided() {
    return new Strided(storage.buffer(), shape.sizes(), strides, offset);
  }

  Backend backend() {
    return storage.device().backend();
  }

  Storage storage() {
    return storage;
  }

  Meta meta() {
    return meta;
  }

  /// Tells whether operations on this tensor are recorded.
  public boolean requiresGrad() {
    return meta.requiresGrad();
  }

  /// Sets whether operations on this tensor are recorded, and returns it (`requires_grad_` in
  /// PyTorch).
  ///
  /// Only leaves can be switched off, and only floating-point tensors on.
  public Tensor requiresGrad(boolean requires) {
    if (requires && !dtype.isFloating()) {
      throw new DTypeException(
          "only Tensors of floating point dtype can require gradients", "grad.integer", dtype);
    }
    if (!requires && !isLeaf()) {
      throw new GradientException(
          "you can only change requires_grad flags of leaf variables. If you want to use a computed"
              + " variable in a subgraph that doesn't require differentiation use var_no_grad ="
              + " var.detach().",
          "grad.flagOfNonLeaf");
    }
    if (requires && meta.isInference() && !GradMode.isInferenceModeEnabled()) {
      throw new GradientException(
          "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.",
          "inference.saved");
    }
    if (isLeaf()) {
      meta.setRequiresGrad(requires);
    }
    return this;
  }

  /// Tells whether no recorded operation made the tensor, so that gradients accumulate in it.
  public boolean isLeaf() {
    return meta.isLeaf();
  }

  /// Returns the accumulated gradient, of the same shape and dtype, or null if there is none yet.
  public @Nullable Tensor grad() {
    if (!isLeaf() && !meta.retainsGrad() && meta.grad() == null) {
      Warnings.warn(
          "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad"
              + " attribute won't be populated during autograd.backward(). If you indeed want the"
              + " .grad field to be populated for a non-leaf Tensor, use .retain_grad() on the"
              + " non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure you access"
              + " the leaf Tensor instead. See github.com/pytorch/pytorch/pull/30531 for more"
              + " information.");
    }
    meta.gradRead();
    Watcher watcher = Watcher.listening();
    if (watcher != null && meta.grad() == null) {
      watcher.asked(this);
    }
    return meta.grad();
  }

  /// Replaces the accumulated gradient; null removes it. Returns this.
  public Tensor grad(@Nullable Tensor gradient) {
    if (gradient != null) {
      if (gradient == this) {
        throw new GradientException(
            "can't assign Variable as its own grad", "grad.assignSelf", shape);
      }
      if (gradient.dtype != dtype) {
        throw new DTypeException(
            ("attempting to assign a gradient with dtype '%s' to a tensor with grad_dtype '%s'. The"
                    + " gradient must match the tensor's grad_dtype (defaults to the tensor's dtype)."
                    + " You can set the tensor's grad_dtype attribute with a specific dtype, or None"
                    + " to allow any dtype. Set grad_dtype with caution. Diverging the dtypes of a"
                    + " tensor and its gradient may break downstream systems that assume they match.")
                .formatted(gradient.dtype.cName(), dtype.scalarType()),
            "grad.assignDtype",
            gradient.dtype,
            dtype);
      }
      if (!gradient.shape.equals(shape)) {
        throw new ShapeException(
            ("attempting to assign a gradient of size '%s' to a tensor of size '%s'. Please ensure"
                    + " that the gradient and the tensor are the same size")
                .formatted(gradient.shape, shape),
            "grad.assignShape",
            gradient.shape,
            shape);
      }
    }
    meta.setGrad(gradient);
    return this;
  }

  /// Returns the node of the operation that made the tensor, or null for a leaf.
  public @Nullable Node gradFn() {
    return meta.gradFn();
  }

  /// Accumulates the gradients of this scalar into the leaves that it was computed from.
  ///
  /// @param flags [Flag#RETAIN_GRAPH], [Flag#CREATE_GRAPH]
  public void backward(Flag... flags) {
    backward(null, flags);
  }

  /// Accumulates the gradients of `(this · gradient).sum()` into the leaves that it was computed
  /// from.
  ///
  /// @param gradient of the shape of this tensor; null only for a tensor of one element
  /// @param flags [Flag#RETAIN_GRAPH], [Flag#CREATE_GRAPH]
  public void backward(@Nullable Tensor gradient, Flag... flags) {
    boolean create = Flag.in(Flag.CREATE_GRAPH, flags);
    if (create) {
      Warnings.warn(
          "Using backward() with create_graph=True will create a reference cycle between the"
              + " parameter and its gradient which can cause a memory leak. We recommend using"
              + " autograd.grad when creating the graph to avoid this. If you have to use this"
              + " function, make sure to reset the .grad fields of your parameters to None after use"
              + " to break the cycle and avoid the leak.");
    }
    List<@Nullable Tensor> seeds = new ArrayList<>();
    seeds.add(gradient);
    Gradients.backward(List.of(this), seeds, create || Flag.in(Flag.RETAIN_GRAPH, flags), create);
  }

  /// Keeps the gradient of this tensor, too, though it is not a leaf. Returns this.
  public Tensor retainGrad() {
    if (!requiresGrad()) {
      throw new GradientException(
          "can't retain_grad on Tensor that has requires_grad=False", "grad.retain");
    }
    if (!isLeaf()) {
      meta.retainGrad();
    }
    return this;
  }

  /// Registers a function that receives the complete gradient of this tensor in every backward
  /// pass; what it returns replaces the gradient, null keeps it.
  public Meta.Handle registerHook(Function<Tensor, @Nullable Tensor> hook) {
    if (!requiresGrad()) {
      throw new GradientException(
          "cannot register a hook on a tensor that doesn't require gradient", "hook.noGrad");
    }
    return meta.addHook(hook);
  }

  /// Registers a function that is called with this leaf after its gradient has been accumulated.
  public Meta.Handle registerPostAccumulateGradHook(Consumer<Tensor> hook) {
    if (!requiresGrad()) {
      throw new GradientException(
          "cannot register a hook on a tensor that doesn't require gradient", "hook.noGrad");
    }
    if (!isLeaf()) {
      throw new GradientException(
          "post accumulate grad hooks cannot be registered on non-leaf tensors", "hook.nonLeaf");
    }
    return meta.addAccumulateHook(hook);
  }

  /// Returns the same elements without history; changes in place are seen by both, and counted.
  public Tensor detach() {
    // Outside inference mode the alias of an inference tensor counts for itself, as in PyTorch.
    boolean apart = !meta.version().isTracked() && !GradMode.isInferenceModeEnabled();
    Tensor result = share(shape, strides, offset, apart ? new Version() : meta.version());
    Cuts.mark(result, Cut.Kind.DETACH, "detach", this);
    return result;
  }

  /// Cuts this tensor from its history, in place. Returns this.
  public Tensor detach_() {
    if (meta.view() != null) {
      throw new GradientException(
          "Can't detach views in-place. Use detach() instead. If you are using"
              + " DistributedDataParallel (DDP) for training, and gradient_as_bucket_view is set as"
              + " True, gradients are views of DDP buckets, and hence detach_() cannot be called on"
              + " these gradients. To fix this error, please refer to the Optimizer.zero_grad()"
              + " function in torch/optim/optimizer.py as the solution.",
          "detach.view");
    }
    Cuts cuts = !Cuts.areTracked() ? null : Cuts.through(Cut.Kind.DETACH, "detach_", this);
    meta.detach();
    meta.carry(cuts);
    return this;
  }

  /// Returns the same elements without history, and with a version counter of its own.
  ///
  /// A change through it goes unnoticed, so that gradients can be silently wrong: prefer [#detach].
  public Tensor data() {
    Tensor result = share(shape, strides, offset, new Version(meta.version()));
    Cuts.mark(result, Cut.Kind.DATA, "data", this);
    return result;
  }

  /// Replaces the elements by those of another tensor, keeping history and gradient. Returns this.
  public Tensor data(Tensor other) {
    if (requiresGrad() && !other.dtype.isFloating()) {
      throw new DTypeException(
          "data set to a tensor that requires gradients must be floating point or complex dtype",
          "data.integer",
          other.dtype);
    }
    requireVersion();
    meta.version().bypass();
    storage = other.storage;
    shape = other.shape;
    strides = other.strides;
    offset = other.offset;
    dtype = other.dtype;
    meta.forgetAccumulator();
    return this;
  }

  /// Returns the only element as a double.
  ///
  /// An int64 that a double cannot hold exactly is refused: [#itemLong] reads it.
  public double item() {
    requireOne();
    if (dtype == DType.INT64) {
      long value = backend().readLong(storage.buffer(), offset);
      if (Math.abs(value) > 1L << 53) {
        throw new DTypeException(
            "value cannot be converted to type double without overflow", "item.long", value);
      }
    }
    double value = backend().readDouble(storage.buffer(), offset);
    Watcher watcher = Watcher.listening();
    if (watcher != null && requiresGrad()) {
      watcher.read(this, value);
    }
    if (Journal.isKept() && (requiresGrad() || meta.cuts() != null)) {
      Journal.read(this, value);
    }
    return value;
  }

  /// Returns the only element as a long; a floating-point one is truncated.
  public long itemLong() {
    requireOne();
    return backend().readLong(storage.buffer(), offset);
  }

  /// Returns whether the only element is not zero.
  public boolean itemBoolean() {
    if (numel() != 1) {
      throw new ShapeException(
          numel() == 0
              ? "Boolean value of Tensor with no values is ambiguous"
              : "Boolean value of Tensor with more than one value is ambiguous",
          "item.boolean",
          shape);
    }
    return backend().readDouble(storage.buffer(), offset) != 0;
  }

  private void requireOne() {
    if (numel() != 1) {
      throw new ShapeException(
          "a Tensor with %d elements cannot be converted to Scalar".formatted(numel()),
          "item.one",
          shape);
    }
  }

  /// Returns the elements in row-major order as doubles, a copy.
  public double[] toDoubleArray() {
    requireReadable();
    return (double[]) flat(DType.FLOAT64);
  }

  /// Returns the elements in row-major order as floats, a copy.
  public float[] toFloatArray() {
    requireReadable();
    return (float[]) flat(DType.FLOAT32);
  }

  /// Returns the elements in row-major order as longs, a copy; floating-point ones are truncated.
  public long[] toLongArray() {
    requireReadable();
    return (long[]) flat(DType.INT64);
  }

  private Object flat(DType as) {
    return Objects.requireNonNull(backend().toArray(detach().copyAs(as).strided()));
  }

  private void requireReadable() {
    if (requiresGrad()) {
      throw new GradientException(
          "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.",
          "array.requiresGrad");
    }
  }

  /// Returns a new contiguous tensor of the elements converted to a dtype, without history.
  Tensor copyAs(DType as) {
    Tensor result = allocate(shape, as, device());
    backend().map(Elementwise.IDENTITY, DType.copyKind(dtype, as), result.strided(), strided());
    return result;
  }

  /// Returns this tensor with elements of another dtype; itself if it has that dtype already.
  ///
  /// Gradient: cast back. A cast to integers cuts the graph.
  public Tensor to(DType target) {
    if (target == dtype && !number) {
      return this;
    }
    Node node =
        target.isFloating()
            ? Node.begin("ToCopyBackward0", new Partial[] {Partial.none(g -> g)}, this)
            : null;
    Tensor result = copyAs(target);
    if (!target.isFloating()) {
      Cuts.mark(result, Cut.Kind.INTEGER, "to(" + target + ")", this);
    }
    return node == null ? result : node.end(result);
  }

  /// Returns this tensor on a device; itself if it is there already.
  ///
  /// Gradient: brought back to where this tensor is.
  public Tensor to(Device target) {
    Device source = device();
    if (target == source) {
      return this;
    }
    Partial back = Partial.none(g -> g.to(source));
    Node node =
        dtype.isFloating() ? Node.begin("ToCopyBackward0", new Partial[] {back}, this) : null;
    // The elements travel as they lie, so that the layout stays; those with gaps close up.
    boolean dense = Layouts.isDense(this);
    Strided piece =
        dense
            ? new Strided(storage.buffer(), new int[] {numel()}, new int[] {1}, offset)
            : strided();
    Buffer moved = target.backend().of(backend().toArray(piece));
    Tensor result = contiguous(new Storage(moved, target), shape, dtype);
    if (dense) {
      result = result.share(shape, strides, 0, result.meta.version());
    }
    return node == null ? result : node.end(result);
  }

  /// Returns this tensor on the processor.
  public Tensor cpu() {
    return to(Device.CPU);
  }

  /// Returns `to(FLOAT64)`, PyTorch's `x.double()`.
  public Tensor toDouble() {
    return to(DType.FLOAT64);
  }

  /// Returns `to(FLOAT32)`, PyTorch's `x.float()`.
  public Tensor toFloat() {
    return to(DType.FLOAT32);
  }

  /// Returns `to(INT64)`, PyTorch's `x.long()`; fractions are cut off.
  public Tensor toLong() {
    return to(DType.INT64);
  }

  /// Returns `to(BOOL)`, PyTorch's `x.bool()`: true where not zero.
  public Tensor toBool() {
    return to(DType.BOOL);
  }

  /// Returns a copy of the elements, recorded. Gradient: `g`.
  @Override
  @SuppressWarnings({
    "NoClone",
    "MissingSuperCall"
  }) // PyTorch's name; a copy of elements, not fields
  public Tensor clone() {
    Node node = Node.begin("Clone", new Partial[] {Partial.none(g -> g)}, this);
    Tensor result = copyAs(dtype);
    return node == null ? result : node.end(result);
  }

  /// Returns a tensor of ones of the same shape and dtype.
  public Tensor onesLike() {
    return Creation.onesLike(this);
  }

  /// Returns a tensor of zeros of the same shape and dtype.
  public Tensor zerosLike() {
    return Creation.zerosLike(this);
  }

  /// Returns the sum over the dimensions that a broadcast from `target` to this shape has added or
  /// stretched. `target` must broadcast to this shape.
  public Tensor sumTo(Shape target) {
    if (target.equals(shape)) {
      return this;
    }
    int lead = rank() - target.rank();
    List<Integer> reduced = new ArrayList<>();
    for (int d = 0; d < rank(); d++) {
      if (d < lead || target.size(d - lead) == 1 && shape.size(d) != 1) {
        reduced.add(d);
      }
    }
    Tensor sum = reduced.isEmpty() ? this : sum(new Dims(reduced), Flag.KEEPDIM);
    return lead == 0 ? sum : sum.view(target.toArray());
  }

  /// Returns the text that PyTorch prints for this tensor.
  @Override
  public String toString() {
    return TensorPrinting.text(this);
  }

  private static final class TensorAccess implements Meta.Access {
    @Override
    public Meta meta(Tensor tensor) {
      return tensor.meta;
    }

    @Override
    public Tensor alias(Tensor tensor) {
      return tensor.share(tensor.shape, tensor.strides, tensor.offset, tensor.meta.version());
    }

    @Override
    public Tensor copy(Tensor gradient, Tensor like) {
      return gradient.cloneLike(like);
    }

    @Override
    public Object storage(Tensor tensor) {
      return tensor.storage.buffer();
    }

    @Override
    public Tensor pointwise(Object rule, Supplier<Tensor> written, Tensor... operands) {
      return Fusion.apply(rule, written, operands);
    }
  }

  /// Returns a copy in the memory layout of `like` if that is dense, recorded as a copy.
  private Tensor cloneLike(Tensor like) {
    int[] layout = Layouts.isDense(like) ? like.strides : Strided.contiguousStrides(shape.sizes());
    Node node = Node.begin("CopyBackwards", new Partial[] {Partial.none(g -> g)}, this);
    Tensor fresh = allocate(shape, dtype, device());
    Tensor result = fresh.share(shape, Arrays.copyOf(layout, rank()), 0, new Version());
    backend().map(Elementwise.IDENTITY, DType.copyKind(dtype, dtype), result.strided(), strided());
    return node == null ? result : node.end(result);
  }
}
