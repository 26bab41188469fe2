package nabla.engine.data;

import static nabla.engine.tensor.Creation.tensor;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import nabla.engine.tensor.DType;
import nabla.engine.tensor.Shape;
import nabla.engine.tensor.Tensor;

/// Carries the elements of tensors from and to streams of bytes, a piece at a time.
final class Elements {
  private static final int PIECE = 1 << 16;

  private Elements() {}

  /// Reads the elements of a tensor in row-major order.
  ///
  /// @throws EOFException if there are fewer
  static Tensor read(InputStream in, StoredType type, ByteOrder order, Shape shape)
      throws IOException {
    int count = shape.numel();
    Pieces pieces = new Pieces(in, type, order, count);
    Tensor flat =
        switch (type.dtype()) {
          case FLOAT32 -> tensor(pieces.floats(count));
          case FLOAT64 -> tensor(pieces.doubles(count), DType.FLOAT64);
          case INT64 -> tensor(pieces.longs(count));
          case BOOL -> tensor(pieces.booleans(count));
        };
    return flat.reshape(shape.toArray()).detach();
  }

  /// The elements that are still to come.
  private static final class Pieces {
    private final InputStream in;
    private final StoredType type;
    private final ByteBuffer buffer;
    private long left;

    Pieces(InputStream in, StoredType type, ByteOrder order, int count) {
      this.in = in;
      this.type = type;
      this.left = (long) count * type.bytes();
      this.buffer = ByteBuffer.allocate(PIECE).order(order).limit(0);
    }

    private ByteBuffer next() throws IOException {
      if (!buffer.hasRemaining()) {
        int size = (int) Math.min(left, PIECE);
        int got = in.readNBytes(buffer.array(), 0, size);
        if (got < size) {
          throw new EOFException();
        }
        left -= size;
        buffer.clear().limit(size);
      }
      return buffer;
    }

    float[] floats(int count) throws IOException {
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] = (float) type.nextDouble(next());
      }
      return values;
    }

    double[] doubles(int count) throws IOException {
      double[] values = new double[count];
      for (int i = 0; i < count; i++) {
        values[i] = type.nextDouble(next());
      }
      return values;
    }

    long[] longs(int count) throws IOException {
      long[] values = new long[count];
      for (int i = 0; i < count; i++) {
        values[i] = type.nextLong(next());
      }
      return values;
    }

    boolean[] booleans(int count) throws IOException {
      boolean[] values = new boolean[count];
      for (int i = 0; i < count; i++) {
        values[i] = type.nextLong(next()) != 0;
      }
      return values;
    }
  }

  /// Writes the elements of a tensor in row-major order, least significant byte first.
  static void write(OutputStream out, Tensor tensor, StoredType type) throws IOException {
    Tensor plain = tensor.detach();
    ByteBuffer buffer = ByteBuffer.allocate(PIECE).order(ByteOrder.LITTLE_ENDIAN);
    if (plain.dtype().isFloating()) {
      for (double value : plain.toDoubleArray()) {
        type.put(buffer, value);
        flush(out, buffer, PIECE - 1);
      }
    } else {
      for (long value : plain.toLongArray()) {
        type.put(buffer, value);
        flush(out, buffer, PIECE - 1);
      }
    }
    flush(out, buffer, 0);
  }

  @SuppressWarnings("ByteBufferBackingArray") // allocated above
  private static void flush(OutputStream out, ByteBuffer buffer, int beyond) throws IOException {
    if (buffer.position() > beyond) {
      out.write(buffer.array(), 0, buffer.position());
      buffer.clear();
    }
  }
}
