package nabla.kernel.session;

import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import nabla.kernel.display.Screen;
import nabla.kernel.protocol.Event;
import nabla.kernel.protocol.MimeBundle;
import nabla.kernel.protocol.Outbox;
import org.jspecify.annotations.Nullable;

/// What `display(…)` of a cell shows on: events under the cell of the calling thread.
final class CellScreen implements Screen {
  private static final Object NOBODY = new Object();

  private final Cells cells;
  private final Outbox outbox;
  private final CellInput input;
  private final Function<@Nullable Object, MimeBundle> renderer;

  CellScreen(
      Cells cells,
      Outbox outbox,
      CellInput input,
      Function<@Nullable Object, MimeBundle> renderer) {
    this.cells = cells;
    this.outbox = outbox;
    this.input = input;
    this.renderer = renderer;
  }

  @Override
  public void show(@Nullable Object value, @Nullable String id) {
    var bundle = renderer.apply(value);
    outbox.publish(
        new Event.DisplayData(bundle.data(), bundle.metadata(), fleeting(id)), cells.parent());
  }

  @Override
  public void update(@Nullable Object value, String id) {
    var bundle = renderer.apply(value);
    outbox.publish(
        new Event.UpdateDisplayData(bundle.data(), bundle.metadata(), fleeting(id)),
        cells.parent());
  }

  @Override
  public MimeBundle forms(@Nullable Object value) {
    return renderer.apply(value);
  }

  @Override
  public void atEnd(String id, Supplier<@Nullable MimeBundle> last) {
    var cell = cells.current();
    if (cell != null) {
      cell.atEnd(
          () -> {
            var bundle = last.get();
            if (bundle != null) {
              outbox.publish(
                  new Event.UpdateDisplayData(bundle.data(), bundle.metadata(), fleeting(id)),
                  cell.header());
            }
          });
    }
  }

  @Override
  public Object cell() {
    return Objects.requireNonNullElse(cells.current(), NOBODY);
  }

  @Override
  public void onBehalfOf(Object cell, Runnable code) {
    if (cell instanceof Cell owner) {
      cells.onBehalfOf(
          owner,
          () -> {
            try {
              code.run();
            } catch (Exception e) {
              show(e, null);
            }
          });
    } else {
      code.run();
    }
  }

  @Override
  public void stop(Object cell) {
    if (cell instanceof Cell running) {
      running.interrupt();
    }
  }

  @Override
  public String request() {
    var parent = cells.parent();
    return parent == null ? "" : parent.msgId();
  }

  @Override
  public void clear(boolean waiting) {
    outbox.publish(new Event.ClearOutput(waiting), cells.parent());
  }

  @Override
  public String ask(String prompt, boolean password) {
    return input.ask(prompt, password);
  }

  private static Map<String, Object> fleeting(@Nullable String id) {
    return id == null ? Map.of() : Map.of("display_id", id);
  }
}
