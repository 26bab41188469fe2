package nabla.kernel.display;

import org.jspecify.annotations.Nullable;

/// Something that is shown and can be replaced. As the last value of a cell it shows nothing more.
public final class DisplayHandle {
  private final String id;

  DisplayHandle(String id) {
    this.id = id;
  }

  /// Returns the name under which it is shown.
  public String id() {
    return id;
  }

  /// Shows `value` in its place, wherever it stands.
  public void update(@Nullable Object value) {
    Screens.screen().update(value, id);
  }

  @Override
  public String toString() {
    return "DisplayHandle[" + id + "]";
  }
}
