package nabla.engine.backend.blas;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import nabla.engine.backend.Threads;
import org.jspecify.annotations.Nullable;

/// Matrix products by OpenBLAS, on arrays of the heap.
///
/// The functions are those of the C interface to the BLAS (Blackford et al., *An Updated Set of
/// Basic Linear Algebra Subprograms*, 2002). A call holds the collector up while it runs, so a
/// caller cuts large products into pieces.
@SuppressWarnings("restricted") // Foreign functions: what this class is for.
public final class OpenBlas {
  private static final int ROW_MAJOR = 101;
  private static final int NO_TRANSPOSE = 111;
  private static final int TRANSPOSE = 112;

  private static final @Nullable MethodHandle SGEMM;
  private static final @Nullable MethodHandle DGEMM;
  private static final String NAME;

  static {
    quickToSleep();
    SymbolLookup library = NativeLibrary.find();
    SGEMM = library == null ? null : product(library, "cblas_sgemm", JAVA_FLOAT);
    DGEMM = library == null ? null : product(library, "cblas_dgemm", JAVA_DOUBLE);
    NAME = library == null ? "" : name(library);
    if (library != null) {
      useThreads(library);
    }
  }

  private OpenBlas() {}

  /// Tells whether the library was found. The first call looks for it, which takes about 0.1 s.
  public static boolean isThere() {
    return SGEMM != null && DGEMM != null;
  }

  /// Returns what the library says of itself: its version, its options and the kind of processor it
  /// works for; empty where it is not there.
  public static String description() {
    return NAME;
  }

  /// Multiplies: `out = left · right`. All three are [usable][Matrix#isUsable()], `out` lies row by
  /// row, and their arrays are of one kind, `float[]` or `double[]`.
  @SuppressWarnings("NullAway") // isThere() was asked
  public static void multiply(Matrix out, Matrix left, Matrix right) {
    MemorySegment a = left.segment();
    MemorySegment b = right.segment();
    MemorySegment c = out.segment();
    int transposeLeft = left.isByRow() ? NO_TRANSPOSE : TRANSPOSE;
    int transposeRight = right.isByRow() ? NO_TRANSPOSE : TRANSPOSE;
    int rows = out.rows();
    int columns = out.columns();
    int inner = left.columns();
    try {
      if (out.array() instanceof float[]) {
        SGEMM.invokeExact(
            ROW_MAJOR,
            transposeLeft,
            transposeRight,
            rows,
            columns,
            inner,
            1f,
            a,
            left.leading(),
            b,
            right.leading(),
            0f,
            c,
            out.leading());
      } else {
        DGEMM.invokeExact(
            ROW_MAJOR,
            transposeLeft,
            transposeRight,
            rows,
            columns,
            inner,
            1.0,
            a,
            left.leading(),
            b,
            right.leading(),
            0.0,
            c,
            out.leading());
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e); // foreign functions throw nothing
    }
  }

  private static void useThreads(SymbolLookup library) {
    MemorySegment address = library.find("openblas_set_num_threads").orElse(null);
    if (address == null) {
      return; // built for one thread
    }
    MethodHandle call =
        Linker.nativeLinker().downcallHandle(address, FunctionDescriptor.ofVoid(JAVA_INT));
    try {
      call.invokeExact(Threads.COUNT);
    } catch (Throwable e) {
      throw new IllegalStateException(e); // foreign functions throw nothing
    }
  }

  private static @Nullable MethodHandle product(
      SymbolLookup library, String name, ValueLayout number) {
    MemoryLayout[] arguments = {
      JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, number, ADDRESS, JAVA_INT,
      ADDRESS, JAVA_INT, number, ADDRESS, JAVA_INT
    };
    return library
        .find(name)
        .map(
            address ->
                Linker.nativeLinker()
                    .downcallHandle(
                        address,
                        FunctionDescriptor.ofVoid(arguments),
                        Linker.Option.critical(true)))
        .orElse(null);
  }

  private static String name(SymbolLookup library) {
    MemorySegment address = library.find("openblas_get_config").orElse(null);
    if (address == null) {
      return "OpenBLAS";
    }
    MethodHandle call =
        Linker.nativeLinker().downcallHandle(address, FunctionDescriptor.of(ADDRESS));
    try {
      MemorySegment text = (MemorySegment) call.invokeExact();
      return text.reinterpret(1024).getString(0, StandardCharsets.US_ASCII).strip();
    } catch (Throwable _) {
      return "OpenBLAS";
    }
  }

  /// Sets how long the library's threads wait actively for work, about a tenth of a millisecond.
  ///
  /// Its own choice is many milliseconds, in which they take a processor from the compiler and from
  /// the rest of a notebook. It is read from the environment when the library is loaded; what the
  /// user has set there stays.
  private static void quickToSleep() {
    MemorySegment address =
        Linker.nativeLinker().defaultLookup().find("setenv").orElse(MemorySegment.NULL);
    if (address.equals(MemorySegment.NULL)) {
      return; // Windows
    }
    MethodHandle call =
        Linker.nativeLinker()
            .downcallHandle(address, FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom("OPENBLAS_THREAD_TIMEOUT");
      MemorySegment value = arena.allocateFrom("18"); // 2 to the 18th cycles
      int _ = (int) call.invokeExact(name, value, 0);
    } catch (Throwable _) {
      // It works as well, only less quietly.
    }
  }
}
