package nabla.engine.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import nabla.engine.error.DTypeException;
import nabla.engine.error.DataException;
import nabla.engine.tensor.Shape;
import org.jspecify.annotations.Nullable;

/// What stands at the head of a NumPy file: type, order and shape of its array.
///
/// @param fortran whether the first index runs fastest
/// @param length the number of bytes of the header itself
record NumpyHeader(StoredType type, ByteOrder order, boolean fortran, Shape shape, int length) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGNMENT = 64;

  /// Longer headers than this hold no array of numbers.
  private static final int LONGEST = 1 << 20;

  /// Reads the header; afterwards the stream stands at the first element.
  static NumpyHeader read(InputStream in) throws IOException {
    byte[] head = in.readNBytes(MAGIC.length + 2);
    if (head.length == 0) {
      throw malformed("No data left in file");
    }
    if (head.length < MAGIC.length + 2
        || !Arrays.equals(Arrays.copyOf(head, MAGIC.length), MAGIC)) {
      throw new DataException(
          "the magic string is not correct; expected b'\\x93NUMPY', got "
              + python(Arrays.copyOf(head, Math.min(head.length, MAGIC.length))),
          head.length > 1 && head[0] == 'P' && head[1] == 'K'
              ? "data.numpyArchive"
              : "data.numpyMagic");
    }
    int major = head[MAGIC.length];
    if (major < 1 || major > 3 || head[MAGIC.length + 1] != 0) {
      throw malformed(
          "we only support format version (1,0), (2,0), and (3,0), not (%d, %d)"
              .formatted(major & 0xFF, head[MAGIC.length + 1] & 0xFF));
    }
    int width = major == 1 ? 2 : 4;
    long size = littleEndian(bytes(in, width, "array header length"));
    if (size > LONGEST) {
      throw malformed("Header info length (%d) is large and may not be safe".formatted(size));
    }
    Charset charset = major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    String text = new String(bytes(in, (int) size, "array header"), charset);
    return parse(text, MAGIC.length + 2 + width + (int) size);
  }

  private static byte[] bytes(InputStream in, int count, String what) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw malformed(
          "EOF: reading %s, expected %d bytes got %d".formatted(what, count, bytes.length));
    }
    return bytes;
  }

  private static long littleEndian(byte[] bytes) {
    long value = 0;
    for (int i = bytes.length - 1; i >= 0; i--) {
      value = value << 8 | bytes[i] & 0xFF;
    }
    return value;
  }

  static DataException malformed(String sentence) {
    return new DataException(sentence, "data.numpy");
  }

  private static NumpyHeader parse(String text, int length) {
    Object literal;
    try {
      literal = PythonLiteral.parse(text);
    } catch (PythonLiteral.Malformed _) {
      throw malformed("Cannot parse header: '%s'".formatted(text.strip()));
    }
    if (!(literal instanceof Map<?, ?> map)) {
      throw malformed("Header is not a dictionary: " + text.strip());
    }
    if (!map.keySet().equals(Set.of("descr", "fortran_order", "shape"))) {
      String keys =
          new TreeSet<>(map.keySet())
              .stream().map(key -> "'" + key + "'").collect(Collectors.joining(", ", "[", "]"));
      throw malformed("Header does not contain the correct keys: " + keys);
    }
    if (!(map.get("fortran_order") instanceof Boolean fortran)) {
      throw malformed("fortran_order is not a valid bool: " + map.get("fortran_order"));
    }
    String code = code(map.get("descr"));
    StoredType type = StoredType.ofNumpy(code.substring(1));
    if (type == null) {
      throw unknown(code);
    }
    return new NumpyHeader(type, order(code), fortran, shape(map.get("shape"), text), length);
  }

  private static String code(@Nullable Object descr) {
    if (!(descr instanceof String code)) {
      throw unsupported("void");
    }
    // NumPy's short forms: the order may be left out, and a truth value is a question mark.
    String full = "<>=|".indexOf(code.isEmpty() ? 'x' : code.charAt(0)) >= 0 ? code : "=" + code;
    return full.substring(1).equals("?") ? "|b1" : full;
  }

  private static ByteOrder order(String code) {
    return switch (code.charAt(0)) {
      case '>' -> ByteOrder.BIG_ENDIAN;
      case '=' -> ByteOrder.nativeOrder();
      default -> ByteOrder.LITTLE_ENDIAN;
    };
  }

  private static RuntimeException unknown(String code) {
    String kind = code.substring(1);
    if (kind.startsWith("O")) {
      return new DataException(
          "Object arrays cannot be loaded when allow_pickle=False", "data.numpyObjects");
    }
    String name =
        switch (kind.isEmpty() ? ' ' : kind.charAt(0)) {
          case 'U' -> "str_";
          case 'S', 'a' -> "bytes_";
          case 'M' -> "datetime64";
          case 'm' -> "timedelta64";
          case 'V' -> "void";
          case 'c' -> kind.equals("c8") ? "complex64" : "complex128";
          default -> kind.matches("f(12|16)") ? "longdouble" : "";
        };
    return name.isEmpty()
        ? malformed("descr is not a valid dtype descriptor: '%s'".formatted(code))
        : unsupported(name);
  }

  private static DTypeException unsupported(String name) {
    // PyTorch reads complex numbers, and names them here; the engine has none.
    String complex = name.startsWith("complex") ? "" : "complex64, complex128, ";
    return new DTypeException(
        ("can't convert np.ndarray of type numpy.%s. The only supported types are: float64,"
                + " float32, float16, %sint64, int32, int16, int8, uint64, uint32, uint16, uint8,"
                + " and bool.")
            .formatted(name, complex),
        "data.numpyType",
        name);
  }

  private static Shape shape(@Nullable Object literal, String text) {
    List<Integer> sizes = new ArrayList<>();
    if (!(literal instanceof PythonLiteral.Tuple(List<@Nullable Object> elements))) {
      throw malformed("shape is not valid: " + text.strip());
    }
    for (Object element : elements) {
      if (!(element instanceof Long size) || size < 0) {
        throw malformed("shape is not valid: " + text.strip());
      }
      if (size > Integer.MAX_VALUE) {
        throw new DataException(
            "array has a dimension of size " + size, "data.tooLarge", size, Integer.MAX_VALUE);
      }
      sizes.add((int) (long) size);
    }
    return Shape.shape(sizes.stream().mapToInt(Integer::intValue).toArray());
  }

  /// Returns the header of an array in row-major order, as NumPy writes it.
  static byte[] bytes(StoredType type, String code, Shape shape) {
    String order = type.bytes() == 1 ? "|" : "<";
    String text =
        "{'descr': '%s%s', 'fortran_order': False, 'shape': %s, }"
            .formatted(order, code, tuple(shape));
    int version = text.length() + ALIGNMENT > 0xFFFF ? 2 : 1;
    int prefix = MAGIC.length + 2 + (version == 1 ? 2 : 4);
    int total = Math.ceilDiv(prefix + text.length() + 1, ALIGNMENT) * ALIGNMENT;
    byte[] header = Arrays.copyOf(MAGIC, total);
    header[MAGIC.length] = (byte) version;
    int length = total - prefix;
    for (int i = MAGIC.length + 2; i < prefix; i++) {
      header[i] = (byte) length;
      length >>>= 8;
    }
    byte[] latin = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(latin, 0, header, prefix, latin.length);
    Arrays.fill(header, prefix + latin.length, total - 1, (byte) ' ');
    header[total - 1] = '\n';
    return header;
  }

  /// Writes a shape as Python prints tuples.
  static String tuple(Shape shape) {
    return Arrays.stream(shape.toArray())
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(", ", "(", shape.rank() == 1 ? ",)" : ")"));
  }

  /// Writes bytes as Python prints them.
  private static String python(byte[] bytes) {
    StringBuilder text = new StringBuilder("b'");
    for (byte b : bytes) {
      text.append(
          b >= ' ' && b < 127 && b != '\\' && b != '\''
              ? String.valueOf((char) b)
              : "\\x%02x".formatted(b & 0xFF));
    }
    return text.append('\'').toString();
  }
}
