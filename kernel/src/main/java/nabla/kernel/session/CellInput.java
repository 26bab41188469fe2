package nabla.kernel.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import nabla.kernel.protocol.Incoming;
import nabla.kernel.protocol.InputRequest;
import nabla.kernel.protocol.Outbox;
import nabla.kernel.protocol.Request;

/// `System.in` of the cells: reading asks the user for a line through the front end.
final class CellInput extends InputStream {
  /// What clients send for the end of the input.
  private static final String END = "\u0004";

  private final Cells cells;
  private final Outbox outbox;

  /// Held by the one thread that reads; others wait for their turn, and can be interrupted.
  private final ReentrantLock reading = new ReentrantLock();

  private byte[] line = {};
  private int next;

  /// The questions that wait for an answer, by their cells: subshells may ask side by side.
  private final Map<Cell, Question> questions = new HashMap<>();

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
  public int read() {
    beginReading();
    try {
      return fill() ? line[next++] & 0xFF : -1;
    } finally {
      reading.unlock();
    }
  }

  /// Reads what is left of the line, and no more: a reader must not wait for a second line that it
  /// does not need.
  @Override
  public int read(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    beginReading();
    try {
      if (!fill()) {
        return -1;
      }
      int count = Math.min(length, line.length - next);
      System.arraycopy(line, next, bytes, offset, count);
      next += count;
      return count;
    } finally {
      reading.unlock();
    }
  }

  @Override
  public int available() {
    if (!reading.tryLock()) {
      return 0;
    }
    try {
      return line.length - next;
    } finally {
      reading.unlock();
    }
  }

  private void beginReading() {
    try {
      reading.lockInterruptibly();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InputInterruptedException();
    }
  }

  /// Does nothing: a cell that closes its `Scanner` must not take the input from all later cells.
  @Override
  public void close() {}

  /// Asks for a line and waits for it.
  String ask(String prompt, boolean password) {
    var cell = cells.current();
    if (cell == null || cell.ended()) {
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
    synchronized (questions) {
      var id = outbox.ask(new InputRequest(prompt, password), cell.request());
      questions.put(cell, new Question(id, answer));
    }
    if (cell.stopped()) {
      answer.cancel(false);
    }
    try {
      return answer.get();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InputInterruptedException();
    } catch (CancellationException | ExecutionException _) {
      throw new InputInterruptedException();
    } finally {
      synchronized (questions) {
        questions.remove(cell);
      }
    }
  }

  /// Hands over a line. One that answers an earlier question, interrupted since, is dropped. Some
  /// clients do not say what they answer; then it is the only question that it can be.
  void answer(Request.InputReply reply, Incoming message) {
    var parent = message.parentId();
    synchronized (questions) {
      for (var question : questions.values()) {
        if (question.id().equals(parent) || (parent.isEmpty() && questions.size() == 1)) {
          question.answer().complete(reply.value());
        }
      }
    }
  }

  /// Ends the wait for input of a cell, if it is waiting.
  void interrupt(Cell cell) {
    synchronized (questions) {
      var question = questions.get(cell);
      if (question != null) {
        question.answer().cancel(false);
      }
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
