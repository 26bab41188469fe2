package nabla.kernel.jshell;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reaches what JShell keeps to itself, by name. The launcher opens its package with `--add-opens`.
///
/// Whoever uses this must work, more slowly, where the package is closed or a name is another one:
/// [Closed] says so.
final class Internals {
  private static final String PACKAGE = "jdk.jshell.";

  /// What was found before, by owner, name and types of the arguments.
  private static final Map<List<Object>, AccessibleObject> KNOWN = new ConcurrentHashMap<>();

  private Internals() {}

  /// There is no such member, or it cannot be reached.
  static final class Closed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Closed(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /// What was called ended with an exception.
  static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failed(Throwable cause) {
      super(cause);
    }
  }

  /// Returns a class of JShell's package.
  static Class<?> type(String name) {
    try {
      return Class.forName(PACKAGE + name);
    } catch (ClassNotFoundException e) {
      throw new Closed(name, e);
    }
  }

  static Object get(Object whole, String field) {
    return get(whole, whole.getClass(), field);
  }

  /// Returns what a static field holds.
  static Object get(Class<?> owner, String field) {
    return get(null, owner, field);
  }

  private static Object get(@Nullable Object whole, Class<?> owner, String field) {
    try {
      Object value = field(owner, field).get(whole);
      if (value == null) {
        throw new Closed(field + " is not set", null);
      }
      return value;
    } catch (IllegalAccessException e) {
      throw new Closed(field, e);
    }
  }

  static void set(Object whole, String field, @Nullable Object value) {
    try {
      field(whole.getClass(), field).set(whole, value);
    } catch (IllegalAccessException e) {
      throw new Closed(field, e);
    }
  }

  /// Calls a method whatever it returns.
  static @Nullable Object run(Object target, String method, @Nullable Object... arguments) {
    return invoke(target, target.getClass(), method, arguments);
  }

  /// Calls a method that returns something.
  static Object call(Object target, String method, @Nullable Object... arguments) {
    return some(run(target, method, arguments), method);
  }

  /// Calls a static method that returns something.
  static Object call(Class<?> owner, String method, @Nullable Object... arguments) {
    return some(invoke(null, owner, method, arguments), method);
  }

  static Object make(Class<?> type, @Nullable Object... arguments) {
    var constructor = (Constructor<?>) find(type, "<init>", arguments);
    try {
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw new Failed(e);
    } catch (ReflectiveOperationException e) {
      throw new Closed(type.getName(), e);
    }
  }

  /// Returns an object of an interface with a single method that does this.
  static Object does(Class<?> type, Function<Object, @Nullable Object> work) {
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (_, _, arguments) -> work.apply(arguments[0]));
  }

  private static Object some(@Nullable Object value, String method) {
    if (value == null) {
      throw new Closed(method + " returned nothing", null);
    }
    return value;
  }

  private static @Nullable Object invoke(
      @Nullable Object target, Class<?> owner, String name, @Nullable Object[] arguments) {
    try {
      return ((Method) find(owner, name, arguments)).invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw new Failed(e);
    } catch (IllegalAccessException e) {
      throw new Closed(name, e);
    }
  }

  private static Field field(Class<?> owner, String name) {
    return (Field)
        KNOWN.computeIfAbsent(
            List.of(owner, name),
            _ -> {
              for (Class<?> type = owner; type != null; type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                  if (field.getName().equals(name)) {
                    return opened(field);
                  }
                }
              }
              throw new Closed(owner.getName() + " has no field " + name, null);
            });
  }

  private static AccessibleObject find(Class<?> owner, String name, @Nullable Object[] arguments) {
    List<Object> key = new ArrayList<>(List.of(owner, name));
    for (Object argument : arguments) {
      key.add(argument == null ? Void.class : argument.getClass());
    }
    AccessibleObject known = KNOWN.get(key);
    if (known == null) {
      known = search(owner, name, arguments);
      KNOWN.put(List.copyOf(key), known);
    }
    return known;
  }

  private static AccessibleObject search(
      Class<?> owner, String name, @Nullable Object[] arguments) {
    for (Class<?> type = owner; type != null; type = type.getSuperclass()) {
      Executable[] members =
          name.equals("<init>") ? type.getDeclaredConstructors() : type.getDeclaredMethods();
      for (Executable member : members) {
        boolean named = member instanceof Constructor || member.getName().equals(name);
        if (named && !member.isSynthetic() && takes(member.getParameterTypes(), arguments)) {
          return opened(member);
        }
      }
    }
    throw new Closed(
        owner.getName() + " has no " + name + " for " + Arrays.toString(arguments), null);
  }

  private static boolean takes(Class<?>[] parameters, @Nullable Object[] arguments) {
    if (parameters.length != arguments.length) {
      return false;
    }
    for (int i = 0; i < parameters.length; i++) {
      Object argument = arguments[i];
      boolean fits =
          argument == null
              ? !parameters[i].isPrimitive()
              : parameters[i].isInstance(argument) || isBoxOf(argument, parameters[i]);
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBoxOf(Object argument, Class<?> primitive) {
    return primitive == boolean.class && argument instanceof Boolean
        || primitive == int.class && argument instanceof Integer;
  }

  private static <T extends AccessibleObject> T opened(T member) {
    try {
      member.setAccessible(true);
      return member;
    } catch (RuntimeException e) {
      throw new Closed(member.toString(), e);
    }
  }
}
