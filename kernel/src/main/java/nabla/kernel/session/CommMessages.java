package nabla.kernel.session;

import java.util.LinkedHashMap;
import java.util.Map;
import nabla.kernel.comm.Comm;
import nabla.kernel.comm.CommHub;
import nabla.kernel.comm.CommMessage;
import nabla.kernel.comm.CommPort;
import nabla.kernel.protocol.Event;
import nabla.kernel.protocol.Incoming;
import nabla.kernel.protocol.Json;
import nabla.kernel.protocol.Outbox;
import nabla.kernel.protocol.Request;
import org.jspecify.annotations.Nullable;

/// Comms as messages: what a cell says becomes events under the cell of the calling thread, and
/// what the front end says runs as code of the user's.
final class CommMessages implements CommPort {
  private final Cells cells;
  private final Outbox outbox;

  CommMessages(Cells cells, Outbox outbox) {
    this.cells = cells;
    this.outbox = outbox;
  }

  @Override
  public void open(Comm comm, CommMessage message) {
    var data = Json.snapshot(message.data());
    publish(new Event.CommOpen(comm.id(), comm.target(), data, extras(message)));
  }

  @Override
  public void send(Comm comm, CommMessage message) {
    publish(new Event.CommMsg(comm.id(), Json.snapshot(message.data()), extras(message)));
  }

  @Override
  public void close(Comm comm, CommMessage message) {
    publish(new Event.CommClose(comm.id(), Json.snapshot(message.data()), extras(message)));
  }

  private void publish(Event event) {
    outbox.publish(event, cells.parent());
  }

  private static Event.Extras extras(CommMessage message) {
    var metadata = new LinkedHashMap<String, Object>();
    message.metadata().forEach((name, value) -> metadata.put(name, Json.snapshot(value)));
    return new Event.Extras(metadata, message.buffers());
  }

  /// Lets the target's handler take a comm. The protocol wants one that nobody waits for closed.
  void opened(Request.CommOpen opening, Incoming origin) {
    var message = message(opening.data(), origin);
    if (!CommHub.KERNEL.opened(opening.commId(), opening.targetName(), message)) {
      outbox.publish(
          new Event.CommClose(opening.commId(), Map.of(), Event.Extras.NONE), origin.header());
    }
  }

  void received(Request.CommMsg saying, Incoming origin) {
    CommHub.KERNEL.received(saying.commId(), message(saying.data(), origin));
  }

  void closed(Request.CommClose closing, Incoming origin) {
    CommHub.KERNEL.closed(closing.commId(), message(closing.data(), origin));
  }

  private static CommMessage message(Map<String, @Nullable Object> data, Incoming origin) {
    return new CommMessage(data, origin.metadata(), origin.buffers());
  }

  /// Returns the open comms, all or those of one target.
  Map<String, Object> info(Request.CommInfoRequest request) {
    var wanted = request.targetName();
    var open = new LinkedHashMap<String, Object>();
    for (var comm : CommHub.KERNEL.all()) {
      if (wanted == null || wanted.equals(comm.target())) {
        open.put(comm.id(), Map.of("target_name", comm.target()));
      }
    }
    return open;
  }
}
