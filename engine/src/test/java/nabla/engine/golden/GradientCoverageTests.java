package nabla.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import nabla.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

/// Every public operation that takes tensors and gives tensors has its derivatives measured at
/// random places, or is said here to have none, and why.
class GradientCoverageTests {
  /// Operations without derivatives, by the reason.
  private static final Map<String, String> WITHOUT =
      Map.of(
          "answers yes or no",
          "all any eq ge gt isclose isfinite isin isinf isnan isneginf isposinf le lt ne"
              + " logicalAnd logicalNot logicalOr logicalXor"
              + " logicalAnd_ logicalNot_ logicalOr_ logicalXor_",
          "computes with bits or whole numbers",
          "bitwiseAnd bitwiseLeftShift bitwiseNot bitwiseOr bitwiseRightShift bitwiseXor"
              + " bitwiseAnd_ bitwiseLeftShift_ bitwiseNot_ bitwiseOr_ bitwiseRightShift_"
              + " bitwiseXor_ bincount bucketize searchsorted oneHot",
          "answers positions or counts",
          "argmax argmin argsort argwhere countNonzero nonzero nonzeroAsTuple",
          "has none in PyTorch",
          "floorDivide floorDivide_ unique uniqueWithCounts",
          "draws at random",
          "alphaDropout bernoulli bernoulli_ dropout dropout1d dropout2d multinomial"
              + " multinomialWithReplacement normal_ uniform_",
          "makes a tensor of its own",
          "arange eye full fullLike linspace ones onesLike rand randint randn randperm tensor zeros"
              + " zerosLike",
          "only says something of a tensor, or cuts its history",
          "cpu data detach detach_ grad requiresGrad retainGrad",
          "changes the dtype: measuring needs float64 before and after",
          "to toBool toFloat toLong",
          "is a derivative itself, and has tests of its own",
          "hessian hvp jacobian jvp vjp");

  /// PyTorch's names in the corpus whose Java name is no other spelling of them.
  private static final Map<String, String> RENAMED = Map.of("getitem", "at", "im2col", "unfold");

  @Test
  void everyDifferentiableOperationIsMeasured() throws IOException {
    Set<String> measured = new TreeSet<>();
    GradCases.all().keySet().forEach(op -> measured.add(RENAMED.getOrDefault(op, camelCase(op))));
    measured.addAll(PublicGradientTests.operations());
    measured.addAll(InPlaceGradientTests.operations());
    Set<String> without = new TreeSet<>();
    WITHOUT.values().forEach(names -> without.addAll(List.of(names.split(" ", -1))));
    Set<String> unmeasured = operations();
    unmeasured.removeAll(measured);
    assertThat(unmeasured).as("neither measured nor without").isSubsetOf(without);
    assertThat(without).as("measured, or not there at all").isSubsetOf(unmeasured);
  }

  private static String camelCase(String name) {
    return Pattern.compile("_([a-z0-9])")
        .matcher(name)
        .replaceAll(found -> found.group(1).toUpperCase(Locale.ROOT));
  }

  /// Returns the names of the public operations of the package, found by what they take and give.
  private static Set<String> operations() throws IOException {
    Set<String> names = new TreeSet<>();
    for (Method method : Tensor.class.getMethods()) {
      if (!Modifier.isStatic(method.getModifiers()) && tensors(method.getGenericReturnType())) {
        names.add(method.getName());
      }
    }
    for (Class<?> type : publicClasses()) {
      for (Method method : type.getMethods()) {
        if (Modifier.isStatic(method.getModifiers())
            && tensors(method.getGenericReturnType())
            && Arrays.stream(method.getGenericParameterTypes())
                .anyMatch(GradientCoverageTests::tensors)) {
          names.add(method.getName());
        }
      }
    }
    return names;
  }

  /// Tells whether a type is a tensor, holds some, or is a record with one.
  private static boolean tensors(Type type) {
    return type.getTypeName().contains(Tensor.class.getName())
        || type instanceof Class<?> record
            && record.isRecord()
            && Arrays.stream(record.getRecordComponents())
                .map(RecordComponent::getGenericType)
                .anyMatch(GradientCoverageTests::tensors);
  }

  private static List<Class<?>> publicClasses() throws IOException {
    List<Class<?>> found = new ArrayList<>();
    try {
      Path root = Path.of(Tensor.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (Stream<Path> files = Files.list(root.resolve("nabla/engine/tensor"))) {
        for (String file : files.map(path -> path.getFileName().toString()).toList()) {
          if (file.endsWith(".class") && !file.startsWith("package-info")) {
            String name = file.substring(0, file.length() - ".class".length());
            Class<?> type = Class.forName(Tensor.class.getPackageName() + "." + name);
            if (Modifier.isPublic(type.getModifiers())) {
              found.add(type);
            }
          }
        }
      }
    } catch (URISyntaxException | ClassNotFoundException e) {
      throw new AssertionError(e);
    }
    return found;
  }
}
