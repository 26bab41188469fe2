package nabla.kernel.render;

import static nabla.kernel.text.Texts.text;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import nabla.engine.graph.Folding;
import nabla.engine.graph.Frame;
import nabla.engine.graph.Graph;
import nabla.engine.graph.Vertex;
import nabla.kernel.protocol.Json;
import org.jspecify.annotations.Nullable;

/// The drawing of a graph as HTML: an image, which a script brings to life where scripts run.
///
/// JupyterLab prefers HTML. In a notebook that is not trusted yet it strips scripts and drawings in
/// place, but it keeps an image with its data; the script takes the drawing out of that image, so
/// that it is there once. Drawings with one module more opened or closed follow as texts.
final class GraphPage {
  private static final int MOST_DRAWINGS = 5;
  private static final int MOST_BOXES = 100;

  private final List<Folding> foldings = new ArrayList<>();
  private final List<Graph> graphs = new ArrayList<>();
  private final List<GraphDrawing> drawings = new ArrayList<>();
  private final Map<Exceptions, Integer> numbers = new HashMap<>();
  private final List<String> svgs = new ArrayList<>();
  private int boxes;

  /// What tells the foldings of one graph from each other.
  private record Exceptions(Set<Long> open, Set<Long> closed) {
    static Exceptions of(Folding folding) {
      return new Exceptions(folding.open(), folding.closed());
    }
  }

  GraphPage(Folding first, Graph shown, GraphDrawing drawing) {
    add(first, shown, drawing);
    for (int i = 0; i < foldings.size(); i++) {
      Map<Long, Integer> targets = targets(foldings.get(i), graphs.get(i));
      svgs.add(drawings.get(i).svg(vertex -> targets.getOrDefault(vertex.id(), -1)));
    }
  }

  private void add(Folding folding, Graph graph, GraphDrawing drawing) {
    numbers.put(Exceptions.of(folding), foldings.size());
    foldings.add(folding);
    graphs.add(graph);
    drawings.add(drawing);
  }

  /// Returns the drawings that clicks lead to: on a box to one where it is opened, on an operation
  /// of a module to one where that is a box.
  private Map<Long, Integer> targets(Folding folding, Graph graph) {
    Map<Long, Integer> targets = new HashMap<>();
    for (Vertex vertex : graph.forwardOrder()) {
      Folding next =
          switch (vertex) {
            case Vertex.Group group -> folding.opening(group.frame().call());
            case Vertex.Operation operation when !operation.detail().frames().isEmpty() ->
                folding.closing(innermost(operation).call());
            case Vertex.Operation _, Vertex.Leaf _, Vertex.Constant _, Vertex.More _ -> null;
          };
      Integer number = next == null ? null : number(next);
      if (number != null) {
        targets.put(vertex.id(), number);
      }
    }
    return targets;
  }

  private @Nullable Integer number(Folding folding) {
    Integer known = numbers.get(Exceptions.of(folding));
    if (known != null || foldings.size() >= MOST_DRAWINGS || boxes >= MOST_BOXES) {
      return known;
    }
    Graph graph = folding.graph();
    int size = graph.vertices().size();
    if (boxes + size > MOST_BOXES) {
      return null;
    }
    boxes += size;
    add(folding, graph, new GraphDrawing(graph));
    return foldings.size() - 1;
  }

  private static Frame innermost(Vertex.Operation operation) {
    return operation.detail().frames().getLast();
  }

  /// Returns the first drawing.
  String svg() {
    return svgs.getFirst();
  }

  String html(String outline) {
    String data = Base64.getEncoder().encodeToString(svg().getBytes(StandardCharsets.UTF_8));
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("drawings", deflated(Json.text(svgs.subList(1, svgs.size()))));
    Map<String, String> texts = new LinkedHashMap<>();
    for (String key : List.of("hint", "step", "back", "forward", "reset", "whole", "open")) {
      texts.put(key, text("render.graph." + key));
    }
    more.put("texts", texts);
    return """
    <div class="nabla-graph"><img alt="%s" src="data:image/svg+xml;base64,%s"></div>
    <script>(%s)(document.currentScript,%s)</script>\
    """
        .formatted(
            Markup.escape(outline), data, Script.TEXT, Json.text(more).replace("</", "<\\/"));
  }

  /// Returns a text in a tenth of its characters, for `DecompressionStream`.
  private static String deflated(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try (DeflaterOutputStream deflating = new DeflaterOutputStream(out, deflater)) {
      deflating.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written", e);
    } finally {
      deflater.end();
    }
    return Base64.getEncoder().encodeToString(out.toByteArray());
  }

  /// The script, read when the first graph is drawn.
  private static final class Script {
    static final String TEXT = load();

    private static String load() {
      try (var in = Objects.requireNonNull(GraphPage.class.getResourceAsStream("graph.js"))) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .map(String::strip)
            .filter(line -> !line.startsWith("//"))
            .reduce("", (all, line) -> all + line + "\n")
            .strip();
      } catch (IOException e) {
        throw new UncheckedIOException("the script of graphs cannot be read", e);
      }
    }
  }
}
