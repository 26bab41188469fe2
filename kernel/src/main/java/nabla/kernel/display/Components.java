package nabla.kernel.display;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/// Reads records.
public final class Components {
  private Components() {}

  /// Returns what a record holds in a component, also if its class is not public.
  public static @Nullable Object value(Record record, RecordComponent component) {
    try {
      var accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(record);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          component.getName() + "() of the record failed: " + e.getCause(), e);
    } catch (IllegalAccessException e) {
      throw new IllegalArgumentException(component.getName() + "() cannot be called", e);
    }
  }
}
