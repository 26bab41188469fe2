package nabla.engine.golden;

import static nabla.engine.tensor.Dims.dims;

import java.util.List;
import java.util.stream.IntStream;
import nabla.engine.tensor.Joining;
import nabla.engine.tensor.Tensor;

/// The movements and factories.
final class MovementCalls {
  private MovementCalls() {}

  static void register(Calls calls) {
    views(calls);
    pieces(calls);
    joins(calls);
    copies(calls);
    calls.op("permute", a -> a.tensor(0).permute(a.intsFrom(1, "dims")));
    calls.unary("t", Tensor::t);
    calls.op("transpose", a -> a.tensor(0).transpose(a.integer(1, "dim0"), a.integer(2, "dim1")));
    calls.op("view", a -> a.tensor(0).view(a.intsFrom(1, "size")));
  }

  private static void views(Calls calls) {
    calls.op("view_as", a -> a.tensor(0).viewAs(a.tensor(1)));
    calls.op("reshape", a -> a.tensor(0).reshape(a.intsFrom(1, "shape")));
    calls.op("reshape_as", a -> a.tensor(0).reshapeAs(a.tensor(1)));
    calls.unary("ravel", Tensor::ravel);
    calls.op(
        "flatten",
        a -> a.tensor(0).flatten(a.integer(1, "start_dim", 0), a.integer(2, "end_dim", -1)));
    calls.op("unflatten", a -> a.tensor(0).unflatten(a.integer(1, "dim"), a.ints(2, "sizes")));
    calls.op("squeeze", MovementCalls::squeeze);
    calls.op("unsqueeze", a -> a.tensor(0).unsqueeze(a.integer(1, "dim")));
    calls.op("expand", a -> a.tensor(0).expand(a.intsFrom(1, "size")));
    calls.op("expand_as", a -> a.tensor(0).expandAs(a.tensor(1)));
    calls.op("broadcast_to", a -> a.tensor(0).broadcastTo(a.intsFrom(1, "size")));
    calls.op("movedim", a -> a.tensor(0).movedim(a.dims(1, "source"), a.dims(2, "destination")));
    calls.op(
        "diagonal",
        a ->
            a.tensor(0)
                .diagonal(
                    a.integer(1, "offset", 0), a.integer(2, "dim1", 0), a.integer(3, "dim2", 1)));
    calls.op(
        "unfold",
        a ->
            a.tensor(0)
                .unfold(a.integer(1, "dimension"), a.integer(2, "size"), a.integer(3, "step")));
    calls.op(
        "atleast_2d",
        a ->
            a.isTensor(0, "tensors")
                ? a.tensor(0).atleast2d()
                : a.tensors(0, "tensors").stream().map(Tensor::atleast2d).toList());
    calls.unary("contiguous", Tensor::contiguous);
    calls.unary("clone", Tensor::clone);
  }

  private static Tensor squeeze(Args a) {
    if (!a.has(1, "dim")) {
      return a.tensor(0).squeeze();
    }
    return a.isInteger(1, "dim")
        ? a.tensor(0).squeeze(a.integer(1, "dim"))
        : a.tensor(0).squeeze(a.dims(1, "dim"));
  }

  private static void pieces(Calls calls) {
    calls.op("chunk", a -> a.tensor(0).chunk(a.integer(1, "chunks"), a.integer(2, "dim", 0)));
    calls.op("split", MovementCalls::split);
    calls.op("tensor_split", MovementCalls::tensorSplit);
    calls.op("unbind", a -> a.tensor(0).unbind(a.integer(1, "dim", 0)));
  }

  private static Object split(Args a) {
    int dim = a.integer(2, "dim", 0);
    String name = a.has(1, "split_size") ? "split_size" : "split_size_or_sections";
    return a.isInteger(1, name)
        ? a.tensor(0).split(a.integer(1, name), dim)
        : a.tensor(0).split(a.ints(1, name), dim);
  }

  private static Object tensorSplit(Args a) {
    int dim = a.integer(2, "dim", 0);
    String name = a.has(1, "sections") ? "sections" : "indices_or_sections";
    return switch (a.get(1, a.has(1, "indices") ? "indices" : name)) {
      case Long sections -> a.tensor(0).tensorSplit(Math.toIntExact(sections), dim);
      case Tensor tensor -> a.tensor(0).tensorSplit(tensor, dim);
      case null, default -> a.tensor(0).tensorSplit(a.ints(1, name), dim);
    };
  }

  private static void joins(Calls calls) {
    calls.op("cat", a -> Joining.cat(a.tensors(0, "tensors"), a.integer(1, "dim", 0)));
    calls.op("stack", a -> Joining.stack(a.tensors(0, "tensors"), a.integer(1, "dim", 0)));
    calls.op("hstack", a -> Joining.hstack(a.tensors(0, "tensors")));
    calls.op("vstack", a -> Joining.vstack(a.tensors(0, "tensors")));
    calls.op("dstack", a -> Joining.dstack(a.tensors(0, "tensors")));
    calls.op("broadcast_tensors", a -> Joining.broadcastTensors(all(a)));
    calls.op(
        "meshgrid",
        a ->
            a.isTensor(0, "tensors")
                ? Joining.meshgrid(all(a), a.text(-1, "indexing", "ij"))
                : Joining.meshgrid(a.tensors(0, "tensors"), a.text(1, "indexing", "ij")));
    calls.op("cartesian_prod", a -> Joining.cartesianProd(all(a).toArray(Tensor[]::new)));
  }

  private static List<Tensor> all(Args a) {
    return IntStream.range(0, a.count()).mapToObj(a::tensor).toList();
  }

  private static void copies(Calls calls) {
    calls.op("flip", a -> a.tensor(0).flip(a.intsFrom(1, "dims")));
    calls.unary("fliplr", Tensor::fliplr);
    calls.unary("flipud", Tensor::flipud);
    calls.op("roll", MovementCalls::roll);
    calls.op(
        "rot90",
        a ->
            a.tensor(0)
                .rot90(a.integer(1, "k", 1), a.has(2, "dims") ? a.dims(2, "dims") : dims(0, 1)));
    calls.op("tile", a -> a.tensor(0).tile(a.intsFrom(1, "dims")));
    calls.op("repeat", a -> a.tensor(0).repeat(a.intsFrom(1, "repeats")));
    calls.op("repeat_interleave", MovementCalls::repeatInterleave);
    calls.op("tril", a -> a.tensor(0).tril(a.integer(1, "diagonal", 0)));
    calls.op("triu", a -> a.tensor(0).triu(a.integer(1, "diagonal", 0)));
    calls.op("diag", a -> a.tensor(0).diag(a.integer(1, "diagonal", 0)));
    calls.op(
        "diag_embed",
        a ->
            a.tensor(0)
                .diagEmbed(
                    a.integer(1, "offset", 0), a.integer(2, "dim1", -2), a.integer(3, "dim2", -1)));
    calls.op(
        "diff",
        a ->
            a.tensor(0)
                .diff(
                    a.integer(1, "n", 1),
                    a.integer(2, "dim", -1),
                    a.tensorOrNull(3, "prepend"),
                    a.tensorOrNull(4, "append")));
  }

  private static Tensor roll(Args a) {
    int[] shifts = a.ints(1, "shifts");
    return a.get(2, "dims") == null
        ? a.tensor(0).roll(shifts, dims())
        : a.tensor(0).roll(shifts, a.dims(2, "dims"));
  }

  private static Tensor repeatInterleave(Args a) {
    Tensor x = a.get(2, "dim") == null ? a.tensor(0).flatten() : a.tensor(0);
    int dim = a.integer(2, "dim", 0);
    boolean sized = a.get(-1, "output_size") != null;
    if (a.isTensor(1, "repeats")) {
      Tensor repeats = a.tensor(1, "repeats");
      return sized
          ? x.repeatInterleave(repeats, dim, a.integer(-1, "output_size"))
          : x.repeatInterleave(repeats, dim);
    }
    int repeats = a.integer(1, "repeats");
    return sized
        ? x.repeatInterleave(repeats, dim, a.integer(-1, "output_size"))
        : x.repeatInterleave(repeats, dim);
  }
}
