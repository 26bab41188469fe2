package nabla.engine.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static nabla.engine.tensor.Creation.ones;
import static nabla.engine.tensor.Creation.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.DTypeException;
import nabla.engine.error.DataException;
import nabla.engine.error.NablaException;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Malformed NumPy files are refused with NumPy's sentence.
class NumpyTests {
  private static final String GOOD = "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }\n";

  @TempDir Path folder;

  private Path file(int major, int length, String header, String data) throws IOException {
    String lengths =
        "" + (char) (length & 0xFF) + (char) (length >> 8) + (major > 1 ? "\u0000\u0000" : "");
    return file("\u0093NUMPY" + (char) major + "\u0000" + lengths + header + data);
  }

  private Path file(String text) throws IOException {
    return Files.write(folder.resolve("a.npy"), text.getBytes(ISO_8859_1));
  }

  private static NablaException refusal(Path path) {
    NablaException refused = catchThrowableOfType(NablaException.class, () -> Numpy.load(path));
    assertThat(refused).isNotNull();
    assertThat(refused.explanation()).isNotEmpty();
    return refused;
  }

  /// The sentences are those that NumPy raised on these headers.
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "<f4 ; [1] ; shape is not valid",
        "<f4 ; (-1,) ; shape is not valid",
        "<f4 ; (1.5,) ; Cannot parse header",
        "<f4 ; (3,) ; Failed to read all data for array. Expected (3,) = 3 elements, could only read 1",
        "<q9 ; (1,) ; descr is not a valid dtype descriptor: '<q9'",
        "|O ; (1,) ; Object arrays cannot be loaded when allow_pickle=False",
        "<U3 ; (1,) ; can't convert np.ndarray of type numpy.str_. The only supported types are:"
            + " float64, float32, float16, complex64,",
        "<M8[s] ; (1,) ; can't convert np.ndarray of type numpy.datetime64.",
        "<c8 ; (1,) ; can't convert np.ndarray of type numpy.complex64. The only supported types"
            + " are: float64, float32, float16, int64,",
        "<f4 ; (99999999999,) ; array has a dimension of size 99999999999",
      })
  void headersThatCannotBeRead(String code, String shape, String sentence) throws IOException {
    String header = GOOD.replace("<f4", code).replace("(1,)", shape);
    assertThat(refusal(file(1, header.length(), header, "abcd")).torchMessage())
        .startsWith(sentence);
  }

  @Test
  void otherHeaders() throws IOException {
    String structured = GOOD.replace("'<f4'", "[('a', '<f4')]");
    assertThat(refusal(file(1, structured.length(), structured, "abcd")))
        .isInstanceOf(DTypeException.class);
    for (String header :
        new String[] {"{'descr': ", "[1]", "{'descr': '<f4'}", "", "(((((", "{1: 2}"}) {
      assertThat(refusal(file(1, header.length(), header, ""))).isInstanceOf(DataException.class);
    }
    String flag = GOOD.replace("False", "3");
    assertThat(refusal(file(1, flag.length(), flag, "abcd")).torchMessage())
        .isEqualTo("fortran_order is not a valid bool: 3");
    String enormous = GOOD.replace("(1,)", "(65536, 65536)");
    assertThat(refusal(file(1, enormous.length(), enormous, "abcd")))
        .isInstanceOf(ArgumentException.class);
  }

  @Test
  void headersOfOldPrograms() throws IOException {
    String old = "{\"shape\": ( 1L ,), 'fortran_order': True, 'descr': 'f4'}";
    assertThat(Numpy.load(file(1, old.length(), old, "\u0000\u0000\u0080?")).item()).isEqualTo(1);
    String truth = GOOD.replace("'<f4'", "'?'");
    assertThat(Numpy.load(file(2, truth.length(), truth, "\u0002more")).itemBoolean()).isTrue();
  }

  @Test
  void filesThatAreCutShortOrSomethingElse() throws IOException {
    assertThat(refusal(file("")).torchMessage()).isEqualTo("No data left in file");
    assertThat(refusal(file("\u0093NU")).torchMessage()).startsWith("the magic string");
    assertThat(refusal(file("PK\u0003\u0004 and more")).getMessage()).contains("Numpy.loadz");
    assertThat(refusal(file(4, GOOD.length(), GOOD, "abcd")).torchMessage())
        .isEqualTo("we only support format version (1,0), (2,0), and (3,0), not (4, 0)");
    assertThat(refusal(file(1, 500, GOOD, "")).torchMessage())
        .isEqualTo("EOF: reading array header, expected 500 bytes got 58");
    assertThatThrownBy(() -> Numpy.loadz(file("PK\u0003\u0004abcdefgh")))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("File is not a zip file");
    assertThatThrownBy(() -> Numpy.loadz(folder.resolve("none.npz")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("No such file");
  }

  @Test
  void archivesOfBrokenArrays() throws IOException {
    byte[] bytes =
        Files.readAllBytes(Path.of("src/test/resources/nabla/engine/data/compressed.npz"));
    for (int place = 0; place < bytes.length; place += 97) {
      byte[] broken = bytes.clone();
      broken[place] ^= 0x55;
      Path path = Files.write(folder.resolve("broken.npz"), broken);
      try {
        Numpy.loadz(path);
      } catch (NablaException refused) {
        assertThat(refused.explanation()).isNotEmpty();
      }
    }
  }

  @Test
  void numbersThatDoNotFit() {
    Path file = folder.resolve("a.npy");
    assertThatThrownBy(() -> Numpy.save(file, tensor(256), StoredType.UINT8))
        .isInstanceOf(DTypeException.class)
        .hasMessageStartingWith("value cannot be converted to type uint8_t without overflow");
    assertThatThrownBy(() -> Numpy.save(file, tensor(Double.NaN), StoredType.INT64))
        .isInstanceOf(DTypeException.class);
    assertThatThrownBy(() -> Numpy.save(file, tensor(1.0), StoredType.BFLOAT16))
        .isInstanceOf(DTypeException.class)
        .hasMessageContaining("FLOAT32");
    assertThat(folder).isEmptyDirectory();
  }

  /// `torch.tensor([1/3, 65519, 65520, 2.9802322e-8]).to(torch.float16)`
  @Test
  void halvesAreRounded() {
    Path file = folder.resolve("half.npy");
    Tensor values = tensor(new double[] {1 / 3.0, 65519, 65520, 2.9802322387695312e-08});
    Numpy.save(file, values, StoredType.FLOAT16);
    assertThat(Numpy.load(file).toFloatArray())
        .containsExactly(0.33325195f, 65504f, Float.POSITIVE_INFINITY, 0f);
  }

  @Test
  void endingsAreAdded() {
    Numpy.save(folder.resolve("x"), ones(2));
    Numpy.savez(folder.resolve("y").toString(), Map.of("a", ones(2)));
    assertThat(folder.resolve("x.npy")).exists();
    assertThat(Numpy.loadz(folder.resolve("y.npz").toString())).containsOnlyKeys("a");
    assertThat(Numpy.load(folder.resolve("x.npy")).dtype()).isEqualTo(DType.FLOAT32);
  }
}
