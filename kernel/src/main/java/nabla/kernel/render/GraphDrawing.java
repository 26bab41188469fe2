package nabla.kernel.render;

import static java.util.Comparator.comparingInt;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import nabla.engine.graph.Graph;
import nabla.engine.graph.Link;
import nabla.engine.graph.Vertex;
import nabla.kernel.render.GraphLayout.Area;
import nabla.kernel.render.GraphLayout.Line;
import nabla.kernel.render.GraphLayout.Placement;
import nabla.kernel.render.GraphLayout.Size;
import nabla.kernel.text.Texts;

/// A graph with places for all that is drawn of it.
///
/// It uses nothing from the network, and depends on the graph alone: the same graph gives the same
/// bytes.
final class GraphDrawing {
  private static final double MARGIN = 8;
  private static final double WIDTH_OF_FAILURE = 460;

  private final Graph graph;
  private final List<Vertex> vertices;
  private final List<Link> links;
  private final List<Card> cards = new ArrayList<>();
  private final Map<Long, Integer> places = new HashMap<>();
  private final List<String> failure;
  private final Placement placement;

  GraphDrawing(Graph graph) {
    this.graph = graph;
    this.vertices = graph.forwardOrder();
    for (Vertex vertex : vertices) {
      places.put(vertex.id(), cards.size());
      cards.add(Card.of(vertex, vertex.id() == graph.root()));
    }
    // In the order of the forward pass: the layout keeps it where that costs no crossing. Stable,
    // so that the arguments of one operation stay in their order.
    this.links = graph.links().stream().sorted(comparingInt(link -> place(link.to()))).toList();
    this.placement = layout();
    this.failure = failureLines();
  }

  private List<String> failureLines() {
    String message = graph.failure();
    if (message == null) {
      return List.of();
    }
    double width = Math.max(placement.width(), WIDTH_OF_FAILURE) - 6 * MARGIN;
    List<String> lines = new ArrayList<>();
    for (String part : Texts.text("render.graph.failed", message).split("\\R+", -1)) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      lines.addAll(TextBox.wrap(part, (int) (width / TextBox.width("m"))));
    }
    return lines;
  }

  /// Returns the places of the boxes, in the order of the forward pass, and of the links.
  Placement placement() {
    return placement;
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

  private Size size() {
    if (failure.isEmpty()) {
      return new Size(placement.width(), placement.height());
    }
    double height = failure.size() * TextBox.LINE_HEIGHT + 4 * MARGIN;
    return new Size(Math.max(placement.width(), WIDTH_OF_FAILURE), placement.height() + height);
  }

  BufferedImage png() {
    PngPen pen = new PngPen(size());
    draw(pen, _ -> -1);
    return pen.image();
  }

  String svg() {
    return svg(_ -> -1);
  }

  /// Returns the drawing as SVG.
  ///
  /// @param target the number of the drawing that a click on a box leads to, or less than 0
  String svg(ToIntFunction<Vertex> target) {
    SvgPen pen = new SvgPen();
    draw(pen, target);
    return document(pen.text());
  }

  private void draw(Pen pen, ToIntFunction<Vertex> target) {
    for (int i = 0; i < links.size(); i++) {
      Link link = links.get(i);
      pen.begin("", data(link));
      Lines.draw(pen, placement.routes().get(i), graph.carriesGradient(link));
      pen.end();
    }
    for (int i = 0; i < links.size(); i++) {
      LinkLabel label = LinkLabel.of(links.get(i));
      Area area = placement.routes().get(i).label();
      if (label != null && area != null) {
        label.draw(pen, area, data(links.get(i)));
      }
    }
    List<String> sentences = graph.sentences();
    for (int i = 0; i < cards.size(); i++) {
      int leads = target.applyAsInt(vertices.get(i));
      String[] data =
          leads < 0
              ? new String[] {"box", text(i), "order", text(cards.get(i).order())}
              : new String[] {
                "box", text(i), "order", text(cards.get(i).order()), "leads", text(leads)
              };
      cards.get(i).draw(pen, placement.boxes().get(i), sentences.get(i), data);
    }
    if (!failure.isEmpty()) {
      drawFailure(pen);
    }
  }

  /// Returns what a script finds a line and its label by.
  private String[] data(Link link) {
    return new String[] {
      "from", text(place(link.from())),
      "to", text(place(link.to())),
      "carries", String.valueOf(graph.carriesGradient(link))
    };
  }

  private void drawFailure(Pen pen) {
    Size size = size();
    double top = placement.height() + MARGIN / 2;
    Area area = new Area(MARGIN, top, size.width() - 2 * MARGIN, size.height() - top - MARGIN);
    pen.begin(String.valueOf(graph.failure()));
    pen.shape(Outlines.rounded(area, 4), Palette.FAILED, 1.2, false);
    double base = top + MARGIN + TextBox.FONT_SIZE;
    for (String line : failure) {
      pen.text(line, 3 * MARGIN, base, Palette.FAILED, false, 1);
      base += TextBox.LINE_HEIGHT;
    }
    pen.end();
  }

  private static String text(int number) {
    return String.valueOf(number);
  }

  private String document(String body) {
    Size size = size();
    String id = Markup.fingerprint(body);
    String width = Markup.number(Math.ceil(size.width()));
    String height = Markup.number(Math.ceil(size.height()));
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
