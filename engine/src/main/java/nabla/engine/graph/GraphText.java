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
            case Vertex.Leaf leaf -> leaf.isParameter() ? "hexagon" : "ellipse";
            case Vertex.Constant constant -> constant.cut() == null ? "note" : "parallelogram";
            case Vertex.Operation _ -> "box";
            case Vertex.Group _ -> "box3d";
            case Vertex.More _ -> "plaintext";
          };
      String label = String.join("\n", lines(vertex));
      out.append(
          "  n%d [shape=%s, label=%s%s];\n"
              .formatted(
                  text.place(vertex.id()),
                  shape,
                  dotQuoted(label),
                  isGuilty(vertex) ? ", color=red, penwidth=3" : ""));
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
    String failure = graph.failure();
    if (failure != null) {
      out.append("  label=").append(dotQuoted(inOneLine(failure))).append(";\n");
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
            case Vertex.Leaf leaf -> leaf.isParameter() ? "{{\"%s\"}}" : "([\"%s\"])";
            case Vertex.Constant constant -> constant.cut() == null ? "[/\"%s\"/]" : "[\\\"%s\"\\]";
            case Vertex.Group _ -> "[[\"%s\"]]";
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
    for (Vertex vertex : text.order) {
      if (isGuilty(vertex)) {
        out.append("  style n").append(text.place(vertex.id()));
        out.append(" stroke:#c92a2a,stroke-width:4px\n");
      }
    }
    String failure = graph.failure();
    if (failure != null) {
      out.append("  failure[\"").append(mermaidEscaped(inOneLine(failure))).append("\"]\n");
    }
    return out.toString();
  }

  private static boolean isGuilty(Vertex vertex) {
    return switch (vertex) {
      case Vertex.Operation operation -> operation.detail().failure() != null;
      case Vertex.Group group -> group.failure() != null;
      case Vertex.Leaf _, Vertex.Constant _, Vertex.More _ -> false;
    };
  }

  static String outline(Graph graph) {
    StringBuilder out = new StringBuilder(summary(graph));
    for (String sentence : sentences(graph)) {
      out.append("\n- ").append(sentence);
    }
    String failure = graph.failure();
    if (failure != null) {
      out.append("\nThe backward pass failed: ").append(inOneLine(failure));
    }
    return out.toString();
  }

  static String summary(Graph graph) {
    return new GraphText(graph).summary();
  }

  static List<String> sentences(Graph graph) {
    GraphText text = new GraphText(graph);
    Map<Long, List<Link>> inputs = new HashMap<>();
    for (Link link : graph.links()) {
      inputs.computeIfAbsent(link.to(), _ -> new ArrayList<>()).add(link);
    }
    return text.order.stream()
        .map(vertex -> text.sentence(vertex, inputs.getOrDefault(vertex.id(), List.of())))
        .toList();
  }

  private String summary() {
    int operations = 0;
    int modules = 0;
    int leaves = 0;
    int parameters = 0;
    int constants = 0;
    int others = 0;
    for (Vertex vertex : order) {
      switch (vertex) {
        case Vertex.Operation _ -> operations++;
        case Vertex.Leaf leaf -> {
          leaves += leaf.isParameter() ? 0 : 1;
          parameters += leaf.isParameter() ? 1 : 0;
        }
        case Vertex.Group group -> modules += group.times();
        case Vertex.Constant _ -> constants++;
        case Vertex.More more -> others += more.count();
      }
    }
    return "Recorded graph of "
        + reference(graph.root())
        + ": "
        + count(operations, "operation", "operations")
        + (modules == 0 ? "" : ", " + count(modules, "call of a module", "calls of modules"))
        + (parameters > 0 && leaves == 0 ? "" : ", " + count(leaves, "leaf", "leaves"))
        + (parameters == 0 ? "" : ", " + count(parameters, "parameter", "parameters"))
        + (constants == 0 ? "" : ", " + count(constants, "constant", "constants"))
        + (others == 0 ? "" : ", and " + others + " more");
  }

  private String sentence(Vertex vertex, List<Link> inputs) {
    return switch (vertex) {
      case Vertex.Leaf leaf ->
          reference(leaf.id())
              + (leaf.isParameter() ? ": parameter, " : ": leaf, ")
              + described(leaf.value())
              + (leaf.gradient() == null
                  ? ", no gradient yet"
                  : ", gradient " + inOneLine(leaf.gradient()))
              + (leaf.accumulations() > 1 ? ", sum of " + leaf.accumulations() + " passes" : "");
      case Vertex.Constant constant ->
          reference(constant.id())
              + (constant.cut() == null ? ": constant, " : ": detached, ")
              + described(constant.value())
              + (inputs.isEmpty() ? "" : cutFrom(inputs))
              + (constant.cut() == null ? "" : ", cut off by " + constant.cut());
      case Vertex.Operation operation ->
          reference(operation.id())
              + " = "
              + operation.label()
              + arguments(inputs)
              + ": "
              + described(operation.value())
              + ", "
              + operation.name()
              + (operation.order() == 0 ? "" : ", backward step " + operation.order())
              + sent(inputs)
              + pins(operation.detail().pins())
              + (operation.detail().failure() == null ? "" : ", the backward pass failed here");
      case Vertex.Group group ->
          reference(group.id())
              + " = "
              + title(group)
              + arguments(inputs)
              + ": "
              + described(group.value())
              + ", "
              + count(group.operations(), "operation", "operations")
              + (group.times() > 1 ? " in all" : "")
              + sent(inputs)
              + (group.failure() == null ? "" : ", the backward pass failed here");
      case Vertex.More more -> "… " + more.count() + " more";
    };
  }

  private String arguments(List<Link> inputs) {
    return inputs.stream()
        .map(link -> reference(link.from()))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private String cutFrom(List<Link> inputs) {
    return inputs.stream()
        .map(link -> reference(link.from()))
        .collect(Collectors.joining(" and ", " of ", ""));
  }

  private String sent(List<Link> inputs) {
    return inputs.stream()
        .filter(link -> link.gradient() != null)
        .map(link -> inOneLine(String.valueOf(link.gradient())) + " to " + reference(link.from()))
        .collect(
            Collectors.collectingAndThen(
                Collectors.joining(" and "), text -> text.isEmpty() ? "" : ", sends back " + text));
  }

  private static String pins(List<Pin> pins) {
    return pins.stream()
        .map(Pin::text)
        .collect(
            Collectors.collectingAndThen(
                Collectors.joining(", "), text -> text.isEmpty() ? "" : ", saved: " + text));
  }

  /// Returns what is written on the box of a module: `layers.0: TransformerEncoderLayer ×12`.
  static String title(Vertex.Group group) {
    Frame frame = group.frame();
    String name = frame.name().equals(frame.type()) ? "" : frame.name() + ": ";
    return name + frame.type() + (group.times() > 1 ? " ×" + group.times() : "");
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
    Vertex vertex = order.get(place(id));
    Value value = vertex.tensor();
    String name = value == null ? "…" : value.name();
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
        addValue(lines, leaf.value(), leaf.isParameter() ? "parameter" : "leaf");
        if (leaf.gradient() != null) {
          String times = leaf.accumulations() > 1 ? " (×" + leaf.accumulations() + ")" : "";
          lines.add("grad = " + leaf.gradient() + times);
        }
      }
      case Vertex.Constant constant -> {
        addValue(lines, constant.value(), constant.cut() == null ? "constant" : "detached");
        if (constant.cut() != null) {
          lines.add("cut by " + constant.cut());
        }
      }
      case Vertex.Operation operation -> {
        String name = operation.value().name();
        lines.add(name == null ? operation.label() : name + " = " + operation.label());
        if (operation.formula() != null) {
          lines.add(operation.formula());
        }
        lines.add(operation.value().type());
        if (operation.order() > 0) {
          lines.add("backward step " + operation.order());
        }
        operation.detail().pins().forEach(pin -> lines.add("saved " + pin.text()));
      }
      case Vertex.Group group -> {
        String name = group.value().name();
        lines.add((name == null ? "" : name + " = ") + title(group));
        lines.add(group.value().type());
        lines.add(count(group.operations(), "operation", "operations"));
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
