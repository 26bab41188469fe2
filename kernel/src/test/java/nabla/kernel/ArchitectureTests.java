package nabla.kernel;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// Holds the kernel's shape: which package may know which library, and which package which other.
class ArchitectureTests {
  private static final JavaClasses KERNEL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("nabla.kernel");

  /// Without this a rule could hold because it looked at nothing.
  @Test
  void theRulesSeeTheKernel() {
    assertThat(KERNEL.size()).isGreaterThan(100);
    assertThat(packages())
        .extracting(JavaPackage::getName)
        .contains(
            "nabla.kernel",
            "nabla.kernel.aot",
            "nabla.kernel.chart",
            "nabla.kernel.comm",
            "nabla.kernel.deps",
            "nabla.kernel.display",
            "nabla.kernel.doctor",
            "nabla.kernel.jshell",
            "nabla.kernel.jvm",
            "nabla.kernel.magic",
            "nabla.kernel.progress",
            "nabla.kernel.protocol",
            "nabla.kernel.render",
            "nabla.kernel.session",
            "nabla.kernel.text",
            "nabla.kernel.widgets",
            "nabla.kernel.wire");
  }

  @Test
  void eachLibraryIsKnownToOnePackage() {
    onlyIn("nabla.kernel.wire..", "org.zeromq..", "zmq..");
    onlyIn("nabla.kernel.protocol..", "com.google.gson..");
    onlyIn("nabla.kernel.jshell..", "jdk.jshell..");
    onlyIn("nabla.kernel.render..", "org.eclipse.elk..", "org.eclipse.emf..");
    onlyIn("nabla.kernel.chart..", "org.knowm..");
    onlyIn("nabla.kernel.deps..", "org.eclipse.aether..", "eu.maveniverse..");
    onlyIn("nabla.kernel.jvm..", "java.lang.foreign..");
  }

  private static void onlyIn(String place, String... library) {
    noClasses()
        .that()
        .resideOutsideOfPackage(place)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(library)
        .check(KERNEL);
    assertThat(
            KERNEL.stream()
                .filter(resideInAPackage(place))
                .flatMap(known -> known.getDirectDependenciesFromSelf().stream())
                .anyMatch(use -> resideInAnyPackage(library).test(use.getTargetClass())))
        .as("%s uses %s", place, String.join(", ", library))
        .isTrue();
  }

  @Test
  void arrowsPointOneWay() {
    knowsNothingOf("nabla.kernel.protocol..", "wire", "session", "jshell", "render", "display");
    knowsNothingOf("nabla.kernel.wire..", "session", "jshell", "render", "display");
    knowsNothingOf(
        "nabla.kernel.jvm..", "protocol", "wire", "session", "jshell", "render", "display");
    knowsNothingOf("nabla.kernel.jshell..", "wire", "session", "render", "display");
    knowsNothingOf("nabla.kernel.render..", "wire", "session", "jshell");
    knowsNothingOf(
        "nabla.kernel.comm..", "wire", "session", "jshell", "render", "display", "protocol");
    knowsNothingOf(
        "nabla.kernel.chart..", "wire", "session", "jshell", "render", "display", "comm");
    knowsNothingOf(
        "nabla.kernel.progress..", "wire", "session", "jshell", "render", "magic", "comm");
    knowsNothingOf("nabla.kernel.widgets..", "wire", "session", "jshell", "render", "magic");
    knowsNothingOf("nabla.kernel.display..", "wire", "session", "jshell", "render");
    knowsNothingOf("nabla.kernel.magic..", "wire", "session", "render");
    knowsNothingOf("nabla.kernel.session..", "wire", "render");
    knowsNothingOf("nabla.kernel.aot..", "session", "jshell", "render", "display", "magic");
    knowsNothingOf(
        "nabla.kernel.text..", "wire", "session", "jshell", "render", "display", "magic");
    slices().matching("nabla.kernel.(*)..").should().beFreeOfCycles().check(KERNEL);
  }

  private static void knowsNothingOf(String place, String... others) {
    String[] packages = new String[others.length];
    for (int i = 0; i < others.length; i++) {
      packages[i] = "nabla.kernel." + others[i] + "..";
    }
    noClasses()
        .that()
        .resideInAPackage(place)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages)
        .check(KERNEL);
  }

  /// The protocol and the language would serve any Java kernel.
  @Test
  void theEngineIsKnownWhereValuesAreShownAndCellsAreRun() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "nabla.kernel.protocol..",
            "nabla.kernel.wire..",
            "nabla.kernel.jshell..",
            "nabla.kernel.comm..",
            "nabla.kernel.display..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("nabla.engine..")
        .check(KERNEL);
  }

  @Test
  void everyPackageSaysWhatItIsForAndMarksNulls() {
    for (JavaPackage each : packages()) {
      assertThat(each.isAnnotatedWith(NullMarked.class)).as(each.getName()).isTrue();
    }
  }

  @Test
  void errorsHaveTypesOfTheirOwn() {
    noClasses()
        .should()
        .callConstructorWhere(
            DescribedPredicate.describe(
                "a generic exception is made",
                (JavaConstructorCall call) ->
                    Set.of("java.lang.RuntimeException", "java.lang.Exception", "java.lang.Error")
                            .contains(call.getTargetOwner().getName())
                        && !isSubclass(call)))
        .check(KERNEL);
  }

  /// A constructor of an exception of ours calls the one of its superclass.
  private static boolean isSubclass(JavaAccess<?> call) {
    return call.getOriginOwner()
        .getRawSuperclass()
        .map(superclass -> superclass.equals(call.getTargetOwner()))
        .orElse(false);
  }

  @Test
  void outputGoesThroughTheProtocol() {
    noClasses()
        .that(DescribedPredicate.not(mayPrint()))
        .should(ACCESS_STANDARD_STREAMS)
        .check(KERNEL);
  }

  /// Main prints its usage. The others write where the cell writes: in their threads `System.out`
  /// is the cell's stream.
  private static DescribedPredicate<JavaClass> mayPrint() {
    Set<String> names =
        Set.of(
            "nabla.kernel.Main",
            "nabla.kernel.jshell.Interpreter",
            "nabla.kernel.session.CellWarnings",
            "nabla.kernel.session.LiveSession");
    return DescribedPredicate.describe(
        "may print", (JavaClass each) -> names.contains(each.getName()));
  }

  private static Set<JavaPackage> packages() {
    return KERNEL.stream().map(JavaClass::getPackage).collect(Collectors.toSet());
  }
}
