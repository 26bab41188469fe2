package nabla.engine.data;

import static nabla.engine.tensor.Creation.arange;
import static nabla.engine.tensor.Creation.tensor;
import static nabla.engine.tensor.Creation.zeros;
import static nabla.engine.tensor.DType.BOOL;
import static nabla.engine.tensor.DType.FLOAT32;
import static nabla.engine.tensor.DType.FLOAT64;
import static nabla.engine.tensor.DType.INT64;
import static nabla.engine.tensor.Shape.shape;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files that PyTorch and NumPy wrote are read, and ours are read by them: see
/// `src/test/python/files.py`, which wrote and read those beside this test.
///
/// The files of our own are committed too; with `-Dnabla.rewrite=true` they are written anew, and
/// the script has to read them again.
class ExchangeTests {
  private static final String ODD_NAME = "a \"name\" with ñ, 漢 and \\";
  private static final Map<String, String> ABOUT =
      new TreeMap<>(Map.of("author", "José \"Pepe\"", "line", "a\nb"));
  private static final Path KEPT = Path.of("src/test/resources/nabla/engine/data");

  private static Tensor numbers(DType dtype, boolean signed) {
    Tensor whole = arange(6).reshape(2, 3);
    return dtype == BOOL ? whole.remainder(2).to(BOOL) : whole.sub(signed ? 2 : 0).to(dtype);
  }

  private static void assertEqual(Tensor actual, Tensor expected) {
    assertThat(actual.dtype()).isEqualTo(expected.dtype());
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.toDoubleArray()).isEqualTo(expected.toDoubleArray());
    assertThat(actual.isContiguous()).isTrue();
    assertThat(actual.isView()).isFalse();
  }

  private static Tensor of(Map<String, Tensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  @Test
  void everyTypeOfPyTorchIsRead() {
    Map<String, Tensor> read = Safetensors.read(KEPT.resolve("torch.safetensors"));
    assertThat(read).hasSize(18);
    assertEqual(of(read, "float64"), numbers(FLOAT64, true));
    for (String name : List.of("float32", "float16", "bfloat16")) {
      assertEqual(of(read, name), numbers(FLOAT32, true));
    }
    for (String name : List.of("int64", "int32", "int16", "int8")) {
      assertEqual(of(read, name), numbers(INT64, true));
    }
    for (String name : List.of("uint64", "uint32", "uint16", "uint8")) {
      assertEqual(of(read, name), numbers(INT64, false));
    }
    assertEqual(of(read, "bool"), numbers(BOOL, true));
    assertEqual(of(read, "scalar"), tensor(0.1, FLOAT64));
    assertEqual(of(read, "empty"), zeros(0, 3));
    assertThat(of(read, ODD_NAME).toLongArray()).containsExactly(Long.MAX_VALUE, Long.MIN_VALUE);
  }

  @Test
  void halvesKeepWhatTheyHold() {
    Map<String, Tensor> read = Safetensors.read(KEPT.resolve("torch.safetensors"));
    // torch.tensor([1/3, 65504, 6e-8, inf, nan], dtype=torch.float16).float()
    assertThat(of(read, "half").toFloatArray())
        .containsExactly(0.33325195f, 65504f, 5.9604645e-08f, Float.POSITIVE_INFINITY, Float.NaN);
    // torch.tensor([1/3, 3e38, -1e-30, -inf, nan], dtype=torch.bfloat16).float()
    assertThat(of(read, "brain").toFloatArray())
        .containsExactly(
            0.33398438f, 3.0040553e38f, -9.984021e-31f, Float.NEGATIVE_INFINITY, Float.NaN);
  }

  @Test
  void textsAboutAFileAreRead() {
    assertThat(Safetensors.metadata(KEPT.resolve("torch.safetensors")))
        .containsOnly(Map.entry("format", "pt"), Map.entry("author", "José \"Pepe\""));
    assertThat(Safetensors.read(KEPT.resolve("none.safetensors"))).isEmpty();
    assertThat(Safetensors.metadata(KEPT.resolve("none.safetensors"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"arrays.npz", "compressed.npz"})
  void everyArrayOfNumpyIsRead(String archive) {
    Map<String, Tensor> read = Numpy.loadz(KEPT.resolve(archive));
    assertThat(read).hasSize(12 * 3 + 3);
    for (String form : List.of("", "-big", "-fortran")) {
      assertEqual(of(read, "f8" + form), numbers(FLOAT64, true));
      for (String code : List.of("f4", "f2")) {
        assertEqual(of(read, code + form), numbers(FLOAT32, true));
      }
      for (String code : List.of("i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1")) {
        assertEqual(of(read, code + form), numbers(INT64, code.startsWith("i")));
      }
      assertEqual(of(read, "b1" + form), numbers(BOOL, true));
    }
    assertEqual(of(read, "scalar"), tensor(0.1, FLOAT64));
    assertEqual(of(read, "empty"), zeros(2, 0, 3));
    assertEqual(of(read, "cube"), arange(24, FLOAT64).reshape(2, 3, 4));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void everyVersionOfTheHeaderIsRead(int version) {
    assertEqual(Numpy.load(KEPT.resolve("version" + version + ".npy")), numbers(FLOAT32, true));
  }

  /// The bytes are the committed ones, and those have been read by PyTorch and NumPy.
  @Test
  void oursAreThoseThatPythonRead(@TempDir Path fresh) throws IOException {
    boolean rewrite = Boolean.getBoolean("nabla.rewrite");
    Path folder = rewrite ? KEPT : fresh;
    Safetensors.write(folder.resolve("nabla.safetensors"), ours(), ABOUT);
    Numpy.savez(folder.resolve("nabla"), ours());
    Numpy.savezCompressed(folder.resolve("nabla-compressed.npz"), ours());
    Numpy.save(folder.resolve("nabla-uint8"), numbers(INT64, false), StoredType.UINT8);
    for (String name : List.of("nabla.safetensors", "nabla.npz", "nabla-uint8.npy")) {
      assertThat(Files.readAllBytes(folder.resolve(name)))
          .as(name)
          .isEqualTo(Files.readAllBytes(KEPT.resolve(name)));
    }
    // How well a JDK compresses is not ours to fix; what is in the file is.
    compare(
        Numpy.loadz(folder.resolve("nabla-compressed.npz")),
        Numpy.loadz(KEPT.resolve("nabla-compressed.npz")));
  }

  private static Map<String, Tensor> ours() {
    Map<String, Tensor> ours = new LinkedHashMap<>();
    ours.put("bool", numbers(BOOL, true));
    ours.put("float32", numbers(FLOAT32, true));
    // Neither the memory layout nor a history matters.
    ours.put("float64", numbers(FLOAT64, true).t().contiguous().t().requiresGrad(true));
    ours.put("int64", numbers(INT64, true));
    ours.put("scalar", tensor(0.1, FLOAT64));
    ours.put("empty", zeros(shape(0, 3)));
    ours.put(ODD_NAME, tensor(new long[] {Long.MAX_VALUE, Long.MIN_VALUE}));
    return ours;
  }

  private static void compare(Map<String, Tensor> actual, Map<String, Tensor> expected) {
    assertThat(actual.keySet()).containsExactlyElementsOf(expected.keySet());
    actual.forEach((name, tensor) -> assertEqual(tensor, of(expected, name).detach()));
  }

  /// What PyTorch held after reading our files, written by it.
  @Test
  void whatPythonReadOfOursCameBack() {
    Map<String, Tensor> returned = Safetensors.read(KEPT.resolve("returned.safetensors"));
    assertThat(returned).hasSize(7 * 3 + 1);
    ours()
        .forEach(
            (name, tensor) -> {
              for (String file : List.of("torch.", "nabla.npz.", "nabla-compressed.npz.")) {
                assertEqual(of(returned, file + name), tensor.detach().contiguous());
              }
            });
    assertEqual(of(returned, "npy"), numbers(INT64, false));
  }

  @Test
  void ordersOfNamesAreKept(@TempDir Path folder) {
    Path file = folder.resolve("ordered.safetensors");
    Safetensors.write(file, ours());
    assertThat(Safetensors.read(file).keySet()).containsExactlyElementsOf(ours().keySet());
    compare(Safetensors.read(file), ours());
    Numpy.savez(folder.resolve("ordered.npz"), ours());
    compare(Numpy.loadz(folder.resolve("ordered.npz")), ours());
  }

  /// More than one piece of the buffer, in each kind of element.
  @Test
  void largeTensorsAreCarriedInPieces(@TempDir Path folder) {
    Tensor large = arange(100_003);
    Map<String, Tensor> tensors =
        Map.of(
            "d",
            large.to(FLOAT64),
            "f",
            large.to(FLOAT32),
            "l",
            large,
            "b",
            large.remainder(3).to(BOOL));
    Path file = folder.resolve("large.safetensors");
    Safetensors.write(file, tensors);
    Map<String, Tensor> read = Safetensors.read(file);
    tensors.forEach((name, tensor) -> assertEqual(of(read, name), tensor));
    Numpy.save(folder.resolve("large.npy"), large.to(FLOAT32), StoredType.INT32);
    assertEqual(Numpy.load(folder.resolve("large.npy")), large);
  }
}
