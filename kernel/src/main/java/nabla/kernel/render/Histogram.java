package nabla.kernel.render;

import static nabla.kernel.text.Texts.text;

import java.util.Locale;
import nabla.engine.format.Printable;

/// How the elements of a large tensor are spread, as a row of bars.
///
/// At most [#SAMPLE] elements are read, wherever they lie: the cost does not grow with the tensor.
///
/// @param counts how many elements fall between `least` and `greatest`, in parts of equal width
/// @param strange how many are NaN or infinite
/// @param seen how many elements were read
/// @param sampled whether there are more than that
@SuppressWarnings("ArrayRecordComponent") // nobody compares
record Histogram(
    int[] counts,
    double least,
    double greatest,
    double mean,
    int strange,
    int seen,
    boolean sampled) {
  static final int SAMPLE = 1 << 16;
  private static final int BARS = 32;
  private static final int HEIGHT = 36;

  /// The golden section: multiples of it fall evenly, and in step with no row or column.
  private static final double STEP = 0.6180339887498949;

  static Histogram of(Printable tensor) {
    double[] values = values(tensor);
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    double sum = 0;
    int finite = 0;
    for (double value : values) {
      if (Double.isFinite(value)) {
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
        sum += value;
        finite++;
      }
    }
    int[] counts = new int[BARS];
    for (double value : values) {
      if (Double.isFinite(value)) {
        // Halves, so that the width of the widest range is finite, too.
        double place =
            greatest == least ? 0.5 : (value / 2 - least / 2) / (greatest / 2 - least / 2);
        counts[Math.min((int) (place * BARS), BARS - 1)]++;
      }
    }
    return new Histogram(
        counts,
        least,
        greatest,
        sum / finite,
        values.length - finite,
        values.length,
        count(tensor.shape()) > values.length);
  }

  private static double count(int[] shape) {
    double count = 1;
    for (int size : shape) {
      count *= size;
    }
    return count;
  }

  private static double[] values(Printable tensor) {
    int[] shape = tensor.shape();
    double total = count(shape);
    double[] values = new double[(int) Math.min(total, SAMPLE)];
    int[] index = new int[shape.length];
    for (int i = 0; i < values.length; i++) {
      double place = total <= SAMPLE ? i : Math.floor(i * STEP % 1 * total);
      long rest = (long) place;
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        index[axis] = (int) (rest % shape[axis]);
        rest /= shape[axis];
      }
      values[i] = tensor.isFloating() ? tensor.doubleAt(index) : tensor.longAt(index);
    }
    return values;
  }

  void write(StringBuilder out) {
    out.append("<div style=\"margin:2px 0 6px 0\">");
    if (strange < seen) {
      bars(out);
      out.append(
          Markup.escape(
              text(
                  "render.tensor.spread", shortened(least), shortened(mean), shortened(greatest))));
    }
    if (strange > 0) {
      out.append(" · ").append(text("render.tensor.strange", strange));
    }
    if (sampled) {
      out.append(" · ").append(text("render.tensor.sampled", seen));
    }
    out.append("</div>");
  }

  private void bars(StringBuilder out) {
    int most = 1;
    for (int count : counts) {
      most = Math.max(most, count);
    }
    out.append("<div style=\"white-space:nowrap;line-height:0\">");
    for (int i = 0; i < BARS; i++) {
      double from = least + (greatest - least) * i / BARS;
      String hue = from < 0 ? "40,110,220" : "235,110,20";
      long height =
          counts[i] == 0 ? 0 : Math.max(1, Math.round((double) HEIGHT * counts[i] / most));
      out.append("<span title=\"").append(shortened(from)).append(": ").append(counts[i]);
      out.append("\" style=\"display:inline-block;vertical-align:bottom;width:6px;height:");
      out.append(height).append("px;margin:0 1px 0 0;background-color:rgba(").append(hue);
      out.append(",0.6)\"></span>");
    }
    out.append("</div>");
  }

  private static String shortened(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e7
        ? String.valueOf((long) value)
        : String.format(Locale.ROOT, "%.4g", value);
  }
}
