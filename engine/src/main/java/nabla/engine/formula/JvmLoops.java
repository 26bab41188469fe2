package nabla.engine.formula;

import static java.lang.classfile.ClassFile.ACC_FINAL;
import static java.lang.classfile.ClassFile.ACC_PRIVATE;
import static java.lang.classfile.ClassFile.ACC_PUBLIC;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import nabla.engine.formula.Access.Walk;

/// Generates a hidden class with the loop of one formula structure for given kinds and [Access].
///
/// The class has one loop, written so that C2 vectorises it where it can: values in locals, array
/// elements read once, everything that does not vary computed before it. For `x · y + 0.5` in
/// FLOAT32 it is
///
/// ```java
/// final float c0;
/// public void run(Object out, int o, int os, Object[] in, int[] io, int[] is, int n) {
///   float[] target = (float[]) out, x = (float[]) in[0], y = (float[]) in[1];
///   float c = c0;
///   for (int i = o, end = o + n; i < end; i++) target[i] = x[i] * y[i] + c;
/// }
/// ```
final class JvmLoops {
  /// More steps would make a method of over 8000 bytes, which HotSpot never compiles.
  static final int MOST_STEPS = 500;

  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final ClassDesc THIS = ClassDesc.of(JvmLoops.class.getPackageName(), "JvmLoop");
  private static final ClassDesc GENERATED = Generated.class.describeConstable().orElseThrow();
  private static final ClassDesc DOUBLES = CD_double.arrayType();
  private static final ClassDesc LONGS = CD_long.arrayType();
  private static final ClassDesc INTS = CD_int.arrayType();
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(
          CD_void, CD_Object, CD_int, CD_int, CD_Object.arrayType(), INTS, INTS, CD_int);
  private static final MethodTypeDesc WITH = MethodTypeDesc.of(GENERATED, DOUBLES, LONGS);
  private static final MethodTypeDesc MAKE = MethodTypeDesc.of(CD_void, DOUBLES, LONGS);

  // The parameters of `run` by their local variables.
  private static final int OUT = 1;
  private static final int OUT_OFFSET = 2;
  private static final int OUT_STRIDE = 3;
  private static final int IN = 4;
  private static final int IN_OFFSET = 5;
  private static final int IN_STRIDE = 6;
  private static final int COUNT = 7;

  private final List<Step> steps;
  private final Kind compute;
  private final Kind out;
  private final List<Kind> in;
  private final Access access;
  private final int constants;

  private JvmLoops(Template.Key key, Access access) {
    this.steps = key.program().steps();
    this.compute = key.compute();
    this.out = key.out();
    this.in = key.in();
    this.access = access;
    this.constants =
        1
            + steps.stream()
                .filter(step -> step.action() == Step.Action.CONSTANT)
                .mapToInt(Step::a)
                .max()
                .orElse(-1);
  }

  /// Returns a loop of a new class, with all constants zero: call [Generated#with] for others.
  static Generated generate(Template.Key key, Access access) {
    var generator = new JvmLoops(key, access);
    byte[] bytes = ClassFile.of().build(THIS, generator::writeClass);
    try {
      var lookup = LOOKUP.defineHiddenClass(bytes, true);
      int count = generator.constants;
      return (Generated)
          lookup
              .lookupClass()
              .getDeclaredConstructor(double[].class, long[].class)
              .newInstance(new double[count], new long[count]);
    } catch (IllegalAccessException
        | InstantiationException
        | NoSuchMethodException
        | InvocationTargetException e) {
      throw new IllegalStateException("The class of a loop could not be defined: " + key, e);
    }
  }

  private void writeClass(ClassBuilder type) {
    type.withFlags(ACC_PUBLIC | ACC_FINAL).withInterfaceSymbols(GENERATED);
    for (int c = 0; c < constants; c++) {
      type.withField(constant(c), type(compute), ACC_PRIVATE | ACC_FINAL);
    }
    type.withMethodBody(INIT_NAME, MAKE, ACC_PUBLIC, this::writeConstructor);
    type.withMethodBody(
        "with",
        WITH,
        ACC_PUBLIC,
        code ->
            code.new_(THIS).dup().aload(1).aload(2).invokespecial(THIS, INIT_NAME, MAKE).areturn());
    type.withMethodBody("run", RUN, ACC_PUBLIC, this::writeRun);
  }

  private static String constant(int number) {
    return "c" + number;
  }

  static ClassDesc type(Kind kind) {
    return kind.element().describeConstable().orElseThrow();
  }

  private void writeConstructor(CodeBuilder code) {
    code.aload(0).invokespecial(CD_Object, INIT_NAME, MTD_void);
    for (int c = 0; c < constants; c++) {
      code.aload(0).aload(compute == Kind.INT64 ? 2 : 1).loadConstant(c);
      switch (compute) {
        case INT64 -> code.laload();
        case FLOAT32 -> code.daload().d2f();
        case FLOAT64, BOOL -> code.daload();
      }
      code.putfield(THIS, constant(c), type(compute));
    }
    code.return_();
  }

  private void writeRun(CodeBuilder code) {
    Label end = code.newLabel();
    code.iload(COUNT).ifle(end); // before it, an operand of stride 0 may not even have an element
    new RunWriter(code).write();
    code.labelBinding(end).return_();
  }

  /// Writes the body of `run`.
  private final class RunWriter {
    private final CodeBuilder code;
    private final int target;
    private final int[] arrays = new int[in.size()];

    /// By operand: its index, or of a SHIFTED one the difference of its offset to the output's.
    private final int[] positions = new int[in.size()];

    private final int[] increments = new int[in.size()];
    private final int index;
    private final int limit;
    private final JvmSteps writer;

    RunWriter(CodeBuilder code) {
      this.code = code;
      this.target = code.allocateLocal(TypeKind.REFERENCE);
      this.index = code.allocateLocal(TypeKind.INT);
      this.limit = code.allocateLocal(TypeKind.INT);
      this.writer = new JvmSteps(code, steps, compute);
    }

    void write() {
      code.aload(OUT).checkcast(type(out).arrayType()).astore(target);
      for (int k = 0; k < arrays.length; k++) {
        writeOperand(k);
      }
      boolean strided = access.isStrided();
      var varies = new boolean[steps.size()];
      for (int s = 0; s < steps.size(); s++) {
        varies[s] = varies(steps.get(s), varies);
        if (!varies[s]) {
          writeStep(s);
        }
      }
      if (strided) {
        code.iload(COUNT).istore(limit);
      } else {
        code.iload(OUT_OFFSET).iload(COUNT).iadd().istore(limit);
      }
      code.iload(OUT_OFFSET).istore(index);
      writeLoop(strided, varies);
    }

    private void writeOperand(int k) {
      arrays[k] = code.allocateLocal(TypeKind.REFERENCE);
      code.aload(IN).loadConstant(k).aaload();
      code.checkcast(type(in.get(k)).arrayType()).astore(arrays[k]);
      positions[k] = code.allocateLocal(TypeKind.INT);
      code.aload(IN_OFFSET).loadConstant(k).iaload();
      if (access.walk(k) == Walk.SHIFTED) {
        code.iload(OUT_OFFSET).isub();
      }
      code.istore(positions[k]);
      if (access.isStrided()) {
        increments[k] = code.allocateLocal(TypeKind.INT);
        code.aload(IN_STRIDE).loadConstant(k).iaload().istore(increments[k]);
      }
    }

    private boolean varies(Step step, boolean[] varies) {
      return switch (step.action()) {
        case LOAD, FLAG -> access.walk(step.a()) != Walk.SCALAR;
        default ->
            (step.sources() > 0 && varies[step.a()])
                || (step.sources() > 1 && varies[step.b()])
                || (step.sources() > 2 && varies[step.c()]);
      };
    }

    /// The loop; strided it counts down in `limit`, else `index` runs up to it.
    private void writeLoop(boolean strided, boolean[] varies) {
      Label test = code.newLabel();
      Label done = code.newLabel();
      code.labelBinding(test);
      if (strided) {
        code.iload(limit).ifle(done);
      } else {
        code.iload(index).iload(limit).if_icmpge(done);
      }
      for (int s = 0; s < varies.length; s++) {
        if (varies[s]) {
          writeStep(s);
        }
      }
      code.aload(target).iload(index);
      writer.loadResult(out);
      code.arrayStore(TypeKind.from(type(out)));
      if (strided) {
        for (int k = 0; k < arrays.length; k++) {
          code.iload(positions[k]).iload(increments[k]).iadd().istore(positions[k]);
        }
        code.iload(index).iload(OUT_STRIDE).iadd().istore(index);
        code.iinc(limit, -1);
      } else {
        code.iinc(index, 1);
      }
      code.goto_(test).labelBinding(done);
    }

    private void writeStep(int s) {
      int a = steps.get(s).a();
      switch (steps.get(s).action()) {
        case LOAD -> {
          writeElement(a);
          writer.convert(TypeKind.from(type(in.get(a))), TypeKind.from(type(compute)));
        }
        case FLAG -> {
          writeElement(a);
          writer.isNonZero(in.get(a));
        }
        case CONSTANT -> code.aload(0).getfield(THIS, constant(a), type(compute));
        default -> writer.write(s);
      }
      writer.store(s);
    }

    private void writeElement(int k) {
      code.aload(arrays[k]);
      switch (access.walk(k)) {
        case LEVEL -> code.iload(index);
        case SHIFTED -> code.iload(index).iload(positions[k]).iadd();
        case SCALAR, STRIDED -> code.iload(positions[k]);
      }
      code.arrayLoad(TypeKind.from(type(in.get(k))));
    }
  }
}
