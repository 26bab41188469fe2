package nabla.engine.backend;

import nabla.engine.formula.Kind;

/// A strided piece of a buffer: element `(i, j, …)` lies at `offset + i·strides[0] + j·strides[1] +
/// …`.
///
/// Strides count elements; a stride of 0 repeats one element. The arrays are not copied and must
/// not be changed.
public final class Strided {
  private final Buffer buffer;
  private final int[] sizes;
  private final int[] strides;
  private final int offset;

  /// Creates the piece; `sizes` and `strides` have the same length, the rank.
  public Strided(Buffer buffer, int[] sizes, int[] strides, int offset) {
    this.buffer = buffer;
    this.sizes = sizes;
    this.strides = strides;
    this.offset = offset;
  }

  /// Returns the buffer that holds the elements.
  public Buffer buffer() {
    return buffer;
  }

  /// Returns how an element is held.
  public Kind kind() {
    return buffer.kind();
  }

  /// Returns the number of dimensions.
  public int rank() {
    return sizes.length;
  }

  /// Returns the sizes; not a copy.
  public int[] sizes() {
    return sizes;
  }

  /// Returns the strides; not a copy.
  public int[] strides() {
    return strides;
  }

  /// Returns where the first element lies.
  public int offset() {
    return offset;
  }

  /// Returns the number of elements.
  public int count() {
    int count = 1;
    for (int size : sizes) {
      count *= size;
    }
    return count;
  }

  /// Tells whether the elements lie one after the other in row-major order; no elements always do.
  public boolean isContiguous() {
    if (count() == 0) {
      return true;
    }
    int expected = 1;
    for (int d = sizes.length - 1; d >= 0; d--) {
      if (sizes[d] != 1) {
        if (strides[d] != expected) {
          return false;
        }
        expected *= sizes[d];
      }
    }
    return true;
  }

  /// Tells whether all elements are one and the same.
  public boolean isRepeated() {
    for (int d = 0; d < sizes.length; d++) {
      if (strides[d] != 0 && sizes[d] != 1) {
        return false;
      }
    }
    return true;
  }

  /// Returns this piece with `count` leading dimensions of size `sizes[d]` and stride 0 where it
  /// has size 1 or no such dimension: the broadcast of the elements to a larger shape.
  public Strided broadcastTo(int[] target) {
    if (target.length == sizes.length && java.util.Arrays.equals(target, sizes)) {
      return this;
    }
    int[] expanded = new int[target.length];
    int lead = target.length - sizes.length;
    for (int d = 0; d < sizes.length; d++) {
      expanded[lead + d] = sizes[d] == target[lead + d] ? strides[d] : 0;
    }
    return new Strided(buffer, target, expanded, offset);
  }

  /// Returns the strides of contiguous row-major elements of these sizes.
  public static int[] contiguousStrides(int[] sizes) {
    int[] strides = new int[sizes.length];
    int step = 1;
    for (int d = sizes.length - 1; d >= 0; d--) {
      strides[d] = step;
      step *= Math.max(sizes[d], 1);
    }
    return strides;
  }
}
