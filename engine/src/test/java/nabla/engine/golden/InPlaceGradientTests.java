package nabla.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import nabla.engine.check.GradCheck;
import nabla.engine.error.NablaException;
import nabla.engine.tensor.Tensor;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;

/// First and second derivatives of every operation that works in place on tensors and numbers, on a
/// whole tensor and on a view of one, compared with measured ones at random shapes.
///
/// Which there are is found by reflection; those that need positions or a mask are in
/// [PublicGradientTests].
class InPlaceGradientTests {
  private static final Set<Class<?>> DRAWN = Set.of(Tensor.class, double.class, long.class);

  /// Operations in place that have no derivative, or that need more than tensors of numbers.
  private static final Set<String> OTHERS =
      Set.of(
          "bernoulli_",
          "normal_",
          "uniform_",
          "detach_",
          "floorDivide_",
          "maskedFill_",
          "maskedScatter_",
          "tril_",
          "triu_");

  private static List<Method> methods() {
    return Arrays.stream(Tensor.class.getMethods())
        .filter(method -> method.getName().endsWith("_"))
        .filter(method -> DRAWN.containsAll(Arrays.asList(method.getParameterTypes())))
        .filter(method -> !OTHERS.contains(method.getName()))
        .filter(method -> !method.getName().startsWith("logical"))
        .filter(method -> !method.getName().startsWith("bitwise"))
        .toList();
  }

  static Set<String> operations() {
    return methods().stream().map(Method::getName).collect(Collectors.toCollection(TreeSet::new));
  }

  @Property(tries = 1, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void derivativesAreRight(@ForAll long drawn) {
    long seed = Long.getLong("nabla.gradcheck.seed", drawn);
    List<String> failures = new ArrayList<>();
    List<Method> methods = methods();
    for (Method method : methods) {
      String failure = failure(method, seed);
      if (failure != null) {
        failures.add(failure);
      }
    }
    System.out.printf("gradcheck: %d calls in place, seed %d%n", methods.size(), seed);
    assertThat(failures).as("with -Dnabla.gradcheck.seed=%d", seed).isEmpty();
    assertThat(methods).hasSizeGreaterThan(100);
  }

  private static @Nullable String failure(Method method, long seed) {
    String call = method.getName() + Arrays.toString(method.getParameterTypes());
    Draw draw = new Draw(new SplittableRandom(seed ^ call.hashCode()).nextLong());
    int most = method.getName().equals("t_") ? 2 : 3;
    int[] shape = draw.shape(0, most);
    boolean partly = draw.coin();
    int[] whole = partly ? joined(2, shape) : shape;
    double least = method.getName().equals("acosh_") ? 1.2 : 0.15;
    List<Tensor> leaves = new ArrayList<>(List.of(leaf(draw, least, least + 0.7, whole)));
    List<Object> arguments = new ArrayList<>();
    double real = 0.2; // the bounds of hardtanh and clamp have an order
    for (Class<?> type : method.getParameterTypes()) {
      if (type == Tensor.class) {
        leaves.add(leaf(draw, 0.2, 0.9, draw.beside(shape)));
        arguments.add(leaves.size() - 1);
      } else {
        real = draw.real(real, 0.9);
        arguments.add(type == long.class ? (Object) (long) draw.between(1, 2) : real);
      }
    }
    Function<List<Tensor>, List<Tensor>> function =
        values -> {
          Tensor base = values.get(0).mul(1);
          Object[] given =
              arguments.stream().map(a -> a instanceof Integer i ? values.get(i) : a).toArray();
          invoke(method, partly ? base.select(0, 1) : base, given);
          return List.of(base);
        };
    try {
      GradCheck.gradcheck(function, leaves);
      GradCheck.gradgradcheck(function, leaves);
      return null;
    } catch (NablaException e) {
      return "%s: %s at %s, %s".formatted(call, e.torchMessage(), leaves, arguments);
    }
  }

  private static void invoke(Method method, Tensor self, Object... arguments) {
    try {
      method.setAccessible(true); // the interfaces of the families are not public
      method.invoke(self, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static int[] joined(int first, int... others) {
    int[] all = new int[others.length + 1];
    all[0] = first;
    System.arraycopy(others, 0, all, 1, others.length);
    return all;
  }

  private static Tensor leaf(Draw d, double low, double high, int... shape) {
    return d.constant(low, high, shape).detach().requiresGrad(true);
  }
}
