package nabla.engine.data;

import java.nio.ByteBuffer;
import nabla.engine.error.DTypeException;
import nabla.engine.tensor.DType;
import org.jspecify.annotations.Nullable;

/// How files hold an element: more types than the engine computes in.
///
/// Reading converts: halves become float32, whole numbers int64. Writing converts back, and refuses
/// whole numbers that do not fit.
public enum StoredType {
  /// 64-bit floating point.
  FLOAT64("F64", "f8", 8, DType.FLOAT64),
  /// 32-bit floating point.
  FLOAT32("F32", "f4", 4, DType.FLOAT32),
  /// 16-bit floating point of IEEE 754, 11 bits of precision.
  FLOAT16("F16", "f2", 2, DType.FLOAT32),
  /// The upper 16 bits of a float32, 8 bits of precision; NumPy has no such type.
  BFLOAT16("BF16", null, 2, DType.FLOAT32),
  /// 64-bit whole numbers.
  INT64("I64", "i8", 8, DType.INT64),
  /// 32-bit whole numbers.
  INT32("I32", "i4", 4, DType.INT64),
  /// 16-bit whole numbers.
  INT16("I16", "i2", 2, DType.INT64),
  /// 8-bit whole numbers.
  INT8("I8", "i1", 1, DType.INT64),
  /// 64-bit whole numbers without a sign; those above 2⁶³ - 1 cannot be read.
  UINT64("U64", "u8", 8, DType.INT64),
  /// 32-bit whole numbers without a sign.
  UINT32("U32", "u4", 4, DType.INT64),
  /// 16-bit whole numbers without a sign.
  UINT16("U16", "u2", 2, DType.INT64),
  /// 8-bit whole numbers without a sign, such as the brightness of pixels.
  UINT8("U8", "u1", 1, DType.INT64),
  /// Truth values, one byte each.
  BOOL("BOOL", "b1", 1, DType.BOOL);

  private final String safetensors;
  private final @Nullable String numpy;
  private final int bytes;
  private final DType dtype;

  StoredType(String safetensors, @Nullable String numpy, int bytes, DType dtype) {
    this.safetensors = safetensors;
    this.numpy = numpy;
    this.bytes = bytes;
    this.dtype = dtype;
  }

  /// Returns the type that holds elements of a dtype as they are.
  public static StoredType of(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> FLOAT32;
      case FLOAT64 -> FLOAT64;
      case INT64 -> INT64;
      case BOOL -> BOOL;
    };
  }

  static @Nullable StoredType ofSafetensors(String name) {
    for (StoredType type : values()) {
      if (type.safetensors.equals(name)) {
        return type;
      }
    }
    return null;
  }

  /// Returns the type of a NumPy code without its byte order, such as `f8`.
  static @Nullable StoredType ofNumpy(String code) {
    for (StoredType type : values()) {
      if (code.equals(type.numpy)) {
        return type;
      }
    }
    return null;
  }

  String safetensors() {
    return safetensors;
  }

  @Nullable String numpy() {
    return numpy;
  }

  /// Returns the size of an element in bytes.
  public int bytes() {
    return bytes;
  }

  /// Returns the dtype that elements have after reading.
  public DType dtype() {
    return dtype;
  }

  double nextDouble(ByteBuffer from) {
    return switch (this) {
      case FLOAT64 -> from.getDouble();
      case FLOAT32 -> from.getFloat();
      case FLOAT16 -> Float.float16ToFloat(from.getShort());
      case BFLOAT16 -> Float.intBitsToFloat(from.getShort() << 16);
      default -> nextLong(from);
    };
  }

  long nextLong(ByteBuffer from) {
    return switch (this) {
      case INT64 -> from.getLong();
      case INT32 -> from.getInt();
      case INT16 -> from.getShort();
      case INT8 -> from.get();
      case UINT64 -> signed(from.getLong());
      case UINT32 -> Integer.toUnsignedLong(from.getInt());
      case UINT16 -> Short.toUnsignedLong(from.getShort());
      case UINT8 -> Byte.toUnsignedLong(from.get());
      case BOOL -> from.get() == 0 ? 0 : 1;
      default -> (long) nextDouble(from);
    };
  }

  private static long signed(long value) {
    if (value < 0) {
      throw overflow("int64_t", Long.toUnsignedString(value), DType.INT64);
    }
    return value;
  }

  void put(ByteBuffer to, double value) {
    switch (this) {
      case FLOAT64 -> to.putDouble(value);
      case FLOAT32 -> to.putFloat((float) value);
      case FLOAT16 -> to.putShort(Float.floatToFloat16((float) value));
      case BFLOAT16 -> to.putShort(brain((float) value));
      case BOOL -> to.put((byte) (value == 0 ? 0 : 1));
      default -> {
        if (!(Math.abs(value) < 0x1p63)) {
          throw overflow(cName(), value, this);
        }
        put(to, (long) value);
      }
    }
  }

  void put(ByteBuffer to, long value) {
    switch (this) {
      case INT64 -> to.putLong(value);
      case INT32 -> to.putInt((int) within(value, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case INT16 -> to.putShort((short) within(value, Short.MIN_VALUE, Short.MAX_VALUE));
      case INT8 -> to.put((byte) within(value, Byte.MIN_VALUE, Byte.MAX_VALUE));
      case UINT64 -> to.putLong(within(value, 0, Long.MAX_VALUE));
      case UINT32 -> to.putInt((int) within(value, 0, 0xFFFF_FFFFL));
      case UINT16 -> to.putShort((short) within(value, 0, 0xFFFF));
      case UINT8 -> to.put((byte) within(value, 0, 0xFF));
      case BOOL -> to.put((byte) (value == 0 ? 0 : 1));
      default -> put(to, (double) value);
    }
  }

  private long within(long value, long least, long greatest) {
    if (value < least || value > greatest) {
      throw overflow(cName(), value, this);
    }
    return value;
  }

  /// Rounds to the nearest, ties to even, as PyTorch's conversion does.
  private static short brain(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) 0x7FC0;
    }
    return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
  }

  private static DTypeException overflow(String cName, Object value, Object type) {
    return new DTypeException(
        "value cannot be converted to type " + cName + " without overflow",
        "data.overflow",
        value,
        type);
  }

  private String cName() {
    return this + "_t";
  }

  /// Returns the name that NumPy and PyTorch give the type, such as `uint8`.
  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
