package nabla.engine.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes graphs as text. Vertices are numbered by their place in the forward pass, never by id.
final class GraphText {
  private final Graph graph;
  private final List<Vertex> order;
  private final Map<Long, Integer> places = new HashMap<>();

  private GraphText(Graph graph) {
    this.graph = graph;
    order = graph.forwardOrder();
    for (Vertex vertex : order) {
      places.put(vertex.id(), places.size());
    }
  }

  static String dot(Graph graph) {
    GraphText text = new GraphText(graph);
    StringBuilder out = new StringBuilder("digraph {\n  node [fontname=\"sans-serif\"];\n");
    for (Vertex vertex : text.order) {
      String shape =
          switch (vertex) {
            case Vertex.Leaf _ -> "ellipse";
            case Vertex.Constant _ -> "note";
            case Vertex.Operation _ -> "box";
            case Vertex.More _ -> "plaintext";
          };
      String label = String.join("\n", lines(vertex));
      out.append(
          "  n%d [shape=%s, label=%s];\n"
              .formatted(text.place(vertex.id()), shape, dotQuoted(label)));
    }
    for (Link link : text.links()) {
      List<String> attributes = new ArrayList<>();
      String note = note(link);
      if (note != null) {
        attributes.add("label=" + dotQuoted(note));
      }
      if (!text.carriesGradient(link)) {
        attributes.add("style=dashed");
      }
      out.append("  n%d -> n%d".formatted(text.place(link.from()), text.place(link.to())))
          .append(attributes.isEmpty() ? "" : " [" + String.join(", ", attributes) + "]")
          .append(";\n");
    }
    return out.append("}\n").toString();
  }

  static String mermaid(Graph graph) {
    GraphText text = new GraphText(graph);
    StringBuilder out = new StringBuilder("flowchart TD\n");
    for (Vertex vertex : text.order) {
      String label =
          lines(vertex).stream()
              .map(GraphText::mermaidEscaped)
              .collect(Collectors.joining("<br/>"));
      String box =
          switch (vertex) {
            case Vertex.Leaf _ -> "([\"%s\"])";
            case Vertex.Constant _ -> "[/\"%s\"/]";
            case Vertex.Operation _, Vertex.More _ -> "[\"%s\"]";
          };
      out.append("  n").append(text.place(vertex.id())).append(box.replace("%s", label));
      out.append('\n');
    }
    for (Link link : text.links()) {
      String note = note(link);
      out.append("  n").append(text.place(link.from()));
      out.append(text.carriesGradient(link) ? " -->" : " -.->");
      if (note != null) {
        out.append("|\"").append(mermaidEscaped(note)).append("\"|");
      }
      out.append(" n").append(text.place(link.to())).append('\n');
    }
    return out.toString();
  }

  static String outline(Graph graph) {
    StringBuilder out = new StringBuilder(summary(graph));
    for (String sentence : sentences(graph)) {
      out.append("\n- ").append(sentence);
    }
    return out.toString();
  }

  static String summary(Graph graph) {
    return new GraphText(graph).summary();
  }

  static List<String> sentences(Graph graph) {
    GraphText text = new GraphText(graph);
    Map<Long, List<Long>> inputs = graph.inputs();
    return text.order.stream()
        .map(vertex -> text.sentence(vertex, inputs.getOrDefault(vertex.id(), List.of())))
        .toList();
  }

  private String summary() {
    int operations = 0;
    int leaves = 0;
    int constants = 0;
    int others = 0;
    for (Vertex vertex : order) {
      switch (vertex) {
        case Vertex.Operation _ -> operations++;
        case Vertex.Leaf _ -> leaves++;
        case Vertex.Constant _ -> constants++;
        case Vertex.More more -> others += more.count();
      }
    }
    return "Recorded graph of "
        + reference(graph.root())
        + ": "
        + count(operations, "operation", "operations")
        + ", "
        + count(leaves, "leaf", "leaves")
        + (constants == 0 ? "" : ", " + count(constants, "constant", "constants"))
        + (others == 0 ? "" : ", and " + others + " more");
  }

  private String sentence(Vertex vertex, List<Long> inputs) {
    return switch (vertex) {
      case Vertex.Leaf leaf ->
          reference(leaf.id())
              + ": leaf, "
              + described(leaf.value())
              + (leaf.gradient() == null
                  ? ", no gradient yet"
                  : ", gradient " + inOneLine(leaf.gradient()))
              + (leaf.accumulations() > 1 ? ", sum of " + leaf.accumulations() + " passes" : "");
      case Vertex.Constant constant ->
          reference(constant.id()) + ": constant, " + described(constant.value());
      case Vertex.Operation operation ->
          reference(operation.id())
              + " = "
              + operation.label()
              + inputs.stream().map(this::reference).collect(Collectors.joining(", ", "(", ")"))
              + ": "
              + described(operation.value())
              + ", "
              + operation.name();
      case Vertex.More more -> "… " + more.count() + " more";
    };
  }

  private static String described(Value value) {
    String text = value.text();
    return value.type() + (text == null ? "" : ", value " + inOneLine(text));
  }

  private static String inOneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  /// Returns the variable's name, or the place as `#3` where the value has no name.
  private String reference(long id) {
    @Nullable String name =
        switch (order.get(place(id))) {
          case Vertex.Leaf leaf -> leaf.value().name();
          case Vertex.Constant constant -> constant.value().name();
          case Vertex.Operation operation -> operation.value().name();
          case Vertex.More _ -> "…";
        };
    return name == null ? "#" + (place(id) + 1) : name;
  }

  private int place(long id) {
    return places.getOrDefault(id, -1);
  }

  /// The same as the graph's own method, which looks through all vertices for one.
  private boolean carriesGradient(Link link) {
    return link.cut() == null && !(order.get(place(link.from())) instanceof Vertex.Constant);
  }

  private List<Link> links() {
    // Stable: links into one operation keep the order of its arguments.
    return graph.links().stream()
        .sorted(Comparator.comparingInt(link -> place(link.to())))
        .toList();
  }

  private static @Nullable String note(Link link) {
    return link.cut() == null ? link.gradient() : link.cut();
  }

  private static List<String> lines(Vertex vertex) {
    List<String> lines = new ArrayList<>();
    switch (vertex) {
      case Vertex.Leaf leaf -> {
        addValue(lines, leaf.value(), "leaf");
        if (leaf.gradient() != null) {
          String times = leaf.accumulations() > 1 ? " (×" + leaf.accumulations() + ")" : "";
          lines.add("grad = " + leaf.gradient() + times);
        }
      }
      case Vertex.Constant constant -> addValue(lines, constant.value(), "constant");
      case Vertex.Operation operation -> {
        String name = operation.value().name();
        lines.add(name == null ? operation.label() : name + " = " + operation.label());
        lines.add(operation.value().type());
      }
      case Vertex.More more -> lines.add("… " + more.count() + " more");
    }
    return lines;
  }

  private static void addValue(List<String> lines, Value value, String kind) {
    lines.add(value.name() == null ? kind : value.name());
    lines.add(value.type());
    if (value.text() != null) {
      lines.add(value.text());
    }
  }

  private static String count(int number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }

  private static String dotQuoted(String text) {
    String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return '"' + escaped + '"';
  }

  private static String mermaidEscaped(String text) {
    return text.replace("&", "#amp;")
        .replace("\"", "#quot;")
        .replace("<", "#lt;")
        .replace(">", "#gt;")
        .replace("\n", "<br/>");
  }
}
