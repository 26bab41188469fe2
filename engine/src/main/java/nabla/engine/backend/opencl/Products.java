package nabla.engine.backend.opencl;

import java.util.Arrays;
import nabla.engine.backend.Strided;
import nabla.engine.formula.DeviceFunction;
import nabla.engine.formula.Kind;

/// Products of matrices: large ones by tiles in local memory, of which each work-item computes four
/// by four elements; small ones element by element. The way depends on the sizes alone.
final class Products {
  /// A group has so many work-items on each side, and a tile four times as many elements.
  private static final int SIDE = 16;

  private static final int TILE = 4 * SIDE;

  private final ClQueue queue;

  Products(ClQueue queue) {
    this.queue = queue;
  }

  private record Key(boolean tiled, Kind kind, Kind out, int rank) {}

  void multiply(Strided out, Strided left, Strided right) {
    int rank = out.rank();
    int[] batch = Arrays.copyOf(out.sizes(), rank - 2);
    Grid grid =
        Grid.of(
            "",
            new String[] {"y", "l", "r"},
            batch,
            Arrays.copyOf(out.strides(), rank - 2),
            Arrays.copyOf(left.strides(), rank - 2),
            Arrays.copyOf(right.strides(), rank - 2));
    int rows = out.sizes()[rank - 2];
    int columns = out.sizes()[rank - 1];
    int inner = left.sizes()[rank - 1];
    if (grid.count() == 0 || rows == 0 || columns == 0) {
      return;
    }
    boolean tiled =
        rows >= TILE / 2
            && columns >= TILE / 2
            && inner >= SIDE
            && queue.info().workGroup() >= SIDE * SIDE;
    Kind kind = left.kind();
    ClKernel kernel =
        queue.kernel(
            new Key(tiled, kind, out.kind(), grid.rank()),
            "a matrix product",
            () -> text(tiled ? TILED : PLAIN, kind, out.kind(), grid));
    ClArguments read = new ClArguments();
    Texts.addInput(read, queue, left);
    grid.addStrides(read, 1);
    Texts.addInput(read, queue, right);
    grid.addStrides(read, 2);
    ClArguments arguments = new ClArguments().add(rows).add(columns).add(inner);
    for (Strided piece : new Strided[] {out, left, right}) {
      arguments.add(piece.strides()[rank - 2]).add(piece.strides()[rank - 1]);
    }
    grid.addSizes(arguments);
    Texts.addOutput(arguments, queue, out);
    grid.addStrides(arguments, 0);
    arguments.addAll(read);
    if (tiled) {
      int across = Math.ceilDiv(columns, TILE);
      queue.runTiles(kernel, arguments, across, Math.ceilDiv(rows, TILE), grid.count(), SIDE);
    } else {
      long count = (long) rows * columns * grid.count();
      queue.run(kernel, arguments.add((int) count), count);
    }
  }

  private static String text(String body, Kind in, Kind out, Grid grid) {
    boolean whole = !in.isFloating();
    String sum = whole ? "(long) ((ulong) sum + (ulong) a * (ulong) b)" : "sum + a * b";
    boolean tiled = body.equals(TILED);
    return """
        #pragma OPENCL FP_CONTRACT ON
        #define real %s
        #define ADDED(sum, a, b) (%s)
        #define STORED(value) %s
        #define SIDE %d
        #define TILE %d
        kernel void run(
        const int rows, const int columns, const int inner,
        const int y_row, const int y_column, const int l_row, const int l_column,
        const int r_row, const int r_column%s%s%s%s%s) {
        %s}
        """
        .formatted(
            whole ? "long" : DeviceFunction.type(in),
            sum,
            out == Kind.BOOL ? "((value) != 0)" : "(value)",
            SIDE,
            TILE,
            grid.sizeParameters(),
            Texts.operand("y", out, false, grid),
            Texts.operand("l", in, true, grid),
            Texts.operand("r", in, true, grid),
            tiled ? "" : ", const int n",
            body.formatted(
                Texts.start("y") + Texts.start("l") + Texts.start("r"), grid.advance("matrix")));
  }

  private static final String PLAIN =
      """
      const int i = get_global_id(0);
      if (i >= n) { return; }
      const int matrix = i / (rows * columns), row = i / columns %% rows, column = i %% columns;
      %s%sreal sum = 0;
      for (int k = 0; k < inner; k++) {
      const real a = l[l_at + row * l_row + k * l_column];
      const real b = r[r_at + k * r_row + column * r_column];
      sum = ADDED(sum, a, b);
      }
      y[y_at + row * y_row + column * y_column] = STORED(sum);
      """;

  private static final String TILED =
      """
      local real left[SIDE][TILE + 1], right[SIDE][TILE + 1];
      const int x = get_local_id(0), z = get_local_id(1), matrix = get_global_id(2);
      const int first_row = get_group_id(1) * TILE, first_column = get_group_id(0) * TILE;
      const int me = z * SIDE + x;
      %s%sreal sums[4][4];
      for (int p = 0; p < 4; p++) { for (int q = 0; q < 4; q++) { sums[p][q] = 0; } }
      for (int k = 0; k < inner; k += SIDE) {
      for (int p = 0; p < 4; p++) {
      // Neighbours read neighbours, whichever way the matrix lies.
      const int e = me + p * SIDE * SIDE;
      const int lr = l_column == 1 ? e / SIDE : e %% TILE;
      const int lk = l_column == 1 ? e %% SIDE : e / TILE;
      left[lk][lr] = first_row + lr < rows && k + lk < inner
          ? l[l_at + (first_row + lr) * l_row + (k + lk) * l_column] : 0;
      const int rc = r_row == 1 ? e / SIDE : e %% TILE, rk = r_row == 1 ? e %% SIDE : e / TILE;
      right[rk][rc] = first_column + rc < columns && k + rk < inner
          ? r[r_at + (k + rk) * r_row + (first_column + rc) * r_column] : 0;
      }
      barrier(CLK_LOCAL_MEM_FENCE);
      for (int j = 0; j < SIDE; j++) {
      real b[4];
      for (int q = 0; q < 4; q++) { b[q] = right[j][x + q * SIDE]; }
      for (int p = 0; p < 4; p++) {
      const real a = left[j][z + p * SIDE];
      for (int q = 0; q < 4; q++) { sums[p][q] = ADDED(sums[p][q], a, b[q]); }
      }
      }
      barrier(CLK_LOCAL_MEM_FENCE);
      }
      for (int p = 0; p < 4; p++) {
      for (int q = 0; q < 4; q++) {
      const int row = first_row + z + p * SIDE, column = first_column + x + q * SIDE;
      if (row < rows && column < columns) {
      y[y_at + row * y_row + column * y_column] = STORED(sums[p][q]);
      }
      }
      }
      """;
}
