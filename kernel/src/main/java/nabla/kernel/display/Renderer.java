package nabla.kernel.display;

import org.jspecify.annotations.Nullable;

/// A library's own way to show values of a type. It is found when the library is on the class path
/// of the notebook and names its class in `META-INF/services/nabla.kernel.display.Renderer`.
public interface Renderer<T> {
  /// Returns the type; its subtypes are included.
  Class<T> type();

  /// Returns a form such as `Display.html(…)`, or any value, which shows as it would itself; `null`
  /// leaves the value to the others.
  @Nullable Object render(T value);
}
