package nabla.engine.formula;

import java.util.List;

/// Evaluates a program element by element: the reference of what a formula means, and the way loops
/// run until a generated class is worth its making.
///
/// Numbers of FLOAT32 are held as doubles that are floats, rounded after each step. For `+ - * /`
/// and the square root that equals the float operation, since a double has more than twice its
/// digits.
final class Interpreter implements Loop {
  private final Step[] steps;
  private final double[] realConstants;
  private final long[] integerConstants;
  private final Kind compute;
  private final Kind out;
  private final Kind[] in;

  Interpreter(Program program, Program.Constants constants, Kind compute, Kind out, List<Kind> in) {
    this.steps = program.steps().toArray(Step[]::new);
    this.compute = compute;
    this.out = out;
    this.in = in.toArray(Kind[]::new);
    this.realConstants = constants.reals().clone();
    for (int c = 0; c < realConstants.length; c++) {
      realConstants[c] = round(realConstants[c]);
    }
    this.integerConstants = constants.integers();
  }

  @Override
  public void run(
      Object target,
      int outOffset,
      int outStride,
      Object[] operands,
      int[] inOffset,
      int[] inStride,
      int n) {
    var reals = new double[steps.length];
    var integers = new long[steps.length];
    for (int i = 0; i < n; i++) {
      for (int s = 0; s < steps.length; s++) {
        step(s, i, reals, integers, operands, inOffset, inStride);
      }
      int last = steps.length - 1;
      int at = outOffset + i * outStride;
      if (steps[last].isPredicate() || compute == Kind.INT64) {
        store(target, at, integers[last]);
      } else {
        store(target, at, reals[last]);
      }
    }
  }

  /// Computes step `s` of element `i`. Predicates and INT64 numbers live in `z`, the others in `r`.
  private void step(
      int s, int i, double[] r, long[] z, Object[] operands, int[] offset, int[] stride) {
    boolean integer = compute == Kind.INT64;
    Step step = steps[s];
    int a = step.a();
    int b = step.b();
    switch (step.action()) {
      case LOAD -> {
        int at = offset[a] + i * stride[a];
        if (integer) {
          z[s] = loadInteger(operands[a], in[a], at);
        } else {
          r[s] = loadReal(operands[a], in[a], at);
        }
      }
      case FLAG -> z[s] = bit(isNonZero(operands[a], in[a], offset[a] + i * stride[a]));
      case CONSTANT -> {
        z[s] = integerConstants[a];
        r[s] = realConstants[a];
      }
      case UNARY -> {
        if (integer) {
          z[s] = Arithmetic.apply(step.unary(), z[a]);
        } else {
          r[s] = round(Arithmetic.apply(step.unary(), r[a]));
        }
      }
      case BINARY -> {
        if (integer) {
          z[s] = Arithmetic.apply(step.binary(), z[a], z[b]);
        } else {
          r[s] = round(Arithmetic.apply(step.binary(), r[a], r[b]));
        }
      }
      case COMPARE -> {
        CompareOp op = step.comparison();
        z[s] = bit(integer ? Arithmetic.apply(op, z[a], z[b]) : Arithmetic.apply(op, r[a], r[b]));
      }
      case LOGIC -> z[s] = bit(Arithmetic.apply(step.logic(), z[a] != 0, z[b] != 0));
      case NOT -> z[s] = 1 - z[a];
      case SELECT -> {
        int chosen = z[a] != 0 ? b : step.c();
        z[s] = z[chosen];
        r[s] = r[chosen];
      }
      case CONVERT -> {
        z[s] = z[a];
        r[s] = z[a];
      }
    }
  }

  private static long bit(boolean predicate) {
    return predicate ? 1 : 0;
  }

  private double round(double value) {
    return compute == Kind.FLOAT32 ? (float) value : value;
  }

  private double loadReal(Object array, Kind kind, int at) {
    return switch (kind) {
      case FLOAT32 -> ((float[]) array)[at];
      case FLOAT64 -> round(((double[]) array)[at]);
      case INT64 -> {
        long value = ((long[]) array)[at];
        yield compute == Kind.FLOAT32 ? (float) value : (double) value;
      }
      case BOOL -> ((byte[]) array)[at];
    };
  }

  private static long loadInteger(Object array, Kind kind, int at) {
    return switch (kind) {
      case FLOAT32 -> Arithmetic.toLong(((float[]) array)[at]);
      case FLOAT64 -> Arithmetic.toLong(((double[]) array)[at]);
      case INT64 -> ((long[]) array)[at];
      case BOOL -> ((byte[]) array)[at];
    };
  }

  private static boolean isNonZero(Object array, Kind kind, int at) {
    return switch (kind) {
      case FLOAT32 -> ((float[]) array)[at] != 0;
      case FLOAT64 -> ((double[]) array)[at] != 0;
      case INT64 -> ((long[]) array)[at] != 0;
      case BOOL -> ((byte[]) array)[at] != 0;
    };
  }

  private void store(Object array, int at, double value) {
    switch (out) {
      case FLOAT32 -> ((float[]) array)[at] = (float) value;
      case FLOAT64 -> ((double[]) array)[at] = value;
      case INT64 -> ((long[]) array)[at] = Arithmetic.toLong(value);
      case BOOL -> ((byte[]) array)[at] = (byte) (value != 0 ? 1 : 0);
    }
  }

  private void store(Object array, int at, long value) {
    switch (out) {
      case FLOAT32 -> ((float[]) array)[at] = value;
      case FLOAT64 -> ((double[]) array)[at] = value;
      case INT64 -> ((long[]) array)[at] = value;
      case BOOL -> ((byte[]) array)[at] = (byte) (value != 0 ? 1 : 0);
    }
  }
}
