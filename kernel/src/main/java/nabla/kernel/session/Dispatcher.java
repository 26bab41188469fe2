package nabla.kernel.session;

import java.util.List;
import nabla.kernel.protocol.Answer;
import nabla.kernel.protocol.Event;
import nabla.kernel.protocol.Inbox;
import nabla.kernel.protocol.Incoming;
import nabla.kernel.protocol.Outbox;
import nabla.kernel.protocol.Request;
import nabla.kernel.protocol.Session;
import org.jspecify.annotations.Nullable;

/// Leads every request through busy, answer, reply and idle, whatever happens on the way.
///
/// Shell and control have a thread each, so that a kernel whose cell runs can still be interrupted,
/// asked who it is, and ended.
public final class Dispatcher implements Inbox {
  private final Session session;
  private final Outbox outbox;
  private final Runnable end;
  private final Lane shell = new Lane("shell", this::dispatch);
  private final Lane control = new Lane("control", this::dispatch);

  /// @param end called once a client has asked for the end and has been answered
  public Dispatcher(Session session, Outbox outbox, Runnable end) {
    this.session = session;
    this.outbox = outbox;
    this.end = end;
  }

  public void start() {
    shell.start();
    control.start();
  }

  @Override
  public void accept(Incoming message) {
    switch (message.channel()) {
      case SHELL -> shell.add(message);
      case CONTROL -> control.add(message);
      // The thread that reads waits for this very message; nothing is answered.
      case STDIN -> {
        if (message.request() instanceof Request.InputReply) {
          message.request().answer(session, message);
        }
      }
    }
  }

  private void dispatch(Incoming message, boolean aborted, Lane lane) {
    outbox.publish(Event.Status.BUSY, message.header());
    try {
      var answer = answer(message, aborted);
      if (stopsOthers(message.request(), answer)) {
        // Before the reply leaves: what a client sends after it has seen the failure must run.
        lane.abortWaiting();
      }
      if (answer != null) {
        outbox.reply(message, answer);
      }
    } finally {
      outbox.publish(Event.Status.IDLE, message.header());
    }
    if (message.request() instanceof Request.ShutdownRequest) {
      end.run();
    }
  }

  /// Returns the answer; a request that cannot be answered gets the reason.
  private @Nullable Answer answer(Incoming message, boolean aborted) {
    if (aborted && message.request() instanceof Request.ExecuteRequest) {
      return Answer.Failed.aborted();
    }
    try {
      return message.request().answer(session, message);
    } catch (Throwable e) { // errors too: a client that gets no reply waits for ever
      var evalue = String.valueOf(e.getMessage());
      return new Answer.Failed(
          Answer.ERROR,
          e.getClass().getSimpleName(),
          evalue,
          List.of(e.getClass().getSimpleName() + ": " + evalue));
    }
  }

  private static boolean stopsOthers(Request request, @Nullable Answer answer) {
    if (!(request instanceof Request.ExecuteRequest cell) || !cell.stopOnError()) {
      return false;
    }
    return switch (answer) {
      case Answer.Failed failed -> failed.status().equals(Answer.ERROR);
      case Request.ExecuteRequest.Reply reply -> reply.status().equals(Answer.ERROR);
      case null, default -> false;
    };
  }
}
