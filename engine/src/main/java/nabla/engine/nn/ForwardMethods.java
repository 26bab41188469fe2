package nabla.engine.nn;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import nabla.engine.error.ArgumentException;
import nabla.engine.tensor.Tensor;

/// The `forward` methods that a class of modules has: one for each number of inputs, or one that
/// takes any number.
final class ForwardMethods {
  private static final ClassValue<ForwardMethods> ALL =
      new ClassValue<>() {
        @Override
        protected ForwardMethods computeValue(Class<?> type) {
          return new ForwardMethods(type);
        }
      };

  private final Map<Integer, Method> byCount = new TreeMap<>();
  private boolean anyCount;

  private ForwardMethods(Class<?> type) {
    for (Class<?> each = type; each != Module.class; each = each.getSuperclass()) {
      for (Method method : each.getDeclaredMethods()) {
        if (isForward(method)) {
          add(method);
        }
      }
    }
  }

  private static boolean isForward(Method method) {
    return method.getName().equals("forward")
        && !Modifier.isStatic(method.getModifiers())
        && Tensor.class.isAssignableFrom(method.getReturnType());
  }

  private void add(Method method) {
    Class<?>[] types = method.getParameterTypes();
    if (types.length == 1 && types[0] == Tensor[].class) {
      anyCount = true;
    } else if (Arrays.stream(types).allMatch(t -> t == Tensor.class)) {
      byCount.putIfAbsent(types.length, method);
    }
  }

  /// Returns what a module computes from its only input, when it has no `forward` for one.
  static Tensor single(Module module, Tensor input) {
    ForwardMethods own = ALL.get(module.getClass());
    if (!own.anyCount) {
      throw own.wrongCount(module, 1);
    }
    return module.forward(new Tensor[] {input});
  }

  /// Returns what a module computes from its inputs, when it has no `forward` for any number.
  static Tensor several(Module module, Tensor... inputs) {
    ForwardMethods own = ALL.get(module.getClass());
    Method method = own.byCount.get(inputs.length);
    if (method == null) {
      throw own.wrongCount(module, inputs.length);
    }
    return inputs.length == 1 ? module.forward(inputs[0]) : invoke(method, module, inputs);
  }

  @SuppressWarnings("TypeParameterUnusedInFormals")
  private static <X extends Throwable> X thrown(Throwable e) throws X {
    @SuppressWarnings("unchecked") // what the method throws leaves as it is
    X same = (X) e;
    throw same;
  }

  private static Tensor invoke(Method method, Module module, Tensor... inputs) {
    try {
      method.setAccessible(true);
      MethodHandle handle = MethodHandles.lookup().unreflect(method);
      return (Tensor) handle.bindTo(module).invokeWithArguments((Object[]) inputs);
    } catch (Throwable e) {
      throw ForwardMethods.<RuntimeException>thrown(e);
    }
  }

  private ArgumentException wrongCount(Module module, int given) {
    String name = module.typeName();
    if (byCount.isEmpty()) {
      return new ArgumentException(
          "Module [%s] is missing the required \"forward\" function".formatted(name),
          "module.forward",
          name);
    }
    String counts =
        byCount.keySet().stream().map(String::valueOf).collect(Collectors.joining(", "));
    int nearest = byCount.keySet().iterator().next();
    // Python counts the module itself, too.
    String torch =
        given > nearest
            ? "%s.forward() takes %d positional arguments but %d were given"
                .formatted(name, nearest + 1, given + 1)
            : missing(name, nearest, given);
    return new ArgumentException(torch, "module.inputs", name, counts, given);
  }

  private String missing(String name, int expected, int given) {
    Method method = byCount.get(expected);
    String names =
        method == null
            ? ""
            : Arrays.stream(method.getParameters())
                .skip(given)
                .map(p -> "'" + p.getName() + "'")
                .collect(Collectors.joining(" and "));
    int absent = expected - given;
    return "%s.forward() missing %d required positional argument%s: %s"
        .formatted(name, absent, absent == 1 ? "" : "s", names);
  }
}
