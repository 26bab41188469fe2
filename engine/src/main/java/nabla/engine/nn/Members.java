package nabla.engine.nn;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nabla.engine.error.ArgumentException;
import nabla.engine.tensor.Buffer;
import nabla.engine.tensor.Parameter;
import org.jspecify.annotations.Nullable;

/// What a module holds by name: parameters, buffers and modules, from its fields and from
/// registration.
///
/// Fields are read anew at every look, so that a field may be assigned at any time. They come in
/// the order of declaration, those of superclasses first; then follows what was registered and is
/// not in a field. A field whose value was registered under another name has that name.
final class Members {
  private static final ClassValue<List<Field>> FIELDS =
      new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> type) {
          List<Field> fields = new ArrayList<>();
          for (Class<?> each = type; each != Module.class; each = each.getSuperclass()) {
            fields.addAll(
                0, Arrays.stream(each.getDeclaredFields()).filter(Members::mayBe).toList());
          }
          fields.forEach(field -> field.setAccessible(true));
          return List.copyOf(fields);
        }
      };

  private final Map<String, Object> registered = new LinkedHashMap<>();

  // A transient field may refer to a module outside, its parent for instance.
  private static boolean mayBe(Field field) {
    int modifiers = field.getModifiers();
    return !Modifier.isStatic(modifiers)
        && !Modifier.isTransient(modifiers)
        && !field.isSynthetic()
        && !field.getType().isPrimitive();
  }

  void register(String kind, String name, Object member) {
    if (name.contains(".")) {
      throw new ArgumentException(
          "%s name can't contain \".\"%s"
              .formatted(kind, kind.equals("module") ? ", got: " + name : ""),
          "module.name",
          name);
    }
    if (name.isEmpty()) {
      throw new ArgumentException(kind + " name can't be empty string \"\"", "module.name", "\"\"");
    }
    registered.put(name, member);
  }

  void remove(String name) {
    registered.remove(name);
  }

  void clear() {
    registered.clear();
  }

  private Map<String, Object> all(Module owner) {
    List<Field> fields = FIELDS.get(owner.getClass());
    if (fields.isEmpty()) {
      return registered;
    }
    Map<Object, String> names = new IdentityHashMap<>();
    registered.forEach((name, member) -> names.put(member, name));
    Map<String, Object> all = new LinkedHashMap<>();
    for (Field field : fields) {
      @Nullable Object value = valueOf(owner, field);
      if (value instanceof Module || value instanceof Parameter || value instanceof Buffer) {
        all.put(names.getOrDefault(value, field.getName()), value);
      }
    }
    registered.forEach(all::putIfAbsent);
    return all;
  }

  private @Nullable Object valueOf(Module owner, Field field) {
    try {
      return field.get(owner);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("a field made accessible is not: " + field, e);
    }
  }

  /// Returns the members of one kind that a module has by name.
  <T> Map<String, T> of(Module owner, Class<T> kind) {
    Map<String, T> some = new LinkedHashMap<>();
    all(owner)
        .forEach(
            (name, member) -> {
              if (kind.isInstance(member)) {
                some.put(name, kind.cast(member));
              }
            });
    return Collections.unmodifiableMap(some);
  }
}
