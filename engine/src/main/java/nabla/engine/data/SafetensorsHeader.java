package nabla.engine.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nabla.engine.error.DataException;
import nabla.engine.tensor.Shape;
import org.jspecify.annotations.Nullable;

/// What stands at the head of a safetensors file: where each tensor lies, and texts about the file.
///
/// After reading, the entries are known to cover the bytes behind the header without a gap or an
/// overlap, so that no size in a malformed file can ask for more memory than the file has bytes.
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {
  /// The key of the texts among the names of the tensors.
  static final String METADATA = "__metadata__";

  /// Longer headers are refused by safetensors, too.
  private static final long LONGEST = 100_000_000;

  /// The types that safetensors knows; not all of them can be read.
  private static final List<String> DTYPES =
      List.of(
          "BOOL",
          "F4",
          "F6_E2M3",
          "F6_E3M2",
          "U8",
          "I8",
          "F8_E5M2",
          "F8_E4M3",
          "F8_E8M0",
          "F8_E4M3FNUZ",
          "F8_E5M2FNUZ",
          "I16",
          "U16",
          "F16",
          "BF16",
          "I32",
          "U32",
          "F32",
          "C64",
          "F64",
          "I64",
          "U64");

  /// One tensor: its bytes are those from `begin` before `end` behind the header.
  record Entry(String name, StoredType type, Shape shape, long begin, long end) {}

  /// Reads the header; afterwards the stream stands at the first byte of the first tensor.
  ///
  /// @param length the number of bytes of the whole file
  static SafetensorsHeader read(InputStream in, long length) throws IOException {
    byte[] head = in.readNBytes(8);
    if (head.length < 8) {
      throw malformed("header too small");
    }
    long size = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (size < 0 || size > LONGEST) {
      throw malformed("header too large");
    }
    byte[] bytes = size > length - 8 ? new byte[0] : in.readNBytes((int) size);
    if (bytes.length < size) {
      throw malformed("invalid header length");
    }
    try {
      return checked(parse(Json.parse(utf8(bytes))), length - 8 - size);
    } catch (Json.Malformed e) {
      throw malformed("invalid JSON in header: " + e.getMessage());
    }
  }

  private static String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      throw malformed("invalid UTF-8 in header");
    }
  }

  static DataException malformed(String sentence) {
    return new DataException("Error while deserializing header: " + sentence, "data.safetensors");
  }

  private static SafetensorsHeader parse(@Nullable Object json) throws Json.Malformed {
    List<Entry> entries = new ArrayList<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, @Nullable Object> member :
        object(json, "struct HashMetadata").entrySet()) {
      Object value = member.getValue();
      if (!member.getKey().equals(METADATA)) {
        entries.add(entry(member.getKey(), object(value, "struct TensorInfo")));
      } else if (value != null) {
        for (Map.Entry<String, @Nullable Object> text : object(value, "a map").entrySet()) {
          metadata.put(text.getKey(), string(text.getValue()));
        }
      }
    }
    return new SafetensorsHeader(entries, metadata);
  }

  private static Entry entry(String name, Map<String, @Nullable Object> info)
      throws Json.Malformed {
    String dtype = string(field(info, "dtype"));
    StoredType type = StoredType.ofSafetensors(dtype);
    if (!DTYPES.contains(dtype)) {
      throw new Json.Malformed(
          "unknown variant `%s`, expected one of `%s`"
              .formatted(dtype, String.join("`, `", DTYPES)));
    }
    if (type == null) {
      throw new DataException(
          "tensor `%s` has the dtype %s".formatted(name, dtype), "data.storedType", name, dtype);
    }
    List<Long> sizes = naturals(field(info, "shape"));
    List<Long> offsets = naturals(field(info, "data_offsets"));
    if (offsets.size() != 2) {
      throw new Json.Malformed(
          "invalid length %d, expected a tuple of size 2".formatted(offsets.size()));
    }
    if (offsets.get(1) < offsets.get(0)) {
      throw malformed("invalid offset for tensor `" + name + "`");
    }
    requireSize(sizes, offsets.get(1) - offsets.get(0), type);
    int[] shape = sizes.stream().mapToInt(size -> natural(name, size)).toArray();
    return new Entry(name, type, Shape.shape(shape), offsets.get(0), offsets.get(1));
  }

  private static void requireSize(List<Long> sizes, long bytes, StoredType type) {
    long expected = type.bytes();
    try {
      for (long size : sizes) {
        expected = Math.multiplyExact(expected, size);
      }
    } catch (ArithmeticException _) {
      throw malformed("overflow computing buffer size from shape and/or element type");
    }
    if (expected != bytes) {
      throw malformed("invalid shape, data type, or offset for tensor");
    }
  }

  /// A tensor has at most 2³¹ - 1 elements here, so no dimension can be larger.
  private static int natural(String name, long size) {
    if (size > Integer.MAX_VALUE) {
      throw new DataException(
          "tensor `%s` has a dimension of size %d".formatted(name, size),
          "data.tooLarge",
          size,
          Integer.MAX_VALUE);
    }
    return (int) size;
  }

  /// Returns the header if its tensors lie one after the other and end where the file ends.
  private static SafetensorsHeader checked(SafetensorsHeader header, long bytes) {
    long end = 0;
    for (Entry entry : header.inOrderOfBytes()) {
      if (entry.begin() != end) {
        throw malformed("invalid offset for tensor `" + entry.name() + "`");
      }
      end = entry.end();
    }
    if (end != bytes) {
      throw malformed("incomplete metadata, file not fully covered");
    }
    return header;
  }

  List<Entry> inOrderOfBytes() {
    return entries.stream()
        .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
        .toList();
  }

  private static @Nullable Object field(Map<String, @Nullable Object> info, String name)
      throws Json.Malformed {
    if (!info.containsKey(name)) {
      throw new Json.Malformed("missing field `" + name + "`");
    }
    return info.get(name);
  }

  @SuppressWarnings("unchecked") // the keys of every map that Json makes are texts
  private static Map<String, @Nullable Object> object(@Nullable Object json, String what)
      throws Json.Malformed {
    if (json instanceof Map<?, ?> map) {
      return (Map<String, @Nullable Object>) map;
    }
    throw unexpected(json, what);
  }

  private static String string(@Nullable Object json) throws Json.Malformed {
    if (json instanceof String text) {
      return text;
    }
    throw unexpected(json, "a string");
  }

  private static List<Long> naturals(@Nullable Object json) throws Json.Malformed {
    if (!(json instanceof List<?> list)) {
      throw unexpected(json, "a sequence");
    }
    List<Long> numbers = new ArrayList<>();
    for (Object element : list) {
      if (!(element instanceof Long number)) {
        throw unexpected(element, "usize");
      }
      if (number < 0) {
        throw new Json.Malformed("invalid value: integer `%d`, expected usize".formatted(number));
      }
      numbers.add(number);
    }
    return numbers;
  }

  private static Json.Malformed unexpected(@Nullable Object json, String expected) {
    String got =
        switch (json) {
          case null -> "null";
          case String text -> "string " + Json.quote(text);
          case Long number -> "integer `" + number + "`";
          case Double number -> "floating point `" + number + "`";
          case Boolean truth -> "boolean `" + truth + "`";
          case List<?> _ -> "sequence";
          default -> "map";
        };
    return new Json.Malformed("invalid type: %s, expected %s".formatted(got, expected));
  }
}
