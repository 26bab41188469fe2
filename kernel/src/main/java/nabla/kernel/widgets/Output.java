package nabla.kernel.widgets;

import java.util.List;
import java.util.function.Supplier;
import nabla.kernel.display.Screens;
import org.jspecify.annotations.Nullable;

/// A place for what code prints and shows: `out.run(() -> System.out.println("hello"))`.
public final class Output extends Widget {
  /// Creates it, empty.
  public Output() {
    traits("@jupyter-widgets/output", "1.0.0", "OutputModel", "OutputView");
    put("msg_id", "");
    put("outputs", List.of());
  }

  /// Runs code whose output goes here.
  public void run(Runnable code) {
    var _ = id(); // what is not known to the front end catches nothing
    set("msg_id", Screens.screen().request());
    try {
      code.run();
    } finally {
      set("msg_id", "");
    }
  }

  /// Runs code, and shows here what it returns in place of what was here; `null` shows nothing.
  void replace(Supplier<? extends @Nullable Object> code) {
    run(
        () -> {
          Screens.screen().clear(true);
          Object value = code.get();
          if (value != null) {
            Screens.screen().show(value, null);
          }
        });
  }

  @Override
  public String toString() {
    return "Output";
  }
}
