package nabla.engine.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import nabla.engine.error.Explanations;
import org.jspecify.annotations.Nullable;

/// Writes graphs as text, in the language in force. Vertices are numbered by their place in the
/// forward pass, never by id.
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
                  Graph.failure(vertex) != null ? ", color=red, penwidth=3" : ""));
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
      if (Graph.failure(vertex) != null) {
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

  static String outline(Graph graph) {
    StringBuilder out = new StringBuilder(summary(graph));
    for (String sentence : sentences(graph)) {
      out.append("\n- ").append(sentence);
    }
    String failure = graph.failure();
    if (failure != null) {
      out.append('\n').append(Explanations.text("graph.failed", inOneLine(failure)));
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
    int loops = 0;
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
        case Vertex.Group group -> {
          loops += group.frame().isTurn() ? 1 : 0;
          modules += group.frame().isTurn() ? 0 : group.times();
        }
        case Vertex.Constant _ -> constants++;
        case Vertex.More more -> others += more.count();
      }
    }
    List<String> parts = new ArrayList<>();
    parts.add(count(operations, "graph.operation", "graph.operations"));
    if (modules > 0) {
      parts.add(count(modules, "graph.module", "graph.modules"));
    }
    if (loops > 0) {
      parts.add(count(loops, "graph.loop", "graph.loops"));
    }
    if (parameters == 0 || leaves > 0) {
      parts.add(count(leaves, "graph.leaf", "graph.leaves"));
    }
    if (parameters > 0) {
      parts.add(count(parameters, "graph.parameter", "graph.parameters"));
    }
    if (constants > 0) {
      parts.add(count(constants, "graph.constant", "graph.constants"));
    }
    if (others > 0) {
      parts.add(Explanations.text("graph.andMore", others));
    }
    return Explanations.text("graph.title", reference(graph.root()), String.join(", ", parts));
  }

  private String sentence(Vertex vertex, List<Link> inputs) {
    List<String> parts = new ArrayList<>();
    switch (vertex) {
      case Vertex.Leaf leaf -> {
        parts.add(reference(leaf.id()) + ": " + leaf.kind());
        describe(parts, leaf.value());
        parts.add(
            leaf.gradient() == null
                ? Explanations.text("graph.noGradient")
                : Explanations.text("graph.gradient", inOneLine(leaf.gradient())));
        if (leaf.accumulations() > 1) {
          parts.add(Explanations.text("graph.passes", leaf.accumulations()));
        }
      }
      case Vertex.Constant constant -> {
        parts.add(reference(constant.id()) + ": " + constant.kind());
        describe(parts, constant.value());
        if (constant.cut() != null) {
          String from = joined(inputs.stream().map(link -> reference(link.from())).toList());
          parts.add(
              from.isEmpty()
                  ? Explanations.text("graph.cut", constant.cut())
                  : Explanations.text("graph.cutFrom", constant.cut(), from));
        }
      }
      case Vertex.Operation operation -> {
        parts.add(made(operation.id(), operation.label(), operation.value(), inputs));
        parts.add(operation.name());
        if (operation.order() > 0) {
          parts.add(Explanations.text("graph.order", operation.order()));
        }
        sent(parts, inputs);
        if (!operation.detail().pins().isEmpty()) {
          parts.add(
              Explanations.text(
                  "graph.saved",
                  operation.detail().pins().stream()
                      .map(Pin::text)
                      .collect(Collectors.joining(", "))));
        }
        guilt(parts, operation.detail().failure());
      }
      case Vertex.Group group -> {
        parts.add(made(group.id(), title(group), group.value(), inputs));
        parts.add(
            group.times() > 1 ? Explanations.text("graph.inAll", group.size()) : group.size());
        sent(parts, inputs);
        guilt(parts, group.failure());
      }
      case Vertex.More more -> parts.add(more.text() + ": " + more.whereToFind());
    }
    return String.join(", ", parts);
  }

  /// Returns what was computed from what: `y = mul(x, w): [3] float32, value 2.`.
  private String made(long id, String by, Value value, List<Link> inputs) {
    List<String> parts = new ArrayList<>();
    describe(parts, value);
    return inputs.stream()
            .map(link -> reference(link.from()))
            .collect(Collectors.joining(", ", reference(id) + " = " + by + "(", "): "))
        + String.join(", ", parts);
  }

  private static void describe(List<String> parts, Value value) {
    parts.add(value.type());
    if (value.text() != null) {
      parts.add(Explanations.text("graph.value", inOneLine(value.text())));
    }
  }

  private void sent(List<String> parts, List<Link> inputs) {
    List<String> gradients = new ArrayList<>();
    for (Link link : inputs) {
      if (link.gradient() != null) {
        gradients.add(
            Explanations.text("graph.sentTo", inOneLine(link.gradient()), reference(link.from())));
      }
    }
    if (!gradients.isEmpty()) {
      parts.add(Explanations.text("graph.sends", joined(gradients)));
    }
  }

  private static void guilt(List<String> parts, @Nullable String failure) {
    if (failure != null) {
      parts.add(Explanations.text("graph.failedHere"));
    }
  }

  private static String joined(List<String> all) {
    return all.stream().reduce((a, b) -> Explanations.text("graph.and", a, b)).orElse("");
  }

  /// Returns what is written on the box of a module: `layers.0: TransformerEncoderLayer ×12`.
  static String title(Vertex.Group group) {
    Frame frame = group.frame();
    String name = frame.name().equals(frame.type()) ? "" : frame.name() + ": ";
    return name + frame.type() + (group.times() > 1 ? " ×" + group.times() : "");
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
        addValue(lines, leaf.value(), leaf.kind());
        if (leaf.gradient() != null) {
          String times = leaf.accumulations() > 1 ? " (×" + leaf.accumulations() + ")" : "";
          lines.add("grad = " + leaf.gradient() + times);
        }
      }
      case Vertex.Constant constant -> {
        addValue(lines, constant.value(), constant.kind());
        if (constant.cut() != null) {
          lines.add(Explanations.text("graph.cut", constant.cut()));
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
          lines.add(Explanations.text("graph.order", operation.order()));
        }
        operation
            .detail()
            .pins()
            .forEach(pin -> lines.add(Explanations.text("graph.saved", pin.text())));
      }
      case Vertex.Group group -> {
        String name = group.value().name();
        lines.add((name == null ? "" : name + " = ") + title(group));
        lines.add(group.value().type());
        lines.add(group.size());
      }
      case Vertex.More more -> lines.add(more.text());
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

  /// Returns a number with what it counts, by the keys of the two forms.
  static String count(int number, String one, String many) {
    return Explanations.text(number == 1 ? one : many, number);
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
