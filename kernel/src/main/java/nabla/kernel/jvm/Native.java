package nabla.kernel.jvm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// The functions of JNI and JVMTI that stop a thread, called without native code of our own.
///
/// Both are tables of function pointers; the slots are those of `jni.h` and `jvmti.h`, which only
/// ever grow at their end. Every table function takes its environment first.
@SuppressWarnings("restricted") // Foreign functions: what this class is for.
final class Native {
  private static final int JNI_VERSION = 0x000a0000;
  private static final int JVMTI_VERSION = 0x300b0000;

  /// All memory. A smaller segment would have to be made by a call that ends in a native method of
  /// the JDK, and with it the local references of JNI die.
  static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle INT_2 = function(JAVA_INT, 2);
  private static final MethodHandle INT_3 = function(JAVA_INT, 3);
  private static final MethodHandle ADDRESS_2 = function(ADDRESS, 2);
  private static final MethodHandle ADDRESS_4 = function(ADDRESS, 4);
  private static final MethodHandle LONG_3 = function(JAVA_LONG, 3);
  private static final MethodHandle VOID_1 =
      LINKER.downcallHandle(FunctionDescriptor.ofVoid(ADDRESS));
  private static final MethodHandle VOID_2 =
      LINKER.downcallHandle(FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
  private static final MethodHandle GET_ENVIRONMENT =
      LINKER.downcallHandle(FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
  private static final MethodHandle GET_MACHINES =
      LINKER.downcallHandle(FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS));

  /// A function of JNI's table for the current thread.
  enum Jni {
    FIND_CLASS(6),
    EXCEPTION_CLEAR(17),
    NEW_GLOBAL_REF(21),
    DELETE_GLOBAL_REF(22),
    ALLOC_OBJECT(27),
    GET_FIELD_ID(94),
    GET_LONG_FIELD(101);

    private final int slot;

    Jni(int slot) {
      this.slot = slot;
    }
  }

  /// A function of JVMTI's table.
  enum Jvmti {
    GET_ALL_THREADS(3),
    SUSPEND_THREAD(4),
    RESUME_THREAD(5),
    STOP_THREAD(6),
    DEALLOCATE(46),
    ADD_CAPABILITIES(141);

    private final int slot;

    Jvmti(int slot) {
      this.slot = slot;
    }
  }

  private final MemorySegment machine;
  private final MemorySegment jvmti;

  /// Finds the running virtual machine.
  ///
  /// @throws NotThere if it is not one that can be asked so
  Native() {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup library = SymbolLookup.libraryLookup(library(), Arena.global());
      MemorySegment function =
          library
              .find("JNI_GetCreatedJavaVMs")
              .orElseThrow(() -> new NotThere("libjvm without JNI_GetCreatedJavaVMs"));
      MemorySegment found = arena.allocate(ADDRESS);
      check(
          "JNI_GetCreatedJavaVMs",
          (int) GET_MACHINES.invokeExact(function, found, 1, arena.allocate(JAVA_INT)));
      machine = found.get(ADDRESS, 0);
      jvmti = environment(JVMTI_VERSION);
    } catch (Throwable e) {
      throw NotThere.because(e);
    }
  }

  private static Path library() {
    Path home = Path.of(System.getProperty("java.home"));
    return List.of("lib/server/libjvm.so", "lib/server/libjvm.dylib", "bin/server/jvm.dll").stream()
        .map(home::resolve)
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(() -> new NotThere("no HotSpot under " + home));
  }

  private static MethodHandle function(MemoryLayout result, int arguments) {
    MemoryLayout[] addresses = new MemoryLayout[arguments];
    Arrays.fill(addresses, ADDRESS);
    return LINKER.downcallHandle(FunctionDescriptor.of(result, addresses));
  }

  private static MemorySegment entry(MemorySegment table, int slot) {
    long functions = MEMORY.get(JAVA_LONG, table.address());
    return MEMORY.get(ADDRESS, functions + slot * ADDRESS.byteSize());
  }

  private MemorySegment environment(int version) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(ADDRESS);
      check("GetEnv", (int) GET_ENVIRONMENT.invokeExact(entry(machine, 6), machine, out, version));
      return out.get(ADDRESS, 0);
    }
  }

  /// Returns JNI's environment of the current thread.
  MemorySegment jni() throws Throwable {
    return environment(JNI_VERSION);
  }

  void call(Jvmti function, MemorySegment argument) throws Throwable {
    check(function.name(), (int) INT_2.invokeExact(entry(jvmti, function.slot), jvmti, argument));
  }

  void call(Jvmti function, MemorySegment first, MemorySegment second) throws Throwable {
    check(
        function.name(),
        (int) INT_3.invokeExact(entry(jvmti, function.slot), jvmti, first, second));
  }

  static MemorySegment object(Jni function, MemorySegment jni, MemorySegment argument)
      throws Throwable {
    return present(
        function, (MemorySegment) ADDRESS_2.invokeExact(entry(jni, function.slot), jni, argument));
  }

  static MemorySegment field(
      MemorySegment jni, MemorySegment type, MemorySegment name, MemorySegment signature)
      throws Throwable {
    return present(
        Jni.GET_FIELD_ID,
        (MemorySegment)
            ADDRESS_4.invokeExact(entry(jni, Jni.GET_FIELD_ID.slot), jni, type, name, signature));
  }

  static long getLong(MemorySegment jni, MemorySegment object, MemorySegment field)
      throws Throwable {
    return (long) LONG_3.invokeExact(entry(jni, Jni.GET_LONG_FIELD.slot), jni, object, field);
  }

  static void forget(MemorySegment jni, MemorySegment global) throws Throwable {
    VOID_2.invokeExact(entry(jni, Jni.DELETE_GLOBAL_REF.slot), jni, global);
  }

  static void clearException(MemorySegment jni) throws Throwable {
    VOID_1.invokeExact(entry(jni, Jni.EXCEPTION_CLEAR.slot), jni);
  }

  private static MemorySegment present(Jni function, MemorySegment result) {
    if (result.equals(MemorySegment.NULL)) {
      throw new NotThere(function.name() + " found nothing");
    }
    return result;
  }

  private static void check(String function, int error) {
    if (error != 0) {
      throw new NotThere(function + " answered " + error);
    }
  }

  /// Says that the virtual machine cannot do it, or not now.
  static final class NotThere extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    NotThere(String message) {
      super(message);
    }

    static NotThere because(Throwable cause) {
      return cause instanceof NotThere known
          ? known
          : (NotThere) new NotThere(cause.toString()).initCause(cause);
    }
  }
}
