package nabla.kernel.widgets;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import nabla.kernel.comm.Comm;
import nabla.kernel.comm.Comms;

/// The widgets that the front end knows, and the target with which it asks for all of them at once.
public final class Models {
  private static final String TARGET = "jupyter.widget";
  private static final String CONTROL = "jupyter.widget.control";
  private static final Map<String, Object> VERSION = Map.of("version", "2.1.0");

  private static final Map<String, Widget> OPEN = new ConcurrentHashMap<>();

  /// Names are numbered, not drawn by lot: a notebook that runs again from its beginning gives the
  /// same outputs.
  private static final AtomicLong COUNTER = new AtomicLong();

  private static volatile boolean asked;

  private Models() {}

  /// Lets the front end ask for the states of all widgets, which it does when a page is opened
  /// anew.
  public static void register() {
    asked = false;
    Comms.target(
        CONTROL,
        comm -> {
          asked = true;
          comm.onMessage(
              message -> {
                if ("request_states".equals(message.data().get("method"))) {
                  sendAll(comm);
                }
              });
        });
  }

  /// Tells whether a front end shows widgets: one that does has asked for those that there are
  /// before it ran anything.
  public static boolean areShown() {
    return asked;
  }

  /// Returns a widget that will be closed before its notebook is saved. It has a name by lot, so
  /// that it makes no difference to the names of those that stay.
  public static HTML passing(String value) {
    HTML widget = new HTML(value);
    widget.passing = true;
    return widget;
  }

  static void close(String id) {
    Widget widget = OPEN.remove(id);
    if (widget != null) {
      widget.close();
    }
  }

  private static void sendAll(Comm comm) {
    Map<String, Object> states = new LinkedHashMap<>();
    List<Object> paths = new ArrayList<>();
    List<byte[]> buffers = new ArrayList<>();
    OPEN.forEach(
        (id, widget) -> {
          Split split = split(widget.state());
          states.put(
              id,
              Map.of(
                  "model_name", widget.written("_model_name"),
                  "model_module", widget.written("_model_module"),
                  "model_module_version", widget.written("_model_module_version"),
                  "state", split.state()));
          for (List<String> path : split.paths()) {
            paths.add(List.of(id, "state", path.getFirst()));
          }
          buffers.addAll(List.of(split.buffers()));
        });
    comm.send(
        Map.of("method", "update_states", "states", states, "buffer_paths", paths),
        buffers.toArray(byte[][]::new));
  }

  static Comm open(Widget widget, Map<String, Object> state) {
    Split split = split(state);
    UUID id =
        widget.passing
            ? UUID.randomUUID()
            : new UUID(0x6e61626c61004000L, 0x8000000000000000L | COUNTER.incrementAndGet());
    Comm comm =
        Comms.openAs(
            id.toString(),
            TARGET,
            Map.of("state", split.state(), "buffer_paths", split.paths()),
            VERSION,
            split.buffers());
    OPEN.put(id.toString(), widget);
    return comm;
  }

  /// A state whose binary values travel apart.
  ///
  /// @param paths where they belong
  @SuppressWarnings("ArrayRecordComponent") // nobody compares
  record Split(Map<String, Object> state, List<List<String>> paths, byte[][] buffers) {}

  static Split split(Map<String, Object> state) {
    Map<String, Object> rest = new LinkedHashMap<>();
    List<List<String>> paths = new ArrayList<>();
    List<byte[]> buffers = new ArrayList<>();
    state.forEach(
        (trait, value) -> {
          if (value instanceof byte[] bytes) {
            paths.add(List.of(trait));
            buffers.add(bytes);
          } else {
            rest.put(trait, value);
          }
        });
    return new Split(rest, paths, buffers.toArray(byte[][]::new));
  }
}
