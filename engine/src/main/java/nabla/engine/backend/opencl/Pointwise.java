package nabla.engine.backend.opencl;

import java.util.ArrayList;
import java.util.List;
import nabla.engine.backend.Strided;
import nabla.engine.backend.cpu.Cpu;
import nabla.engine.formula.DeviceFunction;
import nabla.engine.formula.Formula;
import nabla.engine.formula.Kind;

/// A formula over the elements of strided pieces: one kernel for formulas that differ in their
/// constants alone.
final class Pointwise {
  private static final Cpu HOST = new Cpu();

  private final ClQueue queue;

  private final Interpreted interpreted;

  Pointwise(ClQueue queue) {
    this.queue = queue;
    this.interpreted = new Interpreted(queue);
  }

  private record Key(DeviceFunction function, Kind out, long onHost, int rank) {}

  void map(Formula formula, Kind compute, Strided out, Strided... inputs) {
    if (out.count() == 0) {
      return;
    }
    Kind[] kinds = new Kind[inputs.length];
    long onHost = 0;
    for (int k = 0; k < inputs.length; k++) {
      boolean isHost = !(inputs[k].buffer() instanceof ClBuffer);
      kinds[k] = isHost ? passed(inputs[k], compute) : inputs[k].kind();
      onHost |= isHost ? 1L << k : 0;
    }
    DeviceFunction function = DeviceFunction.of(formula, compute, kinds);
    if (interpreted.runs(function, compute, kinds, out, inputs)) {
      return;
    }
    Grid grid = grid(out, inputs, onHost);
    long host = onHost;
    ClKernel kernel =
        queue.kernel(
            new Key(function, out.kind(), onHost, grid.rank()),
            "a pointwise operation",
            () -> text(function, out.kind(), kinds, host, grid));
    launch(kernel, function, kinds, grid, out, inputs);
  }

  /// Returns the kind in which a number of the host is passed: a scalar may lie there.
  private Kind passed(Strided input, Kind compute) {
    if (!input.isRepeated()) {
      throw queue.mixed(input.buffer());
    }
    return switch (input.kind()) {
      case BOOL -> Kind.INT64;
      case FLOAT64 ->
          compute.isFloating() ? compute : queue.info().hasDoubles() ? Kind.FLOAT64 : Kind.FLOAT32;
      case FLOAT32, INT64 -> input.kind();
    };
  }

  private static Grid grid(Strided out, Strided[] inputs, long onHost) {
    List<String> names = new ArrayList<>(List.of("y"));
    List<int[]> strides = new ArrayList<>(List.of(out.strides()));
    for (int k = 0; k < inputs.length; k++) {
      if ((onHost >> k & 1) == 0) {
        names.add("x" + k);
        strides.add(inputs[k].strides());
      }
    }
    return Grid.of("", names.toArray(String[]::new), out.sizes(), strides.toArray(int[][]::new));
  }

  private static String text(
      DeviceFunction function, Kind out, Kind[] kinds, long onHost, Grid grid) {
    var parameters = new StringBuilder("const int n" + grid.sizeParameters());
    parameters.append(Texts.operand("y", out, false, grid));
    var starts = new StringBuilder(Texts.start("y"));
    String[] elements = new String[kinds.length];
    for (int k = 0; k < kinds.length; k++) {
      String name = "x" + k;
      if ((onHost >> k & 1) != 0) {
        parameters
            .append(", const ")
            .append(DeviceFunction.type(kinds[k]))
            .append(' ')
            .append(name);
        elements[k] = name;
      } else {
        parameters.append(Texts.operand(name, kinds[k], true, grid));
        starts.append(Texts.start(name));
        elements[k] = name + "[" + name + "_at]";
      }
    }
    for (int c = 0; c < function.constants(); c++) {
      parameters.append(", const real c").append(c);
    }
    if (function.mayFail()) {
      parameters.append(", global int *zero");
    }
    String stored = function.stored(function.call("formula", "c", elements), out);
    return """
        #define real %s
        %s
        kernel void run(%s) {
        const int i = get_global_id(0);
        if (i >= n) { return; }
        %s%sy[y_at] = %s;
        }
        """
        .formatted(
            DeviceFunction.type(function.compute()),
            function.text("formula", stored),
            parameters,
            starts,
            grid.advance("i"),
            stored);
  }

  private void launch(
      ClKernel kernel,
      DeviceFunction function,
      Kind[] kinds,
      Grid grid,
      Strided out,
      Strided... inputs) {
    ClArguments arguments = new ClArguments().add(grid.count());
    grid.addSizes(arguments);
    int operand = 1;
    ClArguments read = new ClArguments();
    for (int k = 0; k < inputs.length; k++) {
      Strided input = inputs[k];
      if (input.buffer() instanceof ClBuffer buffer) {
        read.add(queue.own(buffer)).add(input.offset());
        grid.addStrides(read, operand++);
      } else {
        addNumber(read, kinds[k], input);
      }
    }
    // Last, for an operand may be the output: then its elements are read before.
    Texts.addOutput(arguments, queue, out);
    grid.addStrides(arguments, 0);
    arguments.addAll(read);
    for (int c = 0; c < function.constants(); c++) {
      arguments.add(function.compute(), function.real(c), function.integer(c));
    }
    if (!function.mayFail()) {
      queue.run(kernel, arguments, grid.count());
      return;
    }
    ClBuffer zero = queue.memory().allocate(Kind.BOOL, Integer.BYTES);
    queue.run(kernel, arguments.add(zero), grid.count());
    requireNone(queue, zero);
  }

  /// Throws if a kernel has noted a division by zero. This waits for it.
  static void requireNone(ClQueue queue, ClBuffer zero) {
    if (((byte[]) queue.read(zero, 0, 1))[0] != 0) {
      throw new ArithmeticException("/ by zero");
    }
  }

  /// Adds a number that lies on the host, in the kind of its parameter.
  static void addNumber(ClArguments arguments, Kind kind, Strided input) {
    int at = input.offset();
    arguments.add(kind, HOST.readDouble(input.buffer(), at), HOST.readLong(input.buffer(), at));
  }
}
