package nabla.kernel.render;

import java.awt.image.BufferedImage;
import java.util.Map;
import nabla.engine.graph.Folding;
import nabla.engine.graph.Graph;
import nabla.kernel.protocol.MimeBundle;
import nabla.kernel.render.GraphLayout.Placement;

/// Shows a recorded graph: a drawing to point at, the same as SVG and PNG, its outline as text, and
/// its facts as JSON.
final class GraphView {
  /// The facts have a type of their own: JupyterLab would show plain JSON instead of the drawing.
  static final String FACTS = "application/vnd.nabla.graph+json";

  /// More vertices than this make a drawing that nobody reads; the rest becomes "… n more".
  static final int MOST_VERTICES = 120;

  /// With more vertices than this, modules become boxes.
  static final int CLEAR = 48;

  private GraphView() {}

  static MimeBundle render(Graph graph) {
    Folding folding = Folding.within(graph, CLEAR);
    Graph shown = folding.graph().shortened(MOST_VERTICES);
    GraphDrawing drawing = new GraphDrawing(shown);
    String outline = shown.outline();
    GraphPage page = new GraphPage(folding, shown, drawing);
    MimeBundle bundle =
        MimeBundle.svg(page.svg(), outline).with(MimeBundle.HTML, page.html(outline));
    return png(bundle, drawing).with(FACTS, GraphFacts.of(shown));
  }

  private static MimeBundle png(MimeBundle bundle, GraphDrawing drawing) {
    BufferedImage image;
    try {
      image = drawing.png();
    } catch (LinkageError _) {
      // A machine without the libraries that set type still has the drawing.
      return bundle;
    }
    return bundle
        .with(MimeBundle.PNG, ImageView.base64(image))
        .withMetadata(MimeBundle.PNG, Map.of("width", image.getWidth() * 2 / 3));
  }

  static String svg(Graph graph) {
    return new GraphDrawing(graph.folded(CLEAR).shortened(MOST_VERTICES)).svg();
  }

  /// Returns the places of the boxes, in the order of the forward pass, and of the links.
  static Placement layout(Graph graph) {
    return new GraphDrawing(graph.folded(CLEAR).shortened(MOST_VERTICES)).placement();
  }
}
