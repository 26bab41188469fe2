package nabla.kernel.display;

import org.jspecify.annotations.Nullable;

/// Joins `Display`, whose methods are static because cells call them so, to the one running kernel.
public final class Screens {
  private static volatile @Nullable Screen connected;

  private Screens() {}

  /// Makes `screen` the one that `Display` shows on.
  public static void connect(Screen screen) {
    connected = screen;
  }

  /// Returns what `Display` shows on.
  ///
  /// @throws IllegalStateException if no kernel is running
  public static Screen screen() {
    var screen = connected;
    if (screen == null) {
      throw new IllegalStateException(
          "display works in a notebook cell only: no kernel is running in this program");
    }
    return screen;
  }
}
