package nabla.kernel.protocol;

import org.jspecify.annotations.Nullable;

/// Sends what the kernel says, in the order of the calls over all sockets. Any thread may call it.
public interface Outbox {
  /// Broadcasts an event to all clients.
  ///
  /// Adjacent stream events of one parent may leave as one message, and may wait for a moment to do
  /// so; anything else that is sent pushes them out first.
  ///
  /// @param parent the header of the request that caused it, or `null` where none did
  void publish(Event event, @Nullable Header parent);

  /// Answers a request on the channel it came from.
  void reply(Incoming request, Answer answer);

  /// Asks the client that sent `origin` for a line of input; returns the identifier of the
  /// question.
  String ask(InputRequest question, Incoming origin);
}
