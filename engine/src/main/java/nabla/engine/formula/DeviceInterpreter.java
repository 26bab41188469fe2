package nabla.engine.formula;

/// The interpreter of formulas as a function in OpenCL C: what [Interpreter] is on the processor.
///
/// To compile a kernel takes a driver longer than to compute a thousand small tensors, so a formula
/// runs through this one kernel until it is worth one of its own. Each function is the same text as
/// in a kernel of its own.
public final class DeviceInterpreter {
  /// A formula may have so many steps.
  public static final int MOST_STEPS = 48;

  /// So many operands.
  public static final int MOST_OPERANDS = 6;

  /// So many constants.
  public static final int MOST_CONSTANTS = 12;

  private static final int UNARY = 16;
  private static final int BINARY = 64;
  private static final int COMPARE = 96;
  private static final int LOGIC = 104;

  private DeviceInterpreter() {}

  /// Returns a step as one number: the action, then the steps it uses, 16 bits each.
  static long code(Step step) {
    long op =
        switch (step.action()) {
          case LOAD, FLAG, CONSTANT, NOT, SELECT, CONVERT -> place(step.action());
          case UNARY -> UNARY + place(step.op());
          case BINARY -> BINARY + place(step.op());
          case COMPARE -> COMPARE + place(step.op());
          case LOGIC -> LOGIC + place(step.op());
        };
    return op | (long) step.a() << 16 | (long) step.b() << 32 | (long) step.c() << 48;
  }

  /// Returns the function `interpret(steps, count, operands, flags, constants[, zero])` and those
  /// it calls, and `load`, `flag` and `store` of an element by the number of its kind.
  ///
  /// `operands` are the elements in the compute kind, `flags` tell whether they are not zero.
  public static String text(Kind compute, boolean hasDoubles) {
    var cases = new StringBuilder();
    for (UnaryOp op : UnaryOp.values()) {
      if (op.supports(compute)) {
        add(cases, UNARY + place(op), DeviceText.unary(op, compute, "a"));
      }
    }
    for (BinaryOp op : BinaryOp.values()) {
      if (op.supports(compute)) {
        add(cases, BINARY + place(op), DeviceText.binary(op, compute, "a", "b"));
      }
    }
    for (CompareOp op : CompareOp.values()) {
      add(cases, COMPARE + place(op), "a" + DeviceText.sign(op) + "b");
    }
    for (LogicOp op : LogicOp.values()) {
      add(cases, LOGIC + place(op), DeviceText.logic(op, "(a != 0)", "(b != 0)"));
    }
    add(cases, place(Step.Action.LOAD), "operands[ia]");
    add(cases, place(Step.Action.FLAG), "flags[ia]");
    add(cases, place(Step.Action.CONSTANT), "constants[ia]");
    add(cases, place(Step.Action.NOT), "a == 0");
    add(cases, place(Step.Action.SELECT), "a != 0 ? b : v[(s >> 48) & 0xFFFF]");
    add(cases, place(Step.Action.CONVERT), "a");
    String body =
        access(compute, hasDoubles)
            + """
            static real interpret(
            global const long *steps, const int count,
            const real *operands, const int *flags, const real *constants%s) {
            real v[%d];
            for (int k = 0; k < %d; k++) { v[k] = 0; }
            for (int k = 0; k < count; k++) {
            const long s = steps[k];
            const int ia = (s >> 16) & 0xFFFF;
            const real a = v[ia], b = v[(s >> 32) & 0xFFFF];
            real r = 0;
            switch ((int) (s & 0xFFFF)) {
            %s}
            v[k] = r;
            }
            return v[count - 1];
            }
            """
                .formatted(
                    compute == Kind.INT64 ? ", global int *zero" : "",
                    MOST_STEPS,
                    MOST_STEPS,
                    cases);
    return DeviceText.neededBy(body) + body;
  }

  /// The numbers live as long as the process, so the order of the constants may change.
  @SuppressWarnings("EnumOrdinal")
  private static int place(Enum<?> constant) {
    return constant.ordinal();
  }

  private static void add(StringBuilder cases, int code, String value) {
    cases.append("case %d: r = %s; break;\n".formatted(code, value));
  }

  private static String access(Kind compute, boolean hasDoubles) {
    var load = new StringBuilder();
    var store = new StringBuilder();
    var flag = new StringBuilder();
    for (Kind kind : Kind.values()) {
      if (kind == Kind.FLOAT64 && !hasDoubles) {
        continue;
      }
      String type = DeviceFunction.type(kind);
      String element = "((global const " + type + " *) x)[at]";
      load.append(
          "case %d: return %s;\n"
              .formatted(kind.code(), DeviceFunction.loaded(element, kind, compute)));
      flag.append("case %d: return %s != 0;\n".formatted(kind.code(), element));
      String stored = DeviceFunction.stored("value", kind, compute, false);
      store.append(
          "case %1$d: ((global %2$s *) y)[at] = %3$s; break;\n"
              .formatted(kind.code(), type, stored));
    }
    return """
        static real load(global const char *x, const int kind, const int at) {
        switch (kind) {
        %s}
        return 0;
        }
        static int flag(global const char *x, const int kind, const int at) {
        switch (kind) {
        %s}
        return 0;
        }
        static void store(global char *y, const int kind, const int at, const real value) {
        switch (kind) {
        %s}
        }
        """
        .formatted(load, flag, store);
  }
}
