package nabla.kernel.chart;

import static nabla.engine.tensor.Creation.manualSeed;
import static nabla.engine.tensor.Creation.ones;
import static nabla.engine.tensor.Creation.randn;
import static nabla.engine.tensor.Creation.tensor;
import static nabla.engine.tensor.Creation.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import nabla.engine.error.Language;
import nabla.engine.nn.BatchNorm1d;
import nabla.engine.nn.Linear;
import nabla.engine.nn.Sequential;
import nabla.engine.tensor.Tensor;
import nabla.kernel.protocol.MimeBundle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.InputSource;

class ChartsTests {
  private static final Tensor POINTS =
      tensor(new double[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}, {2, 2}});
  private static final int[] LABELS = {0, 0, 0, 1, 1};

  @AfterEach
  void restore() {
    Language.set(Language.ENGLISH);
  }

  private static final Map<String, Chart> ALL = all();

  private static Map<String, Chart> all() {
    manualSeed(0);
    Map<String, Chart> all = new LinkedHashMap<>();
    Map<String, Object> curves = new LinkedHashMap<>();
    curves.put("train", IntStream.range(1, 60).mapToDouble(i -> 2.0 / i).toArray());
    curves.put("test <&>", IntStream.range(1, 60).mapToDouble(i -> 0.3 + 2.0 / i).toArray());
    all.put("losses", Charts.plot(curves).title("Loss").axes("epoch", "loss").logY());
    all.put("few", Charts.plot(List.of(3, 2, 1.5)));
    all.put("gap", Charts.plot(new double[] {3, 2, Double.NaN, 1, Double.POSITIVE_INFINITY}));
    all.put("scatter", Charts.plotScatter(randn(200), randn(200)));
    all.put("classes", Charts.plotClasses(POINTS, LABELS));
    all.put("regions", Charts.plotRegions(x -> x.sum(1).sub(1.5), POINTS, LABELS));
    all.put(
        "confusion",
        Charts.plotConfusion(
            new int[] {0, 0, 1, 1, 2, 2, 2},
            tensor(new int[] {0, 1, 1, 1, 2, 2, 0}),
            "setosa",
            "versicolor",
            "virginica"));
    all.put("histogram", Charts.plotHistogram(randn(1000)));
    var net = new Sequential(new Linear(4, 8), new BatchNorm1d(8), new Linear(8, 2));
    net.call(randn(16, 4)).square().sum().backward();
    all.put("weights", Charts.plotWeights(net));
    all.put("gradients", Charts.plotGradients(net));
    all.put("derivative", Charts.plotDerivative(x -> x.sin(), -3, 3));
    all.put(
        "surface",
        Charts.plotSurface((x, y) -> x.square().sub(y.square()).add(x.mul(2)), -2, 2, -2, 2));
    return all;
  }

  static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyChartIsAPictureInTwoFormsAndAText(String name) throws Exception {
    Chart chart = Objects.requireNonNull(ALL.get(name));
    MimeBundle bundle = chart.bundle();
    assertThat(bundle.data()).containsOnlyKeys(MimeBundle.TEXT, MimeBundle.SVG, MimeBundle.PNG);
    assertThat(bundle.plainText()).isNotBlank().doesNotContain("%1$");
    String svg = (String) bundle.data().get(MimeBundle.SVG);
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    assertThat(document.getElementsByTagName("desc").item(0).getTextContent())
        .isEqualTo(bundle.plainText());
    assertThat(svg).doesNotContain("DOCTYPE").hasSizeLessThan(400_000);
    byte[] png = Base64.getDecoder().decode((String) bundle.data().get(MimeBundle.PNG));
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(image.getWidth()).isEqualTo(2 * chart.frame.width());
    assertThat(image.getRGB(0, 0) >>> 24).isZero();
    assertThat(IntStream.range(0, image.getWidth()).mapToLong(x -> drawn(image, x)).sum())
        .isGreaterThan(2000);
    assertThat(chart.bundle()).isEqualTo(bundle);
    if (System.getProperty("nabla.charts") != null) {
      Path folder = Files.createDirectories(Path.of(System.getProperty("nabla.charts")));
      Files.write(folder.resolve(name + ".png"), png);
      Files.writeString(folder.resolve(name + ".svg"), svg);
      Files.writeString(folder.resolve(name + ".txt"), bundle.plainText());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"confusion", "surface"})
  void numbersOnColoursHaveAnOpaqueGround(String name) throws Exception {
    Chart chart = Objects.requireNonNull(ALL.get(name));
    byte[] png = Base64.getDecoder().decode((String) chart.bundle().data().get(MimeBundle.PNG));
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    int inked = 0;
    for (int y = 3; y < image.getHeight() - 3; y++) {
      for (int x = 3; x < image.getWidth() - 3; x++) {
        if (image.getRGB(x, y) == 0xFF1F2328) {
          inked++;
          for (int dx = -3; dx <= 3; dx++) {
            int ground = image.getRGB(x + dx, y + Math.abs(dx) - 3);
            assertThat(ground >>> 24).as("beside %d, %d", x, y).isEqualTo(0xFF);
          }
        }
      }
    }
    assertThat(inked).isGreaterThan(100);
  }

  private static long drawn(BufferedImage image, int x) {
    return IntStream.range(0, image.getHeight()).filter(y -> image.getRGB(x, y) >>> 24 > 0).count();
  }

  /// What is cut off ends at the edge of the picture.
  @ParameterizedTest
  @ValueSource(ints = {10, 40, 200})
  void namesInTheLegendAreNotCutOff(int length) throws Exception {
    Map<String, Object> curves = new LinkedHashMap<>();
    for (String name : List.of("a", "b", "c")) {
      curves.put(name + " long name ".repeat(length).substring(0, length), List.of(1, 2, 3));
    }
    Chart chart = Charts.plot(curves);
    byte[] png = Base64.getDecoder().decode((String) chart.bundle().data().get(MimeBundle.PNG));
    if (System.getProperty("nabla.charts") != null) {
      Path folder = Files.createDirectories(Path.of(System.getProperty("nabla.charts")));
      Files.write(folder.resolve("legend" + length + ".png"), png);
    }
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(drawn(image, 0)).isZero();
    assertThat(drawn(image, image.getWidth() - 1)).isZero();
    int bottom = image.getHeight() - 1;
    assertThat(IntStream.range(0, image.getWidth()).map(x -> image.getRGB(x, bottom) >>> 24).sum())
        .isZero();
    assertThat(chart.toString()).contains(curves.keySet());
  }

  /// In the place of the numbers, from above: where two lie on one another there is no gap.
  @Test
  void theNumbersOfALogarithmicAxisStandApart() throws Exception {
    Chart chart = Objects.requireNonNull(ALL.get("losses"));
    byte[] png = Base64.getDecoder().decode((String) chart.bundle().data().get(MimeBundle.PNG));
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    int numbers = 0;
    boolean inside = false;
    for (int y = 0; y < image.getHeight(); y++) {
      int row = y;
      boolean ink = IntStream.range(60, 110).anyMatch(x -> image.getRGB(x, row) >>> 24 > 0);
      numbers += ink && !inside ? 1 : 0;
      inside = ink;
    }
    assertThat(numbers).isEqualTo(6); // 2, 1, 0.5, 0.2, 0.1, 0.05
  }

  /// The widths are those of the file that comes with the kernel, in units of 1/2048 of its size.
  @Test
  void theFontIsTheKernelsOwn() {
    assertThat(Typeface.size(12).getFontName(Locale.ROOT)).isEqualTo("DejaVu Sans");
    assertThat(Typeface.width("m")).isCloseTo(12 * 1995 / 2048.0, within(1e-3));
    assertThat(Typeface.shortened("mmmm", Typeface.width("mm…"))).isEqualTo("mm…");
    assertThat(Typeface.shortened("mm", Typeface.width("mm"))).isEqualTo("mm");
    String svg = (String) Charts.plot(List.of(3, 2)).bundle().data().get(MimeBundle.SVG);
    // Texts are drawn as shapes, so that who looks at them needs no font.
    assertThat(svg).doesNotContain("<text", "font-family");
  }

  @Test
  void oneChartStandsInFrontOfAnother() {
    Chart points = Charts.plotScatter(new double[] {1, 2}, new double[] {3, 5}).axes("t", "d");
    Chart both = points.over(Charts.plot(new double[] {1, 2}, Map.of("model", List.of(3, 4))));
    assertThat(both.series).extracting(Series::name).containsExactly("", "model");
    assertThat(both.toString()).startsWith("d").contains("model").contains("2 points");
    Chart thrice = points.over(points).over(points);
    assertThat(thrice.series).extracting(Series::name).containsExactly("", "2", "2 2");
    assertThat(Drawing.of(thrice).plainText()).isEqualTo(thrice.toString());
  }

  @Test
  void aLossIsSummedUpInWords() {
    assertThat(Charts.plot(List.of(3.0, 1.0, 2.0)))
        .hasToString("value over step\n3 values from 3 to 2, least 1 at 2, greatest 3 at 1");
    Language.set(Language.SPANISH);
    assertThat(Charts.plot(List.of(3.0, 1.0)).logY().toString())
        .contains("valor según paso (logarítmico)", "2 valores de 3 a 1, mínimo 1 en 2");
  }

  @Test
  void numbersComeInManyForms() {
    String text = Charts.plot(new double[] {1, 2}).toString();
    assertThat(Charts.plot(new float[] {1, 2})).hasToString(text);
    assertThat(Charts.plot(new int[] {1, 2})).hasToString(text);
    assertThat(Charts.plot(List.of(tensor(1.0), tensor(2.0).requiresGrad(true)))).hasToString(text);
    assertThat(Charts.plot(tensor(new double[] {1, 2}).requiresGrad(true))).hasToString(text);
    assertThat(Charts.plot(new Integer[] {1, 2})).hasToString(text);
    assertThat(Charts.plot(new double[][] {{1, 5}, {2, 6}}).toString())
        .contains("0: 2 values from 1 to 2", "1: 2 values from 5 to 6");
    assertThat(Charts.plot(ones(3, 2)).series).hasSize(2);
    assertThat(Charts.plot(Map.of("b", List.of(1), "a", List.of(2))).series)
        .extracting(Series::name)
        .containsExactly("a", "b");
    assertThat(Charts.plot(List.of(1, 2), Map.of("a", List.of(1, 4))).toString()).contains("a: 2");
  }

  @Test
  void whatIsNoNumberLeavesAGapAndIsNamed() {
    Chart chart = Charts.plot(new double[] {3, Double.NaN, 1});
    assertThat(chart.toString()).contains("(NaN from 2)", "1 NaN or infinite");
    assertThat(Charts.plot(new double[] {3, 0, -1}).logY().toString())
        .contains("2 values are not above 0");
  }

  @Test
  void whatCannotBeDrawnSaysWhy() {
    says(() -> Charts.plot(List.of()), "plot(…): there is nothing to draw, it is empty");
    says(() -> Charts.plot(Map.of("a", List.of())), "a: there is nothing");
    says(() -> Charts.plot(new double[] {Double.NaN}), "no value is finite");
    says(() -> Charts.plot(new double[][] {{1, 2}, {1}}), "row 1 has 1 values");
    says(() -> Charts.plot(List.of("a")), "an object of String");
    says(() -> Charts.plot("text"), "this is a String");
    says(() -> Charts.plot(Arrays.asList(1, null)), "null where a number");
    says(() -> Charts.plot(List.of(1, 2), List.of(1)), "x has 2 values and y has 1");
    says(() -> Charts.plot(zeros(2, 30)), "30 lines are too many");
    says(() -> Charts.plot(new double[] {0, -1}).logY(), "above 0, and no value is");
    says(() -> Charts.plot(List.of(1)).size(10, 10), "10 × 10");
    says(() -> Charts.plotClasses(ones(3, 3), LABELS), "shape [n, 2]");
    says(() -> Charts.plotClasses(POINTS, new int[] {1}), "labels has 1");
    says(() -> Charts.plotClasses(POINTS, new double[] {0, 0.5, 1, 1, 1}), "place 1 there is 0.5");
    says(() -> Charts.plotRegions(x -> x.sum(), POINTS, LABELS), "returned the shape []");
    says(() -> Charts.plotConfusion(LABELS, new int[] {0}), "predictions has 1");
    says(() -> Charts.plotConfusion(LABELS, LABELS, "a"), "1 names for 2 classes");
    says(() -> Charts.plotGradients(new Linear(1, 1)), "call backward()");
    says(() -> Charts.plotDerivative(x -> x.sum(), 0, 1), "has the shape of its argument");
    says(() -> Charts.plotDerivative(x -> x.detach(), 0, 1), "does not depend");
    says(() -> Charts.plotDerivative(x -> x, 1, 1), "from 1.0 to 1.0");
    says(() -> Charts.plotSurface((x, y) -> x.sum(), 0, 1, 0, 1), "has the shape");
  }

  private static void says(Runnable call, String text) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text);
  }

  @Test
  void theDerivativeIsAutograds() {
    Chart chart = Charts.plotDerivative(x -> x.square(), -1, 3);
    assertThat(chart.series).extracting(Series::name).containsExactly("f(x)", "f′(x)");
    assertThat(chart.series.get(1).y()[200]).isEqualTo(6);
  }

  @Test
  void aNetworkIsAskedInEvaluationModeAndPutBack() {
    var norm = new BatchNorm1d(2);
    var net = new Sequential(norm, new Linear(2, 2));
    norm.eval();
    Charts.plotRegions(net, POINTS, LABELS);
    assertThat(net.training()).isTrue();
    assertThat(norm.training()).isFalse();
    assertThat(net.parameters().getFirst().grad()).isNull();
  }

  @Test
  void longCurvesAreThinnedOutAndKeepTheirExtremes() {
    double[] values = new double[300_000];
    values[123_456] = 7;
    String svg = (String) Charts.plot(values).bundle().data().get(MimeBundle.SVG);
    assertThat(svg).hasSizeLessThan(200_000);
    assertThat(Charts.plot(values).toString()).contains("greatest 7 at 123457");
    assertThat(Charts.plotHistogram(ones(1).expand(20_000, 20_000)).toString())
        .contains("1000000 values from 1 to 1");
  }
}
