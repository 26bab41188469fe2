package nabla.engine.backend.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import nabla.engine.backend.Buffer;
import nabla.engine.error.DeviceException;
import nabla.engine.error.Language;
import nabla.engine.formula.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How devices are found, what is said where there are none, and that their memory does not run
/// full of what nobody knows.
class DevicesTests {
  @AfterEach
  void restore() {
    Language.set(Language.ENGLISH);
    System.clearProperty(ClMemory.PROPERTY);
    System.clearProperty(OpenCl.PROPERTY);
  }

  private static OpenClBackend device() {
    return Devices.search(OpenCl.names()).get(0);
  }

  @Test
  void aDeviceTellsWhatItIs() {
    DeviceInfo info = device().info();
    assertThat(info.name()).isNotEmpty();
    assertThat(info.platform()).isNotEmpty();
    assertThat(info.version()).startsWith("OpenCL ");
    assertThat(info.memory()).isPositive();
    assertThat(info.workGroup()).isPositive();
  }

  @Test
  void withoutALoaderItIsSaidWhatWasTriedAndHowToGetOne() {
    Devices none = Devices.search(List.of("libnothing.so.7", "/nowhere/libOpenCL.so"));
    assertThatThrownBy(() -> none.get(0))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("No OpenCL devices are available")
        .hasMessageContaining("libnothing.so.7: not found; /nowhere/libOpenCL.so: not found")
        .hasMessageContaining("apt install pocl-opencl-icd");
    Language.set(Language.SPANISH);
    assertThatThrownBy(() -> none.get(0)).hasMessageContaining("En cualquier máquina, PoCL");
  }

  @Test
  void aLibraryThatIsNoLoaderIsNone() {
    String other = System.mapLibraryName("jvm").replace("jvm", "c") + ".6";
    assertThat(OpenCl.load(other)).isNull();
  }

  @Test
  void theLoaderCanBeChosen() {
    System.setProperty(OpenCl.PROPERTY, "none");
    assertThat(OpenCl.names()).isEmpty();
    System.setProperty(OpenCl.PROPERTY, "/opt/libOpenCL.so");
    assertThat(OpenCl.names()).containsExactly("/opt/libOpenCL.so");
  }

  @Test
  void aNumberTooManyNamesThoseThatAre() {
    assertThatThrownBy(() -> Devices.search(OpenCl.names()).get(99))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("no OpenCL device number 99")
        .hasMessageContaining("opencl:0 = ");
  }

  /// A hundred times the cap is allocated and forgotten.
  @Test
  void whatNobodyKnowsIsReleasedBeforeTheCapIsReached() {
    System.setProperty(ClMemory.PROPERTY, "64");
    OpenClBackend device = device();
    for (int i = 0; i < 1000; i++) {
      assertThat(device.allocate(Kind.FLOAT32, 1 << 20).size()).isEqualTo(1 << 20);
      assertThat(device.used()).isLessThanOrEqualTo(64 << 20);
    }
  }

  @Test
  void aFullDeviceSaysHowMuchWasAskedForAndHowMuchThereIs() {
    System.setProperty(ClMemory.PROPERTY, "16");
    OpenClBackend device = device();
    List<Buffer> held = new ArrayList<>();
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 9; i++) {
                held.add(device.allocate(Kind.FLOAT64, 1 << 18));
              }
            })
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("OpenCL out of memory. Tried to allocate 2097152 bytes.")
        .hasMessageContaining("needs 2 MB on the device, where 16 MB of 16 MB are in use");
    assertThat(held).hasSize(8);
  }

  @Test
  void aKernelThatCannotBeCompiledShowsTheCompilersWords() {
    ClQueue queue = device().queue();
    assertThatThrownBy(
            () -> queue.kernel("broken", "a test", () -> "kernel void run() { nonsense; }"))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("CL_BUILD_PROGRAM_FAILURE in a test")
        .hasMessageContaining("nonsense");
  }
}
