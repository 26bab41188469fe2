package nabla.engine.tensor;

/// The triangular factors of square matrices, found by Gauss's elimination with the greatest pivot.
///
/// It is computed in double precision whatever the dtype, and on the processor alone.
final class Factors {
  private final Tensor like;
  private final int n;
  private final int count;
  private final double[] values;
  private final int[] rows;
  private final boolean[] odd;

  private Factors(Tensor a) {
    like = a;
    n = a.size(-1);
    int matrices = 1;
    for (int d = 0; d < a.rank() - 2; d++) {
      matrices *= a.size(d);
    }
    count = matrices;
    values = a.toDoubleArray();
    rows = new int[count * n];
    odd = new boolean[count];
  }

  static Factors of(Tensor a) {
    Guards.onProcessor("linalg_lu_factor", a);
    Factors factors = new Factors(a);
    for (int matrix = 0; matrix < factors.count; matrix++) {
      factors.eliminate(matrix);
    }
    return factors;
  }

  private int at(int matrix, int row, int column) {
    return (matrix * n + row) * n + column;
  }

  private void eliminate(int matrix) {
    for (int row = 0; row < n; row++) {
      rows[matrix * n + row] = row;
    }
    for (int k = 0; k < n; k++) {
      int best = k;
      for (int row = k + 1; row < n; row++) {
        if (Math.abs(values[at(matrix, row, k)]) > Math.abs(values[at(matrix, best, k)])) {
          best = row;
        }
      }
      swap(matrix, k, best);
      double pivot = values[at(matrix, k, k)];
      if (pivot == 0) {
        continue;
      }
      for (int row = k + 1; row < n; row++) {
        double factor = values[at(matrix, row, k)] / pivot;
        values[at(matrix, row, k)] = factor;
        for (int column = k + 1; column < n; column++) {
          values[at(matrix, row, column)] -= factor * values[at(matrix, k, column)];
        }
      }
    }
  }

  private void swap(int matrix, int first, int second) {
    if (first == second) {
      return;
    }
    for (int column = 0; column < n; column++) {
      double value = values[at(matrix, first, column)];
      values[at(matrix, first, column)] = values[at(matrix, second, column)];
      values[at(matrix, second, column)] = value;
    }
    int row = rows[matrix * n + first];
    rows[matrix * n + first] = rows[matrix * n + second];
    rows[matrix * n + second] = row;
    odd[matrix] = !odd[matrix];
  }

  /// Returns where the diagonal of a matrix's upper factor first is 0, or -1.
  int zeroPivot(int matrix) {
    for (int k = 0; k < n; k++) {
      if (values[at(matrix, k, k)] == 0) {
        return k;
      }
    }
    return -1;
  }

  /// Returns the first singular matrix, or -1.
  int firstSingular() {
    for (int matrix = 0; matrix < count; matrix++) {
      if (zeroPivot(matrix) >= 0) {
        return matrix;
      }
    }
    return -1;
  }

  /// Returns the determinants, in the shape of the dimensions that count matrices.
  Tensor determinants() {
    double[] result = new double[count];
    for (int matrix = 0; matrix < count; matrix++) {
      double product = odd[matrix] ? -1 : 1;
      for (int k = 0; k < n; k++) {
        product *= values[at(matrix, k, k)];
      }
      result[matrix] = product;
    }
    return perMatrix(result);
  }

  /// Returns the signs of the determinants: -1, 0 or 1.
  Tensor signs() {
    double[] result = new double[count];
    for (int matrix = 0; matrix < count; matrix++) {
      double sign = odd[matrix] ? -1 : 1;
      for (int k = 0; k < n; k++) {
        sign *= Math.signum(values[at(matrix, k, k)]);
      }
      result[matrix] = sign;
    }
    return perMatrix(result);
  }

  /// Returns the logarithms of the determinants' amounts.
  Tensor logarithms() {
    double[] result = new double[count];
    for (int matrix = 0; matrix < count; matrix++) {
      for (int k = 0; k < n; k++) {
        result[matrix] += Math.log(Math.abs(values[at(matrix, k, k)]));
      }
    }
    return perMatrix(result);
  }

  private Tensor perMatrix(double[] result) {
    int[] sizes = java.util.Arrays.copyOf(like.shape().sizes(), like.rank() - 2);
    return tensor(result, Shape.shape(sizes));
  }

  private Tensor tensor(double[] elements, Shape shape) {
    return Tensor.ofArray(elements, shape, DType.FLOAT64).to(like.dtype());
  }

  /// Returns the solutions for right sides, `(…, n, columns)`, none of the matrices being singular.
  Tensor solve(Tensor right) {
    int columns = right.size(-1);
    double[] given = right.detach().toDoubleArray();
    double[] result = new double[count * n * columns];
    double[] x = new double[n];
    for (int matrix = 0; matrix < count; matrix++) {
      for (int column = 0; column < columns; column++) {
        for (int row = 0; row < n; row++) {
          x[row] = given[(matrix * n + rows[matrix * n + row]) * columns + column];
        }
        substitute(matrix, x);
        for (int row = 0; row < n; row++) {
          result[(matrix * n + row) * columns + column] = x[row];
        }
      }
    }
    return tensor(result, right.shape());
  }

  private void substitute(int matrix, double[] x) {
    for (int row = 0; row < n; row++) {
      for (int k = 0; k < row; k++) {
        x[row] -= values[at(matrix, row, k)] * x[k];
      }
    }
    for (int row = n - 1; row >= 0; row--) {
      for (int k = row + 1; k < n; k++) {
        x[row] -= values[at(matrix, row, k)] * x[k];
      }
      x[row] /= values[at(matrix, row, row)];
    }
  }

  /// Returns the adjugates, also of singular matrices, by Faddeev and Le Verrier's recursion, which
  /// has no division by elements: it can be differentiated where the inverse does not exist.
  static Tensor adjugate(Tensor a) {
    int n = a.size(-1);
    Tensor identity = Creation.eye(n, a.dtype(), a.device());
    Tensor m = identity.expand(a.shape().toArray());
    for (int k = 1; k < n; k++) {
      Tensor product = a.matmul(m);
      Tensor trace = product.mul(identity).sum(Dims.dims(-2, -1), Flag.KEEPDIM);
      m = product.sub(trace.div(k).mul(identity));
    }
    return n % 2 == 0 ? m.neg() : m;
  }
}
