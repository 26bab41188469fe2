package nabla.engine.formula;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import nabla.engine.formula.Access.Walk;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// What is generated computes, bit for bit, what the interpreter computes.
class GeneratedLoopTests {
  private static final int LENGTH = 64;

  /// A run of a loop with everything it needs but the output.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Run(
      int outOffset, int outStride, Object[] in, int[] inOffset, int[] inStride, int n) {}

  /// The loop under test in both forms.
  private record Both(Interpreter interpreted, Generated generated) {}

  private static Both both(Formula formula, Kind compute, Kind out, List<Kind> in, Access access) {
    Program.Applied applied = Program.of(formula);
    applied.program().check(compute, in.size());
    Program.Constants constants = applied.constants();
    var key = new Template.Key(applied.program(), compute, out, in);
    return new Both(
        new Interpreter(applied.program(), constants, compute, out, in),
        JvmLoops.generate(key, access).with(constants.reals(), constants.integers()));
  }

  /// Returns the output array as a list, or the exception, of a run into an array of ones.
  private static List<Object> outcome(Loop loop, Kind out, Run run) {
    Object target = out.allocate(LENGTH);
    var outcome = new ArrayList<Object>();
    try {
      loop.run(target, run.outOffset, run.outStride, run.in, run.inOffset, run.inStride, run.n);
    } catch (ArithmeticException e) {
      outcome.add(e.getClass()); // its message may be gone: compiled code throws a bare one
    }
    switch (target) {
      case float[] a -> IntStream.range(0, a.length).forEach(i -> outcome.add(a[i]));
      case double[] a -> IntStream.range(0, a.length).forEach(i -> outcome.add(a[i]));
      case long[] a -> IntStream.range(0, a.length).forEach(i -> outcome.add(a[i]));
      case byte[] a -> IntStream.range(0, a.length).forEach(i -> outcome.add(a[i]));
      default -> throw new IllegalArgumentException(target.getClass().getName());
    }
    return outcome;
  }

  private static Run randomRun(Random random, Access access, List<Kind> in) {
    int n = random.nextInt(1, 16);
    int outStride = access.isStrided() ? random.nextInt(1, 4) : 1;
    int outOffset = random.nextInt(4);
    var arrays = new Object[in.size()];
    var offsets = new int[in.size()];
    var strides = new int[in.size()];
    for (int k = 0; k < arrays.length; k++) {
      arrays[k] = RandomFormulas.data(random, in.get(k), LENGTH);
      Walk walk = access.walk(k);
      strides[k] =
          switch (walk) {
            case LEVEL, SHIFTED -> 1;
            case SCALAR -> 0;
            case STRIDED -> random.nextInt(-3, 4);
          };
      offsets[k] =
          walk == Walk.LEVEL
              ? outOffset
              : strides[k] < 0 ? LENGTH - 1 - random.nextInt(3) : random.nextInt(4);
    }
    return new Run(outOffset, outStride, arrays, offsets, strides, n);
  }

  @Property(tries = 600)
  void computesWhatTheInterpreterComputes(@ForAll Random random) {
    Kind compute = List.of(Kind.FLOAT32, Kind.FLOAT64, Kind.INT64).get(random.nextInt(3));
    Kind[] kinds = Kind.values();
    Kind out = kinds[random.nextInt(kinds.length)];
    int operands = random.nextInt(4);
    List<Kind> in = random.ints(operands, 0, kinds.length).mapToObj(k -> kinds[k]).toList();
    Formula formula = new RandomFormulas(random, compute, operands).formula(random.nextInt(5));
    var accesses = new ArrayList<>(List.of(new Access(Access.STRIDED), new Access(0)));
    accesses.add(
        new Access(IntStream.range(0, operands).map(k -> random.nextInt(3) << (2 * k)).sum()));
    for (Access access : accesses) {
      Both both = both(formula, compute, out, in, access);
      for (int i = 0; i < 3; i++) {
        Run run = randomRun(random, access, in);
        assertThat(outcome(both.generated, out, run))
            .as("%s in %s of %s as %s, %s", formula, compute, in, out, access)
            .isEqualTo(outcome(both.interpreted, out, run));
      }
    }
  }

  /// Each function alone, in each kind, so that none depends on the luck of the draw.
  @Test
  void eachFunctionAgrees() {
    var random = new Random(7);
    for (Kind compute : List.of(Kind.FLOAT32, Kind.FLOAT64, Kind.INT64)) {
      var formulas = new ArrayList<Formula>();
      Formula x = Formula.arg(0);
      Formula y = Formula.arg(1);
      Arrays.stream(UnaryOp.values())
          .filter(op -> op.supports(compute))
          .forEach(op -> formulas.add(new Formula.Unary(op, x)));
      Arrays.stream(BinaryOp.values())
          .filter(op -> op.supports(compute))
          .forEach(op -> formulas.add(new Formula.Binary(op, x, y)));
      Arrays.stream(CompareOp.values()).forEach(op -> formulas.add(new Formula.Compare(op, x, y)));
      List<Kind> in = List.of(compute, compute);
      var access = new Access(0);
      for (Formula formula : formulas) {
        Kind out = formula.isPredicate() ? Kind.BOOL : compute;
        Both both = both(formula, compute, out, in, access);
        for (int i = 0; i < 20; i++) {
          Run run = randomRun(random, access, in);
          assertThat(outcome(both.generated, out, run))
              .as("%s in %s", formula, compute)
              .isEqualTo(outcome(both.interpreted, out, run));
        }
      }
    }
  }
}
