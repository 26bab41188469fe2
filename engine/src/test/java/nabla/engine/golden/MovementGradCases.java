package nabla.engine.golden;

import static nabla.engine.golden.Draw.args;
import static nabla.engine.golden.Draw.with;

import java.util.List;
import java.util.stream.IntStream;

/// The operations that move elements: views, joins, indices.
final class MovementGradCases {
  private MovementGradCases() {}

  static void register(GradCases cases) {
    for (String name : new String[] {"ravel", "atleast_2d", "squeeze"}) {
      cases.op(name, d -> args(d.x(d.shape())));
    }
    cases.op("t", d -> args(d.x(d.shape(0, 2))));
    for (String name : new String[] {"flipud", "fliplr", "tril", "triu", "rot90"}) {
      cases.op(name, d -> args(d.x(d.shape(2, 3))));
    }
    shapes(cases);
    orders(cases);
    diagonals(cases);
    pieces(cases);
    joins(cases);
    copies(cases);
    indices(cases);
    scattered(cases);
  }

  private static void shapes(GradCases cases) {
    // A view needs elements that lie in order; one dimension always does.
    cases.op(
        "view", d -> args(d.x(6), d.oneOf(new int[] {3, 2}, new int[] {6}, new int[] {-1, 1, 2})));
    cases.op("view_as", d -> args(d.x(6), d.constant(0, 1, 3, 2)));
    cases.op("reshape", d -> args(d.x(2, 3), d.oneOf(new int[] {3, 2}, new int[] {-1, 1, 2})));
    cases.op("reshape_as", d -> args(d.x(2, 3), d.constant(0, 1, 3, 2)));
    cases.op("flatten", d -> args(d.x(d.shape(2, 3)), 0, d.oneOf(1, -1)));
    cases.op("unflatten", d -> args(d.x(d.between(1, 3), 4), 1, new int[] {2, 2}));
    cases.op(
        "unsqueeze",
        d -> {
          int[] shape = d.shape();
          return args(d.x(shape), d.between(0, shape.length));
        });
    cases.op("expand", d -> args(d.x(d.between(1, 3), 1), new int[] {2, -1, 3}));
    cases.op("broadcast_to", d -> args(d.x(2, 1), new int[] {d.between(1, 3), 2, 3}));
    cases.op("expand_as", d -> args(d.x(2, 1), d.constant(0, 1, 3, 2, 2)));
    cases.op("unfold", d -> args(d.x(5, 2), 0, d.between(1, 3), d.between(1, 2)));
  }

  private static void orders(GradCases cases) {
    cases.op(
        "permute", d -> args(d.x(2, 1, 3), d.oneOf(new int[] {2, 0, 1}, new int[] {0, -1, 1})));
    cases.op("transpose", d -> args(d.x(2, 1, 3), d.between(-3, 2), d.between(-3, 2)));
    cases.op("movedim", d -> args(d.x(2, 1, 3), new int[] {0, 1}, new int[] {2, 0}));
    cases.op("flip", d -> args(d.x(2, 3), d.oneOf(new int[] {0}, new int[] {0, 1})));
    cases.op("roll", d -> args(d.x(2, 3), new int[] {1, -1}, new int[] {0, 1}));
  }

  private static void diagonals(GradCases cases) {
    cases.op("diagonal", d -> args(d.x(3, 2, 2), d.between(-1, 1), 0, d.oneOf(1, 2)));
    cases.op("diag", d -> args(d.coin() ? d.x(3) : d.x(3, 2), d.between(-1, 1)));
    cases.op("diag_embed", d -> args(d.x(d.shape(1, 2)), d.between(-1, 1)));
    cases.op("trace", d -> args(d.x(d.shape(2, 2))));
  }

  private static void pieces(GradCases cases) {
    cases.op("chunk", d -> args(d.x(4, 2), d.between(1, 3), 0));
    cases.op("split", d -> args(d.x(4, 2), d.oneOf(3, new int[] {1, 3})));
    cases.op("tensor_split", d -> args(d.x(4, 2), d.oneOf(3, new int[] {1, 2})));
    cases.op("unbind", d -> args(d.x(2, 3), d.between(0, 1)));
    cases.op("select", d -> args(d.x(2, 3), 1, d.between(-3, 2)));
    cases.op("narrow", d -> args(d.x(2, 3), 1, d.between(0, 1), d.between(1, 2)));
    cases.op(
        "getitem",
        d ->
            args(
                d.x(3, 4),
                d.oneOf(
                    List.of(new Values.PySlice(null, null, 2L), 1),
                    List.of(Values.Ellipsis.INSTANCE, d.index(4, 3)),
                    List.of(d.index(3, 2, 2)),
                    List.of(d.mask(3, 4)))));
  }

  private static void joins(GradCases cases) {
    cases.op("cat", d -> args(List.of(d.x(2, 3), d.x(1, 3)), 0));
    cases.op("stack", d -> args(List.of(d.x(2, 3), d.x(2, 3)), d.between(-3, 2)));
    cases.op("hstack", d -> args(List.of(d.x(2, 1), d.x(2, 3))));
    cases.op("vstack", d -> args(List.of(d.x(3), d.x(2, 3))));
    cases.op("dstack", d -> args(List.of(d.x(2, 3), d.x(2, 3, 2))));
    cases.op("broadcast_tensors", d -> args(d.x(3), d.x(2, 1)));
    cases.op("meshgrid", d -> args(List.of(d.x(3), d.x(2)), d.oneOf("ij", "xy")));
    cases.op("cartesian_prod", d -> args(d.x(3), d.x(2)));
  }

  private static void copies(GradCases cases) {
    cases.op("tile", d -> args(d.x(2, 3), new int[] {d.between(1, 2), 2}));
    cases.op("repeat", d -> args(d.x(2, 1), new int[] {2, 1, d.between(1, 3)}));
    cases.op("repeat_interleave", d -> args(d.x(2, 3), d.between(1, 3), d.between(0, 1)));
    cases.op("diff", d -> args(d.x(2, 4), d.between(1, 2), d.between(0, 1)));
    cases.op(
        "pad",
        d ->
            d.coin()
                ? args(d.x(2, 3), new int[] {1, -1, 0, 2}, "constant", 1.5)
                : args(
                    d.x(1, 2, 4), new int[] {1, 2}, d.oneOf("reflect", "replicate", "circular")));
    cases.op("pixel_shuffle", d -> args(d.x(1, 4, 2, 1), 2));
    cases.op(
        "interpolate",
        d -> {
          String mode = d.oneOf("nearest", "linear");
          Args args = with(args(d.x(1, 2, 3), new int[] {d.between(2, 5)}), "mode", mode);
          return mode.equals("linear") ? with(args, "align_corners", d.coin()) : args;
        });
  }

  private static void indices(GradCases cases) {
    cases.op("gather", d -> args(d.x(3, 2), 0, d.index(3, 2, 2)));
    cases.op("take", d -> args(d.x(3, 2), d.index(6, 4)));
    cases.op("take_along_dim", d -> args(d.x(3, 2), d.index(2, 3, 3), 1));
    cases.op("index_select", d -> args(d.x(3, 2), d.oneOf(0, -2), d.index(3, 4)));
    cases.op("masked_select", d -> args(d.x(3, 2), d.mask(3, 2)));
    cases.op("masked_fill", d -> args(d.x(3, 2), d.mask(3, 1), d.coin() ? d.x() : (Object) 2.0));
    cases.op("where", d -> args(d.mask(3, 2), d.x(3, 2), d.x(d.beside(3, 2))));
    // The row of padding_idx gets no gradient by intention, so no index points to it.
    cases.op(
        "embedding",
        d -> {
          Args args = args(d.index(3, d.shape(1, 2)), d.x(4, 2));
          return d.coin() ? with(args, "padding_idx", 3) : args;
        });
  }

  private static void scattered(GradCases cases) {
    // Where two values are set at one place no order is promised, so places are different.
    cases.op("scatter", d -> args(d.x(4, 2), 0, columns(d), d.x(3, 2)));
    cases.op("scatter_add", d -> args(d.x(4, 2), 0, d.index(4, 3, 2), d.x(3, 2)));
    cases.op(
        "index_add",
        d -> with(args(d.x(4, 2), 0, d.index(4, 3), d.x(3, 2)), "alpha", d.real(-2, 2)));
    cases.op("index_fill", d -> args(d.x(4, 2), 0, d.index(4, 2), d.coin() ? d.x() : (Object) 2.0));
    cases.op(
        "index_put",
        d ->
            d.coin()
                ? args(d.x(4, 2), List.of(d.distinct(4, 3)), d.x(3, 2), false)
                : args(d.x(4, 2), List.of(d.index(4, 3)), d.x(3, 1), true));
  }

  private static Object columns(Draw d) {
    long[][] index = new long[3][2];
    for (int column = 0; column < 2; column++) {
      long[] rows = d.distinct(4, 3).toLongArray();
      int place = column;
      IntStream.range(0, 3).forEach(i -> index[i][place] = rows[i]);
    }
    return nabla.engine.tensor.Creation.tensor(index);
  }
}
