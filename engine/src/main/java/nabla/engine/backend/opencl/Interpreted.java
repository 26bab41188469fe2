package nabla.engine.backend.opencl;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import nabla.engine.backend.Strided;
import nabla.engine.formula.DeviceFunction;
import nabla.engine.formula.DeviceInterpreter;
import nabla.engine.formula.Kind;

/// Runs formulas by the interpreter until one is worth a kernel of its own.
final class Interpreted {
  /// So many steps of elements take about as long as compiling a kernel.
  private static final long WORTH_A_KERNEL = 1 << 22;

  /// The switch `nabla.formula`: `generate` and `interpret` force one way of running, for tests.
  static final String PROPERTY = "nabla.formula";

  private final ClQueue queue;
  private final String mode = System.getProperty(PROPERTY, "");
  private final ConcurrentMap<DeviceFunction, Code> codes = new ConcurrentHashMap<>();

  Interpreted(ClQueue queue) {
    this.queue = queue;
  }

  /// A formula's steps on the device, and how much was computed by them.
  private record Code(ClBuffer steps, AtomicLong work) {}

  private record Key(Kind compute) {}

  /// Runs a formula if it is to be interpreted; tells whether it was.
  boolean runs(
      DeviceFunction function, Kind compute, Kind[] kinds, Strided out, Strided... inputs) {
    if (mode.equals("generate")
        || inputs.length > DeviceInterpreter.MOST_OPERANDS
        || function.steps() > DeviceInterpreter.MOST_STEPS
        || function.constants() > DeviceInterpreter.MOST_CONSTANTS) {
      return false;
    }
    Code code = codes.computeIfAbsent(function, this::code);
    long work = (long) out.count() * function.steps();
    if (code.work().addAndGet(work) > WORTH_A_KERNEL && !mode.equals("interpret")) {
      return false;
    }
    Grid grid = grid(out, inputs);
    if (grid.rank() > Grid.MOST_GENERAL) {
      return false;
    }
    ClKernel kernel =
        queue.kernel(new Key(compute), "a pointwise operation", () -> text(compute, queue, grid));
    launch(kernel, function, code, kinds, grid, out, inputs);
    return true;
  }

  private Code code(DeviceFunction function) {
    long[] steps = function.code();
    ClBuffer buffer = queue.memory().allocate(Kind.INT64, steps.length);
    queue.write(buffer, steps, steps.length);
    return new Code(buffer, new AtomicLong());
  }

  private static Grid grid(Strided out, Strided... inputs) {
    String[] names = new String[DeviceInterpreter.MOST_OPERANDS + 1];
    int[][] strides = new int[names.length][];
    for (int k = 0; k < names.length; k++) {
      names[k] = k == 0 ? "y" : "x" + (k - 1);
      boolean isThere = k > 0 && k <= inputs.length;
      strides[k] =
          k == 0 ? out.strides() : isThere ? inputs[k - 1].strides() : new int[out.sizes().length];
    }
    return Grid.general("", names, out.sizes(), strides);
  }

  private static String text(Kind compute, ClQueue queue, Grid grid) {
    boolean whole = compute == Kind.INT64;
    var parameters = new StringBuilder("const int n" + grid.sizeParameters());
    parameters.append(", global char *y, const int y_kind, const int y_o");
    parameters.append(grid.strideParameters("y"));
    var starts = new StringBuilder(Texts.start("y"));
    var loads = new StringBuilder();
    for (int k = 0; k < DeviceInterpreter.MOST_OPERANDS; k++) {
      String x = "x" + k;
      parameters.append(
          ", global const char *%1$s, const int %1$s_kind, const int %1$s_o".formatted(x));
      parameters.append(grid.strideParameters(x));
      parameters.append(", const real h").append(k);
      starts.append(Texts.start(x));
      loads.append(
          """
          operands[%1$d] = x%1$d_kind < 0 ? h%1$d : load(x%1$d, x%1$d_kind, x%1$d_at);
          flags[%1$d] = x%1$d_kind < 0 ? h%1$d != 0 : flag(x%1$d, x%1$d_kind, x%1$d_at);
          """
              .formatted(k));
    }
    List<String> constants = new ArrayList<>();
    for (int k = 0; k < DeviceInterpreter.MOST_CONSTANTS; k++) {
      parameters.append(", const real c").append(k);
      constants.add("c" + k);
    }
    parameters.append(", global const long *steps, const int count");
    parameters.append(whole ? ", global int *zero" : "");
    return """
        #define real %1$s
        %2$s
        kernel void run(%3$s) {
        %4$s%5$s%6$sreal operands[%7$d];
        int flags[%7$d];
        const real constants[] = {%8$s};
        %9$sstore(y, y_kind, y_at, interpret(steps, count, operands, flags, constants%10$s));
        }
        """
        .formatted(
            DeviceFunction.type(compute),
            DeviceInterpreter.text(compute, queue.info().hasDoubles()),
            parameters,
            Texts.element(),
            starts,
            grid.advance("i"),
            DeviceInterpreter.MOST_OPERANDS,
            String.join(", ", constants),
            loads,
            whole ? ", zero" : "");
  }

  private void launch(
      ClKernel kernel,
      DeviceFunction function,
      Code code,
      Kind[] kinds,
      Grid grid,
      Strided out,
      Strided... inputs) {
    Kind compute = function.compute();
    ClArguments read = new ClArguments();
    for (int k = 0; k < DeviceInterpreter.MOST_OPERANDS; k++) {
      boolean isThere = k < inputs.length;
      if (isThere && inputs[k].buffer() instanceof ClBuffer buffer) {
        read.add(queue.own(buffer)).add((int) kinds[k].code()).add(inputs[k].offset());
      } else {
        read.add(code.steps()).add(-1).add(0); // a number of the host, or nothing
      }
      grid.addStrides(read, k + 1);
      if (isThere && !(inputs[k].buffer() instanceof ClBuffer)) {
        Pointwise.addNumber(read, compute, inputs[k]);
      } else {
        read.add(compute, 0, 0);
      }
    }
    ClArguments arguments = new ClArguments().add(grid.count());
    grid.addSizes(arguments);
    Texts.addOutput(arguments, queue, out, (int) out.kind().code());
    grid.addStrides(arguments, 0);
    arguments.addAll(read);
    for (int c = 0; c < DeviceInterpreter.MOST_CONSTANTS; c++) {
      boolean isThere = c < function.constants();
      arguments.add(compute, isThere ? function.real(c) : 0, isThere ? function.integer(c) : 0);
    }
    arguments.add(code.steps()).add(function.steps());
    if (!function.mayFail()) {
      if (compute == Kind.INT64) {
        arguments.add(code.steps()); // never written
      }
      queue.run(kernel, arguments, grid.count());
      return;
    }
    ClBuffer zero = queue.memory().allocate(Kind.BOOL, Integer.BYTES);
    queue.run(kernel, arguments.add(zero), grid.count());
    Pointwise.requireNone(queue, zero);
  }
}
