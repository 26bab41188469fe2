package nabla.kernel.widgets;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import nabla.kernel.comm.Comm;
import nabla.kernel.comm.CommMessage;
import nabla.kernel.display.Screens;
import nabla.kernel.protocol.MimeBundle;
import org.jspecify.annotations.Nullable;

/// Something that the user of a notebook sees and moves, and its state in Java: `display(slider)`,
/// or as the last value of a cell.
///
/// The state is changed from cells by setters, and by the user's hand while a cell runs. Callbacks
/// run beside the running cell, and what they print and show stands under the cell that registered
/// them.
public abstract sealed class Widget
    permits Input, Button, Shown, Container, ProgressBar, Output, Image, Helper {
  static final String MIME = "application/vnd.jupyter.widget-view+json";
  static final String CONTROLS = "@jupyter-widgets/controls";
  static final String BASE = "@jupyter-widgets/base";
  private static final String REFERENCE = "IPY_MODEL_";

  private final Map<String, Object> state = new LinkedHashMap<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private @Nullable Comm comm;
  boolean passing;

  private record Listener(String trait, Object cell, Consumer<@Nullable Object> code) {}

  /// Creates the state that all widgets have: their model and view are named like the class.
  Widget() {
    String name = getClass().getSimpleName();
    traits(CONTROLS, "2.0.0", name + "Model", name + "View");
  }

  /// Sets which model and view of the front end it is.
  final void traits(String module, String version, String model, @Nullable String view) {
    put("_model_module", module);
    put("_model_module_version", version);
    put("_model_name", model);
    put("_view_module", module);
    put("_view_module_version", version);
    if (view == null) {
      state.remove("_view_name");
    } else {
      put("_view_name", view);
    }
  }

  /// Declares a trait with its first value; unlike `set` it tells nobody.
  final void put(String trait, Object value) {
    state.put(trait, value);
  }

  final synchronized @Nullable Object get(String trait) {
    return state.get(trait);
  }

  final String written(String trait) {
    return String.valueOf(get(trait));
  }

  /// Changes a trait from Java, and tells the front end and the listeners if it is another value.
  final void set(String trait, Object value) {
    synchronized (this) {
      if (Objects.equals(state.put(trait, value), value)) {
        return;
      }
      var open = comm;
      if (open != null) {
        send(open, "update", Map.of(trait, value));
      }
    }
    changed(trait, value);
  }

  /// Calls `code` with each new value of a trait.
  final void listen(String trait, Consumer<@Nullable Object> code) {
    listeners.add(new Listener(trait, Screens.screen().cell(), code));
  }

  /// Calls the listeners of a trait, each on behalf of the cell that registered it.
  final void changed(String trait, @Nullable Object value) {
    for (Listener each : listeners) {
      if (each.trait().equals(trait)) {
        Screens.screen().onBehalfOf(each.cell(), () -> each.code().accept(value));
      }
    }
  }

  /// Returns the name under which both sides know it; the front end gets to know it now.
  final synchronized String id() {
    return opened().id();
  }

  /// Returns how a trait of another widget names this one.
  final String reference() {
    return REFERENCE + id();
  }

  private Comm opened() {
    var open = comm;
    if (open == null) {
      parts()
          .forEach(
              (trait, part) -> {
                part.passing = passing;
                put(trait, part.reference());
              });
      open = Models.open(this, state);
      open.onMessage(this::receive);
      comm = open;
    }
    return open;
  }

  /// Takes it away from the front end, with what belongs to it alone. It can be shown anew.
  public final synchronized void close() {
    var open = comm;
    if (open != null) {
      comm = null;
      Models.close(open.id());
      for (String trait : parts().keySet()) {
        Models.close(written(trait).substring(REFERENCE.length()));
      }
      open.close();
    }
  }

  /// Returns the widgets that the front end keeps apart and wants to know first, by trait.
  Map<String, Widget> parts() {
    return Map.of("layout", new Helper(BASE, "Layout"));
  }

  private void receive(CommMessage message) {
    var data = message.data();
    switch (String.valueOf(data.get("method"))) {
      case "update" -> update(data.get("state"));
      case "request_state" -> {
        synchronized (this) {
          send(opened(), "update", state);
        }
      }
      case "custom" -> custom(data.get("content"));
      default -> {} // a later protocol may say more
    }
  }

  private void update(@Nullable Object values) {
    List<Map.Entry<String, Object>> changes = new ArrayList<>();
    if (values instanceof Map<?, ?> given) {
      synchronized (this) {
        Map<String, Object> echo = new LinkedHashMap<>();
        given.forEach(
            (name, raw) -> {
              String trait = String.valueOf(name);
              Object value = raw == null ? null : read(trait, raw);
              if (value != null && state.containsKey(trait)) {
                echo.put(trait, value);
                if (!value.equals(state.put(trait, value))) {
                  changes.add(Map.entry(trait, value));
                }
              }
            });
        send(opened(), "echo_update", echo);
      }
    }
    changes.forEach(change -> changed(change.getKey(), change.getValue()));
  }

  /// Returns a trait's value as Java has it, or `null` if it cannot be one.
  @Nullable Object read(String trait, Object raw) {
    return raw;
  }

  /// Takes a message that is no change of a trait, such as a click.
  void custom(@Nullable Object content) {}

  private static void send(Comm comm, String method, Map<String, Object> state) {
    Models.Split split = Models.split(state);
    comm.send(
        Map.of("method", method, "state", split.state(), "buffer_paths", split.paths()),
        split.buffers());
  }

  /// Returns its forms: the widget for a front end that has widgets, and a text.
  public final MimeBundle bundle() {
    return MimeBundle.text(toString())
        .with(MIME, Map.of("version_major", 2, "version_minor", 0, "model_id", id()));
  }

  final synchronized Map<String, Object> state() {
    return new LinkedHashMap<>(state);
  }

  /// Returns what it is and shows, in words.
  @Override
  public String toString() {
    String description = get("description") instanceof String given ? given : "";
    String value = state.containsKey("value") ? written("value") : "";
    String both =
        description.isEmpty() || value.isEmpty()
            ? description + value
            : description + " = " + value;
    return getClass().getSimpleName() + (both.isEmpty() ? "" : ": " + both);
  }
}
