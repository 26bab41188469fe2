package nabla.kernel.render;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import nabla.engine.graph.Frame;
import nabla.engine.graph.Graph;
import nabla.engine.graph.Link;
import nabla.engine.graph.Pin;
import nabla.engine.graph.Value;
import nabla.engine.graph.Vertex;
import org.jspecify.annotations.Nullable;

/// The facts of a graph as a tree for JSON. Vertices are named by their place in the forward pass,
/// since ids differ from run to run; what is not known is left out.
final class GraphFacts {
  private GraphFacts() {}

  static Map<String, Object> of(Graph graph) {
    List<Vertex> order = graph.forwardOrder();
    Map<Long, Integer> places = new HashMap<>();
    List<Object> vertices = new ArrayList<>();
    for (Vertex vertex : order) {
      places.put(vertex.id(), places.size());
      vertices.add(of(vertex));
    }
    List<Object> links = new ArrayList<>();
    for (Link link : graph.links()) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("from", places.getOrDefault(link.from(), -1));
      facts.put("to", places.getOrDefault(link.to(), -1));
      put(facts, "gradient", link.gradient());
      put(facts, "cut", link.cut());
      links.add(facts);
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("root", places.getOrDefault(graph.root(), -1));
    facts.put("vertices", vertices);
    facts.put("links", links);
    put(facts, "failure", graph.failure());
    return facts;
  }

  private static Map<String, Object> of(Vertex vertex) {
    Map<String, Object> facts = new LinkedHashMap<>();
    switch (vertex) {
      case Vertex.Leaf leaf -> {
        facts.put("kind", leaf.isParameter() ? "parameter" : "leaf");
        put(facts, "gradient", leaf.gradient());
        facts.put("accumulations", leaf.accumulations());
      }
      case Vertex.Constant constant -> {
        facts.put("kind", constant.cut() == null ? "constant" : "detached");
        put(facts, "cut", constant.cut());
      }
      case Vertex.Operation operation -> {
        facts.put("kind", "operation");
        facts.put("operation", operation.label());
        facts.put("node", operation.name());
        put(facts, "formula", operation.formula());
        facts.put("order", operation.order());
        facts.put("saved", operation.detail().pins().stream().map(GraphFacts::of).toList());
        facts.put("modules", operation.detail().frames().stream().map(Frame::name).toList());
        put(facts, "failure", operation.detail().failure());
      }
      case Vertex.Group group -> {
        facts.put("kind", group.frame().isTurn() ? "loop" : "module");
        facts.put("module", group.frame().name());
        facts.put("type", group.frame().type());
        facts.put("times", group.times());
        facts.put("operations", group.operations());
        put(facts, "failure", group.failure());
      }
      case Vertex.More more -> {
        facts.put("kind", "more");
        facts.put("count", more.count());
      }
    }
    Value value = vertex.tensor();
    if (value != null) {
      put(facts, "name", value.name());
      facts.put("shape", value.shape());
      facts.put("dtype", value.dtype());
      facts.put("device", value.device());
      put(facts, "value", value.text());
    }
    return facts;
  }

  private static Map<String, Object> of(Pin pin) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("of", pin.of());
    facts.put("state", pin.state().name().toLowerCase(Locale.ROOT));
    if (pin.state() != Pin.State.FREED) {
      facts.put("version", pin.version());
      facts.put("expected", pin.expected());
    }
    return facts;
  }

  private static void put(Map<String, Object> facts, String key, @Nullable String value) {
    if (value != null) {
      facts.put(key, value);
    }
  }
}
