package nabla.kernel.render;

import static java.util.Comparator.comparingInt;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nabla.engine.graph.Graph;
import nabla.engine.graph.Link;
import nabla.engine.graph.Vertex;
import nabla.kernel.protocol.MimeBundle;
import nabla.kernel.render.GraphLayout.Area;
import nabla.kernel.render.GraphLayout.Line;
import nabla.kernel.render.GraphLayout.Placement;
import nabla.kernel.render.GraphLayout.Size;

/// Shows a recorded graph as a drawing, with its outline as text.
///
/// The drawing uses no script, no font of its own and nothing from the network, and depends on the
/// graph alone: the same graph gives the same bytes.
final class GraphView {
  /// More vertices than this make a drawing that nobody reads; the rest becomes "… n more".
  static final int MOST_VERTICES = 120;

  private final Graph graph;
  private final List<Vertex> vertices;
  private final List<Link> links;
  private final List<Card> cards = new ArrayList<>();
  private final Map<Long, Integer> places = new HashMap<>();

  private GraphView(Graph graph) {
    this.graph = graph;
    this.vertices = graph.forwardOrder();
    for (Vertex vertex : vertices) {
      places.put(vertex.id(), cards.size());
      cards.add(Card.of(vertex, vertex.id() == graph.root()));
    }
    // In the order of the forward pass: the layout keeps it where that costs no crossing. Stable,
    // so that the arguments of one operation stay in their order.
    this.links = graph.links().stream().sorted(comparingInt(link -> place(link.to()))).toList();
  }

  static MimeBundle render(Graph graph) {
    Graph shown = graph.nearest(MOST_VERTICES);
    String outline = shown.outline();
    String svg = svg(shown);
    // JupyterLab prefers HTML. In a notebook that is not trusted yet it shows no SVG at all and
    // strips an inline one to bare words, but it keeps an image with its data in place.
    String data = Base64.getEncoder().encodeToString(svg.getBytes(StandardCharsets.UTF_8));
    String html =
        "<img alt=\"%s\" src=\"data:image/svg+xml;base64,%s\">"
            .formatted(Markup.escape(outline), data);
    return MimeBundle.svg(svg, outline).with(MimeBundle.HTML, html);
  }

  static String svg(Graph graph) {
    GraphView view = new GraphView(graph.nearest(MOST_VERTICES));
    return view.draw(view.layout());
  }

  /// Returns the places of the boxes, in the order of the forward pass, and of the links.
  static Placement layout(Graph graph) {
    return new GraphView(graph.nearest(MOST_VERTICES)).layout();
  }

  private Placement layout() {
    List<Size> sizes = cards.stream().map(Card::size).toList();
    List<Line> lines = new ArrayList<>();
    for (Link link : links) {
      LinkLabel label = LinkLabel.of(link);
      lines.add(
          new Line(place(link.from()), place(link.to()), label == null ? null : label.size()));
    }
    return GraphLayout.place(sizes, lines);
  }

  private String draw(Placement placement) {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < links.size(); i++) {
      Link link = links.get(i);
      SvgLines.draw(body, placement.routes().get(i), graph.carriesGradient(link));
    }
    for (int i = 0; i < links.size(); i++) {
      LinkLabel label = LinkLabel.of(links.get(i));
      Area area = placement.routes().get(i).label();
      if (label != null && area != null) {
        label.draw(body, area);
      }
    }
    List<String> sentences = graph.sentences();
    for (int i = 0; i < cards.size(); i++) {
      cards.get(i).draw(body, placement.boxes().get(i), sentences.get(i));
    }
    return document(placement, body.toString());
  }

  private String document(Placement placement, String body) {
    String id = Markup.fingerprint(body);
    String width = Markup.number(Math.ceil(placement.width()));
    String height = Markup.number(Math.ceil(placement.height()));
    return """
    <svg xmlns="http://www.w3.org/2000/svg" id="%1$s" role="img" aria-labelledby="%1$s-t" \
    width="%2$s" height="%3$s" viewBox="0 0 %2$s %3$s" \
    font-family="%6$s" font-size="%7$s" style="max-width:100%%;height:auto">
    <title id="%1$s-t">%4$s</title>
    <style>%5$s</style>
    %8$s</svg>
    """
        .formatted(
            id,
            width,
            height,
            Markup.escape(graph.summary()),
            Palette.darkRules(id),
            TextBox.FONT,
            Markup.number(TextBox.FONT_SIZE),
            body);
  }

  private int place(long id) {
    return places.getOrDefault(id, -1);
  }
}
