package nabla.kernel.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import nabla.engine.nn.Linear;
import nabla.engine.tensor.Creation;
import nabla.engine.tensor.Tensor;
import nabla.kernel.display.Display;
import nabla.kernel.protocol.MimeBundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RenderersTests {
  record Point(int x, int y) {}

  @Test
  void ordinaryValuesShowAsJavaWritesThem() {
    assertThat(text(null)).isEqualTo("null");
    assertThat(text(42)).isEqualTo("42");
    assertThat(text("hola")).isEqualTo("hola");
    assertThat(text(new Point(1, 2))).isEqualTo("Point[x=1, y=2]");
    assertThat(text(Optional.empty())).isEqualTo("Optional.empty");
  }

  @Test
  void arraysShowTheirElementsAtAnyDepth() {
    assertThat(text(new double[] {1, 2.5})).isEqualTo("[1.0, 2.5]");
    assertThat(text(new int[][] {{1}, {2, 3}})).isEqualTo("[[1], [2, 3]]");
    assertThat(text(List.of(new int[] {1, 2}, "a"))).isEqualTo("[[1, 2], a]");
    assertThat(Renderers.render(Map.of("k", new boolean[] {true})).plainText())
        .isEqualTo("{k=[true]}");
  }

  @Test
  void longValuesAreCut() {
    assertThat(text(new int[1_000_000])).endsWith(", 0, … 999000 more]");
    assertThat(text(Collections.nCopies(5000, 1))).endsWith(", … 4000 more]");
    assertThat(text("x".repeat(200_000))).endsWith("x… 100000 more characters");
  }

  @Test
  void aListInsideItselfEnds() {
    List<Object> list = new ArrayList<>();
    list.add(list);
    assertThat(text(list)).isEqualTo("[(…)]");
    list.add(list);
    list.add(List.of(1));
    list.add(List.of(1));
    assertThat(text(list)).isEqualTo("[(…), (…), [1], [1]]");
  }

  @SuppressWarnings("ArrayRecordComponent") // users write them
  record Series(String name, double[] values) {}

  @SuppressWarnings("ArrayRecordComponent")
  record Named(double[] values) {
    @Override
    public String toString() {
      return "mine";
    }
  }

  @Test
  void recordsAndOptionalsShowWhatTheyHold() {
    var series = new Series("a", new double[] {1, 2});
    assertThat(text(series)).isEqualTo("Series[name=a, values=[1.0, 2.0]]");
    assertThat(text(Optional.of(series))).isEqualTo("Optional[Series[name=a, values=[1.0, 2.0]]]");
    assertThat(text(new Named(new double[1]))).isEqualTo("mine");
  }

  @Test
  void aStreamIsNotConsumed() {
    var stream = java.util.stream.Stream.of(1, 2);
    assertThat(text(stream)).contains(".toList()");
    assertThat(stream.toList()).containsExactly(1, 2);
  }

  @Test
  void rowsAndColumnsShowAsATable() {
    var points = List.of(new Point(1, 2), new Point(3, 4));
    assertThat(html(Renderers.render(points))).contains(">x</th>", ">y</th>", ">4</td>");
    assertThat(html(Renderers.render(points.toArray(Point[]::new)))).contains(">4</td>");
    assertThat(html(Renderers.render(Map.of("<k>", List.of(1, 2)))))
        .contains("&lt;k&gt;</td>", "[1, 2]</td>");
    assertThat(html(Renderers.render(new double[][] {{1, 2}, {3, 4}}))).contains(">4.0</td>");
    assertThat(Renderers.render(points).plainText())
        .isEqualTo("[Point[x=1, y=2], Point[x=3, y=4]]");
  }

  @Test
  void aLongTableIsCut() {
    String table = html(Renderers.render(Collections.nCopies(1_000_000, new Point(1, 2))));
    assertThat(table).contains("… and 999950 more").hasSizeLessThan(20_000);
  }

  @Test
  void aRendererOfTheUsersComesFirst() {
    Display.registerRenderer(Point.class, p -> Display.html("<b>" + p.x() + "</b>"));
    Display.registerRenderer(Series.class, s -> new Point((int) s.values()[0], 0));
    try {
      assertThat(html(Renderers.render(new Point(7, 2)))).isEqualTo("<b>7</b>");
      assertThat(html(Renderers.render(new Series("a", new double[] {5})))).isEqualTo("<b>5</b>");
    } finally {
      Display.registerRenderer(Point.class, _ -> null);
      Display.registerRenderer(Series.class, _ -> null);
    }
    assertThat(text(new Point(7, 2))).isEqualTo("Point[x=7, y=2]");
  }

  @Test
  void aRendererThatThrowsLeavesTheValueAndSaysSo() {
    Display.registerRenderer(
        Point.class,
        p -> {
          throw new IllegalStateException("no");
        });
    try {
      assertThat(text(new Point(1, 2)))
          .isEqualTo("Point[x=1, y=2]\n(could not be shown: java.lang.IllegalStateException: no)");
    } finally {
      Display.registerRenderer(Point.class, _ -> null);
    }
  }

  @Test
  void exceptionsShowTheirCauses() {
    assertThat(text(new IllegalStateException("outer", new RuntimeException("inner"))))
        .isEqualTo(
            "java.lang.IllegalStateException: outer\n"
                + "Caused by: java.lang.RuntimeException: inner");
  }

  @Test
  void tensorsShowAsTextAndAsTable() {
    Tensor x = Creation.tensor(new double[][] {{1, 2}, {3, 4}}).requiresGrad(true);
    MimeBundle bundle = Renderers.render(x);
    assertThat(bundle.data()).containsOnlyKeys(MimeBundle.TEXT, MimeBundle.HTML);
    assertThat(bundle.plainText()).isEqualTo(x.toString());
    assertThat(html(bundle)).contains("[2, 2]", "float32", "leaf, requires grad", ">4.</td>");
    x.mul(x).sum().backward();
    assertThat(html(Renderers.render(x))).contains("has grad", ">8.</td>");
    assertThat(html(Renderers.render(x.mul(2)))).contains("MulBackward0");
  }

  @Test
  void graphsOfTensorsCarryTheNotebooksNames() {
    Tensor x = Creation.tensor(3.0).requiresGrad(true);
    Tensor square = x.mul(x);
    Tensor y = square.add(1);
    y.backward();
    Map<String, @Nullable Object> variables = new LinkedHashMap<>();
    variables.put("x", x);
    variables.put("again", x);
    variables.put("n", 5);
    variables.put("nothing", null);
    variables.put("square", square);
    MimeBundle bundle = Renderers.render(y.graph(), () -> variables);
    assertThat(bundle.plainText())
        .contains("x: leaf, [] float32, value 3., gradient 6.")
        .contains("square = mul(x, x): [] float32")
        .contains("= add(square, ")
        .doesNotContain("again");
    assertThat(bundle.data()).containsKeys(MimeBundle.SVG, MimeBundle.HTML);
    assertThat(Renderers.render(y.graph()).plainText()).contains("#1: leaf");
  }

  @Test
  void derivationsCarryTheNotebooksNames() {
    Tensor w = Creation.tensor(3.0).requiresGrad(true);
    MimeBundle bundle = Renderers.render(w.pow(2).derivation(), () -> Map.of("w", w));
    assertThat(bundle.plainText()).contains("By w, local derivative: 2·w = 2·3 = 6");
    for (String form : List.of(MimeBundle.MARKDOWN, MimeBundle.LATEX)) {
      assertThat(bundle.data())
          .hasEntrySatisfying(
              form, text -> assertThat(text.toString()).contains("$$", "\\partial w"));
    }
  }

  @Test
  void whatModulesRecordsAndListsHoldHasNames() {
    record Pair(Tensor first, Tensor second) {}
    var net = new Linear(2, 1);
    Tensor a = Creation.ones(3, 1).requiresGrad(true);
    Tensor b = Creation.ones(3, 1).requiresGrad(true);
    Tensor y = net.call(Creation.ones(3, 2)).mul(a).add(b);
    Map<String, @Nullable Object> variables = new LinkedHashMap<>();
    variables.put("net", net);
    variables.put("pair", new Pair(a, a));
    variables.put("all", List.of(a, b));
    assertThat(Renderers.render(y.graph(), () -> variables).plainText())
        .contains("net.weight: parameter", "net.bias: parameter", "pair.first: leaf")
        .contains("all[1]: leaf");
  }

  @Test
  void drawingAGraphDoesNotRecordOrWarn() {
    Tensor x = Creation.tensor(3.0).requiresGrad(true);
    Tensor y = x.mul(x);
    String before = y.graph().outline();
    Renderers.render(y);
    Renderers.render(y.graph());
    assertThat(y.graph().outline()).isEqualTo(before);
    assertThat(x.grad()).isNull();
  }

  @Test
  void bundlesShowAsTheyAre() {
    MimeBundle bundle = MimeBundle.html("<b>x</b>", "x");
    assertThat(Renderers.render(bundle)).isSameAs(bundle);
  }

  @Test
  void imagesShowAsPng() throws Exception {
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    image.setRGB(2, 1, 0xFF8000);
    MimeBundle bundle = Renderers.render(image);
    byte[] png = Base64.getDecoder().decode((String) bundle.data().get(MimeBundle.PNG));
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(read.getRGB(2, 1)).isEqualTo(0xFFFF8000);
    assertThat(bundle.plainText()).isEqualTo("image, 3 × 2 pixels");
  }

  @Test
  void aValueThatCannotBeWrittenIsStillAResult() {
    Object broken =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("no text");
          }
        };
    assertThat(text(broken))
        .startsWith("an object of nabla.kernel.render.RenderersTests")
        .endsWith("(could not be shown: java.lang.IllegalStateException: no text)");
  }

  @Test
  void whatEndsTheCellGetsThrough() {
    Object stopped =
        new Object() {
          @Override
          public String toString() {
            throw new ThreadDeathLike();
          }
        };
    assertThatThrownBy(() -> Renderers.render(stopped)).isInstanceOf(ThreadDeathLike.class);
  }

  private static final class ThreadDeathLike extends Error {
    private static final long serialVersionUID = 1L;
  }

  private static String html(MimeBundle bundle) {
    return String.valueOf(bundle.data().get(MimeBundle.HTML));
  }

  private static String text(@Nullable Object value) {
    MimeBundle bundle = Renderers.render(value);
    assertThat(bundle.data()).containsOnlyKeys(MimeBundle.TEXT);
    return bundle.plainText();
  }
}
