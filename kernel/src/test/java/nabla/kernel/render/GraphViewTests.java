package nabla.kernel.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import nabla.engine.error.Language;
import nabla.engine.graph.Graph;
import nabla.kernel.protocol.Json;
import nabla.kernel.protocol.MimeBundle;
import nabla.kernel.render.GraphLayout.Area;
import nabla.kernel.render.GraphLayout.Placement;
import nabla.kernel.render.GraphLayout.Point;
import nabla.kernel.render.GraphLayout.Route;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class GraphViewTests {
  @Test
  void showsNamesOperationsShapesValuesAndGradients() throws Exception {
    String svg = GraphView.svg(Graphs.parabola("x"));
    assertThat(texts(svg, "text"))
        .contains("x", "3.", "grad = 8.  ×2", "constant", "mul", "pow", "y = add", "15.", "6.")
        .contains("[] float32");
    assertThat(texts(svg, "title"))
        .contains("Recorded graph of y: 3 operations, 1 leaf, 1 constant")
        .contains("x: leaf, [] float32, value 3., gradient 8., sum of 2 passes")
        .contains("gradient that came back here: 6.");
  }

  @Test
  void kindsDifferInShapeAndColourAndUnusedLinksAreDashed() {
    String svg = GraphView.svg(Graphs.parabola("x"));
    assertThat(svg.split("class=\"leaf\"", -1)).hasSize(2);
    assertThat(svg.split("class=\"constant\"", -1)).hasSize(2);
    assertThat(svg.split("class=\"operation\"", -1)).hasSize(4);
    assertThat(svg.split("stroke-dasharray", -1)).hasSize(2);
  }

  @Test
  void theSameGraphGivesTheSameBytesInEveryLocale() {
    String expected = GraphView.svg(Graphs.parabola("x"));
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));
      assertThat(GraphView.svg(Graphs.parabola("x"))).isEqualTo(expected);
    } finally {
      Locale.setDefault(before);
    }
    assertThat(GraphView.svg(Graphs.parabola("z"))).isNotEqualTo(expected);
  }

  @Test
  void hostileNamesStayText() throws Exception {
    String name = "<script>\"'&\u0000</script>";
    String svg = GraphView.svg(Graphs.parabola(name));
    assertThat(svg).doesNotContain("<script");
    assertThat(texts(svg, "text")).contains("<script>\"'&\uFFFD</script>");
  }

  @Test
  void theStyleSheetReachesOnlyItsOwnDrawing() throws Exception {
    String svg = GraphView.svg(Graphs.parabola("x"));
    String id = parse(svg).getDocumentElement().getAttribute("id");
    String rules = texts(svg, "style").getFirst();
    assertThat(rules.replaceAll("#" + id + " \\.[a-z-]+\\{[^}]*}", ""))
        .isEqualTo("@media(prefers-color-scheme:dark){}");
    assertThat(svg).doesNotContain("http://www.w3.org/1999/xlink").doesNotContain("url(");
  }

  @Test
  void theBundleHoldsDrawingPictureAndOutline() {
    Graph graph = Graphs.parabola("x");
    MimeBundle bundle = Renderers.render(graph);
    assertThat(bundle.plainText()).isEqualTo(graph.outline());
    assertThat(bundle.data()).containsKeys(MimeBundle.SVG, MimeBundle.HTML);
    String html = String.valueOf(bundle.data().get(MimeBundle.HTML));
    String start = html.substring(html.indexOf("base64,") + "base64,".length());
    String data = start.substring(0, start.indexOf('"'));
    assertThat(new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8))
        .isEqualTo(bundle.data().get(MimeBundle.SVG));
  }

  @Test
  void aLargeGraphIsCutAndSaysSo() throws Exception {
    MimeBundle bundle = Renderers.render(Graphs.random(2000, new Random(1)));
    assertThat(bundle.plainText().lines().count()).isLessThanOrEqualTo(GraphView.MOST_VERTICES + 3);
    assertThat(bundle.plainText()).containsPattern("and \\d+ more");
    String svg = String.valueOf(bundle.data().get(MimeBundle.SVG));
    assertThat(texts(svg, "text"))
        .anyMatch(text -> text.matches("… \\d+ more"))
        .contains("graph() of an earlier tensor shows them, and");
    assertThat(svg.length()).isLessThan(400_000);
  }

  @Test
  void everyKindHasItsShapeAndSaysWhatItIs() throws Exception {
    String svg = GraphView.svg(Graphs.kinds(null));
    for (String kind : List.of("leaf", "parameter", "constant", "detached", "operation")) {
      assertThat(svg).contains("class=\"" + kind + "\"");
    }
    assertThat(texts(svg, "text"))
        .contains("● saved a", "○ b freed", "▲ c: version 2", "expected 1", "detach", "a · b");
    assertThat(svg).contains("class=\"stale-t\"").doesNotContain("class=\"failed\"");
  }

  @Test
  void labelsAreInTheLanguageInForceAndFactsInNone() throws Exception {
    String facts = Json.text(GraphFacts.of(Graphs.kinds("wrong")));
    try {
      Language.set(Language.SPANISH);
      String svg = GraphView.svg(Graphs.kinds("wrong"));
      assertThat(texts(svg, "text"))
          .contains("● guardado: a", "○ liberado: b", "▲ c: versión 2", "se esperaba 1")
          .contains("separado", "backward() falló: wrong");
      assertThat(texts(svg, "title"))
          .anyMatch(title -> title.startsWith("Grafo grabado de"))
          .contains("por aquí no vuelve ningún gradiente: detach");
      assertThat(texts(GraphView.svg(Graphs.layers(12, 8)), "text")).contains("⊞ 96 operaciones");
      assertThat(Json.text(GraphFacts.of(Graphs.kinds("wrong")))).isEqualTo(facts);
    } finally {
      Language.set(Language.ENGLISH);
    }
  }

  @Test
  void aFailureIsMarkedAndWrittenBeneath() throws Exception {
    String svg = GraphView.svg(Graphs.kinds("it was changed\n\nand this is why"));
    assertThat(svg).contains("class=\"failed\"");
    assertThat(texts(svg, "text")).contains("backward() failed: it was changed", "and this is why");
    double first = heightOf(svg, "backward() failed: it was changed");
    assertThat(heightOf(svg, "and this is why")).isEqualTo(first + 2 * TextBox.LINE_HEIGHT);
  }

  @Test
  void thePngIsTheSameDrawing() throws Exception {
    MimeBundle bundle = Renderers.render(Graphs.parabola("x"));
    byte[] png = Base64.getDecoder().decode(String.valueOf(bundle.data().get(MimeBundle.PNG)));
    var image = ImageIO.read(new ByteArrayInputStream(png));
    Placement placement = GraphView.layout(Graphs.parabola("x"));
    assertThat((double) image.getWidth()).isCloseTo(placement.width() * 1.5, within(1.0));
    Area leaf = placement.boxes().getFirst();
    int x = (int) ((leaf.x() + leaf.width() / 2) * 1.5);
    int top = (int) ((leaf.y() + 4) * 1.5);
    assertThat(image.getRGB(x, top) & 0xFFFFFF).isEqualTo(0xDBEAFE);
    assertThat(bundle).isEqualTo(Renderers.render(Graphs.parabola("x")));
  }

  @Test
  void theFactsAreThere() {
    MimeBundle bundle = Renderers.render(Graphs.kinds("wrong"));
    assertThat(Json.text(Objects.requireNonNull(bundle.data().get(GraphView.FACTS))))
        .contains("\"kind\":\"parameter\"", "\"cut\":\"detach\"", "\"state\":\"stale\"")
        .contains("\"failure\":\"wrong\"", "\"device\":\"cpu\"", "\"formula\":\"a · b\"");
  }

  @Test
  void theScriptAsksNothingOfANetwork() {
    String html =
        String.valueOf(Renderers.render(Graphs.parabola("x")).data().get(MimeBundle.HTML));
    assertThat(html).contains("<script>").doesNotContain("http").doesNotContain("import");
  }

  @Test
  void modulesAreBoxesThatLeadToWhatIsInside() throws Exception {
    Graph graph = Graphs.layers(12, 8);
    MimeBundle bundle = Renderers.render(graph);
    String svg = String.valueOf(bundle.data().get(MimeBundle.SVG));
    assertThat(texts(svg, "text")).contains("Layer ×12", "layers.0, …", "⊞ 96 operations");
    assertThat(svg).contains("data-leads=\"1\"");
    assertThat(bundle.plainText()).contains("layers.0: Layer ×12(x)");
    assertThat(texts(GraphView.svg(Graphs.layers(2, 3)), "text")).doesNotContain("Layer ×2");
    assertApart(GraphView.layout(graph));
  }

  @Test
  void aLoopIsABoxThatLeadsToOneOfItsTurns() throws Exception {
    Graph graph = Graphs.loop(200);
    MimeBundle bundle = Renderers.render(graph);
    String svg = String.valueOf(bundle.data().get(MimeBundle.SVG));
    assertThat(texts(svg, "text")).contains("mul → add ×200", "⊞ 400 operations", "x");
    assertThat(svg).contains("data-leads=\"1\"");
    assertThat(Json.text(GraphFacts.of(graph.folded(40)))).contains("\"kind\":\"loop\"");
    assertApart(GraphView.layout(graph));
  }

  @Test
  void argumentsStandInTheirOrder() {
    List<Area> boxes = GraphView.layout(Graphs.parabola("x")).boxes();
    // Leaf, constant, product, power, sum: the order of the forward pass.
    assertThat(boxes.get(2).x()).isLessThan(boxes.get(3).x());
    assertThat(boxes.get(2).y()).isLessThan(boxes.get(4).y());
  }

  @Property(tries = 60)
  void nothingOverlaps(@ForAll long seed) {
    assertApart(GraphView.layout(Graphs.random(20, new Random(seed))));
  }

  private static void assertApart(Placement placement) {
    List<Area> areas = new ArrayList<>(placement.boxes());
    for (Route route : placement.routes()) {
      if (route.label() != null) {
        areas.add(route.label());
      }
    }
    for (int i = 0; i < areas.size(); i++) {
      Area area = areas.get(i);
      assertThat(area.x()).isNotNegative();
      assertThat(area.y()).isNotNegative();
      assertThat(area.x() + area.width()).isLessThanOrEqualTo(placement.width());
      assertThat(area.y() + area.height()).isLessThanOrEqualTo(placement.height());
      for (Area other : areas.subList(i + 1, areas.size())) {
        assertThat(area.overlaps(other)).as("%s over %s", area, other).isFalse();
      }
    }
    placement.routes().forEach(route -> assertAvoids(route, placement.boxes()));
  }

  /// A line may touch the boxes at its ends, but must not run through any.
  private static void assertAvoids(Route route, List<Area> boxes) {
    List<Point> points = route.points();
    for (int i = 1; i < points.size(); i++) {
      Point a = points.get(i - 1);
      Point b = points.get(i);
      Area line =
          new Area(
              Math.min(a.x(), b.x()),
              Math.min(a.y(), b.y()),
              Math.abs(a.x() - b.x()),
              Math.abs(a.y() - b.y()));
      for (Area box : boxes) {
        Area inside = new Area(box.x() + 0.5, box.y() + 0.5, box.width() - 1, box.height() - 1);
        assertThat(inside.overlaps(line)).as("%s through %s", line, box).isFalse();
      }
    }
  }

  private static List<String> texts(String svg, String tag) throws Exception {
    NodeList elements = parse(svg).getElementsByTagName(tag);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < elements.getLength(); i++) {
      texts.add(((Element) elements.item(i)).getTextContent());
    }
    return texts;
  }

  private static double heightOf(String svg, String text) throws Exception {
    NodeList elements = parse(svg).getElementsByTagName("text");
    for (int i = 0; i < elements.getLength(); i++) {
      Element element = (Element) elements.item(i);
      if (element.getTextContent().equals(text)) {
        return Double.parseDouble(element.getAttribute("y"));
      }
    }
    throw new AssertionError(text + " is not in the drawing");
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }
}
