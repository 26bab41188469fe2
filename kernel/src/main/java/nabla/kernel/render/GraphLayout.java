package nabla.kernel.render;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.elk.alg.layered.LayeredLayoutProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.OrderingStrategy;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;
import org.jspecify.annotations.Nullable;

/// Finds places for boxes, lines and their labels, in layers from top to bottom.
///
/// The one class that knows ELK, so that ELK is loaded when the first graph is drawn and not
/// before. The same sizes and links always give the same places.
final class GraphLayout {
  private static final double MARGIN = 8;
  private static final double BETWEEN_BOXES = 22;
  private static final double BETWEEN_LAYERS = 26;
  private static final double BETWEEN_LINES = 12;

  /// What a pair in the wrong order costs, with a crossing at 1: enough to decide between equals.
  private static final double ORDER_BY_CROSSING = 0.01;

  static {
    LayoutMetaDataService.initElkReflect(); // How ELK's own types are copied.
  }

  private GraphLayout() {}

  record Size(double width, double height) {}

  record Point(double x, double y) {}

  record Area(double x, double y, double width, double height) {
    boolean overlaps(Area other) {
      return x < other.x + other.width
          && other.x < x + width
          && y < other.y + other.height
          && other.y < y + height;
    }
  }

  /// A line to draw from one box to another, named by their places in the list of boxes.
  record Line(int from, int to, @Nullable Size label) {}

  /// Where a line runs, and where its label goes if it has one.
  record Route(List<Point> points, @Nullable Area label) {}

  /// The places found, in the order of the boxes and lines that were given.
  record Placement(double width, double height, List<Area> boxes, List<Route> routes) {}

  static Placement place(List<Size> boxes, List<Line> lines) {
    ElkNode root = ElkGraphUtil.createGraph();
    configure(root);
    List<ElkNode> nodes = new ArrayList<>();
    for (Size size : boxes) {
      ElkNode node = ElkGraphUtil.createNode(root);
      node.setDimensions(size.width(), size.height());
      nodes.add(node);
    }
    List<ElkEdge> edges = new ArrayList<>();
    for (Line line : lines) {
      ElkEdge edge = ElkGraphUtil.createSimpleEdge(nodes.get(line.from()), nodes.get(line.to()));
      if (line.label() != null) {
        ElkLabel label = ElkGraphUtil.createLabel("label", edge); // One without text is ignored.
        label.setDimensions(line.label().width(), line.label().height());
      }
      edges.add(edge);
    }
    // Called directly: ELK's registry of algorithms would take 0.1 s to fill, and one is all we
    // use.
    new LayeredLayoutProvider().layout(root, new BasicProgressMonitor());
    return new Placement(
        root.getWidth(),
        root.getHeight(),
        nodes.stream()
            .map(node -> new Area(node.getX(), node.getY(), node.getWidth(), node.getHeight()))
            .toList(),
        edges.stream().map(GraphLayout::route).toList());
  }

  private static void configure(ElkNode root) {
    root.setProperty(CoreOptions.DIRECTION, Direction.DOWN);
    root.setProperty(CoreOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
    root.setProperty(CoreOptions.RANDOM_SEED, 1);
    root.setProperty(CoreOptions.PADDING, new ElkPadding(MARGIN));
    root.setProperty(LayeredOptions.SPACING_NODE_NODE, BETWEEN_BOXES);
    root.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, BETWEEN_LAYERS);
    root.setProperty(LayeredOptions.SPACING_EDGE_NODE, BETWEEN_LINES);
    root.setProperty(LayeredOptions.SPACING_EDGE_EDGE, BETWEEN_LINES);
    root.setProperty(LayeredOptions.SPACING_EDGE_NODE_BETWEEN_LAYERS, BETWEEN_LINES);
    root.setProperty(LayeredOptions.SPACING_EDGE_EDGE_BETWEEN_LAYERS, BETWEEN_LINES);
    root.setProperty(LayeredOptions.SPACING_EDGE_LABEL, 3.0);
    // The left argument stands on the left where that costs no crossing.
    root.setProperty(
        LayeredOptions.CONSIDER_MODEL_ORDER_STRATEGY, OrderingStrategy.NODES_AND_EDGES);
    root.setProperty(
        LayeredOptions.CONSIDER_MODEL_ORDER_CROSSING_COUNTER_NODE_INFLUENCE, ORDER_BY_CROSSING);
    root.setProperty(
        LayeredOptions.CONSIDER_MODEL_ORDER_CROSSING_COUNTER_PORT_INFLUENCE, ORDER_BY_CROSSING);
  }

  private static Route route(ElkEdge edge) {
    List<Point> points = new ArrayList<>();
    for (ElkEdgeSection section : edge.getSections()) {
      points.add(new Point(section.getStartX(), section.getStartY()));
      for (ElkBendPoint bend : section.getBendPoints()) {
        points.add(new Point(bend.getX(), bend.getY()));
      }
      points.add(new Point(section.getEndX(), section.getEndY()));
    }
    for (ElkLabel label : edge.getLabels()) {
      return new Route(
          points, new Area(label.getX(), label.getY(), label.getWidth(), label.getHeight()));
    }
    return new Route(points, null);
  }
}
