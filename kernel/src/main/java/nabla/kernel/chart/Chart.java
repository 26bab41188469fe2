package nabla.kernel.chart;

import static nabla.kernel.text.Texts.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import nabla.kernel.protocol.MimeBundle;

/// A chart, as the last value of a cell or in `display(…)`. Immutable: its methods return another.
///
/// It shows as SVG, as PNG where SVG is not shown, and as a text that says what there is to see.
public final class Chart {
  final Frame frame;
  final List<Series> series;
  final List<Layer> layers;
  private final String summary;

  /// On which axes numbers stand.
  enum Numbers {
    BOTH,
    BELOW,
    NONE
  }

  /// What stands around the plane.
  record Frame(
      String title,
      String xAxis,
      String yAxis,
      boolean logY,
      int width,
      int height,
      Numbers numbers) {
    static final int WIDTH = 640;
    static final int HEIGHT = 400;

    static Frame of(String title, String xAxis, String yAxis) {
      return new Frame(title, xAxis, yAxis, false, WIDTH, HEIGHT, Numbers.BOTH);
    }

    Frame with(Numbers numbers) {
      return new Frame(title, xAxis, yAxis, logY, width, height, numbers);
    }

    Frame titled(String title) {
      return new Frame(title, xAxis, yAxis, logY, width, height, numbers);
    }

    Frame along(String xAxis, String yAxis) {
      return new Frame(title, xAxis, yAxis, logY, width, height, numbers);
    }

    Frame logarithmic() {
      return new Frame(title, xAxis, yAxis, true, width, height, numbers);
    }

    Frame sized(int width, int height) {
      return new Frame(title, xAxis, yAxis, logY, width, height, numbers);
    }
  }

  Chart(Frame frame, List<Series> series, List<Layer> layers, String summary) {
    this.frame = frame;
    this.series = List.copyOf(series);
    this.layers = List.copyOf(layers);
    this.summary = summary;
  }

  private Chart with(Frame other) {
    return new Chart(other, series, layers, summary);
  }

  /// Returns this chart under a title.
  public Chart title(String title) {
    return with(frame.titled(title));
  }

  /// Returns this chart with names on its axes.
  public Chart axes(String x, String y) {
    return with(frame.along(x, y));
  }

  /// Returns this chart with a logarithmic y axis. Values that are not above 0 are left out, and
  /// the text says so.
  ///
  /// @throws IllegalArgumentException if no value is above 0
  public Chart logY() {
    boolean positive = false;
    for (Series each : series) {
      for (double y : each.y()) {
        positive |= y > 0 && Double.isFinite(y);
      }
    }
    if (!positive) {
      throw new IllegalArgumentException(text("chart.log"));
    }
    return with(frame.logarithmic());
  }

  /// Returns this chart with another in front of it, in the same plane: `plotScatter(x,
  /// y).over(plot(x, Map.of("model", prediction)))`. Title and axes are those of this one.
  public Chart over(Chart other) {
    List<Series> both = new ArrayList<>(series);
    for (Series each : other.series) {
      String name = each.name();
      while (isTaken(name, both)) {
        name = (name + " 2").strip();
      }
      both.add(new Series(name, each.x(), each.y(), each.style()));
    }
    List<Layer> all = new ArrayList<>(layers);
    all.addAll(other.layers);
    return new Chart(frame, both, all, summary + "\n" + other.summary);
  }

  private static boolean isTaken(String name, List<Series> series) {
    return series.stream().anyMatch(each -> each.name().equals(name));
  }

  /// Returns this chart in another size, in pixels.
  ///
  /// @throws IllegalArgumentException if a side is shorter than 100 or longer than 4000
  public Chart size(int width, int height) {
    if (Math.min(width, height) < 100 || Math.max(width, height) > 4000) {
      throw new IllegalArgumentException(text("chart.size", width, height));
    }
    return with(frame.sized(width, height));
  }

  /// Returns all forms of the chart.
  public MimeBundle bundle() {
    return Drawing.of(this);
  }

  /// Returns what there is to see, in words.
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(frame.title());
    if (!frame.xAxis().isEmpty() && !frame.yAxis().isEmpty()) {
      out.append("\n").append(text("chart.text.axes", frame.xAxis(), frame.yAxis()));
      out.append(frame.logY() ? " " + text("chart.text.log") : "");
    }
    if (!summary.isEmpty()) {
      out.append("\n").append(summary);
    }
    if (frame.logY()) {
      long left =
          series.stream()
              .flatMapToDouble(each -> Arrays.stream(each.y()))
              .filter(y -> y <= 0)
              .count();
      out.append(left == 0 ? "" : "\n" + text("chart.text.below", left));
    }
    return out.toString().strip();
  }
}
