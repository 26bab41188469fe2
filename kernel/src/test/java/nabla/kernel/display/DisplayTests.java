package nabla.kernel.display;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nabla.kernel.protocol.MimeBundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DisplayTests {
  private static final byte[] GIF = {'G', 'I', 'F', '8', '9', 'a', 1, 0, 1, 0, 0, 0, 0, ';'};
  @TempDir Path folder;

  @SuppressWarnings("ArrayRecordComponent") // users write them
  record Point(int x, double[] ys) {}

  @Test
  void everyFormHasATextBesideIt() {
    assertThat(Display.mermaid("graph LR; A-->B").data())
        .containsEntry("text/vnd.mermaid", "graph LR; A-->B")
        .containsEntry("text/plain", "graph LR; A-->B");
    assertThat(Display.latex("$x$").data()).containsOnlyKeys("text/plain", "text/latex");
    assertThat(Display.html("<b>x</b>").data()).containsOnlyKeys("text/plain", "text/html");
    assertThat(Display.svg("<svg/>").data()).containsOnlyKeys("text/plain", "image/svg+xml");
  }

  @Test
  void jsonIsATreeOfWhateverIsGiven() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("p", new Point(1, new double[] {0.5, Double.NaN}));
    map.put("n", null);
    var tree = Display.json(map).data().get(MimeBundle.JSON);
    Map<String, @Nullable Object> expected = new LinkedHashMap<>();
    expected.put("p", Map.of("x", 1, "ys", List.of(0.5, "NaN")));
    expected.put("n", null);
    assertThat(tree).isEqualTo(expected);
    assertThat(Display.json("[1, {\"a\": null}]").data()).containsKey(MimeBundle.JSON);
    assertThat(Display.json(3).plainText()).isEqualTo("3");
    assertThatThrownBy(() -> Display.json("{oops"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("{oops");
  }

  @Test
  void jsonOfAStructureThatContainsItselfEnds() {
    List<Object> list = new ArrayList<>();
    list.add(list);
    assertThat(Display.json(list).plainText()).contains("…");
  }

  @Test
  void imagesAreKnownByTheirBytes() throws IOException {
    Path file = Files.write(folder.resolve("picture.png"), GIF);
    for (MimeBundle each :
        List.of(
            Display.image(GIF),
            Display.image(file),
            Display.image(file.toString()),
            Display.image(file.toUri().toURL()),
            Display.image(file.toUri().toString()))) {
      assertThat(each.data()).containsOnlyKeys("text/plain", "image/gif");
    }
    assertThat(Display.image("<svg xmlns=\"x\"/>".getBytes(UTF_8)).data())
        .containsEntry("image/svg+xml", "<svg xmlns=\"x\"/>");
    assertThatThrownBy(() -> Display.image(new byte[] {1, 2}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PNG");
    assertThatThrownBy(() -> Display.image("none.png"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no file");
  }
}
