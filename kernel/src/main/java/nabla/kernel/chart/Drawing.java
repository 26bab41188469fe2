package nabla.kernel.chart;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import nabla.kernel.protocol.MimeBundle;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.internal.chartpart.Annotation;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// Draws charts with XChart: SVG, and PNG of twice the size.
///
/// The ground is clear and all colours are of a middle lightness, so that a chart can be read on a
/// light and on a dark page. The same chart gives the same bytes.
final class Drawing {
  private static final int[] COLOURS = {
    0x2F7ED8, 0xD9730D, 0x2F9E57, 0xC2459B, 0x8A63D2, 0xA3801A, 0x1AA0A0, 0xD64545, 0x6B8E23,
    0x8C6D5A
  };
  static final int MOST_COLOURS = COLOURS.length;

  /// A longer series is thinned out to the extremes of as many parts.
  private static final int MOST_POINTS = 2000;

  private static final int DOTS_UP_TO = 25;

  private static final int SHARPNESS = 2;

  /// About as wide as the sign of a line in the legend, with what is free around it.
  private static final double KEY = 50;

  private static final Color CLEAR = new Color(0, 0, 0, 0);
  private static final Color INK = new Color(0x767C85);
  private static final Color GRID = new Color(128, 128, 128, 60);

  /// Labels stand on any colour, so they bring a ground of their own.
  private static final Color LABEL = new Color(0x1F2328);

  private static final Color PLATE = new Color(0xF4F5F7);
  private static final Font FONT = Typeface.size(12);
  private static final Pattern LONG_NUMBER = Pattern.compile("-?\\d+\\.\\d{3,}(?:E-?\\d+)?");
  private static final Pattern CLIP = Pattern.compile("\\bclip-?\\d+\\b");

  private Drawing() {}

  static int colour(int series) {
    return COLOURS[series % COLOURS.length];
  }

  static MimeBundle of(Chart chart) {
    Chart.Frame frame = chart.frame;
    String text = chart.toString();
    return MimeBundle.svg(svg(chart, text), text)
        .with(MimeBundle.PNG, Base64.getEncoder().encodeToString(png(chart)))
        .withMetadata(MimeBundle.PNG, Map.of("width", frame.width(), "height", frame.height()));
  }

  private static byte[] png(Chart chart) {
    Chart.Frame frame = chart.frame;
    BufferedImage image =
        new BufferedImage(
            frame.width() * SHARPNESS, frame.height() * SHARPNESS, BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(SHARPNESS, SHARPNESS);
    xchart(chart).paint(graphics, frame.width(), frame.height());
    graphics.dispose();
    ImageIO.setUseCache(false); // The cache would be a file in the system's temporary folder.
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException("the chart could not be written as PNG", e);
    }
    return out.toByteArray();
  }

  private static String svg(Chart chart, String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ChartEncoder.saveChart(xchart(chart), out, "svg");
    } catch (IOException e) {
      throw new UncheckedIOException("the chart could not be written as SVG", e);
    }
    String drawn = out.toString(UTF_8);
    String body = drawn.substring(drawn.indexOf("<svg "));
    body = LONG_NUMBER.matcher(body).replaceAll(found -> rounded(found.group()));
    body = body.replaceAll(">\\s+<", "><");
    return described(stable(body), text);
  }

  private static String rounded(String number) {
    return new BigDecimal(number)
        .setScale(2, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }

  /// Names the clip paths by their order and the drawing, instead of by chance: drawings that stand
  /// on one page share their names.
  private static String stable(String svg) {
    List<String> names = new ArrayList<>();
    String numbered =
        CLIP.matcher(svg)
            .replaceAll(
                found -> {
                  if (!names.contains(found.group())) {
                    names.add(found.group());
                  }
                  return "clip-of-drawing-" + names.indexOf(found.group());
                });
    String hash = Integer.toHexString(numbered.hashCode());
    return numbered.replace("clip-of-drawing", "nabla-" + hash);
  }

  /// Puts the text inside, for those who hear the page.
  private static String described(String svg, String text) {
    int end = svg.indexOf('>') + 1;
    return svg.substring(0, end - 1)
        + " role=\"img\"><desc>"
        + text.replace("&", "&amp;").replace("<", "&lt;")
        + "</desc>"
        + svg.substring(end);
  }

  private static XYChart xchart(Chart chart) {
    Chart.Frame frame = chart.frame;
    XYChart drawn = new XYChart(frame.width(), frame.height());
    drawn.setTitle(frame.title());
    drawn.setXAxisTitle(frame.xAxis());
    drawn.setYAxisTitle(frame.yAxis());
    style(drawn.getStyler(), chart);
    boolean named = false;
    for (int i = 0; i < chart.series.size(); i++) {
      Series series = chart.series.get(i);
      named |= !series.name().isEmpty();
      add(drawn, series, i, frame.logY());
    }
    Series first = chart.series.getFirst();
    if (first.style() == Series.Style.LINE && first.x().length > DOTS_UP_TO) {
      double[] x = Values.finite(first.x());
      double y = lowest(first, frame.logY());
      double left = Arrays.stream(x).min().orElse(0);
      double right = Arrays.stream(x).max().orElse(1);
      add(drawn, Series.corners(left, y, right, y), chart.series.size(), frame.logY());
    }
    drawn.getStyler().setLegendVisible(named);
    drawn.getStyler().setLegendLayout(legend(drawn, chart.series));
    if (!chart.layers.isEmpty()) {
      drawn.addAnnotation(new Layers(chart.layers));
    }
    return drawn;
  }

  /// Names stand side by side while there is room for all of them, else one beneath the other.
  private static LegendLayout legend(XYChart drawn, List<Series> series) {
    double needed =
        series.stream()
            .filter(each -> !each.name().isEmpty())
            .mapToDouble(each -> Typeface.width(each.name()) + KEY)
            .sum();
    return needed > room(drawn) ? LegendLayout.Vertical : LegendLayout.Horizontal;
  }

  /// Returns how wide the names in the legend may be.
  private static double room(XYChart drawn) {
    return drawn.getWidth() - 2 * KEY;
  }

  private static void add(XYChart drawn, Series series, int number, boolean logY) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    int[] places =
        series.style() != Series.Style.LINE ? all(series.x().length) : thinned(series.y());
    for (int i : places) {
      double value = series.y()[i];
      boolean drawable = Double.isFinite(value) && (!logY || value > 0);
      if (Double.isFinite(series.x()[i]) && (drawable || series.style() == Series.Style.LINE)) {
        x.add(series.x()[i]);
        y.add(drawable ? value : Double.NaN);
      }
    }
    if (y.stream().allMatch(each -> each.isNaN())) {
      return;
    }
    // XChart knows series by their names, and wants each once.
    String name = series.name().isEmpty() ? " " : Typeface.shortened(series.name(), room(drawn));
    name += " ".repeat(number);
    XYSeries added = drawn.addSeries(name, x, y);
    Color colour = new Color(colour(number));
    added.setXYSeriesRenderStyle(
        series.style() != Series.Style.LINE
            ? XYSeriesRenderStyle.Scatter
            : XYSeriesRenderStyle.Line);
    added.setLineColor(colour);
    added.setLineStyle(SeriesLines.SOLID);
    added.setLineWidth(2);
    added.setMarkerColor(colour);
    Marker marker =
        series.style() == Series.Style.CORNERS
                || !(series.style() != Series.Style.LINE || x.size() <= DOTS_UP_TO)
            ? SeriesMarkers.NONE
            : SeriesMarkers.CIRCLE;
    added.setMarker(marker);
    added.setShowInLegend(!series.name().isEmpty());
  }

  /// Returns how many powers of ten lie between the positive values.
  private static double decades(List<Series> series) {
    double[] positive =
        series.stream()
            .flatMapToDouble(each -> Arrays.stream(each.y()))
            .filter(y -> y > 0 && Double.isFinite(y))
            .toArray();
    double least = Arrays.stream(positive).min().orElse(1);
    double greatest = Arrays.stream(positive).max().orElse(1);
    return Math.log10(greatest / least);
  }

  private static double lowest(Series series, boolean logY) {
    return Arrays.stream(series.y())
        .filter(y -> Double.isFinite(y) && (!logY || y > 0))
        .min()
        .orElse(1);
  }

  private static int[] all(int count) {
    int[] all = new int[count];
    Arrays.setAll(all, i -> i);
    return all;
  }

  /// Returns the places to draw: all, or those of the least and the greatest in each part.
  private static int[] thinned(double[] values) {
    if (values.length <= MOST_POINTS) {
      return all(values.length);
    }
    int parts = MOST_POINTS / 2;
    List<Integer> places = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      int from = (int) ((long) values.length * part / parts);
      int to = (int) ((long) values.length * (part + 1) / parts);
      int least = from;
      int greatest = from;
      for (int i = from; i < to; i++) {
        least = values[i] < values[least] ? i : least;
        greatest = values[i] > values[greatest] ? i : greatest;
      }
      places.add(Math.min(least, greatest));
      if (least != greatest) {
        places.add(Math.max(least, greatest));
      }
    }
    return places.stream().mapToInt(i -> i).toArray();
  }

  private static void style(XYStyler style, Chart chart) {
    Chart.Frame frame = chart.frame;
    style.setChartBackgroundColor(CLEAR);
    style.setPlotBackgroundColor(CLEAR);
    style.setLegendBackgroundColor(CLEAR);
    style.setLegendBorderColor(CLEAR);
    style.setPlotBorderColor(GRID);
    style.setChartFontColor(INK);
    style.setAxisTickLabelsColor(INK);
    style.setAxisTickMarksColor(INK);
    style.setXAxisTitleColor(INK);
    style.setYAxisTitleColor(INK);
    style.setPlotGridLinesColor(GRID);
    style.setPlotGridLinesStroke(new BasicStroke(1));
    style.setChartTitleFont(Typeface.size(15));
    style.setChartTitleFontColor(INK);
    style.setChartTitleVisible(!frame.title().isEmpty());
    style.setAxisTitleFont(FONT.deriveFont(13f));
    style.setXAxisTitleVisible(!frame.xAxis().isEmpty());
    style.setYAxisTitleVisible(!frame.yAxis().isEmpty());
    style.setAxisTickLabelsFont(FONT);
    style.setLegendFont(FONT);
    style.setLegendPosition(LegendPosition.OutsideS);
    style.setMarkerSize(6);
    style.setLocale(Locale.ROOT);
    style.setXAxisTickMarkSpacingHint(80);
    style.setYAxisLogarithmic(frame.logY());
    boolean narrow = frame.logY() && decades(chart.series) < 2;
    style.setYAxisLogarithmicDecadeOnly(!narrow);
    if (narrow && decades(chart.series) > 0.6) {
      style.setYAxisTickLabelsFormattingFunction(Drawing::ofOneTwoFive);
    }
    if (!chart.layers.isEmpty()) {
      style.setPlotContentSize(0.99); // with 1 XChart leaves out the numbers at the axes
      style.setPlotGridLinesVisible(false);
    }
    style.setXAxisTicksVisible(frame.numbers() != Chart.Numbers.NONE);
    style.setYAxisTicksVisible(frame.numbers() == Chart.Numbers.BOTH);
  }

  /// Near a power of ten the lines of a logarithmic axis are too close for a number at each.
  private static String ofOneTwoFive(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
    long leading = Math.round(value / power);
    return leading == 1 || leading == 2 || leading == 5
        ? new BigDecimal(leading * power).round(new MathContext(1)).toPlainString()
        : " ";
  }

  /// Draws the layers into the plane.
  private static final class Layers extends Annotation {
    private final List<Layer> layers;

    Layers(List<Layer> layers) {
      super(false);
      this.layers = layers;
    }

    @Override
    public void paint(Graphics2D graphics) {
      graphics.setFont(FONT.deriveFont(11f));
      layers.forEach(layer -> paint(graphics, layer));
    }

    private void paint(Graphics2D graphics, Layer layer) {
      switch (layer) {
        case Layer.Cell(var left, var bottom, var right, var top, var colour) -> {
          int x = getXAxisScreenValue(left);
          int y = getYAxisScreenValue(top);
          graphics.setColor(new Color(colour, true));
          graphics.fill(
              new Rectangle2D.Double(
                  x, y, getXAxisScreenValue(right) - x, getYAxisScreenValue(bottom) - y));
        }
        case Layer.Line(var fromX, var fromY, var toX, var toY) -> {
          graphics.setColor(INK);
          graphics.setStroke(new BasicStroke(1));
          graphics.draw(
              new Line2D.Double(
                  getXAxisScreenValue(fromX),
                  getYAxisScreenValue(fromY),
                  getXAxisScreenValue(toX),
                  getYAxisScreenValue(toY)));
        }
        case Layer.Label(var x, var y, var text, var plate) -> {
          Shape outline = outline(graphics, x, y, text, false);
          if (plate) {
            Rectangle2D around = outline.getBounds2D();
            graphics.setColor(PLATE);
            graphics.fill(
                new RoundRectangle2D.Double(
                    around.getX() - 3,
                    around.getY() - 2,
                    around.getWidth() + 6,
                    around.getHeight() + 4,
                    5,
                    5));
          }
          graphics.setColor(LABEL);
          graphics.fill(outline);
        }
        case Layer.Name(var x, var y, var text, var begins) -> {
          graphics.setColor(INK);
          graphics.fill(outline(graphics, x, y, text, begins));
        }
      }
    }

    private Shape outline(Graphics2D graphics, double x, double y, String text, boolean begins) {
      var metrics = graphics.getFontMetrics();
      float left = getXAxisScreenValue(x) - (begins ? -4 : metrics.stringWidth(text) / 2f);
      float base = getYAxisScreenValue(y) + metrics.getAscent() / 2f - 1;
      return graphics
          .getFont()
          .createGlyphVector(graphics.getFontRenderContext(), text)
          .getOutline(left, base);
    }

    @Override
    public @Nullable Rectangle2D getBounds() {
      return bounds;
    }
  }
}
