package nabla.engine.golden;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nabla.engine.tensor.Creation;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.GoldenAccess;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Turns the corpus's JSON into Java: tensors, longs, doubles, booleans, texts, lists, slices.
final class Values {
  /// A Python slice.
  record PySlice(@Nullable Long start, @Nullable Long stop, @Nullable Long step) {}

  /// Python's `...`.
  enum Ellipsis {
    INSTANCE
  }

  /// A dtype that the engine does not compute in.
  static final class UnsupportedDType extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnsupportedDType(String name) {
      super(name);
    }
  }

  /// The leaves that get gradients, by path.
  final Map<String, Tensor> leaves = new TreeMap<>();

  /// All tensors, by path.
  final Map<String, Tensor> tensors = new TreeMap<>();

  @Nullable Object read(JsonElement json, String path) {
    if (json.isJsonNull()) {
      return null;
    }
    if (json instanceof JsonArray array) {
      List<@Nullable Object> list = new ArrayList<>();
      for (int i = 0; i < array.size(); i++) {
        list.add(read(array.get(i), path + "." + i));
      }
      return list;
    }
    if (json instanceof JsonPrimitive primitive) {
      return primitive(primitive);
    }
    JsonObject object = json.getAsJsonObject();
    return switch (object.get("t").getAsString()) {
      case "tensor" -> tensor(object, path);
      case "float" -> number(object.get("v"));
      case "dtype" -> dtype(object.get("v").getAsString());
      case "slice" ->
          new PySlice(
              bound(object.get("start")), bound(object.get("stop")), bound(object.get("step")));
      case "ellipsis" -> Ellipsis.INSTANCE;
      default -> throw new IllegalStateException("unknown value " + object);
    };
  }

  private static @Nullable Long bound(@Nullable JsonElement json) {
    return json == null || json.isJsonNull() ? null : json.getAsLong();
  }

  private static Object primitive(JsonPrimitive primitive) {
    if (primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    if (primitive.isString()) {
      return primitive.getAsString();
    }
    String text = primitive.getAsString();
    return text.matches("-?\\d+") ? (Object) Long.valueOf(text) : Double.valueOf(text);
  }

  static DType dtype(String name) {
    for (DType dtype : DType.values()) {
      if (dtype.toString().equals(name)) {
        return dtype;
      }
    }
    throw new UnsupportedDType(name);
  }

  static double number(JsonElement json) {
    JsonPrimitive primitive = json.getAsJsonPrimitive();
    if (primitive.isBoolean()) {
      return primitive.getAsBoolean() ? 1 : 0;
    }
    return Double.parseDouble(primitive.getAsString());
  }

  static int[] ints(JsonElement json) {
    JsonArray array = json.getAsJsonArray();
    int[] result = new int[array.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = array.get(i).getAsInt();
    }
    return result;
  }

  /// Returns a tensor of flat data.
  static Tensor flat(JsonArray data, Shape shape, DType dtype) {
    if (dtype == DType.INT64 || dtype == DType.BOOL) {
      long[] values = new long[data.size()];
      for (int i = 0; i < values.length; i++) {
        JsonPrimitive p = data.get(i).getAsJsonPrimitive();
        values[i] = p.isBoolean() ? (p.getAsBoolean() ? 1 : 0) : p.getAsLong();
      }
      return Creation.tensor(values, dtype).reshape(shape.toArray());
    }
    double[] values = new double[data.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = number(data.get(i));
    }
    return Creation.tensor(values, dtype).reshape(shape.toArray());
  }

  private Tensor tensor(JsonObject object, String path) {
    DType dtype = dtype(object.get("dtype").getAsString());
    Shape shape = Shape.shape(ints(object.get("shape")));
    Tensor result = OnDevice.put(flat(object.getAsJsonArray("data"), shape, dtype));
    if (object.has("stride")) {
      int offset = object.has("offset") ? object.get("offset").getAsInt() : 0;
      result = GoldenAccess.strided(result, ints(object.get("stride")), offset);
    }
    if (object.has("requires_grad") && object.get("requires_grad").getAsBoolean()) {
      result = result.detach().requiresGrad(true);
      leaves.put(path, result);
    }
    tensors.put(path, result);
    return result;
  }
}
