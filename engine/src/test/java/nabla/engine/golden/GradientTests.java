package nabla.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import nabla.engine.check.GradCheck;
import nabla.engine.error.NablaException;
import nabla.engine.tensor.CustomFunction;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Tensor;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// First and second derivatives of every differentiable operation of the corpus, compared with
/// measured ones at random shapes and numbers.
///
/// `-Dnabla.gradcheck.rounds=50` tries each operation that often, `-Dnabla.gradcheck.only=sum,mean`
/// only some, and `-Dnabla.gradcheck.seed=…` begins with a seed that a failure has printed.
class GradientTests {
  private static final Map<String, Function<Draw, Args>> CASES = GradCases.all();

  /// Operations with gradients that measuring cannot check.
  private static final Map<String, String> UNCHECKED =
      Map.of(
          "dropout", "draws other numbers at each call",
          "to_float", "its result has too few digits to measure a difference of 1e-6");

  @Property(tries = 1, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void derivativesAreRight(@ForAll long drawn) {
    long seed = Long.getLong("nabla.gradcheck.seed", drawn);
    int rounds = Integer.getInteger("nabla.gradcheck.rounds", 3);
    String only = System.getProperty("nabla.gradcheck.only", "");
    Calls calls = Calls.all();
    List<String> failures = new ArrayList<>();
    int checked = 0;
    for (Map.Entry<String, Function<Draw, Args>> entry : CASES.entrySet()) {
      String op = entry.getKey();
      if (!only.isEmpty() && !Set.of(only.split(",")).contains(op)) {
        continue;
      }
      // The numbers of an operation do not depend on which others there are.
      SplittableRandom seeds = new SplittableRandom(seed ^ op.hashCode());
      for (int round = 0; round < rounds; round++) {
        String failure = failure(calls.find(op), entry.getValue(), seeds.nextLong());
        checked++;
        if (failure != null) {
          failures.add(op + ", round " + round + ": " + failure);
        }
      }
    }
    System.out.printf(
        "gradcheck: %d calls of %d operations, seed %d%n", checked, CASES.size(), seed);
    assertThat(failures).as("with -Dnabla.gradcheck.seed=%d", seed).isEmpty();
  }

  private static @Nullable String failure(
      @Nullable Function<Args, @Nullable Object> call, Function<Draw, Args> draw, long seed) {
    if (call == null) {
      return "is not an operation of the corpus";
    }
    Draw drawn = new Draw(seed);
    Args args = draw.apply(drawn);
    List<Tensor> leaves = List.copyOf(drawn.leaves().keySet());
    Function<List<Tensor>, List<Tensor>> function =
        values -> tensors(call.apply(replaced(args, drawn, leaves, values)));
    for (int order = 1; order <= 2; order++) {
      try {
        if (order == 1) {
          GradCheck.gradcheck(function, leaves);
        } else {
          GradCheck.gradgradcheck(function, leaves);
        }
      } catch (NablaException e) {
        return "order %d: %s%n  of %s".formatted(order, e.torchMessage(), args);
      } catch (RuntimeException e) {
        return "order %d raised %s at %s%n  of %s".formatted(order, e, e.getStackTrace()[0], args);
      }
    }
    return null;
  }

  /// Returns the arguments with other tensors in the place of the leaves.
  private static Args replaced(Args args, Draw drawn, List<Tensor> leaves, List<Tensor> values) {
    Map<Tensor, Tensor> by = new IdentityHashMap<>();
    for (int i = 0; i < leaves.size(); i++) {
      boolean transposed = Boolean.TRUE.equals(drawn.leaves().get(leaves.get(i)));
      by.put(leaves.get(i), transposed ? values.get(i).transpose(0, -1) : values.get(i));
    }
    List<@Nullable Object> positional = new ArrayList<>();
    args.positional().forEach(value -> positional.add(replaced(value, by)));
    Map<String, @Nullable Object> named = new TreeMap<>();
    args.named().forEach((name, value) -> named.put(name, replaced(value, by)));
    return new Args(positional, named);
  }

  private static @Nullable Object replaced(@Nullable Object value, Map<Tensor, Tensor> by) {
    return switch (value) {
      case Tensor tensor -> by.getOrDefault(tensor, tensor);
      case List<?> list -> {
        List<@Nullable Object> all = new ArrayList<>();
        list.forEach(element -> all.add(replaced(element, by)));
        yield all;
      }
      case null, default -> value;
    };
  }

  private static List<Tensor> tensors(@Nullable Object result) {
    return switch (result) {
      case Tensor tensor -> tensor.dtype() == DType.FLOAT64 ? List.of(tensor) : List.of();
      case List<?> list -> list.stream().flatMap(each -> tensors(each).stream()).toList();
      case null, default -> List.of();
    };
  }

  /// Without this a check could hold because it compared nothing.
  @Test
  void wrongDerivativesAreFound() {
    Function<Draw, Args> draw = d -> Draw.args(d.x(2, 3));
    assertThat(failure(a -> a.tensor(0).square(), draw, 1)).isNull();
    assertThat(failure(a -> a.tensor(0).mul(a.tensor(0).detach()), draw, 1)).contains("order 1");
    assertThat(failure(a -> halfForgotten(a.tensor(0)), draw, 1)).contains("order 2");
  }

  /// Returns the cube by a gradient that is right but forgets its own derivative.
  private static Tensor halfForgotten(Tensor x) {
    return new CustomFunction() {
      @Override
      protected Tensor forward(Context ctx, Tensor... inputs) {
        ctx.saveForBackward(inputs);
        return inputs[0].pow(3);
      }

      @Override
      protected @Nullable Tensor[] backward(Context ctx, Tensor... grads) {
        return gradients(ctx.saved(0).detach().square().mul(3).mul(grads[0]));
      }
    }.apply(x);
  }

  @Test
  void everyOperationWithGradientsIsChecked() {
    Set<String> differentiable = new TreeSet<>();
    for (JsonElement file : Corpus.files("ops/").values()) {
      JsonObject json = file.getAsJsonObject();
      for (JsonElement sample : json.getAsJsonArray("samples")) {
        if (sample.getAsJsonObject().has("grads")) {
          differentiable.add(json.get("op").getAsString());
        }
      }
    }
    Set<String> covered = new TreeSet<>(CASES.keySet());
    covered.addAll(UNCHECKED.keySet());
    assertThat(covered).isEqualTo(differentiable);
    assertThat(CASES.keySet())
        .doesNotContainAnyElementsOf(UNCHECKED.keySet())
        .hasSizeGreaterThan(200);
  }
}
