package nabla.engine.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import nabla.engine.backend.Strided;
import nabla.engine.backend.blas.OpenBlas;
import nabla.engine.formula.Kind;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// Products of matrices that lie in memory in every way, against the definition.
class MatricesTests {

  /// How a batch of matrices lies in memory.
  enum Lying {
    BY_ROW,
    BY_COLUMN,
    WITH_GAPS,
    BACKWARDS,
    ROWS_REPEATED,
    BATCH_REPEATED
  }

  @Test
  void theLibraryIsThereWhereItsJarIs() {
    assertThat(OpenBlas.isThere()).isTrue();
    assertThat(OpenBlas.description()).contains("OpenBLAS");
  }

  @Property(tries = 400)
  void productsAreWhatTheDefinitionSays(
      @ForAll @IntRange(min = 1, max = 3) int batch,
      @ForAll @IntRange(min = 0, max = 40) int rows,
      @ForAll @IntRange(min = 0, max = 40) int inner,
      @ForAll @IntRange(min = 0, max = 40) int columns,
      @ForAll Lying left,
      @ForAll Lying right,
      @ForAll boolean single,
      @ForAll long seed) {
    Random random = new Random(seed);
    Kind kind = single ? Kind.FLOAT32 : Kind.FLOAT64;
    Strided a = lying(left, kind, batch, rows, inner, random);
    Strided b = lying(right, kind, batch, inner, columns, random);
    Strided out = lying(Lying.BY_ROW, kind, batch, rows, columns, random);

    new Cpu().multiply(out, a, b);

    double precision = single ? 1e-4 : 1e-12;
    for (int n = 0; n < batch; n++) {
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          double sum = 0;
          for (int k = 0; k < inner; k++) {
            sum += at(a, n, i, k) * at(b, n, k, j);
          }
          assertThat(at(out, n, i, j)).isCloseTo(sum, within(precision * (1 + Math.abs(sum))));
        }
      }
    }
  }

  /// A zero does not hide what it is multiplied with, as some libraries have it.
  @Test
  void zeroTimesInfinityIsNotANumber() {
    for (int size : new int[] {2, 16, 70}) {
      float[] zeros = new float[size * size];
      float[] infinite = new float[size * size];
      java.util.Arrays.fill(infinite, Float.POSITIVE_INFINITY);
      float[] out = new float[size * size];
      new Cpu().multiply(square(out, size), square(zeros, size), square(infinite, size));
      assertThat(out).containsOnly(Float.NaN);
    }
  }

  /// What lies in the result before does not matter.
  @Test
  void theResultIsOverwritten() {
    int size = 40;
    float[] ones = new float[size * size];
    java.util.Arrays.fill(ones, 1);
    float[] out = new float[size * size];
    java.util.Arrays.fill(out, Float.NaN);
    new Cpu().multiply(square(out, size), square(ones, size), square(ones, size));
    assertThat(out).containsOnly(size);
  }

  private static Strided square(float[] array, int size) {
    return new Strided(HeapBuffer.of(array), new int[] {size, size}, new int[] {size, 1}, 0);
  }

  private static double at(Strided piece, int n, int i, int j) {
    int[] s = piece.strides();
    return Cpu.heap(piece).getDouble(piece.offset() + n * s[0] + i * s[1] + j * s[2]);
  }

  private static Strided lying(
      Lying lying, Kind kind, int batch, int rows, int columns, Random random) {
    int[] sizes = {batch, rows, columns};
    int[] strides =
        switch (lying) {
          case BY_ROW, BACKWARDS -> new int[] {rows * columns, columns, 1};
          case BY_COLUMN -> new int[] {rows * columns, 1, rows};
          case WITH_GAPS -> new int[] {rows * columns * 6, columns * 3, 2};
          case ROWS_REPEATED -> new int[] {columns, 0, 1};
          case BATCH_REPEATED -> new int[] {0, columns, 1};
        };
    HeapBuffer buffer = HeapBuffer.allocate(kind, 6 * batch * rows * columns + 8);
    for (int k = 0; k < buffer.size(); k++) {
      buffer.setDouble(k, random.nextGaussian());
    }
    int offset = 5;
    if (lying == Lying.BACKWARDS) {
      strides[2] = -1;
      offset = 5 + Math.max(0, columns - 1);
    }
    return new Strided(buffer, sizes, strides, offset);
  }
}
