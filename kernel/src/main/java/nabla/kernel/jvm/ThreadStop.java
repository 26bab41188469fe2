package nabla.kernel.jvm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import nabla.kernel.jvm.Native.Jni;
import nabla.kernel.jvm.Native.Jvmti;
import nabla.kernel.jvm.Native.NotThere;
import org.jspecify.annotations.Nullable;

/// Makes another thread throw, wherever it is: JVMTI's `StopThread`.
///
/// What Java removed as `Thread.stop` is dangerous where it hits the virtual machine's own Java
/// code, such as the linking of a call. So the thread is suspended first, its stack is looked at,
/// and it only throws where the caller says that it may.
public final class ThreadStop {
  /// `can_signal_thread` and `can_suspend` in JVMTI's bit set of capabilities.
  private static final int CAPABILITIES = 1 << 10 | 1 << 20;

  private static final long CAPABILITIES_BYTES = 16;

  /// A local reference dies when this thread happens to return from a native method: try again.
  private static final int TRIES = 5;

  private static @Nullable ThreadStop instance;
  private static boolean absent;

  private final Native vm;
  private final MemorySegment exception;
  private final MemorySegment threadId;

  private ThreadStop() {
    vm = new Native();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment wanted = arena.allocate(CAPABILITIES_BYTES);
      wanted.set(JAVA_INT, 0, CAPABILITIES);
      vm.call(Jvmti.ADD_CAPABILITIES, wanted);
      link();
      MemorySegment error = type(arena, "java/lang/ThreadDeath");
      exception = again(jni -> global(jni, Native.object(Jni.ALLOC_OBJECT, jni, error)));
      threadId =
          Native.field(
              vm.jni(),
              type(arena, "java/lang/Thread"),
              arena.allocateFrom("tid"),
              arena.allocateFrom("J"));
    } catch (Throwable e) {
      throw NotThere.because(e);
    }
  }

  /// Links the calls between which a local reference must live: linking itself calls natives.
  private void link() throws Throwable {
    try {
      var _ = global(vm.jni(), MemorySegment.NULL);
    } catch (NotThere _) {
      // There is no reference to nothing.
    }
  }

  /// Makes a thread throw a [ThreadDeath] without a stack trace.
  ///
  /// @param where looks at the stack of the suspended thread, innermost frame first, and says
  ///   whether it may throw there. It must not wait for anything that the thread may hold.
  /// @return whether the thread was made to throw: not when it may not, and never on a virtual
  ///   machine that cannot do it
  public static synchronized boolean stop(Thread thread, Predicate<StackTraceElement[]> where) {
    // What runs while the thread is suspended must be loaded before: it may hold a loader's lock.
    var _ = where.test(Thread.currentThread().getStackTrace());
    try {
      ThreadStop stopper = instance();
      return stopper != null && stopper.throwIn(thread, where);
    } catch (NotThere _) {
      return false;
    }
  }

  private static @Nullable ThreadStop instance() {
    if (instance == null && !absent) {
      try {
        instance = new ThreadStop();
      } catch (NotThere _) {
        absent = true;
      }
    }
    return instance;
  }

  private boolean throwIn(Thread thread, Predicate<StackTraceElement[]> where) {
    try {
      MemorySegment target = again(jni -> reference(jni, thread.threadId()));
      try {
        vm.call(Jvmti.SUSPEND_THREAD, target);
        try {
          if (!where.test(thread.getStackTrace())) {
            return false;
          }
          vm.call(Jvmti.STOP_THREAD, target, exception);
          return true;
        } finally {
          vm.call(Jvmti.RESUME_THREAD, target);
        }
      } finally {
        Native.forget(vm.jni(), target);
      }
    } catch (Throwable e) {
      throw NotThere.because(e);
    }
  }

  private interface Step {
    MemorySegment run(MemorySegment jni) throws Throwable;
  }

  private MemorySegment again(Step step) throws Throwable {
    for (int left = TRIES; ; left--) {
      MemorySegment jni = vm.jni();
      try {
        return step.run(jni);
      } catch (NotThere e) {
        Native.clearException(jni);
        if (left == 0) {
          throw e;
        }
      }
    }
  }

  private MemorySegment type(Arena arena, String name) throws Throwable {
    MemorySegment text = arena.allocateFrom(name);
    return again(jni -> global(jni, Native.object(Jni.FIND_CLASS, jni, text)));
  }

  private static MemorySegment global(MemorySegment jni, MemorySegment local) throws Throwable {
    return Native.object(Jni.NEW_GLOBAL_REF, jni, local);
  }

  /// Returns a global reference to the live thread with this id. Java objects cannot be passed to
  /// foreign functions, so it is looked for among all threads.
  private MemorySegment reference(MemorySegment jni, long id) throws Throwable {
    MemorySegment found = MemorySegment.NULL;
    for (MemorySegment thread : threads(jni)) {
      if (Native.getLong(jni, thread, threadId) == id) {
        found = thread;
      } else {
        Native.forget(jni, thread);
      }
    }
    if (found.equals(MemorySegment.NULL)) {
      throw new NotThere("the thread has ended");
    }
    return found;
  }

  private List<MemorySegment> threads(MemorySegment jni) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(JAVA_INT);
      MemorySegment list = arena.allocate(ADDRESS);
      List<MemorySegment> globals = new ArrayList<>();
      vm.call(Jvmti.GET_ALL_THREADS, count, list);
      MemorySegment all = list.get(ADDRESS, 0);
      for (int i = 0; i < count.get(JAVA_INT, 0); i++) {
        long place = all.address() + i * ADDRESS.byteSize();
        globals.add(global(jni, Native.MEMORY.get(ADDRESS, place)));
      }
      vm.call(Jvmti.DEALLOCATE, all);
      return globals;
    }
  }
}
