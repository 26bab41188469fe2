package nabla.engine.formula;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A formula as a function in OpenCL C: the same steps in the same order as [Interpreter] takes.
///
/// Its parameters are the elements of the operands, as they lie in memory, then the constants, as
/// the compute kind has them. Formulas that differ in nothing but constants are equal.
public final class DeviceFunction {
  private final Program program;
  private final Program.Constants constants;
  private final Kind compute;
  private final List<Kind> in;

  private DeviceFunction(Program.Applied applied, Kind compute, List<Kind> in) {
    this.program = applied.program();
    this.constants = applied.constants();
    this.compute = compute;
    this.in = in;
  }

  /// Returns the function of a formula with operands held as `in`, computed in `compute`.
  ///
  /// @throws IllegalArgumentException if the formula has a function that is not defined in
  ///   `compute`, or an operand that has no kind
  public static DeviceFunction of(Formula formula, Kind compute, Kind... in) {
    Program.Applied applied = Program.of(formula);
    applied.program().check(compute, in.length);
    return new DeviceFunction(applied, compute, List.of(in));
  }

  /// Returns the type of an element in OpenCL C.
  public static String type(Kind kind) {
    return switch (kind) {
      case FLOAT32 -> "float";
      case FLOAT64 -> "double";
      case INT64 -> "long";
      case BOOL -> "char";
    };
  }

  /// Returns the kind that is computed in.
  public Kind compute() {
    return compute;
  }

  /// Returns how many constants the function has.
  public int constants() {
    return constants.reals().length;
  }

  /// Returns constant number `i` in a floating compute kind.
  public double real(int i) {
    return constants.reals()[i];
  }

  /// Returns constant number `i` in INT64.
  public long integer(int i) {
    return constants.integers()[i];
  }

  /// Returns whether a division by zero is possible that has no result: of integers. Then the
  /// function has one more parameter, a `global int *`, at which it notes that.
  public boolean mayFail() {
    return compute == Kind.INT64
        && program.steps().stream()
            .anyMatch(
                step ->
                    step.op() == BinaryOp.DIV
                        || step.op() == BinaryOp.FLOOR_DIV
                        || step.op() == BinaryOp.REMAINDER
                        || step.op() == BinaryOp.FMOD);
  }

  /// Returns the expression that stores a value of this function as an element of a kind.
  public String stored(String value, Kind as) {
    return stored(value, as, compute, program.steps().getLast().isPredicate());
  }

  static String stored(String value, Kind as, Kind compute, boolean isPredicate) {
    boolean whole = compute == Kind.INT64 || isPredicate;
    return switch (as) {
      case BOOL -> "(char) (" + value + " != 0)";
      case INT64 -> whole ? value : "to_long_" + type(compute) + "(" + value + ")";
      case FLOAT32, FLOAT64 -> "(" + type(as) + ") (" + value + ")";
    };
  }

  /// Returns how many steps the function has.
  public int steps() {
    return program.steps().size();
  }

  /// Returns the steps as [DeviceInterpreter] reads them.
  public long[] code() {
    return program.steps().stream().mapToLong(DeviceInterpreter::code).toArray();
  }

  /// Returns the function's text under a name, with the functions that it and another text call.
  public String text(String name, String other) {
    List<String> parameters = new ArrayList<>();
    for (int k = 0; k < in.size(); k++) {
      parameters.add("const " + type(in.get(k)) + " x" + k);
    }
    for (int k = 0; k < constants(); k++) {
      parameters.add("const real c" + k);
    }
    if (mayFail()) {
      parameters.add("global int *zero");
    }
    List<Step> steps = program.steps();
    var text = new StringBuilder();
    for (int s = 0; s < steps.size(); s++) {
      String type = steps.get(s).isPredicate() ? "int" : "real";
      text.append("  const %s v%d = %s;\n".formatted(type, s, expression(steps.get(s))));
    }
    String result = steps.getLast().isPredicate() ? "int" : "real";
    String body =
        "static inline %s %s(%s) {\n%s  return v%d;\n}\n"
            .formatted(result, name, String.join(", ", parameters), text, steps.size() - 1);
    return DeviceText.neededBy(body + other) + body;
  }

  /// Returns a call of the function, for operands that are these expressions.
  public String call(String name, String constant, String... operands) {
    List<String> arguments = new ArrayList<>(Arrays.asList(operands));
    IntStream.range(0, constants()).forEach(k -> arguments.add(constant + k));
    if (mayFail()) {
      arguments.add("zero");
    }
    return arguments.stream().collect(Collectors.joining(", ", name + "(", ")"));
  }

  private String expression(Step step) {
    String a = "v" + step.a();
    String b = "v" + step.b();
    return switch (step.action()) {
      case LOAD -> load(step.a());
      case FLAG -> "x" + step.a() + " != 0";
      case CONSTANT -> "c" + step.a();
      case UNARY -> DeviceText.unary(step.unary(), compute, a);
      case BINARY -> DeviceText.binary(step.binary(), compute, a, b);
      case COMPARE -> a + DeviceText.sign(step.comparison()) + b;
      case LOGIC -> DeviceText.logic(step.logic(), a, b);
      case NOT -> "!" + a;
      case SELECT -> a + " ? " + b + " : v" + step.c();
      case CONVERT -> "(real) " + a;
    };
  }

  private String load(int operand) {
    return loaded("x" + operand, in.get(operand), compute);
  }

  static String loaded(String element, Kind kind, Kind compute) {
    return compute == Kind.INT64 && kind.isFloating()
        ? "to_long_" + type(kind) + "(" + element + ")"
        : "(real) " + element;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DeviceFunction that
        && compute == that.compute
        && in.equals(that.in)
        && program.equals(that.program);
  }

  @Override
  public int hashCode() {
    return (program.hashCode() * 31 + in.hashCode()) * 31 + compute.hashCode();
  }
}
