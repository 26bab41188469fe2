package nabla.kernel.render;

import static nabla.kernel.text.Texts.text;

import java.awt.image.RenderedImage;
import java.util.Map;
import java.util.function.Supplier;
import nabla.engine.graph.Derivation;
import nabla.engine.graph.Graph;
import nabla.engine.tensor.Tensor;
import nabla.kernel.chart.Chart;
import nabla.kernel.display.CustomRenderers;
import nabla.kernel.protocol.MimeBundle;
import nabla.kernel.widgets.Widget;
import org.jspecify.annotations.Nullable;

/// Turns the value of a cell into what the notebook shows: one case for each type that has a look
/// of its own.
public final class Renderers {
  private static final int DEEPEST = 8;

  private Renderers() {}

  /// Returns the forms of a value, with no names on the values of a graph.
  public static MimeBundle render(@Nullable Object value) {
    return render(value, Map::of);
  }

  /// Returns the forms of a value. A value whose renderer fails is shown as text with a note, so
  /// that a cell does not lose its result. Only what must end the cell gets through: an interrupt,
  /// or a virtual machine out of memory.
  ///
  /// @param variables the notebook's variables by name; asked only where their names are shown
  public static MimeBundle render(
      @Nullable Object value,
      Supplier<? extends Map<String, ? extends @Nullable Object>> variables) {
    Object shown = value;
    Throwable broken = null;
    try {
      shown = byTheUser(value);
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      broken = e;
    }
    try {
      MimeBundle bundle = renderByType(shown, variables);
      return broken == null ? bundle : MimeBundle.text(bundle.plainText() + "\n" + note(broken));
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      return fallback(shown, e);
    }
  }

  /// Returns what renderers of the notebook and its libraries make of a value, or the value itself.
  /// They may use one another, but not for ever.
  private static @Nullable Object byTheUser(@Nullable Object value) {
    Object shown = value;
    for (int i = 0; i < DEEPEST && shown != null && !(shown instanceof MimeBundle); i++) {
      Object other = CustomRenderers.render(shown);
      if (other == null) {
        return shown;
      }
      shown = other;
    }
    return shown;
  }

  private static MimeBundle renderByType(
      @Nullable Object value,
      Supplier<? extends Map<String, ? extends @Nullable Object>> variables) {
    return switch (value) {
      case Tensor tensor -> TensorView.render(tensor);
      case Derivation derivation -> derivation(derivation.named(VariableNames.of(variables.get())));
      case Graph graph -> GraphView.render(graph.named(VariableNames.of(variables.get())));
      case Chart chart -> chart.bundle();
      case RenderedImage image -> ImageView.render(image);
      case Widget widget -> widget.bundle();
      case MimeBundle bundle -> bundle;
      case Throwable thrown -> MimeBundle.text(PlainText.of(thrown));
      case null -> MimeBundle.text("null");
      default -> {
        MimeBundle text = MimeBundle.text(PlainText.of(value));
        yield ValueTable.of(value).map(table -> text.with(MimeBundle.HTML, table)).orElse(text);
      }
    };
  }

  private static MimeBundle derivation(Derivation derivation) {
    return MimeBundle.text(derivation.toString())
        .with(MimeBundle.MARKDOWN, derivation.toMarkdown())
        .with(MimeBundle.LATEX, derivation.toLatex());
  }

  private static MimeBundle fallback(@Nullable Object value, Throwable failure) {
    String note = note(failure);
    try {
      return MimeBundle.text(PlainText.of(value) + "\n" + note);
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      String type = value == null ? "null" : plain(value.getClass().getName());
      return MimeBundle.text(text("render.object", type) + "\n" + note);
    }
  }

  private static String note(Throwable failure) {
    return text("render.failed", described(failure));
  }

  /// The failure comes from code that we do not know: its message may fail as well.
  private static String described(Throwable failure) {
    try {
      return plain(String.valueOf(failure));
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      return plain(failure.getClass().getName());
    }
  }

  /// Leaves out where JShell puts the classes of cells.
  private static String plain(String text) {
    return text.replaceAll("\\bREPL\\.\\$JShell\\$[0-9A-Z_]+\\$", "");
  }
}
