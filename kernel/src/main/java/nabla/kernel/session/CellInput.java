package nabla.kernel.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import nabla.kernel.protocol.Incoming;
import nabla.kernel.protocol.InputRequest;
import nabla.kernel.protocol.Outbox;
import nabla.kernel.protocol.Request;
import org.jspecify.annotations.Nullable;

/// `System.in` of the cells: reading asks the user for a line through the front end.
final class CellInput extends InputStream {
  /// What clients send for the end of the input.
  private static final String END = "\u0004";

  private final Cells cells;
  private final Outbox outbox;
  private byte[] line = {};
  private int next;
  private final Object asking = new Object();
  private volatile @Nullable Question question;

  /// @param id the identifier of the request, named by some clients as the parent of their answer
  private record Question(String id, CompletableFuture<String> answer) {}

  /// Says that nobody can be asked. Unchecked, because `Scanner` swallows an `IOException`.
  static final class StdinNotImplementedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StdinNotImplementedException(String message) {
      super(message);
    }
  }

  /// Says that the cell was interrupted while it waited for input.
  static final class InputInterruptedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InputInterruptedException() {
      super("The cell was interrupted while it waited for input.");
    }
  }

  CellInput(Cells cells, Outbox outbox) {
    this.cells = cells;
    this.outbox = outbox;
  }

  @Override
  public synchronized int read() {
    return fill() ? line[next++] & 0xFF : -1;
  }

  /// Reads what is left of the line, and no more: a reader must not wait for a second line that it
  /// does not need.
  @Override
  public synchronized int read(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, line.length - next);
    System.arraycopy(line, next, bytes, offset, count);
    next += count;
    return count;
  }

  @Override
  public synchronized int available() {
    return line.length - next;
  }

  /// Does nothing: a cell that closes its `Scanner` must not take the input from all later cells.
  @Override
  public void close() {}

  /// Asks for a line and waits for it.
  String ask(String prompt, boolean password) {
    var cell = cells.current();
    if (cell == null || !cells.isRunning(cell)) {
      throw new StdinNotImplementedException(
          "Input can be read while the cell that asks for it runs, and it has ended.");
    }
    if (!cell.allowsInput()) {
      throw new StdinNotImplementedException(
          "The cell reads input, but this front end does not support input requests"
              + " (nbconvert and other tools that run notebooks unattended have nobody to ask).");
    }
    var answer = new CompletableFuture<String>();
    // Held until the question is known here: the answer may be quicker.
    synchronized (asking) {
      var id = outbox.ask(new InputRequest(prompt, password), cell.request());
      question = new Question(id, answer);
    }
    try {
      return answer.get();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InputInterruptedException();
    } catch (CancellationException | ExecutionException _) {
      throw new InputInterruptedException();
    } finally {
      question = null;
    }
  }

  /// Hands over a line. One that answers an earlier question, interrupted since, is dropped.
  void answer(Request.InputReply reply, Incoming message) {
    var open = question();
    if (open != null && (message.parentId().isEmpty() || message.parentId().equals(open.id()))) {
      open.answer().complete(reply.value());
    }
  }

  /// Ends the wait for input, if a cell is waiting.
  void interrupt() {
    var open = question();
    if (open != null) {
      open.answer().cancel(false);
    }
  }

  private @Nullable Question question() {
    synchronized (asking) {
      return question;
    }
  }

  /// Makes sure that there is something to read; returns false at the end of the input.
  private boolean fill() {
    if (next < line.length) {
      return true;
    }
    var answer = ask("", false);
    if (answer.equals(END)) {
      return false;
    }
    line = (answer + "\n").getBytes(UTF_8);
    next = 0;
    return true;
  }
}
