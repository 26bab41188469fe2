package nabla.engine.backend.opencl;

import java.util.Arrays;
import nabla.engine.backend.Merged;

/// The elements that a kernel visits, and where each of its operands has them.
///
/// A kernel is made for a rank, not for sizes, which are arguments; ranks are rounded up, so that
/// there are few kernels. In the text `name_at` is the position of operand `name`.
final class Grid {
  /// The rank that fits nearly everything.
  static final int MOST_GENERAL = 8;

  /// For so many elements a kernel of their rank is not worth its making.
  private static final int FEW = 1 << 12;

  private final String prefix;
  private final String[] names;
  private final int[] sizes;
  private final int[][] strides;
  private final int count;

  private Grid(String prefix, String[] names, int[] sizes, int[][] strides, int count) {
    this.prefix = prefix;
    this.names = names;
    this.sizes = sizes;
    this.strides = strides;
    this.count = count;
  }

  /// Returns the grid of these sizes.
  ///
  /// @param prefix of the parameters' names, for kernels with two grids
  /// @param names of the operands
  /// @param strides of the operands
  static Grid of(String prefix, String[] names, int[] sizes, int[]... strides) {
    int count = Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
    Merged merged = Merged.of(sizes, strides);
    return of(prefix, names, merged, rounded(merged.sizes().length, count), count);
  }

  /// Returns the grid of a kernel that is one for all ranks up to [#MOST_GENERAL].
  static Grid general(String prefix, String[] names, int[] sizes, int[]... strides) {
    Merged merged = Merged.of(sizes, strides);
    int count = Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
    return of(prefix, names, merged, Math.max(MOST_GENERAL, merged.sizes().length), count);
  }

  private static Grid of(String prefix, String[] names, Merged merged, int rank, int count) {
    int[][] strides = merged.strides();
    int[][] steps = new int[strides.length][];
    for (int k = 0; k < steps.length; k++) {
      steps[k] = padded(strides[k], merged.sizes().length, rank, 0);
    }
    int[] padded = padded(merged.sizes(), merged.sizes().length, rank, 1);
    return new Grid(prefix, names, padded, steps, count);
  }

  private static int rounded(int rank, int count) {
    if (count <= FEW && rank <= MOST_GENERAL) {
      return MOST_GENERAL;
    }
    return rank <= 1 ? 1 : rank <= 2 ? 2 : rank <= 4 ? 4 : rank <= 8 ? 8 : rank;
  }

  private static int[] padded(int[] values, int length, int rank, int with) {
    int[] result = new int[rank];
    Arrays.fill(result, with);
    System.arraycopy(values, 0, result, rank - length, length);
    return result;
  }

  /// Returns the number of elements.
  int count() {
    return count;
  }

  /// Returns the number of dimensions that the kernel's text has.
  int rank() {
    return sizes.length;
  }

  /// Returns the declaration of the sizes: all but the outermost, each after a comma.
  String sizeParameters() {
    var text = new StringBuilder();
    for (int d = 1; d < rank(); d++) {
      text.append(", const int ").append(prefix).append('n').append(d);
    }
    return text.toString();
  }

  /// Returns the declaration of an operand's strides, each after a comma.
  String strideParameters(String name) {
    var text = new StringBuilder();
    for (int d = 0; d < rank(); d++) {
      text.append(", const int ").append(stride(name, d));
    }
    return text.toString();
  }

  private String stride(String name, int d) {
    return prefix + name + "_s" + d;
  }

  /// Returns the statements that add an element's distances to the positions of the operands.
  ///
  /// @param element the number of the element in row-major order
  String advance(String element) {
    var text = new StringBuilder();
    text.append("int ").append(prefix).append("rest = ").append(element).append(";\n");
    for (int d = rank() - 1; d >= 0; d--) {
      String rest = prefix + "rest";
      String size = prefix + "n" + d;
      String place = d == 0 ? rest : rest + " % " + size;
      text.append("{ const int c = ").append(place).append(";");
      for (String name : names) {
        text.append(" %s_at += c * %s;".formatted(name, stride(name, d)));
      }
      text.append(d == 0 ? " }\n" : " %s /= %s; }\n".formatted(rest, size));
    }
    return text.toString();
  }

  /// Adds the sizes that [#sizeParameters] declares.
  void addSizes(ClArguments arguments) {
    arguments.addAll(Arrays.copyOfRange(sizes, 1, sizes.length));
  }

  /// Adds the strides that [#strideParameters] declares.
  void addStrides(ClArguments arguments, int operand) {
    arguments.addAll(strides[operand]);
  }
}
