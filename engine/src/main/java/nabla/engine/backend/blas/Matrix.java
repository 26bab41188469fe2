package nabla.engine.backend.blas;

import java.lang.foreign.MemorySegment;

/// A matrix in a `float[]` or `double[]`: element `(i, j)` lies at `offset + i·rowStride +
/// j·columnStride`.
///
/// @param array the array, shared
/// @param offset where the first element lies
/// @param rows the number of rows
/// @param columns the number of columns
/// @param rowStride how far apart the elements of a column lie
/// @param columnStride how far apart the elements of a row lie
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Matrix(
    Object array, int offset, int rows, int columns, int rowStride, int columnStride) {

  /// Tells whether the elements lie row by row, each row without gaps.
  public boolean isByRow() {
    return (columnStride == 1 || columns == 1) && (rowStride >= columns || rows == 1);
  }

  /// Tells whether a library that knows rows or columns without gaps can use it as it lies.
  public boolean isUsable() {
    return isByRow() || transposed().isByRow();
  }

  /// Returns the same elements with rows and columns exchanged.
  public Matrix transposed() {
    return new Matrix(array, offset, columns, rows, columnStride, rowStride);
  }

  /// Returns `count` rows from `first` on.
  public Matrix someRows(int first, int count) {
    return new Matrix(array, offset + first * rowStride, count, columns, rowStride, columnStride);
  }

  /// Returns `count` columns from `first` on.
  public Matrix someColumns(int first, int count) {
    return new Matrix(array, offset + first * columnStride, rows, count, rowStride, columnStride);
  }

  /// Returns how far apart rows (of one that lies by row) or columns (of one that does not) lie.
  int leading() {
    return isByRow()
        ? Math.max(rows == 1 ? columns : rowStride, columns)
        : Math.max(columns == 1 ? rows : columnStride, rows);
  }

  MemorySegment segment() {
    return switch (array) {
      case float[] a -> MemorySegment.ofArray(a).asSlice((long) offset * Float.BYTES);
      case double[] a -> MemorySegment.ofArray(a).asSlice((long) offset * Double.BYTES);
      default -> throw new IllegalArgumentException("expected float[] or double[]");
    };
  }
}
