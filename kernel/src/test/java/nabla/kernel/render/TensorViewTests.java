package nabla.kernel.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class TensorViewTests {
  @Test
  void headerTellsWhatTheTensorIs() throws Exception {
    Numbers made = Numbers.vector(1).needingGrad("MulBackward0");
    assertThat(texts(html(made, false, null), "span"))
        .containsExactly("[1]", "float32", "cpu", "MulBackward0");
    Numbers leaf = Numbers.vector(1).needingGrad(null);
    assertThat(texts(html(leaf, true, null), "span"))
        .containsExactly("[1]", "float32", "cpu", "leaf, requires grad", "no grad yet");
    assertThat(texts(html(leaf, true, Numbers.vector(2)), "span"))
        .endsWith("leaf, requires grad", "has grad");
    assertThat(texts(html(Numbers.vector(1), true, null), "span"))
        .containsExactly("[1]", "float32", "cpu");
  }

  @Test
  void cellsAreWrittenAsTheEngineWritesThem() throws Exception {
    Numbers matrix = Numbers.of("float32", new int[] {2, 3}, i -> i * 0.5);
    assertThat(texts(html(matrix, true, null), "th")).containsExactly("0", "1", "2", "0", "1");
    assertThat(texts(html(matrix, true, null), "td"))
        .containsExactly("", "0.0000", "0.5000", "1.0000", "1.5000", "2.0000", "2.5000");
    Numbers whole = Numbers.of("int64", new int[] {2}, i -> i);
    assertThat(texts(html(whole, true, null), "td")).containsExactly("0", "1");
    Numbers truths = Numbers.of("bool", new int[] {2}, i -> i);
    assertThat(texts(html(truths, true, null), "td")).containsExactly("False", "True");
    Numbers scalar = Numbers.of("float32", new int[0], _ -> 3);
    assertThat(texts(html(scalar, true, null), "td")).containsExactly("3.");
  }

  @Test
  void colourIsCentredAtZeroAndMarksWhatIsNoNumber() {
    String html =
        html(Numbers.vector(-2, -1, 0, 1, 2, Double.NaN, Double.NEGATIVE_INFINITY), true, null);
    List<String> colours =
        Pattern.compile(
                "nowrap;border:[^;]*(?:;font-weight:bold)?(?:;background-color:([^\"]*))?\"")
            .matcher(html)
            .results()
            .map(match -> String.valueOf(match.group(1)))
            .toList();
    assertThat(colours)
        .containsExactly(
            "rgba(40,110,220,0.55)",
            "rgba(40,110,220,0.31)",
            "null",
            "rgba(235,110,20,0.31)",
            "rgba(235,110,20,0.55)",
            "rgba(214,40,150,0.35)",
            "rgba(214,40,150,0.35)");
  }

  @Test
  void theGradientStandsBelow() throws Exception {
    Numbers leaf = Numbers.vector(1, 2).needingGrad(null);
    String html = html(leaf, true, Numbers.vector(7, 8));
    assertThat(texts(html, "details")).containsExactly("grad017.8.");
  }

  @Test
  void largeTensorsAreCutAsInTheTextAndReadOnlyThere() throws Exception {
    Numbers huge = Numbers.of("float32", new int[] {20_000, 20_000}, i -> i % 7);
    String html = html(huge, true, null);
    assertThat(texts(html, "th"))
        .containsExactly(
            "0", "1", "2", "19997", "19998", "19999", "0", "1", "2", "19997", "19998", "19999");
    assertThat(texts(html, "td").stream().filter(text -> text.endsWith("."))).hasSize(36);
    assertThat(huge.reads().get()).isLessThan(500 + Histogram.SAMPLE);
    assertThat(html).contains("…").contains("⋮");
  }

  @Test
  void higherRanksAreSlicesOfTheLastTwoAxes() throws Exception {
    String html = html(Numbers.of("float32", new int[] {2, 2, 1, 2}, i -> i), true, null);
    assertThat(texts(html, "table")).hasSize(4);
    assertThat(html).contains("[0, 1, :, :]").contains("[1, 1, :, :]").doesNotContain("⋮");
    assertThat(texts(html, "details")).isEmpty();
    String many = html(Numbers.of("float32", new int[] {100, 3, 20, 20}, i -> i), true, null);
    assertThat(texts(many, "table")).hasSize(HeatTable.MOST_SLICES);
    assertThat(many).contains("… 6 more slices").contains("<div>⋮</div>");
    assertThat(texts(many, "summary")).hasSize(HeatTable.MOST_SLICES).startsWith("[0, 0, :, :]");
    assertThat(many.split("<details open>", -1)).hasSize(2);
  }

  @Test
  void largeTensorsShowHowTheirElementsAreSpread() {
    Numbers ramp = Numbers.of("float32", new int[] {100_000, 1_000}, i -> i % 1000 - 500.0);
    String html = html(ramp, true, null);
    assertThat(html).contains("-500 to 499, mean -0.", "65536 elements sampled");
    assertThat(html.split("width:6px", -1)).hasSize(33);
    Numbers broken = Numbers.of("float32", new int[] {1, 2000}, i -> i < 3 ? Double.NaN : 1e308);
    assertThat(html(broken, true, null)).contains("3 NaN or infinite").doesNotContain("sampled");
    Numbers none = Numbers.of("float32", new int[] {2000}, _ -> Double.NaN);
    assertThat(html(none, true, null)).contains("2000 NaN or infinite");
    assertThat(html(Numbers.vector(1, 2), true, null)).doesNotContain("width:6px");
  }

  @Test
  void labelsStayInSightOrAreLostAsAWhole() {
    String html = html(Numbers.of("float32", new int[] {30, 2}, i -> i), true, null);
    assertThat(html).contains("max-height:420px");
    assertThat(html.split("position:var\\(--nabla-label,sticky\\)", -1))
        .hasSameSizeAs(html.split("<th ", -1));
  }

  @Test
  void emptyTensorsSaySo() throws Exception {
    String html = html(Numbers.of("float32", new int[] {2, 0}, i -> i), true, null);
    assertThat(texts(html, "span")).contains("[2, 0]");
    assertThat(html).contains("no elements").doesNotContain("<table");
  }

  @Test
  void nothingThatACleanerOfPagesRemoves() {
    String html = html(Numbers.of("float32", new int[] {3, 40, 40}, i -> i - 5.0), true, null);
    assertThat(html).doesNotContain("<script").doesNotContain("<style");
    assertThat(html).doesNotContain("http").doesNotContain(" id=").doesNotContain("url(");
  }

  private static String html(Numbers tensor, boolean isLeaf, @Nullable Numbers gradient) {
    return TensorView.html(tensor, isLeaf, gradient);
  }

  private static List<String> texts(String html, String tag) throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(html.replace("<details open>", "<details>"))));
    NodeList elements = document.getElementsByTagName(tag);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < elements.getLength(); i++) {
      texts.add(((Element) elements.item(i)).getTextContent());
    }
    return texts;
  }
}
