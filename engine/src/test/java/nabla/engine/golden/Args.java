package nabla.engine.golden;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Dims;
import nabla.engine.tensor.Flag;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The arguments of a Python call: by position, or by name where Python's caller used a keyword.
record Args(List<@Nullable Object> positional, Map<String, @Nullable Object> named) {

  /// Returns how many arguments came by position.
  int count() {
    return positional.size();
  }

  /// Tells whether an argument was given at all (it may be None).
  boolean has(int position, String name) {
    return position >= 0 && position < positional.size() || named.containsKey(name);
  }

  /// Returns an argument, or null if it is None or absent. Position -1 means keyword only.
  @Nullable Object get(int position, String name) {
    return position >= 0 && position < positional.size()
        ? positional.get(position)
        : named.get(name);
  }

  Object require(int position, String name) {
    return Objects.requireNonNull(get(position, name), name);
  }

  Tensor tensor(int position) {
    return (Tensor) require(position, "input");
  }

  Tensor tensor(int position, String name) {
    return (Tensor) require(position, name);
  }

  @Nullable Tensor tensorOrNull(int position, String name) {
    return (Tensor) get(position, name);
  }

  boolean isTensor(int position, String name) {
    return get(position, name) instanceof Tensor;
  }

  boolean isInteger(int position, String name) {
    return get(position, name) instanceof Long;
  }

  long longAt(int position, String name) {
    return (Long) require(position, name);
  }

  int integer(int position, String name) {
    return Math.toIntExact(longAt(position, name));
  }

  int integer(int position, String name, int otherwise) {
    Object value = get(position, name);
    return value == null ? otherwise : Math.toIntExact((Long) value);
  }

  double number(int position, String name) {
    return ((Number) require(position, name)).doubleValue();
  }

  double number(int position, String name, double otherwise) {
    Object value = get(position, name);
    return value == null ? otherwise : ((Number) value).doubleValue();
  }

  boolean flag(int position, String name, boolean otherwise) {
    Object value = get(position, name);
    return value == null ? otherwise : (Boolean) value;
  }

  String text(int position, String name, String otherwise) {
    Object value = get(position, name);
    return value == null ? otherwise : (String) value;
  }

  @Nullable DType dtype(int position, String name) {
    return (DType) get(position, name);
  }

  /// Returns a list of integers; a single one is a list of one.
  int[] ints(int position, String name) {
    Object value = require(position, name);
    if (value instanceof Long single) {
      return new int[] {Math.toIntExact(single)};
    }
    return ((List<?>) value).stream().mapToInt(v -> Math.toIntExact((Long) v)).toArray();
  }

  /// Returns the integers from a position on, given one by one or as one list.
  int[] intsFrom(int position, String name) {
    if (position < count()
        && !(positional.get(position) instanceof List<?>)
        && count() > position) {
      return IntStream.range(position, count())
          .map(i -> Math.toIntExact((Long) Objects.requireNonNull(positional.get(i))))
          .toArray();
    }
    return ints(position, name);
  }

  Dims dims(int position, String name) {
    return Dims.dims(ints(position, name));
  }

  @SuppressWarnings("unchecked")
  List<Tensor> tensors(int position, String name) {
    return (List<Tensor>) require(position, name);
  }

  /// Returns the flag KEEPDIM if the argument says so, else nothing.
  Flag[] keepdim(int position) {
    return flag(position, "keepdim", false) ? new Flag[] {Flag.KEEPDIM} : new Flag[0];
  }
}
