package nabla.engine.backend.opencl;

import nabla.engine.backend.Strided;
import nabla.engine.formula.DeviceFunction;
import nabla.engine.formula.Kind;

/// What the texts of kernels have in common.
final class Texts {
  /// Which of two numbers comes first in the order of sorting, where NaN is the greatest.
  static final String BEFORE =
      """
      static inline int before(const real a, const real b) {
        return a < b || (b != b && a == a);
      }
      """;

  private Texts() {}

  /// Returns the declaration of an operand, after a comma: its memory, where it starts, its strides
  /// in a grid.
  static String operand(String name, Kind kind, boolean isConstant, Grid grid) {
    return ", global %s%s *%s, const int %s_o%s"
        .formatted(
            isConstant ? "const " : "",
            DeviceFunction.type(kind),
            name,
            name,
            grid.strideParameters(name));
  }

  /// Returns the statement that begins an operand's position.
  static String start(String name) {
    return "int " + name + "_at = " + name + "_o;\n";
  }

  /// Returns where the kernel's element is known, and nothing done beyond the last.
  static String element() {
    return "const int i = get_global_id(0);\nif (i >= n) { return; }\n";
  }

  /// Adds the memory and start of what a kernel writes.
  ///
  /// @param between what stands between the two
  static void addOutput(ClArguments arguments, ClQueue queue, Strided out, int... between) {
    ClBuffer buffer = queue.own(out.buffer());
    if (out.count() == buffer.size() && out.isContiguous()) {
      arguments.addOverwritten(buffer);
    } else {
      arguments.add(buffer);
    }
    arguments.addAll(between).add(out.offset());
  }

  /// Adds the memory and start of what a kernel reads.
  static void addInput(ClArguments arguments, ClQueue queue, Strided in) {
    arguments.add(queue.own(in.buffer())).add(in.offset());
  }
}
