package nabla.engine.backend.cpu;

import nabla.engine.backend.Buffer;
import nabla.engine.error.Memory;
import nabla.engine.formula.Kind;

/// Elements in an array of the heap. The four kinds differ in nothing but the array's type.
sealed interface HeapBuffer extends Buffer {
  /// Returns the array itself.
  Object array();

  @Override
  default String device() {
    return "cpu";
  }

  double getDouble(int position);

  long getLong(int position);

  void setDouble(int position, double value);

  void setLong(int position, long value);

  static HeapBuffer allocate(Kind kind, int size) {
    return of(Memory.reserve((long) size * bytes(kind), () -> kind.allocate(size)));
  }

  private static int bytes(Kind kind) {
    return switch (kind) {
      case BOOL -> Byte.BYTES;
      case FLOAT32 -> Float.BYTES;
      case FLOAT64, INT64 -> Long.BYTES;
    };
  }

  static HeapBuffer of(Object array) {
    return switch (array) {
      case float[] a -> new Floats(a);
      case double[] a -> new Doubles(a);
      case long[] a -> new Longs(a);
      case byte[] a -> new Bytes(a);
      default ->
          throw new IllegalArgumentException(
              "expected float[], double[], long[] or byte[], got "
                  + array.getClass().getSimpleName());
    };
  }

  /// Tells whether the elements are whole numbers, so that a long carries them exactly.
  default boolean isWhole() {
    return kind() == Kind.INT64 || kind() == Kind.BOOL;
  }

  /// Copies an element from a buffer of the same kind.
  default void copy(int position, HeapBuffer from, int fromPosition) {
    if (isWhole()) {
      setLong(position, from.getLong(fromPosition));
    } else {
      setDouble(position, from.getDouble(fromPosition));
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // a buffer is its array
  record Floats(float[] array) implements HeapBuffer {
    @Override
    public Kind kind() {
      return Kind.FLOAT32;
    }

    @Override
    public int size() {
      return array.length;
    }

    @Override
    public double getDouble(int position) {
      return array[position];
    }

    @Override
    public long getLong(int position) {
      return (long) array[position];
    }

    @Override
    public void setDouble(int position, double value) {
      array[position] = (float) value;
    }

    @Override
    public void setLong(int position, long value) {
      array[position] = value;
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  record Doubles(double[] array) implements HeapBuffer {
    @Override
    public Kind kind() {
      return Kind.FLOAT64;
    }

    @Override
    public int size() {
      return array.length;
    }

    @Override
    public double getDouble(int position) {
      return array[position];
    }

    @Override
    public long getLong(int position) {
      return (long) array[position];
    }

    @Override
    public void setDouble(int position, double value) {
      array[position] = value;
    }

    @Override
    public void setLong(int position, long value) {
      array[position] = value;
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  record Longs(long[] array) implements HeapBuffer {
    @Override
    public Kind kind() {
      return Kind.INT64;
    }

    @Override
    public int size() {
      return array.length;
    }

    @Override
    public double getDouble(int position) {
      return array[position];
    }

    @Override
    public long getLong(int position) {
      return array[position];
    }

    @Override
    public void setDouble(int position, double value) {
      array[position] = (long) value;
    }

    @Override
    public void setLong(int position, long value) {
      array[position] = value;
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  record Bytes(byte[] array) implements HeapBuffer {
    @Override
    public Kind kind() {
      return Kind.BOOL;
    }

    @Override
    public int size() {
      return array.length;
    }

    @Override
    public double getDouble(int position) {
      return array[position];
    }

    @Override
    public long getLong(int position) {
      return array[position];
    }

    @Override
    public void setDouble(int position, double value) {
      array[position] = (byte) (value != 0 ? 1 : 0);
    }

    @Override
    public void setLong(int position, long value) {
      array[position] = (byte) (value != 0 ? 1 : 0);
    }
  }
}
