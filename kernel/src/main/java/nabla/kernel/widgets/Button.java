package nabla.kernel.widgets;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import nabla.kernel.display.Screens;
import org.jspecify.annotations.Nullable;

/// A button: `new Button("Go")`, then `button.onClick(() -> …)`.
public final class Button extends Widget {
  private static final String CLICK = "click";

  private final AtomicInteger clicks = new AtomicInteger();

  /// Creates it.
  public Button(String description) {
    put("description", description);
  }

  /// Returns a button that ends the cell which makes it, as the stop button of the notebook does.
  static Button stopping(String description) {
    Button button = new Button(description);
    button.put("icon", "stop");
    Object cell = Screens.screen().cell();
    button.onClick(() -> Screens.screen().stop(cell));
    return button;
  }

  /// Calls `code` at each click, also while a cell runs.
  public void onClick(Runnable code) {
    listen(CLICK, _ -> code.run());
  }

  /// Returns how often it was clicked: `if (stop.clicks() > 0) break;`.
  public int clicks() {
    return clicks.get();
  }

  /// Clicks it from Java.
  public void click() {
    clicks.incrementAndGet();
    changed(CLICK, null);
  }

  @Override
  void custom(@Nullable Object content) {
    if (content instanceof Map<?, ?> event && CLICK.equals(event.get("event"))) {
      click();
    }
  }

  @Override
  Map<String, Widget> parts() {
    return Map.of("layout", new Helper(BASE, "Layout"), "style", Helper.style("Button"));
  }
}
