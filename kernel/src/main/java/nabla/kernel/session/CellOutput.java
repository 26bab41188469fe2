package nabla.kernel.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import nabla.kernel.protocol.Event;
import nabla.kernel.protocol.Header;
import nabla.kernel.protocol.Outbox;
import org.jspecify.annotations.Nullable;

/// `System.out` or `System.err` of the cells: bytes come in, stream events of the writing thread's
/// cell go out.
final class CellOutput extends OutputStream {
  private static final String REPLACEMENT = "\uFFFD";

  private final String name;
  private final Cells cells;
  private final Outbox outbox;
  private final ReentrantLock lock = new ReentrantLock();
  private final CharsetDecoder decoder =
      UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);

  /// The first bytes of a character whose last ones have not been written yet, and whose they are.
  private byte[] unfinished = {};

  private @Nullable Header owner;

  private CellOutput(String name, Cells cells, Outbox outbox) {
    this.name = name;
    this.cells = cells;
    this.outbox = outbox;
  }

  /// Returns a print stream that needs no flushing: what is printed is in the outbox when the call
  /// returns.
  static PrintStream printer(String name, Cells cells, Outbox outbox) {
    return new PrintStream(new CellOutput(name, cells, outbox), true, UTF_8);
  }

  @Override
  public void write(int oneByte) {
    write(new byte[] {(byte) oneByte}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    var parent = cells.parent();
    lock.lock();
    try {
      if (unfinished.length > 0 && !Objects.equals(owner, parent)) {
        unfinished = new byte[0];
        publish(REPLACEMENT, owner);
      }
      owner = parent;
      publish(decode(bytes, offset, length), parent);
    } finally {
      lock.unlock();
    }
  }

  private String decode(byte[] bytes, int offset, int length) {
    var in = ByteBuffer.allocate(unfinished.length + length);
    in.put(unfinished).put(bytes, offset, length).flip();
    var out = CharBuffer.allocate(in.remaining() + 1);
    decoder.reset().decode(in, out, false);
    unfinished = new byte[in.remaining()];
    in.get(unfinished);
    return out.flip().toString();
  }

  private void publish(String text, @Nullable Header parent) {
    if (!text.isEmpty()) {
      outbox.publish(new Event.Stream(name, text), parent);
    }
  }
}
