package nabla.engine.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static nabla.engine.tensor.Creation.ones;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.DataException;
import nabla.engine.error.NablaException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Malformed files are refused with the sentence of safetensors, and never with anything else.
class SafetensorsTests {
  private static final String HEADER = "Error while deserializing header: ";
  private static final String ONE =
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";

  @TempDir Path folder;

  private static byte[] file(long length, String header, String data) {
    byte[] text = header.getBytes(UTF_8);
    ByteBuffer head = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.array());
    all.writeBytes(text);
    all.writeBytes(data.getBytes(UTF_8));
    return all.toByteArray();
  }

  private static byte[] file(String header, String data) {
    return file(header.getBytes(UTF_8).length, header, data);
  }

  private String refusal(byte[] bytes) throws IOException {
    Path path = folder.resolve("a.safetensors");
    Files.write(path, bytes);
    DataException refused = catchThrowableOfType(DataException.class, () -> Safetensors.read(path));
    assertThat(refused).isNotNull();
    assertThat(refused.explanation()).isNotEmpty();
    return refused.torchMessage();
  }

  /// The sentences are those that safetensors 0.7 raised on these bytes.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{| 0 | EOF while parsing an object at line 1 column 1",
        "{} x | 0 | trailing characters at line 1 column 3",
        "[] | 0 | invalid type: sequence, expected struct HashMetadata",
        "{'a':3} | 0 | invalid type: integer `3`, expected struct TensorInfo",
        "{'a':{'dtype':'F32','shape':[1]}} | 4 | missing field `data_offsets`",
        "{'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}} | 4 |"
            + " invalid value: integer `-1`, expected usize",
        "{'a':{'dtype':'F32','shape':[1.0],'data_offsets':[0,4]}} | 4 |"
            + " invalid type: floating point `1.0`, expected usize",
        "{'a':{'dtype':'F32','shape':'x','data_offsets':[0,4]}} | 4 |"
            + " invalid type: string \"x\", expected a sequence",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4]}} | 4 |"
            + " invalid length 1, expected a tuple of size 2",
        "{'__metadata__':{'a':1}} | 0 | invalid type: integer `1`, expected a string",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
            + "'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | 4 | duplicate field `a`",
        "{'a':\u0001} | 0 | expected value",
        "{'a':01} | 0 | expected `,` or `}`",
        "{'a':[1,]} | 0 | trailing comma",
        "{'a':tru} | 0 | expected ident",
        "{'a':'\\x'} | 0 | invalid escape",
        "{'a':'\\u12g4'} | 0 | invalid escape",
        "{a:1} | 0 | key must be a string",
        "{'a' 1} | 0 | expected `:`",
        "{'a':1e} | 0 | invalid number",
      })
  void headersThatAreNoHeader(String header, int bytes, String sentence) throws IOException {
    assertThat(refusal(file(header.replace('\'', '"'), "x".repeat(bytes))))
        .startsWith(HEADER + "invalid JSON in header: " + sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | 0 | 4 | 3 | incomplete metadata, file not fully covered",
        "1 | 0 | 4 | 5 | incomplete metadata, file not fully covered",
        "1 | 0 | 4 | 0 | incomplete metadata, file not fully covered",
        "2 | 0 | 4 | 4 | invalid shape, data type, or offset for tensor",
        "1 | 4 | 0 | 4 | invalid offset for tensor `a`",
        "1 | 4 | 8 | 8 | invalid offset for tensor `a`",
        "1099511627776,1099511627776 | 0 | 4 | 4 |"
            + " overflow computing buffer size from shape and/or element type",
      })
  void tensorsThatDoNotFitTheFile(String shape, int begin, int end, int bytes, String sentence)
      throws IOException {
    String header =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[%s],\"data_offsets\":[%d,%d]}}"
            .formatted(shape, begin, end);
    assertThat(refusal(file(header, "x".repeat(bytes)))).isEqualTo(HEADER + sentence);
  }

  @ParameterizedTest
  @CsvSource({"2,6,8", "8,12,12"})
  void overlapsAndGaps(int begin, int end, int bytes) throws IOException {
    String header =
        ONE.substring(0, ONE.length() - 1)
            + ",\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[%d,%d]}}"
                .formatted(begin, end);
    assertThat(refusal(file(header, "x".repeat(bytes))))
        .isEqualTo(HEADER + "invalid offset for tensor `b`");
  }

  @Test
  void lengthsThatCannotBe() throws IOException {
    assertThat(refusal(new byte[0])).isEqualTo(HEADER + "header too small");
    assertThat(refusal(new byte[7])).isEqualTo(HEADER + "header too small");
    assertThat(refusal(file(200_000_000, "{}", ""))).isEqualTo(HEADER + "header too large");
    assertThat(refusal(file(-3, "{}", ""))).isEqualTo(HEADER + "header too large");
    assertThat(refusal(file(50, "{}", ""))).isEqualTo(HEADER + "invalid header length");
    assertThat(refusal(file(Long.MAX_VALUE, "{}", ""))).isEqualTo(HEADER + "header too large");
  }

  @Test
  void textThatIsNoUtf8() throws IOException {
    byte[] bytes = file("{\"x\":1}", "");
    bytes[10] = (byte) 0xFF;
    assertThat(refusal(bytes)).isEqualTo(HEADER + "invalid UTF-8 in header");
  }

  @Test
  void nestingWithoutAnEnd() throws IOException {
    assertThat(refusal(file("{\"a\":" + "[".repeat(100_000), "")))
        .contains("recursion limit exceeded");
  }

  @Test
  void typesThatAreUnknownOrCannotBeRead() throws IOException {
    assertThat(refusal(file(ONE.replace("F32", "F33"), "xxxx")))
        .contains("unknown variant `F33`, expected one of `BOOL`, `F4`");
    assertThat(refusal(file(ONE.replace("F32", "F8_E4M3"), "xxxx")))
        .isEqualTo("tensor `a` has the dtype F8_E4M3");
  }

  /// Nothing is asked of memory for a size that only the header claims.
  @Test
  void emptyTensorsOfEnormousShape() throws IOException {
    String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[0,9999999999],\"data_offsets\":[0,0]}}";
    assertThat(refusal(file(header, ""))).contains("dimension of size 9999999999");
  }

  @Test
  void filesThatAreNotThere() {
    Path missing = folder.resolve("missing.safetensors");
    assertThatThrownBy(() -> Safetensors.read(missing))
        .isInstanceOfSatisfying(
            DataException.class,
            e ->
                assertThat(e.torchMessage())
                    .isEqualTo("[Errno 2] No such file or directory: '" + missing + "'"));
    assertThatThrownBy(() -> Safetensors.read(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("Is a directory");
    assertThatThrownBy(() -> Safetensors.write(folder.resolve("no/such.x"), Map.of()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("No such file or directory");
  }

  @Test
  void reservedNames() {
    assertThatThrownBy(
            () -> Safetensors.write(folder.resolve("a"), Map.of("__metadata__", ones(1))))
        .isInstanceOf(ArgumentException.class);
    assertThat(folder).isEmptyDirectory();
  }

  /// What is there stays whole when the new file cannot be finished.
  @Test
  void filesAreReplacedWholeOrNotAtAll() throws IOException {
    Path file = folder.resolve("a.npy");
    Numpy.save(file, ones(3));
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(() -> Numpy.save(file, ones(3).mul(300), StoredType.UINT8))
        .isInstanceOf(NablaException.class);
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    assertThat(folder).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void unknownFieldsAreLeftAlone() throws IOException {
    Path path = folder.resolve("a");
    Files.write(path, file(" " + ONE.replace("[0,4]", "[0,4],\"x\":null") + "  ", "abcd"));
    assertThat(Safetensors.read(path)).containsOnlyKeys("a");
  }

  /// Whatever byte of a good file is changed, it is read or refused, nothing else.
  @Property(tries = 200)
  void filesWithAnErrorAreReadOrRefused(
      @ForAll @Size(max = 3) List<@IntRange(max = 1549) Integer> places, @ForAll byte value)
      throws IOException {
    byte[] bytes =
        Files.readAllBytes(Path.of("src/test/resources/nabla/engine/data/torch.safetensors"));
    places.forEach(place -> bytes[place] = value);
    Path path = Files.createTempFile("nabla", ".safetensors");
    try {
      Files.write(path, bytes);
      assertThat(Safetensors.read(path)).isNotEmpty();
    } catch (NablaException refused) {
      assertThat(refused.getMessage()).isNotEmpty();
    } finally {
      Files.delete(path);
    }
  }
}
