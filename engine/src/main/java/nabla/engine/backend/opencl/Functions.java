package nabla.engine.backend.opencl;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/// How the functions of a native library are found and called.
@SuppressWarnings("restricted") // Foreign functions: what this class is for.
abstract class Functions {
  private final SymbolLookup library;

  Functions(SymbolLookup library) {
    this.library = library;
  }

  /// Returns a function of the library.
  ///
  /// @throws IllegalArgumentException if it has none of this name
  final MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
    MemorySegment address =
        library
            .find(name)
            .orElseThrow(() -> new IllegalArgumentException("the library has no " + name));
    return Linker.nativeLinker().downcallHandle(address, FunctionDescriptor.of(result, arguments));
  }

  /// A call that throws nothing but what Java itself may throw around it.
  @FunctionalInterface
  interface Call<T> {
    /// Calls the function.
    T run() throws Throwable;
  }

  static <T> T call(Call<T> call) {
    try {
      return call.run();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e); // foreign functions throw nothing
    }
  }
}
