package nabla.engine.formula;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Locale;

/// Writes the bytecode of steps. Each step's value is kept in a local variable: a predicate as an
/// int of 0 or 1, a number in the compute kind.
final class JvmSteps {
  private static final ClassDesc MATH = ClassDesc.of("java.lang", "Math");
  private static final ClassDesc ARITHMETIC = Arithmetic.class.describeConstable().orElseThrow();
  private static final ClassDesc SPECIAL = SpecialFunctions.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc D_D = MethodTypeDesc.of(CD_double, CD_double);
  private static final MethodTypeDesc D_J = MethodTypeDesc.of(CD_long, CD_double);
  private static final MethodTypeDesc DD_D = MethodTypeDesc.of(CD_double, CD_double, CD_double);
  private static final MethodTypeDesc F_F = MethodTypeDesc.of(CD_float, CD_float);
  private static final MethodTypeDesc FF_F = MethodTypeDesc.of(CD_float, CD_float, CD_float);
  private static final MethodTypeDesc J_J = MethodTypeDesc.of(CD_long, CD_long);
  private static final MethodTypeDesc JJ_J = MethodTypeDesc.of(CD_long, CD_long, CD_long);

  private final CodeBuilder code;
  private final List<Step> steps;
  private final Kind compute;
  private final TypeKind number;
  private final int[] locals;

  JvmSteps(CodeBuilder code, List<Step> steps, Kind compute) {
    this.code = code;
    this.steps = steps;
    this.compute = compute;
    this.number = TypeKind.from(compute.element());
    this.locals = new int[steps.size()];
    for (int s = 0; s < locals.length; s++) {
      locals[s] = code.allocateLocal(kindOf(s));
    }
  }

  private TypeKind kindOf(int s) {
    return steps.get(s).isPredicate() ? TypeKind.INT : number;
  }

  private void load(int s) {
    code.loadLocal(kindOf(s), locals[s]);
  }

  /// Stores the value on the stack as that of step `s`.
  void store(int s) {
    code.storeLocal(kindOf(s), locals[s]);
  }

  /// Loads the value of the last step as it is stored in an array of the kind.
  void loadResult(Kind out) {
    int last = steps.size() - 1;
    load(last);
    if (steps.get(last).isPredicate()) {
      if (out != Kind.BOOL) {
        code.conversion(TypeKind.INT, TypeKind.from(out.element()));
      }
    } else if (out == Kind.BOOL) {
      isNonZero(compute);
    } else {
      convert(number, TypeKind.from(out.element()));
    }
  }

  /// Converts the number on the stack; see [Arithmetic#toLong] for what does not fit.
  void convert(TypeKind from, TypeKind to) {
    boolean cut = to == TypeKind.LONG && (from == TypeKind.FLOAT || from == TypeKind.DOUBLE);
    if (cut) {
      code.conversion(from, TypeKind.DOUBLE);
      code.invokestatic(ARITHMETIC, "toLong", D_J);
    } else {
      code.conversion(from, to);
    }
  }

  /// Replaces the element on the stack by 1, or by 0 if it is zero.
  void isNonZero(Kind kind) {
    switch (kind) {
      case FLOAT32 -> code.fconst_0().fcmpl();
      case FLOAT64 -> code.dconst_0().dcmpl();
      case INT64 -> code.lconst_0().lcmp();
      case BOOL -> {}
    }
    bit(Opcode.IFNE);
  }

  private void bit(Opcode isTrue) {
    code.ifThenElse(isTrue, yes -> yes.iconst_1(), no -> no.iconst_0());
  }

  /// Leaves the value of a step that computes on the stack.
  void write(int s) {
    Step step = steps.get(s);
    if (step.action() != Step.Action.BINARY) { // which converts each operand as it is loaded
      load(step.a());
    }
    switch (step.action()) {
      case LOAD, FLAG, CONSTANT ->
          throw new IllegalArgumentException("Step " + s + " loads; it does not compute.");
      case UNARY -> function(step.unary());
      case BINARY -> function(step.binary(), step.a(), step.b());
      case COMPARE -> {
        load(step.b());
        compare(step.comparison());
      }
      case LOGIC -> {
        load(step.b());
        switch (step.logic()) {
          case AND -> code.iand();
          case OR -> code.ior();
          case XOR -> code.ixor();
        }
      }
      case NOT -> code.iconst_1().ixor();
      case SELECT ->
          code.ifThenElse(
              Opcode.IFNE,
              yes -> yes.loadLocal(number, locals[step.b()]),
              no -> no.loadLocal(number, locals[step.c()]));
      case CONVERT -> code.conversion(TypeKind.INT, number);
    }
  }

  /// `<` and `<=` compare so that NaN counts as greater, the others so that it counts as less.
  private void compare(CompareOp op) {
    boolean less = op == CompareOp.LT || op == CompareOp.LE;
    switch (compute) {
      case FLOAT32 -> {
        if (less) {
          code.fcmpg();
        } else {
          code.fcmpl();
        }
      }
      case FLOAT64 -> {
        if (less) {
          code.dcmpg();
        } else {
          code.dcmpl();
        }
      }
      case INT64, BOOL -> code.lcmp();
    }
    bit(
        switch (op) {
          case LT -> Opcode.IFLT;
          case LE -> Opcode.IFLE;
          case GT -> Opcode.IFGT;
          case GE -> Opcode.IFGE;
          case EQ -> Opcode.IFEQ;
          case NE -> Opcode.IFNE;
        });
  }

  private void function(UnaryOp op) {
    switch (compute) {
      case INT64, BOOL -> ofLong(op);
      case FLOAT64 -> ofDouble(op);
      case FLOAT32 -> {
        switch (op) {
          case NEG -> code.fneg();
          case ABS -> code.invokestatic(MATH, "abs", F_F);
          default -> {
            code.f2d();
            ofDouble(op);
            code.d2f();
          }
        }
      }
    }
  }

  private void ofDouble(UnaryOp op) {
    switch (op) {
      case NEG -> code.dneg();
      case RECIPROCAL -> {
        int x = code.allocateLocal(TypeKind.DOUBLE);
        code.dstore(x).dconst_1().dload(x).ddiv();
      }
      case ROUND -> code.invokestatic(MATH, "rint", D_D);
      case ABS, EXP, EXPM1, LOG, LOG10, LOG1P, SQRT, SIN, COS, TAN -> call(MATH, op, D_D);
      case ASIN, ACOS, ATAN, SINH, COSH, TANH, CEIL, FLOOR -> call(MATH, op, D_D);
      case SIGN, EXP2, LOG2, RSQRT, TRUNC -> call(ARITHMETIC, op, D_D);
      case ASINH, ACOSH, ATANH, SIGMOID, ERF, ERFC, ERFINV, LGAMMA, DIGAMMA ->
          call(SPECIAL, op, D_D);
      case BIT_NOT -> throw undefined(op);
    }
  }

  private void ofLong(UnaryOp op) {
    switch (op) {
      case NEG -> code.lneg();
      case ABS -> code.invokestatic(MATH, "abs", J_J);
      case SIGN ->
          code.invokestatic(
                  ClassDesc.of("java.lang", "Long"), "signum", MethodTypeDesc.of(CD_int, CD_long))
              .i2l();
      case BIT_NOT -> code.loadConstant(-1L).lxor();
      case CEIL, FLOOR, ROUND, TRUNC -> {}
      default -> throw undefined(op);
    }
  }

  private void function(BinaryOp op, int a, int b) {
    if (compute == Kind.FLOAT32) {
      switch (op) {
        case ADD, SUB, MUL, DIV, MIN, MAX -> {
          load(a);
          load(b);
          ofFloat(op);
        }
        default -> {
          load(a);
          code.f2d();
          load(b);
          code.f2d();
          ofDouble(op);
          code.d2f();
        }
      }
      return;
    }
    load(a);
    load(b);
    if (compute == Kind.FLOAT64) {
      ofDouble(op);
    } else {
      ofLong(op);
    }
  }

  private void ofFloat(BinaryOp op) {
    switch (op) {
      case ADD -> code.fadd();
      case SUB -> code.fsub();
      case MUL -> code.fmul();
      case DIV -> code.fdiv();
      default -> call(MATH, op, FF_F);
    }
  }

  private void ofDouble(BinaryOp op) {
    switch (op) {
      case ADD -> code.dadd();
      case SUB -> code.dsub();
      case MUL -> code.dmul();
      case DIV -> code.ddiv();
      case FMOD -> code.drem();
      case MIN, MAX, ATAN2, HYPOT -> call(MATH, op, DD_D);
      case FLOOR_DIV -> code.invokestatic(ARITHMETIC, "floorDiv", DD_D);
      case REMAINDER, POW, FMIN, FMAX, COPYSIGN -> call(ARITHMETIC, op, DD_D);
      case LOGADDEXP -> call(SPECIAL, op, DD_D);
      case BIT_AND, BIT_OR, BIT_XOR, SHL, SHR -> throw undefined(op);
    }
  }

  private void ofLong(BinaryOp op) {
    switch (op) {
      case ADD -> code.ladd();
      case SUB -> code.lsub();
      case MUL -> code.lmul();
      case DIV -> code.ldiv();
      case FMOD -> code.lrem();
      case BIT_AND -> code.land();
      case BIT_OR -> code.lor();
      case BIT_XOR -> code.lxor();
      case FLOOR_DIV -> code.invokestatic(MATH, "floorDiv", JJ_J);
      case REMAINDER -> code.invokestatic(MATH, "floorMod", JJ_J);
      case MIN, FMIN -> code.invokestatic(MATH, "min", JJ_J);
      case MAX, FMAX -> code.invokestatic(MATH, "max", JJ_J);
      case POW, SHL, SHR -> call(ARITHMETIC, op, JJ_J);
      case ATAN2, HYPOT, COPYSIGN, LOGADDEXP -> throw undefined(op);
    }
  }

  private void call(ClassDesc owner, Enum<?> op, MethodTypeDesc type) {
    code.invokestatic(owner, op.name().toLowerCase(Locale.ROOT), type);
  }

  private static IllegalArgumentException undefined(Enum<?> op) {
    return new IllegalArgumentException(op + " is not defined in this compute kind.");
  }
}
