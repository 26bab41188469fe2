package nabla.kernel.session;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import nabla.kernel.protocol.Answer;
import nabla.kernel.protocol.Channel;
import nabla.kernel.protocol.Event;
import nabla.kernel.protocol.Inbox;
import nabla.kernel.protocol.Incoming;
import nabla.kernel.protocol.Outbox;
import nabla.kernel.protocol.Request;
import nabla.kernel.protocol.Session;
import org.jspecify.annotations.Nullable;

/// Leads every request through busy, answer, reply and idle, whatever happens on the way.
///
/// Shell, control and each subshell have a thread of their own, so that a kernel whose cell runs
/// can still be interrupted, asked who it is, and ended.
public final class Dispatcher implements Inbox {
  private final Session session;
  private final Outbox outbox;
  private final Runnable end;
  private final Lane shell = new Lane("shell", this::dispatch);
  private final Lane control = new Lane("control", this::dispatch);
  private final Map<String, Lane> subshells = new ConcurrentHashMap<>();

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
      case SHELL -> lane(message).add(message);
      case CONTROL -> control.add(message);
      // The thread that reads waits for this very message; nothing is answered.
      case STDIN -> {
        if (message.request() instanceof Request.InputReply) {
          message.request().answer(session, message);
        }
      }
    }
  }

  /// Returns the thread that deals with a message of the shell's socket. One for a subshell that is
  /// not there is refused by the thread of the control channel, which is never busy for long.
  private Lane lane(Incoming message) {
    var id = message.subshell();
    return id.isEmpty() ? shell : subshells.getOrDefault(id, control);
  }

  private void dispatch(Incoming message, boolean aborted, Lane lane) {
    if (lane != control) {
      session.begin(message);
    }
    outbox.publish(Event.Status.BUSY, message.header());
    try {
      var answer = answer(message, aborted);
      if (stopsOthers(message.request(), answer)) {
        // Before the reply leaves: what a client sends after it has seen the failure must run.
        lane.abortWaiting();
      }
      follow(message, answer);
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

  /// Does to the threads what the answer to a request of the control channel means for them.
  private void follow(Incoming message, @Nullable Answer answer) {
    switch (message.request()) {
      case Request.CreateSubshellRequest _
          when answer instanceof Request.CreateSubshellRequest.Reply(_, var id) -> {
        var lane = new Lane("subshell", this::dispatch);
        subshells.put(id, lane);
        lane.start();
      }
      case Request.DeleteSubshellRequest(var id) -> {
        var lane = subshells.remove(id);
        if (lane != null) {
          lane.abortWaiting();
          lane.end();
        }
      }
      default -> {}
    }
  }

  /// Aborts what waits behind cells that the user stops: it was meant to run after them.
  private void abortWaiting(Incoming interrupt) {
    if (interrupt.subshell().isEmpty()) {
      shell.abortWaiting();
      subshells.values().forEach(Lane::abortWaiting);
    } else {
      subshells.computeIfPresent(
          interrupt.subshell(),
          (_, lane) -> {
            lane.abortWaiting();
            return lane;
          });
    }
  }

  /// Returns the answer; a request that cannot be answered gets the reason.
  private @Nullable Answer answer(Incoming message, boolean aborted) {
    if (aborted && message.request() instanceof Request.ExecuteRequest) {
      return Answer.Failed.aborted();
    }
    if (message.channel() == Channel.SHELL
        && !message.subshell().isEmpty()
        && !subshells.containsKey(message.subshell())) {
      return message.header().msgType().endsWith("_request")
          ? Answer.Failed.noSubshell(message.subshell())
          : null;
    }
    if (message.request() instanceof Request.InterruptRequest) {
      abortWaiting(message);
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
