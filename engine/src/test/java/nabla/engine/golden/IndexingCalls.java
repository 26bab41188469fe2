package nabla.engine.golden;

import java.util.ArrayList;
import java.util.List;
import nabla.engine.tensor.Creation;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Functional;
import nabla.engine.tensor.GoldenAccess;
import nabla.engine.tensor.Index;
import nabla.engine.tensor.Slice;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The indexing operations and gathering.
final class IndexingCalls {
  private IndexingCalls() {}

  static void register(Calls calls) {
    calls.op("getitem", IndexingCalls::getitem);
    calls.op("select", a -> a.tensor(0).select(a.integer(1, "dim"), a.integer(2, "index")));
    calls.op("narrow", IndexingCalls::narrow);
    calls.op("index_put", IndexingCalls::indexPut);
    calls.op("nonzero", IndexingCalls::nonzero);
    calls.unary("argwhere", Tensor::argwhere);
    calls.op("masked_select", a -> a.tensor(0).maskedSelect(a.tensor(1, "mask")));
    calls.op("masked_fill", IndexingCalls::maskedFill);
    calls.op("where", IndexingCalls::where);
    gathering(calls);
  }

  private static void gathering(Calls calls) {
    calls.op("gather", a -> a.tensor(0).gather(a.integer(1, "dim"), a.tensor(2, "index")));
    calls.op("scatter", IndexingCalls::scatter);
    calls.op(
        "scatter_add",
        a -> a.tensor(0).scatterAdd(a.integer(1, "dim"), a.tensor(2, "index"), a.tensor(3, "src")));
    calls.op("take", a -> a.tensor(0).take(a.tensor(1, "index")));
    calls.op(
        "take_along_dim",
        a ->
            a.get(2, "dim") == null
                ? a.tensor(0).takeAlongDim(a.tensor(1, "indices"))
                : a.tensor(0).takeAlongDim(a.tensor(1, "indices"), a.integer(2, "dim")));
    calls.op(
        "index_select", a -> a.tensor(0).indexSelect(a.integer(1, "dim"), a.tensor(2, "index")));
    calls.op("index_add", IndexingCalls::indexAdd);
    calls.op("index_fill", IndexingCalls::indexFill);
  }

  private static Tensor getitem(Args a) {
    Object index = a.get(1, "index");
    if (index instanceof Double real) {
      return a.tensor(0).at(String.valueOf(real));
    }
    List<Index> items = new ArrayList<>();
    if (index instanceof List<?> tuple) {
      tuple.forEach(item -> items.add(item(item)));
    } else {
      items.add(item(index));
    }
    return a.tensor(0).at(items.toArray(Index[]::new));
  }

  private static Index item(@Nullable Object item) {
    return switch (item) {
      case null -> Slice.newAxis();
      case Long position -> Slice.index(Math.toIntExact(position));
      case Values.Ellipsis _ -> Slice.ellipsis();
      case Values.PySlice slice ->
          new Slice.Range(
              bound(slice.start()),
              bound(slice.stop()),
              slice.step() == null ? 1 : Math.toIntExact(slice.step()));
      case Tensor tensor -> tensor;
      case List<?> list -> Creation.tensor(list, DType.INT64);
      default -> throw new IllegalArgumentException("no index: " + item);
    };
  }

  private static @Nullable Integer bound(@Nullable Long value) {
    return value == null ? null : Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  private static Tensor narrow(Args a) {
    return a.isTensor(2, "start")
        ? a.tensor(0).narrow(a.integer(1, "dim"), a.tensor(2), a.integer(3, "length"))
        : a.tensor(0).narrow(a.integer(1, "dim"), a.integer(2, "start"), a.integer(3, "length"));
  }

  private static Tensor indexPut(Args a) {
    List<Tensor> indices = a.tensors(1, "indices");
    Tensor values = a.tensor(2, "values");
    return a.flag(3, "accumulate", false)
        ? a.tensor(0).indexPutAdd(indices, values)
        : a.tensor(0).indexPut(indices, values);
  }

  private static Object nonzero(Args a) {
    return a.flag(-1, "as_tuple", false) ? a.tensor(0).nonzeroAsTuple() : a.tensor(0).nonzero();
  }

  private static Tensor maskedFill(Args a) {
    Tensor mask = a.tensor(1, "mask");
    return switch (a.require(2, "value")) {
      case Tensor value -> a.tensor(0).maskedFill(mask, value);
      case Boolean value -> a.tensor(0).maskedFill(mask, value ? 1 : 0);
      default -> a.tensor(0).maskedFill(mask, a.number(2, "value"));
    };
  }

  private static Object where(Args a) {
    Tensor condition = a.tensor(0, "condition");
    if (!a.has(1, "input")) {
      return condition.nonzeroAsTuple();
    }
    return Functional.where(
        condition, operand(a.require(1, "input")), operand(a.require(2, "other")));
  }

  private static Tensor operand(Object value) {
    return value instanceof Tensor tensor ? tensor : GoldenAccess.number(value);
  }

  private static Tensor scatter(Args a) {
    int dim = a.integer(1, "dim");
    Tensor index = a.tensor(2, "index");
    if (!(a.get(3, "src") instanceof Tensor source)) {
      double value = a.has(3, "src") ? a.number(3, "src") : a.number(-1, "value");
      return a.get(-1, "reduce") == null
          ? a.tensor(0).scatter(dim, index, value)
          : a.tensor(0).scatter(dim, index, value, a.text(-1, "reduce", ""));
    }
    return a.get(-1, "reduce") == null
        ? a.tensor(0).scatter(dim, index, source)
        : a.tensor(0).scatter(dim, index, source, a.text(-1, "reduce", ""));
  }

  private static Tensor indexAdd(Args a) {
    double alpha = a.get(-1, "alpha") instanceof Boolean b ? (b ? 1 : 0) : a.number(-1, "alpha", 1);
    return a.tensor(0)
        .indexAdd(a.integer(1, "dim"), a.tensor(2, "index"), a.tensor(3, "source"), alpha);
  }

  private static Tensor indexFill(Args a) {
    int dim = a.integer(1, "dim");
    Tensor index = a.tensor(2, "index");
    return switch (a.require(3, "value")) {
      case Tensor value -> a.tensor(0).indexFill(dim, index, value);
      case Boolean value -> a.tensor(0).indexFill(dim, index, value ? 1 : 0);
      default -> a.tensor(0).indexFill(dim, index, a.number(3, "value"));
    };
  }
}
