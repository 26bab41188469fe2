package nabla.engine.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Keeps the two ends of a graph: what the root was made of last, and what was made first; and
/// where a backward pass failed.
///
/// What is left out between two pieces that are kept is one [Vertex.More]. Pieces follow the order
/// of the forward pass, so that all lines lead from one to a later one.
final class Ends {
  /// The part that is kept at the end of the root: the more interesting one.
  private static final double AT_THE_ROOT = 0.7;

  private final Graph graph;
  private final int limit;
  private final List<Vertex> operations = new ArrayList<>();
  private final Map<Long, Set<Long>> values = new HashMap<>();
  private final Set<Long> kept = new HashSet<>();

  private Ends(Graph graph, int limit) {
    this.graph = graph;
    this.limit = limit;
    Set<Long> made = new HashSet<>();
    for (Vertex vertex : graph.forwardOrder()) {
      if (vertex instanceof Vertex.Operation || vertex instanceof Vertex.Group) {
        operations.add(vertex);
        made.add(vertex.id());
      }
    }
    for (Link link : graph.links()) {
      if (made.contains(link.to()) && !made.contains(link.from())) {
        values.computeIfAbsent(link.to(), _ -> new LinkedHashSet<>()).add(link.from());
      }
    }
  }

  static Graph of(Graph graph, int limit) {
    Ends ends = new Ends(graph, limit);
    ends.choose();
    return ends.without();
  }

  private void choose() {
    kept.add(graph.root());
    for (Vertex vertex : operations) {
      if (Graph.failure(vertex) != null) {
        keep(vertex);
      }
    }
    int early = 0;
    int late = operations.size();
    boolean roomBefore = true;
    boolean roomAfter = true;
    while (early < late && (roomBefore || roomAfter)) {
      int after = operations.size() - late;
      if (roomAfter && (!roomBefore || after <= AT_THE_ROOT * (early + after))) {
        roomAfter = keep(operations.get(late - 1));
        late -= roomAfter ? 1 : 0;
      } else {
        roomBefore = keep(operations.get(early));
        early += roomBefore ? 1 : 0;
      }
    }
  }

  /// Keeps an operation with what it needs that no operation made, if there is room for both.
  private boolean keep(Vertex operation) {
    Set<Long> more = new HashSet<>(values.getOrDefault(operation.id(), Set.of()));
    more.add(operation.id());
    more.removeAll(kept);
    boolean fits = kept.size() + more.size() <= limit;
    if (fits) {
      kept.addAll(more);
    }
    return fits;
  }

  private Graph without() {
    long next = graph.vertices().stream().mapToLong(Vertex::id).max().orElse(0) + 1;
    Map<Long, Long> pieces = new HashMap<>();
    Map<Long, Integer> counts = new LinkedHashMap<>();
    for (Vertex operation : operations) {
      if (kept.contains(operation.id())) {
        next += counts.containsKey(next) ? 1 : 0;
        continue;
      }
      Set<Long> gone = new LinkedHashSet<>(values.getOrDefault(operation.id(), Set.of()));
      gone.add(operation.id());
      for (long id : gone) {
        if (!kept.contains(id) && pieces.putIfAbsent(id, next) == null) {
          counts.merge(next, 1, Integer::sum);
        }
      }
    }
    List<Vertex> some = new ArrayList<>();
    for (Vertex vertex : graph.vertices()) {
      if (!pieces.containsKey(vertex.id())) {
        some.add(vertex);
      }
    }
    counts.forEach((id, count) -> some.add(new Vertex.More(id, count)));
    return new Graph(some, links(pieces), graph.root());
  }

  private List<Link> links(Map<Long, Long> pieces) {
    Map<Long, Vertex> byId = graph.byId();
    Set<Link> joined = new LinkedHashSet<>();
    List<Link> links = new ArrayList<>();
    for (Link link : graph.links()) {
      long from = pieces.getOrDefault(link.from(), link.from());
      long to = pieces.getOrDefault(link.to(), link.to());
      if (from == link.from() && to == link.to()) {
        links.add(link);
      } else if (from != to && !(byId.get(link.to()) instanceof Vertex.Constant)) {
        // What a constant was cut from may come after what it is used for.
        joined.add(new Link(from, to));
      }
    }
    links.addAll(joined);
    return links;
  }
}
