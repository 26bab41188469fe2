package nabla.kernel.render;

import static nabla.kernel.text.Texts.text;

import java.util.Arrays;
import nabla.engine.autograd.Meta;
import nabla.engine.format.PrintOptions;
import nabla.engine.format.Printable;
import nabla.engine.format.TensorText;
import nabla.engine.tensor.Tensor;
import nabla.kernel.protocol.MimeBundle;
import org.jspecify.annotations.Nullable;

/// Shows a tensor: what it is in a line, its elements as a heat map, its gradient if it has one.
final class TensorView {
  private static final String CHIP =
      "display:inline-block;margin:0 6px 4px 0;padding:0 7px;border-radius:8px;";
  private static final String PLAIN = CHIP + "background-color:rgba(128,128,128,0.15)";
  private static final String LEAF = CHIP + "background-color:rgba(37,99,235,0.22)";
  private static final String MADE = CHIP + "background-color:rgba(199,125,10,0.22)";
  private static final String GRADIENT = CHIP + "background-color:rgba(47,158,87,0.22)";

  /// A gradient of more elements than this stays folded until somebody asks for it.
  private static final int OPEN_UP_TO = 64;

  /// A tensor of at most so many printed lines is shown as text, too.
  private static final int PRINTED_LINES = 4;

  private TensorView() {}

  static MimeBundle render(Tensor tensor) {
    // Asked of the state: `grad()` warns a user who asks it of a tensor that keeps none.
    Tensor grad = Meta.of(tensor).grad();
    return MimeBundle.html(
        html(tensor.printable(), tensor.isLeaf(), grad == null ? null : grad.printable()),
        tensor.toString());
  }

  static String html(Printable tensor, boolean isLeaf, @Nullable Printable gradient) {
    StringBuilder out = new StringBuilder();
    out.append("<div style=\"font-family:monospace;font-size:12px;overflow-x:auto\">");
    printed(out, tensor);
    header(out, tensor, isLeaf, gradient);
    if (isLarge(tensor)) {
      Histogram.of(tensor).write(out);
    }
    new HeatTable(tensor, PrintOptions.current(), out).write();
    if (gradient != null) {
      boolean open =
          Arrays.stream(gradient.shape()).asDoubleStream().reduce(1, (a, b) -> a * b) <= OPEN_UP_TO;
      out.append("<details").append(open ? " open" : "").append("><summary>grad</summary>");
      new HeatTable(gradient, PrintOptions.current(), out).write();
      out.append("</details>");
    }
    return out.append("</div>").toString();
  }

  /// Tells whether the table shows a part only.
  private static boolean isLarge(Printable tensor) {
    return Arrays.stream(tensor.shape()).asDoubleStream().reduce(1, (a, b) -> a * b)
        > PrintOptions.current().threshold();
  }

  /// Writes what PyTorch would print, brackets and all: a lesson talks about it. A long one is left
  /// out, the table says the same.
  private static void printed(StringBuilder out, Printable tensor) {
    String text = TensorText.of(tensor);
    if (text.lines().count() <= PRINTED_LINES) {
      out.append("<pre style=\"margin:0 0 4px 0\">").append(Markup.escape(text)).append("</pre>");
    }
  }

  private static void header(
      StringBuilder out, Printable tensor, boolean isLeaf, @Nullable Printable gradient) {
    out.append("<div>");
    chip(out, PLAIN, Arrays.toString(tensor.shape()));
    chip(out, PLAIN, tensor.dtype());
    chip(out, PLAIN, tensor.device());
    String maker = tensor.gradFnName();
    if (maker != null) {
      chip(out, MADE, maker);
    } else if (isLeaf && tensor.requiresGrad()) {
      chip(out, LEAF, text("render.tensor.leaf"));
    }
    if (isLeaf && tensor.requiresGrad() && gradient == null) {
      chip(out, PLAIN, text("render.tensor.noGrad"));
    } else if (gradient != null) {
      chip(out, GRADIENT, text("render.tensor.hasGrad"));
    }
    out.append("</div>");
  }

  private static void chip(StringBuilder out, String style, String text) {
    out.append("<span style=\"").append(style).append("\">").append(Markup.escape(text));
    out.append("</span>");
  }
}
