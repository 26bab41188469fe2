package nabla.engine.golden;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import nabla.engine.autograd.Gradients;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.DTypeException;
import nabla.engine.error.IndexException;
import nabla.engine.error.NablaException;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Device;
import nabla.engine.tensor.Flag;
import nabla.engine.tensor.GoldenAccess;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// One sample of the corpus against what the engine does.
final class Comparison {
  private final JsonObject sample;
  private final Function<Args, @Nullable Object> call;
  private final Values values = new Values();
  private double loosened = 1;

  Comparison(JsonObject sample, Function<Args, @Nullable Object> call) {
    this.sample = sample;
    this.call = call;
  }

  /// Returns what differs, or null.
  @Nullable String difference() {
    Args args = arguments();
    if (sample.has("exception")) {
      return error(args);
    }
    Object result;
    try {
      result = call.apply(args);
    } catch (Values.UnsupportedDType e) {
      throw e;
    } catch (RuntimeException e) {
      return raised("raised ", e);
    }
    try {
      return compare(result);
    } catch (Values.UnsupportedDType e) {
      throw e;
    } catch (RuntimeException e) {
      return raised("gradient raised ", e);
    }
  }

  /// Returns what is said of an error; that a device cannot do something is no difference.
  private static String raised(String what, RuntimeException e) {
    if (OnDevice.isRefusal(e)) {
      throw e;
    }
    return what + brief(e);
  }

  private static String brief(Throwable e) {
    String at = e.getStackTrace().length > 0 ? " at " + e.getStackTrace()[0] : "";
    String text = e instanceof NablaException n ? n.torchMessage() : String.valueOf(e.getMessage());
    return e.getClass().getSimpleName() + ": " + text + at;
  }

  private Args arguments() {
    List<@Nullable Object> positional = new ArrayList<>();
    JsonArray list = sample.getAsJsonArray("args");
    for (int i = 0; i < list.size(); i++) {
      positional.add(values.read(list.get(i), "args." + i));
    }
    Map<String, @Nullable Object> named = new TreeMap<>();
    if (sample.has("kwargs")) {
      for (Map.Entry<String, JsonElement> e : sample.getAsJsonObject("kwargs").entrySet()) {
        named.put(e.getKey(), values.read(e.getValue(), "kwargs." + e.getKey()));
      }
    }
    return new Args(positional, named);
  }

  private @Nullable String error(Args args) {
    String expected = sample.get("message").getAsString();
    String type = sample.get("exception").getAsString();
    boolean exact = sample.get("kind").getAsString().equals("semantic");
    try {
      Object result = call.apply(args);
      return "expected " + type + ": " + expected + ", got " + result;
    } catch (NablaException e) {
      if (OnDevice.isRefusal(e)) {
        throw e;
      }
      if (exact && !e.torchMessage().equals(expected)) {
        return "expected message: " + expected + "\n    got: " + e.torchMessage();
      }
      if (exact && !family(e).contains(type)) {
        return "expected " + type + ", got " + e.getClass().getSimpleName();
      }
      return null;
    } catch (RuntimeException e) {
      return exact || !sample.get("kind").getAsString().equals("python_binding")
          ? "expected " + type + ": " + expected + ", got " + brief(e)
          : null;
    }
  }

  private static List<String> family(NablaException e) {
    return switch (e) {
      case IndexException _ -> List.of("IndexError");
      case ArgumentException _ ->
          List.of(
              "ValueError",
              "TypeError",
              "RuntimeError",
              "AssertionError",
              "ZeroDivisionError",
              "OverflowError");
      case DTypeException _ -> List.of("RuntimeError", "TypeError", "NotImplementedError");
      default -> List.of("RuntimeError", "NotImplementedError", "_LinAlgError");
    };
  }

  private @Nullable String compare(@Nullable Object result) {
    List<@Nullable Object> outputs = flatten(result);
    List<JsonElement> expected = flattenJson(sample.get("output"));
    if (outputs.size() != expected.size()) {
      return "expected %d outputs, got %d".formatted(expected.size(), outputs.size());
    }
    for (int i = 0; i < outputs.size(); i++) {
      String difference = value("output " + i, expected.get(i), outputs.get(i));
      if (difference != null) {
        return difference;
      }
    }
    String flags = requiresGrad(outputs);
    if (flags != null) {
      return flags;
    }
    if (sample.has("mutated")) {
      String mutated = mutated();
      if (mutated != null) {
        return mutated;
      }
    }
    return sample.has("grads") || sample.has("grad_error") ? gradients(outputs) : null;
  }

  private @Nullable String requiresGrad(List<@Nullable Object> outputs) {
    if (!sample.has("requires_grad")) {
      return null;
    }
    JsonArray expected = sample.getAsJsonArray("requires_grad");
    int next = 0;
    for (Object output : outputs) {
      if (output instanceof Tensor tensor && next < expected.size()) {
        boolean wanted = expected.get(next).getAsBoolean();
        if (tensor.requiresGrad() != wanted) {
          return "output %d: expected requires_grad %s".formatted(next, wanted);
        }
        next++;
      }
    }
    return null;
  }

  private @Nullable String mutated() {
    JsonElement json = sample.get("mutated");
    Map<String, JsonElement> entries = new LinkedHashMap<>();
    if (json.isJsonObject()) {
      for (Map.Entry<String, JsonElement> e : json.getAsJsonObject().entrySet()) {
        entries.put(e.getKey(), e.getValue());
      }
    } else {
      for (JsonElement e : json.getAsJsonArray()) {
        JsonObject o = e.getAsJsonObject();
        entries.put(o.get("path").getAsString(), o.has("value") ? o.get("value") : o.get("after"));
      }
    }
    for (Map.Entry<String, JsonElement> e : entries.entrySet()) {
      Tensor tensor = values.tensors.get(e.getKey());
      String difference = value("mutated " + e.getKey(), e.getValue(), tensor);
      if (difference != null) {
        return difference;
      }
    }
    return null;
  }

  private @Nullable String gradients(List<@Nullable Object> outputs) {
    List<Tensor> roots = new ArrayList<>();
    List<@Nullable Tensor> seeds = new ArrayList<>();
    if (sample.has("grad_error") && !sample.has("weights")) {
      return gradientError(outputs);
    }
    JsonArray weights = sample.getAsJsonArray("weights");
    int next = 0;
    for (Object output : outputs) {
      if (!(output instanceof Tensor tensor) || next >= weights.size()) {
        continue;
      }
      JsonElement weight = weights.get(next++);
      if (!weight.isJsonNull() && tensor.requiresGrad()) {
        roots.add(tensor);
        seeds.add(seed(weight, tensor));
      }
    }
    List<String> paths = new ArrayList<>(values.leaves.keySet());
    List<Tensor> leaves = new ArrayList<>(values.leaves.values());
    boolean second = sample.has("double") && sample.get("double").isJsonObject();
    List<@Nullable Tensor> grads;
    try {
      grads = Gradients.grad(roots, seeds, leaves, second, second, true);
    } catch (RuntimeException e) {
      return sample.has("grad_error") ? null : raised("gradient raised ", e);
    }
    if (sample.has("grad_error")) {
      return "expected the gradient to raise " + sample.get("grad_error");
    }
    Map<String, @Nullable Tensor> byPath = new TreeMap<>();
    for (int i = 0; i < paths.size(); i++) {
      byPath.put(paths.get(i), grads.get(i));
    }
    String difference = gradients("grad", sample.getAsJsonArray("grads"), byPath, false);
    if (difference != null || !second) {
      return difference;
    }
    return secondGradients(byPath, paths, leaves);
  }

  private static Tensor seed(JsonElement weight, Tensor of) {
    return OnDevice.put(Values.flat(weight.getAsJsonArray(), of.shape(), of.dtype()));
  }

  private @Nullable String gradientError(List<@Nullable Object> outputs) {
    for (Object output : outputs) {
      if (output instanceof Tensor tensor && tensor.requiresGrad()) {
        try {
          tensor.backward(tensor.onesLike());
        } catch (NablaException e) {
          String expected = sample.getAsJsonObject("grad_error").get("message").getAsString();
          return e.torchMessage().equals(expected)
              ? null
              : "expected the gradient to raise: %s\n    got: %s"
                  .formatted(expected, e.torchMessage());
        }
      }
    }
    return "expected the gradient to raise " + sample.get("grad_error");
  }

  private @Nullable String gradients(
      String what, JsonArray expected, Map<String, @Nullable Tensor> actual, boolean acceptZeros) {
    for (JsonElement element : expected) {
      JsonObject entry = element.getAsJsonObject();
      String path = entry.get("path").getAsString();
      Tensor grad = actual.get(path);
      JsonElement wanted = entry.get("grad");
      if (wanted.isJsonNull()) {
        if (grad != null && !(acceptZeros && grad.detach().ne(0).sum().itemLong() == 0)) {
          return what + " of " + path + ": expected None, got " + grad;
        }
      } else if (grad == null) {
        if (!acceptZeros || !isZero(wanted.getAsJsonObject())) {
          return what + " of " + path + ": expected a tensor, got null";
        }
      } else {
        JsonObject settled =
            withoutContradictions(path, wanted.getAsJsonObject(), grad, acceptZeros);
        String difference = value(what + " of " + path, settled, grad);
        if (difference != null) {
          return difference;
        }
      }
    }
    return null;
  }

  /// Operations whose gradient at NaN PyTorch itself gives in two ways: its vectorised loop says 0
  /// (`elu` and its kin and `hardswish`: NaN), its scalar loop, which takes the rest of a length,
  /// passes the gradient on. In `hardtanh-float64-011` three NaN in a row get 0, 0 and `g`; of nine
  /// NaN given to `elu` or `softshrink` eight get one answer and the last the other. No rule can
  /// meet both.
  private static final Set<String> CONTRADICTORY_AT_NAN =
      Set.of("hardshrink", "hardtanh", "relu6", "softshrink", "hardswish", "elu", "celu", "selu");

  private static final double SELU_SCALE = 1.0507009873554805;

  private JsonObject withoutContradictions(
      String path, JsonObject wanted, Tensor grad, boolean second) {
    String op = sample.get("id").getAsString().replaceFirst("-.*", "");
    Tensor input = values.tensors.get(path);
    if (!CONTRADICTORY_AT_NAN.contains(op) || input == null) {
      return wanted;
    }
    double[] in = input.detach().toDoubleArray();
    double[] got = grad.detach().toDoubleArray();
    JsonObject copy = wanted.deepCopy();
    JsonArray want = wanted.getAsJsonArray("data");
    for (int i = 0; i < in.length; i++) {
      // Where PyTorch says 0 or NaN at a NaN, the gradient may have been passed on instead: no more
      // than that.
      double wish = Values.number(want.get(i));
      boolean vectorised = Double.isNaN(in[i]) && (wish == 0 || Double.isNaN(wish));
      double passed = op.equals("selu") ? got[i] / SELU_SCALE : got[i];
      if (vectorised && (second ? got[i] == 0 : isSeed(i, passed))) {
        copy.getAsJsonArray("data").set(i, new JsonPrimitive(Double.toString(got[i])));
      }
    }
    return copy;
  }

  private boolean isSeed(int position, double value) {
    JsonElement weights = sample.getAsJsonArray("weights").get(0);
    return close(weights.getAsJsonArray().get(position).getAsDouble(), value, 2e-5, 0);
  }

  private static final Set<String> CONTRADICTORY_AT_OVERFLOW = Set.of("fmod", "remainder");

  /// Returns what is expected, but for remainders whose quotient overflows: there PyTorch's
  /// vectorised loop gives NaN, and its scalar loop, which takes the rest of a length, the
  /// remainder, as C does. In 30 times `fmod(1e300, 1e-300)` the last two are numbers.
  private JsonArray withoutOverflow(JsonObject expected, Tensor actual) {
    JsonArray data = expected.getAsJsonArray("data");
    String op = sample.get("id").getAsString().replaceFirst("-.*", "");
    Tensor left = values.tensors.get("args.0");
    Tensor right = values.tensors.get("args.1");
    if (!CONTRADICTORY_AT_OVERFLOW.contains(op)
        || left == null
        || right == null
        || !actual.dtype().isFloating()) {
      return data;
    }
    Tensor quotient = left.detach().div(right.detach());
    Tensor overflow =
        quotient
            .isinf()
            .logicalAnd(left.detach().isfinite())
            .logicalAnd(right.detach().ne(0))
            .logicalAnd(actual.detach().isfinite());
    JsonArray copy = data.deepCopy();
    if (overflow.shape().equals(actual.shape())) {
      long[] at = overflow.toLongArray();
      double[] got = actual.detach().toDoubleArray();
      for (int i = 0; i < at.length; i++) {
        if (at[i] != 0 && Double.isNaN(Values.number(copy.get(i)))) {
          copy.set(i, new JsonPrimitive(Double.toString(got[i])));
        }
      }
    }
    return copy;
  }

  /// Operations of which it is not defined which of several equal elements they name.
  private static final Set<String> UNDEFINED_AMONG_EQUALS = Set.of("topk", "kthvalue");

  /// Returns the positions that are expected, if those given name equal elements on a device; on
  /// the processor they are PyTorch's own.
  private Tensor likewise(String what, JsonObject expected, Tensor positions) {
    String op = sample.get("id").getAsString().replaceFirst("-.*", "");
    Tensor input = values.tensors.get("args.0");
    if (OnDevice.DEVICE == Device.CPU
        || !UNDEFINED_AMONG_EQUALS.contains(op)
        || !what.equals("output 1")
        || input == null
        || input.dim() == 0) {
      return positions;
    }
    JsonArray args = sample.getAsJsonArray("args");
    int dim = args.size() > 2 ? args.get(2).getAsInt() : -1;
    Tensor wanted =
        OnDevice.put(Values.flat(expected.getAsJsonArray("data"), positions.shape(), DType.INT64));
    boolean kept = positions.dim() == input.dim();
    Tensor from = input.detach();
    Tensor got = from.gather(dim, kept ? positions : positions.unsqueeze(dim));
    Tensor want = from.gather(dim, kept ? wanted : wanted.unsqueeze(dim));
    return got.allclose(want, 0, 0, Flag.EQUAL_NAN) ? wanted : positions;
  }

  private static boolean isZero(JsonObject tensor) {
    for (JsonElement e : tensor.getAsJsonArray("data")) {
      if (Values.number(e) != 0) {
        return false;
      }
    }
    return true;
  }

  private @Nullable String secondGradients(
      Map<String, @Nullable Tensor> grads, List<String> paths, List<Tensor> leaves) {
    JsonObject second = sample.getAsJsonObject("double");
    JsonArray weights = second.getAsJsonArray("weights");
    List<Tensor> roots = new ArrayList<>();
    List<@Nullable Tensor> seeds = new ArrayList<>();
    int next = 0;
    for (JsonElement element : sample.getAsJsonArray("grads")) {
      Tensor grad = grads.get(element.getAsJsonObject().get("path").getAsString());
      JsonElement weight = next < weights.size() ? weights.get(next) : null;
      next++;
      if (grad != null && grad.requiresGrad() && weight != null && !weight.isJsonNull()) {
        roots.add(grad);
        seeds.add(seed(weight, grad));
      }
    }
    Map<String, @Nullable Tensor> byPath = new TreeMap<>();
    if (!roots.isEmpty()) {
      List<@Nullable Tensor> results = Gradients.grad(roots, seeds, leaves, false, false, true);
      for (int i = 0; i < paths.size(); i++) {
        byPath.put(paths.get(i), results.get(i));
      }
    }
    loosened = 10;
    return gradients("second grad", second.getAsJsonArray("grads"), byPath, true);
  }

  private static List<@Nullable Object> flatten(@Nullable Object result) {
    List<@Nullable Object> flat = new ArrayList<>();
    if (result instanceof List<?> list) {
      list.forEach(item -> flat.addAll(flatten(item)));
    } else {
      flat.add(result);
    }
    return flat;
  }

  private static List<JsonElement> flattenJson(JsonElement json) {
    List<JsonElement> flat = new ArrayList<>();
    if (json instanceof JsonArray array) {
      array.forEach(item -> flat.addAll(flattenJson(item)));
    } else {
      flat.add(json);
    }
    return flat;
  }

  private @Nullable String value(String what, JsonElement expected, @Nullable Object actual) {
    if (expected.isJsonObject() && expected.getAsJsonObject().has("shape")) {
      return actual instanceof Tensor tensor
          ? tensor(what, expected.getAsJsonObject(), tensor)
          : what + ": expected a tensor, got " + actual;
    }
    Object wanted = values.read(expected, "");
    if (wanted instanceof Number w && actual instanceof Number a) {
      return close(w.doubleValue(), a.doubleValue(), 1e-9, 1e-11)
          ? null
          : "%s: expected %s, got %s".formatted(what, w, a);
    }
    return java.util.Objects.equals(wanted, actual)
        ? null
        : "%s: expected %s, got %s".formatted(what, wanted, actual);
  }

  private @Nullable String tensor(String what, JsonObject expected, Tensor actual) {
    DType dtype = Values.dtype(expected.get("dtype").getAsString());
    Shape shape = Shape.shape(Values.ints(expected.get("shape")));
    if (actual.dtype() != dtype) {
      return "%s: expected dtype %s, got %s".formatted(what, dtype, actual.dtype());
    }
    if (!actual.shape().equals(shape)) {
      return "%s: expected shape %s, got %s".formatted(what, shape, actual.shape());
    }
    // Of two Python numbers the result is a scalar of the processor, as they are.
    boolean isOfNumbers = values.tensors.isEmpty() && shape.rank() == 0;
    if (actual.device() != OnDevice.DEVICE && !isOfNumbers) {
      return "%s: expected it on %s, got it on %s"
          .formatted(what, OnDevice.DEVICE, actual.device());
    }
    if (expected.has("aliases")) {
      Tensor base = values.tensors.get(expected.get("aliases").getAsString());
      if (base != null && !GoldenAccess.sharesStorage(base, actual)) {
        return what + ": expected a view of " + expected.get("aliases").getAsString();
      }
    }
    Tensor plain = actual.detach();
    return elements(
        what, withoutOverflow(expected, actual), dtype, likewise(what, expected, plain));
  }

  private @Nullable String elements(String what, JsonArray expected, DType dtype, Tensor actual) {
    if (!dtype.isFloating()) {
      long[] got = actual.toLongArray();
      long[] want = Values.flat(expected, actual.shape(), dtype).toLongArray();
      for (int i = 0; i < got.length; i++) {
        if (got[i] != want[i]) {
          return "%s[%d]: expected %d, got %d".formatted(what, i, want[i], got[i]);
        }
      }
      return null;
    }
    double[] got = actual.toDoubleArray();
    double relative = (dtype == DType.FLOAT64 ? 1e-9 : 2e-5) * loosened;
    double absolute = (dtype == DType.FLOAT64 ? 1e-11 : 1e-5) * loosened;
    for (int i = 0; i < got.length; i++) {
      double want = Values.number(expected.get(i));
      if (!close(want, got[i], relative, absolute)) {
        return "%s[%d]: expected %s, got %s".formatted(what, i, want, got[i]);
      }
    }
    return null;
  }

  private static boolean close(double want, double got, double relative, double absolute) {
    if (Double.isNaN(want) || Double.isNaN(got)) {
      return Double.isNaN(want) == Double.isNaN(got);
    }
    return want == got || Math.abs(want - got) <= absolute + relative * Math.abs(want);
  }
}
