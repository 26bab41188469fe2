package nabla.engine.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import nabla.engine.error.ShapeException;

/// Sums of products over dimensions that are chosen by name or number.
public final class Contraction {
  private Contraction() {}

  /// Returns the sums of products that an equation in Einstein's notation names: a letter per
  /// dimension, commas between the operands, `->` before the letters of the result.
  ///
  /// `"ij,jk->ik"` is the matrix product: letters that the result lacks are summed over. Without
  /// `->` the result has the letters that occur once, in alphabetical order. `...` stands for any
  /// further dimensions, which broadcast; a letter that occurs twice in one operand takes its
  /// diagonal.
  public static Tensor einsum(String equation, Tensor... operands) {
    return Einsum.parse(equation, operands).run();
  }

  /// Does [#einsum(String, Tensor...)] with a list of operands.
  public static Tensor einsum(String equation, List<Tensor> operands) {
    return einsum(equation, operands.toArray(Tensor[]::new));
  }

  static Tensor tensordot(Tensor a, Tensor b, int count) {
    if (count < 0) {
      throw new ShapeException(
          "tensordot expects dims >= 0, but got dims=" + count, "tensordot.count", count);
    }
    if (count > Math.min(a.rank(), b.rank())) {
      throw new ShapeException(
          "tensordot expects dims < ndim_a or ndim_b, but got dims=" + count,
          "tensordot.count",
          count);
    }
    return tensordot(
        a, b, IntStream.range(-count, 0).toArray(), IntStream.range(0, count).toArray());
  }

  static Tensor tensordot(Tensor a, Tensor b, int[] dims, int[] otherDims) {
    if (dims.length != otherDims.length) {
      throw new ShapeException(
          "both dimension lists should have same length", "tensordot.lists", dims.length);
    }
    Tensor x = a;
    Tensor y = b;
    int size = 1;
    for (int i = 0; i < dims.length; i++) {
      int left = x.size(dims[i]);
      int right = y.size(otherDims[i]);
      if (right == 1 && left != 1) {
        x = x.sum(dims[i], Flag.KEEPDIM);
      } else if (left == 1 && right != 1) {
        y = y.sum(otherDims[i], Flag.KEEPDIM);
      } else if (left != right) {
        throw new ShapeException(
            ("contracted dimensions need to match, but first has size %d in dim %d and second has"
                    + " size %d in dim %d")
                .formatted(left, dims[i], right, otherDims[i]),
            "tensordot.size",
            left,
            right);
      }
      size *= x.size(dims[i]);
    }
    List<Integer> free = free(x, dims);
    List<Integer> otherFree = free(y, otherDims);
    List<Integer> order = new ArrayList<>(free);
    Arrays.stream(dims).forEach(d -> order.add(a.shape().wrap(d)));
    List<Integer> otherOrder = new ArrayList<>();
    Arrays.stream(otherDims).forEach(d -> otherOrder.add(b.shape().wrap(d)));
    otherOrder.addAll(otherFree);
    int[] shape = new int[free.size() + otherFree.size()];
    int rows = sizes(x, free, shape, 0);
    int columns = sizes(y, otherFree, shape, free.size());
    Tensor rowsOf = x.permute(ints(order)).reshape(rows, size);
    Tensor columnsOf = y.permute(ints(otherOrder)).reshape(size, columns);
    if (rows == 1 && columns == 1 && x.dtype() == DType.BOOL && y.dtype() == DType.BOOL) {
      return rowsOf.logicalAnd(columnsOf.t()).any().reshape(shape);
    }
    return rowsOf.mm(columnsOf).reshape(shape);
  }

  private static int sizes(Tensor x, List<Integer> dims, int[] into, int start) {
    int product = 1;
    for (int i = 0; i < dims.size(); i++) {
      into[start + i] = x.size(dims.get(i));
      product *= into[start + i];
    }
    return product;
  }

  private static List<Integer> free(Tensor x, int[] dims) {
    boolean[] taken = new boolean[x.rank()];
    for (int dim : dims) {
      int d = x.shape().wrap(dim);
      if (taken[d]) {
        throw new ShapeException(
            "dim %d appears multiple times in the list of dims".formatted(d), "dim.twice", d);
      }
      taken[d] = true;
    }
    return IntStream.range(0, x.rank()).filter(d -> !taken[d]).boxed().toList();
  }

  static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }
}
