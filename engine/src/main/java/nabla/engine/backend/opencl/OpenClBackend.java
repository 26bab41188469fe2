package nabla.engine.backend.opencl;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import nabla.engine.backend.Backend;
import nabla.engine.backend.Buffer;
import nabla.engine.backend.Strided;
import nabla.engine.error.DeviceException;
import nabla.engine.formula.Formula;
import nabla.engine.formula.Kind;
import org.jspecify.annotations.Nullable;

/// The backend of one OpenCL device, which is opened when it is first used.
///
/// Nothing waits for the device but what looks at elements.
public final class OpenClBackend implements Backend {
  private static final Formula IDENTITY = Formula.arg(0);

  private final String name;
  private final OpenCl cl;
  private final MemorySegment device;
  private final DeviceInfo info;
  private @Nullable Open open;

  OpenClBackend(String name, OpenCl cl, MemorySegment device, DeviceInfo info) {
    this.name = name;
    this.cl = cl;
    this.device = device;
    this.info = info;
  }

  /// What there is of a device that is in use.
  private record Open(
      ClQueue queue,
      Pointwise pointwise,
      Reduction reduction,
      Lines lines,
      Selecting selecting,
      Sorting sorting,
      Products products,
      Random random) {
    static Open of(ClQueue queue) {
      return new Open(
          queue,
          new Pointwise(queue),
          new Reduction(queue),
          new Lines(queue),
          new Selecting(queue),
          new Sorting(queue),
          new Products(queue),
          new Random(queue));
    }
  }

  private synchronized Open open() {
    Open known = open;
    if (known == null) {
      known = Open.of(new ClQueue(name, cl, device, info));
      open = known;
    }
    return known;
  }

  ClQueue queue() {
    return open().queue();
  }

  /// Returns the name of the device, such as `opencl:0`.
  public String name() {
    return name;
  }

  /// Returns what the device says of itself.
  public DeviceInfo info() {
    return info;
  }

  /// Returns how many bytes of the device's memory are taken.
  public synchronized long used() {
    return open == null ? 0 : open.queue().memory().used();
  }

  @Override
  public Buffer allocate(Kind kind, int size) {
    if (kind == Kind.FLOAT64 && !info.hasDoubles()) {
      throw new DeviceException(
          "Cannot convert an OpenCL Tensor to float64 dtype as the OpenCL device doesn't support"
              + " float64.",
          "opencl.float64",
          info.name());
    }
    return queue().memory().allocate(kind, size);
  }

  @Override
  public Buffer of(Object array) {
    ClBuffer buffer = (ClBuffer) allocate(kind(array), Array.getLength(array));
    queue().write(buffer, array, buffer.size());
    return buffer;
  }

  private static Kind kind(Object array) {
    return switch (array) {
      case float[] _ -> Kind.FLOAT32;
      case double[] _ -> Kind.FLOAT64;
      case long[] _ -> Kind.INT64;
      default -> Kind.BOOL;
    };
  }

  @Override
  public void map(Formula formula, Kind compute, Strided out, Strided... inputs) {
    if (compute == Kind.FLOAT64 && !info.hasDoubles()) {
      map(formula, Kind.FLOAT32, out, inputs); // where no operand is of float64
      return;
    }
    open().pointwise().map(formula, compute, out, inputs);
  }

  @Override
  public void fold(Folding folding, Strided out, Strided in) {
    open().reduction().fold(folding.formula(), out, in);
  }

  @Override
  public void argExtremum(boolean greatest, Strided out, Strided in, int dim) {
    open().lines().argExtremum(greatest, out, in, dim);
  }

  @Override
  public void scan(Scan scan, Strided out, @Nullable Strided positions, Strided in, int dim) {
    open().lines().scan(scan, out, positions, in, dim);
  }

  @Override
  public void multiply(Strided out, Strided left, Strided right) {
    open().products().multiply(out, left, right);
  }

  @Override
  public void gather(Strided out, Strided in, int dim, Strided index) {
    open().selecting().gather(out, in, dim, index);
  }

  @Override
  public void scatter(Combine combine, Strided out, int dim, Strided index, Strided source) {
    open().selecting().scatter(combine, out, dim, index, source);
  }

  @Override
  public void sort(Strided positions, Strided in, int dim, boolean descending) {
    open().sorting().sort(positions, in, dim, descending);
  }

  @Override
  public void uniform(Strided out, long seed, long counter) {
    open().random().uniform(out, seed, counter);
  }

  @Override
  public Object toArray(Strided in) {
    Strided whole = in;
    if (!in.isContiguous()) {
      Buffer copy = allocate(in.kind(), in.count());
      whole = new Strided(copy, in.sizes(), Strided.contiguousStrides(in.sizes()), 0);
      map(IDENTITY, in.kind() == Kind.BOOL ? Kind.INT64 : in.kind(), whole, in);
    }
    ClQueue queue = queue();
    return queue.read(queue.own(whole.buffer()), whole.offset(), whole.count());
  }

  @Override
  public double readDouble(Buffer buffer, int position) {
    Object element = element(buffer, position);
    return element instanceof long[] one ? one[0] : Array.getDouble(element, 0);
  }

  @Override
  public long readLong(Buffer buffer, int position) {
    return switch (element(buffer, position)) {
      case float[] one -> (long) one[0];
      case double[] one -> (long) one[0];
      case Object other -> Array.getLong(other, 0);
    };
  }

  private Object element(Buffer buffer, int position) {
    ClQueue queue = queue();
    return queue.read(queue.own(buffer), position, 1);
  }
}
