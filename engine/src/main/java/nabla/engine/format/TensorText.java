package nabla.engine.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Writes a tensor as PyTorch's `str` does.
///
/// Of a large tensor only the edges are read, so the cost depends on what is shown alone.
public final class TensorText {

  private static final String PREFIX = "tensor(";

  /// So many elements are written at most. PyTorch writes all of a tensor of thirty short
  /// dimensions, a text of gigabytes.
  private static final long MOST = 1_000_000;

  private final Printable tensor;
  private final PrintOptions options;
  private final int[] shape;
  private final boolean summarized;

  private TensorText(Printable tensor, PrintOptions options) {
    this.tensor = tensor;
    this.options = options;
    this.shape = tensor.shape();
    this.summarized = count(shape) > options.threshold();
  }

  /// Returns the tensor's text under the options in force.
  public static String of(Printable tensor) {
    return of(tensor, PrintOptions.current());
  }

  /// Returns the tensor's text under the given options.
  public static String of(Printable tensor, PrintOptions options) {
    return new TensorText(tensor, options).text();
  }

  /// Returns the texts of the elements that [#of] shows, in their order and not padded: what a
  /// table of the tensor puts into its cells.
  public static List<String> elements(Printable tensor, PrintOptions options) {
    return count(tensor.shape()) == 0
        ? List.of()
        : new TensorText(tensor, options).elements().texts().stream().map(String::strip).toList();
  }

  /// Returns `torch.Size([2, 3])`, the way PyTorch's messages spell a shape.
  public static String shape(int[] shape) {
    return "torch.Size(" + Arrays.toString(shape) + ")";
  }

  /// Returns the text of an operation's several results, such as those of `max` over a dimension.
  ///
  /// @param operation PyTorch's name of the operation
  /// @param namesAndValues each result's name, then its value
  public static String results(String operation, Object... namesAndValues) {
    var fields = new ArrayList<String>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.add(namesAndValues[i] + "=" + namesAndValues[i + 1]);
    }
    return "torch.return_types." + operation + "(\n" + String.join(",\n", fields) + ")";
  }

  private String text() {
    var text = new StringBuilder(PREFIX);
    if (count(shape) == 0) {
      text.append("[]");
    } else if (shownCount() > MOST) {
      text.append("...");
    } else {
      new Layout(elements(), text).write(0);
    }
    return withSuffixes(text);
  }

  /// Returns the number of elements, or the largest long if there are more (in an expanded view).
  private static long count(int[] shape) {
    long count = 1;
    for (int size : shape) {
      long high = Math.multiplyHigh(count, size);
      count = high == 0 && count * size >= 0 ? count * size : Long.MAX_VALUE;
    }
    return Arrays.stream(shape).anyMatch(size -> size == 0) ? 0 : count;
  }

  /// Returns whether a dimension is shown by its edges only.
  private boolean isCut(int dimension) {
    return summarized && shape[dimension] > 2L * options.edgeItems();
  }

  /// Returns how many elements the edges of all dimensions have together.
  private long shownCount() {
    long total = 1;
    for (int dimension = 0; dimension < shape.length && total <= MOST; dimension++) {
      total *= shown(dimension);
    }
    return total;
  }

  private int shown(int dimension) {
    return isCut(dimension) ? 2 * options.edgeItems() : shape[dimension];
  }

  private Elements elements() {
    int total = Math.toIntExact(shownCount());
    int[] index = new int[shape.length];
    if (tensor.isFloating()) {
      double[] values = new double[total];
      for (int i = 0; i < total; i++) {
        locate(i, index);
        values[i] = tensor.doubleAt(index);
      }
      return Elements.floats(values, options);
    }
    long[] values = new long[total];
    for (int i = 0; i < total; i++) {
      locate(i, index);
      values[i] = tensor.longAt(index);
    }
    return tensor.dtype().equals("bool") ? Elements.booleans(values) : Elements.integers(values);
  }

  /// Fills in the logical index of the `position`-th of the shown elements.
  private void locate(int position, int[] index) {
    int rest = position;
    for (int dimension = shape.length - 1; dimension >= 0; dimension--) {
      int shown = shown(dimension);
      int at = rest % shown;
      boolean behindTheGap = isCut(dimension) && at >= options.edgeItems();
      index[dimension] = behindTheGap ? shape[dimension] - shown + at : at;
      rest /= shown;
    }
  }

  private String withSuffixes(StringBuilder text) {
    int lastLine = text.length() - text.lastIndexOf("\n") + 1;
    for (String suffix : suffixes()) {
      if (lastLine + suffix.length() + 2 > options.lineWidth()) {
        text.append(",\n").append(" ".repeat(PREFIX.length())).append(suffix);
        lastLine = PREFIX.length() + suffix.length();
      } else {
        text.append(", ").append(suffix);
        lastLine += suffix.length() + 2;
      }
    }
    return text.append(')').toString();
  }

  private List<String> suffixes() {
    var suffixes = new ArrayList<String>();
    if (!tensor.device().equals("cpu")) {
      suffixes.add("device='" + tensor.device() + "'");
    }
    boolean empty = count(shape) == 0;
    // With no items at the edges, not even the brackets may tell the shape.
    if (empty ? shape.length != 1 : options.edgeItems() == 0) {
      suffixes.add("size=" + tuple(shape));
    }
    // Elements tell int64 and bool by their looks; an empty tensor has none to look at.
    boolean evident = !empty && (tensor.dtype().equals("int64") || tensor.dtype().equals("bool"));
    if (!tensor.isDefaultDtype() && !evident) {
      suffixes.add("dtype=torch." + tensor.dtype());
    }
    String gradFn = tensor.gradFnName();
    if (gradFn != null) {
      suffixes.add("grad_fn=<" + gradFn + ">");
    } else if (tensor.requiresGrad()) {
      suffixes.add("requires_grad=True");
    }
    return suffixes;
  }

  private static String tuple(int[] shape) {
    return Arrays.stream(shape)
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(", ", "(", shape.length == 1 ? ",)" : ")"));
  }

  /// Sets brackets, commas, line breaks and gaps around the elements.
  private final class Layout {

    private final Elements elements;
    private final StringBuilder out;
    private final int perLine;
    private int next;

    Layout(Elements elements, StringBuilder out) {
      this.elements = elements;
      this.out = out;
      int columns = options.lineWidth() - indent(shape.length - 1);
      this.perLine = Math.max(1, Math.floorDiv(columns, elements.width() + ", ".length()));
    }

    /// Writes the part of the tensor below a dimension. As deep as the tensor has dimensions.
    void write(int dimension) {
      if (shape.length == 0) {
        out.append(elements.texts().getFirst());
      } else if (dimension == shape.length - 1) {
        writeRow(dimension);
      } else {
        String separator =
            "," + "\n".repeat(shape.length - 1 - dimension) + " ".repeat(indent(dimension) + 1);
        out.append('[');
        int edge = isCut(dimension) ? options.edgeItems() : -1;
        for (int i = 0; i < shown(dimension); i++) {
          if (i == edge) {
            out.append(separator).append("...");
          }
          out.append(i == 0 ? "" : separator);
          write(dimension + 1);
        }
        out.append(edge == 0 ? "...]" : "]");
      }
    }

    private void writeRow(int dimension) {
      List<String> row = new ArrayList<>();
      int edge = isCut(dimension) ? options.edgeItems() : -1;
      for (int i = 0; i < shown(dimension); i++) {
        if (i == edge) {
          row.add(" ...");
        }
        row.add(elements.texts().get(next++));
      }
      if (edge == 0) {
        row.add("...");
      }
      String lineBreak = ",\n" + " ".repeat(indent(dimension) + 1);
      out.append('[');
      for (int i = 0; i < row.size(); i++) {
        out.append(i == 0 ? "" : i % perLine == 0 ? lineBreak : ", ").append(row.get(i));
      }
      out.append(']');
    }

    private int indent(int dimension) {
      return PREFIX.length() + Math.max(0, dimension);
    }
  }
}
