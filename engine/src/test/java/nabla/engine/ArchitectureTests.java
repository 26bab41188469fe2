package nabla.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// Holds the engine's shape: which way the arrows between its packages point.
class ArchitectureTests {
  private static final JavaClasses ENGINE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("nabla.engine");

  /// Without this a rule could hold because it looked at nothing.
  @Test
  void theRulesSeeTheEngine() {
    assertThat(ENGINE.size()).isGreaterThan(80);
  }

  @Test
  void arrowsPointOneWay() {
    knowsNothingOf("nn", "optim", "backend", "graph", "check", "formula");
    knowsNothingOf("tensor", "nn");
    knowsNothingOf("autograd", "nn");
    knowsNothingOf("optim", "backend", "graph", "check", "formula");
    knowsNothingOf(
        "data", "nn", "optim", "autograd", "backend", "format", "graph", "check", "formula");
    for (String place :
        List.of("formula", "backend", "format", "graph", "error", "tensor", "autograd")) {
      knowsNothingOf(place, "optim", "data");
    }
    knowsNothingOf("formula", "backend", "tensor", "autograd", "format", "graph", "check", "error");
    knowsNothingOf("backend", "tensor", "autograd", "format", "graph", "check");
    knowsNothingOf("format", "backend", "tensor", "autograd", "graph", "check", "formula");
    knowsNothingOf("graph", "backend", "tensor", "autograd", "format", "check", "formula");
    knowsNothingOf("error", "backend", "tensor", "autograd", "format", "graph", "check", "formula");
    knowsNothingOf("check", "data", "backend", "format", "graph", "formula");
    knowsNothingOf("tensor", "check");
    knowsNothingOf("autograd", "check", "backend", "formula");
  }

  private static void knowsNothingOf(String place, String... others) {
    String[] packages =
        Stream.of(others).map(other -> "nabla.engine." + other + "..").toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage("nabla.engine." + place + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages)
        .check(ENGINE);
  }

  /// A tensor and its history know each other; apart from these two there is no circle.
  @Test
  void packagesAreFreeOfCycles() {
    SlicesRuleDefinition.slices()
        .assignedFrom(
            new SliceAssignment() {
              @Override
              public SliceIdentifier getIdentifierOf(JavaClass type) {
                String name = type.getPackageName();
                return SliceIdentifier.of(
                    name.endsWith(".autograd") ? "nabla.engine.tensor" : name);
              }

              @Override
              public String getDescription() {
                return "packages, tensor and autograd being one";
              }
            })
        .should()
        .beFreeOfCycles()
        .check(ENGINE);
  }

  @Test
  void theEngineNeedsTheJdkAlone() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("nabla.engine..", "java..", "org.jspecify..")
        .check(ENGINE);
  }

  @Test
  void nothingIsPrinted() {
    noClasses().should(ACCESS_STANDARD_STREAMS).check(ENGINE);
  }

  @Test
  void everyPackageIsNullMarked() {
    Set<String> unmarked =
        ENGINE.stream()
            .map(JavaClass::getPackage)
            .distinct()
            .filter(p -> !p.getClasses().isEmpty() && !p.isAnnotatedWith(NullMarked.class))
            .map(p -> p.getName())
            .collect(Collectors.toSet());
    assertThat(unmarked).isEmpty();
  }
}
