package nabla.engine.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A graph with calls of modules as one box each.
///
/// Which frames are boxes is said by a depth (those that lie in so many others or more) and by
/// exceptions, calls that are open or closed whatever their depth. Calls of the same kind one after
/// another become one box with a number, and parameters and nameless constants that only a box
/// needs are inside it, as are values that each of several calls has for its own.
///
/// @param whole the graph that is folded
/// @param depth at which frames are boxes
/// @param open calls that are not boxes
/// @param closed calls that are boxes
public record Folding(Graph whole, int depth, Set<Long> open, Set<Long> closed) {
  private static final int FEWEST_BOXES = 3;
  private static final int FEWEST_OF_THEIR_OWN = 4;

  /// Copies the sets.
  public Folding {
    open = Set.copyOf(open);
    closed = Set.copyOf(closed);
  }

  /// Returns a graph folded as little as must be for at most `limit` vertices, if that can be done.
  /// Loops of the program are folded where its modules do not suffice.
  public static Folding within(Graph whole, int limit) {
    Folding modules = byFrames(whole, limit);
    int size = modules.graph().vertices().size();
    if (size <= limit) {
      return modules;
    }
    Folding loops = byFrames(Loops.framed(whole), limit);
    return loops.graph().vertices().size() < size ? loops : modules;
  }

  private static Folding byFrames(Graph whole, int limit) {
    int deepest =
        operations(whole).mapToInt(operation -> operation.detail().frames().size()).max().orElse(0);
    if (deepest == 0 || whole.vertices().size() <= limit) {
      return new Folding(whole, Integer.MAX_VALUE, Set.of(), Set.of());
    }
    Folding outer = null;
    long boxesOfOuter = 0;
    for (int depth = deepest; depth >= 0; depth--) {
      Folding folding = new Folding(whole, depth, Set.of(), Set.of());
      Graph graph = folding.graph();
      // A model alone as one box says nothing.
      if (outer != null && boxes(graph) < FEWEST_BOXES && boxesOfOuter < 3L * limit) {
        return outer;
      }
      if (graph.vertices().size() <= limit) {
        return folding;
      }
      outer = folding;
      boxesOfOuter = boxes(graph);
    }
    return Objects.requireNonNull(outer);
  }

  private static Stream<Vertex.Operation> operations(Graph graph) {
    return graph.vertices().stream()
        .filter(Vertex.Operation.class::isInstance)
        .map(Vertex.Operation.class::cast);
  }

  // What a box stands for several times counts as often: twelve layers as one box do say something.
  private static long boxes(Graph graph) {
    return graph.vertices().stream()
        .mapToLong(
            vertex ->
                switch (vertex) {
                  case Vertex.Operation _ -> 1;
                  case Vertex.Group group -> group.times();
                  case Vertex.Leaf _, Vertex.Constant _, Vertex.More _ -> 0;
                })
        .sum();
  }

  /// Returns this folding with one more call opened.
  public Folding opening(long call) {
    return with(call, open, closed, true);
  }

  /// Returns this folding with a call as a box, and all like it.
  public Folding closing(long call) {
    return with(call, closed, open, false);
  }

  // What was an exception before is none any more, so that there and back is the same folding.
  private Folding with(long call, Set<Long> here, Set<Long> there, boolean opened) {
    Set<Long> more = new HashSet<>(here);
    Set<Long> fewer = new HashSet<>(there);
    if (!fewer.remove(call)) {
      more.add(call);
    }
    return opened ? new Folding(whole, depth, more, fewer) : new Folding(whole, depth, fewer, more);
  }

  /// Returns the folded graph.
  public Graph graph() {
    return depth == Integer.MAX_VALUE && open.isEmpty() && closed.isEmpty()
        ? whole
        : new Maker(whole, depth, open, closed).make();
  }

  /// A box while it is filled: the operations of one call, or of several that are merged.
  private static final class Box {
    final Frame frame;
    final long parent;
    final long id;
    final List<Vertex.Operation> operations = new ArrayList<>();
    int times = 1;
    @Nullable Box mergedInto;

    Box(Frame frame, long parent, long id) {
      this.frame = frame;
      this.parent = parent;
      this.id = id;
    }

    Box merged() {
      return mergedInto == null ? this : mergedInto;
    }

    boolean isLike(Box other) {
      // Not by their number of operations: the first of several layers has no gradient to send on.
      return parent == other.parent && frame.type().equals(other.frame.type());
    }

    Vertex.Group vertex() {
      Vertex.Operation last = operations.getLast();
      int order = 0;
      String failure = null;
      for (Vertex.Operation operation : operations) {
        if (operation.order() > 0 && (order == 0 || operation.order() < order)) {
          order = operation.order();
        }
        failure = failure == null ? operation.detail().failure() : failure;
      }
      return new Vertex.Group(id, frame, operations.size(), times, last.value(), order, failure);
    }
  }

  private static final class Maker {
    private final Graph whole;
    private final int depth;
    private final Set<Long> open;
    private final Set<Long> closed;
    private final Map<Long, Box> byCall = new LinkedHashMap<>();
    private final Map<Long, Box> boxOf = new HashMap<>();
    private final Map<Long, Set<Long>> users = new HashMap<>();

    Maker(Graph whole, int depth, Set<Long> open, Set<Long> closed) {
      this.whole = whole;
      this.depth = depth;
      this.open = open;
      this.closed = closed;
    }

    Graph make() {
      List<Vertex> order = whole.forwardOrder();
      long next = order.stream().mapToLong(Vertex::id).max().orElse(0) + 1;
      for (Vertex vertex : order) {
        if (vertex instanceof Vertex.Operation operation) {
          next = put(operation, next);
        }
      }
      merge();
      swallow(order);
      List<Vertex> vertices = new ArrayList<>();
      Set<Box> done = new HashSet<>();
      for (Vertex vertex : order) {
        Box box = boxOf.get(vertex.id());
        if (box == null) {
          vertices.add(vertex);
        } else if (done.add(box.merged())) {
          vertices.add(box.merged().vertex());
        }
      }
      return new Graph(vertices, links(), placeOf(whole.root()));
    }

    private long put(Vertex.Operation operation, long next) {
      List<Frame> frames = operation.detail().frames();
      for (int i = 0; i < frames.size(); i++) {
        Frame frame = frames.get(i);
        boolean isBox = closed.contains(frame.call()) || i >= depth;
        if (isBox && !open.contains(frame.call())) {
          long parent = i == 0 ? 0 : frames.get(i - 1).call();
          Box box = byCall.computeIfAbsent(frame.call(), _ -> new Box(frame, parent, next));
          box.operations.add(operation);
          boxOf.put(operation.id(), box);
          return box.id == next ? next + 1 : next;
        }
      }
      return next;
    }

    // Boxes of one kind that follow one another are one, unless what lies between them would then
    // lie on a circle.
    private void merge() {
      List<Box> boxes = List.copyOf(byCall.values());
      int start = 0;
      while (start < boxes.size()) {
        int end = start + 1;
        while (end < boxes.size() && boxes.get(end).isLike(boxes.get(start))) {
          end++;
        }
        if (end - start > 1) {
          Box first = boxes.get(start);
          boxes.subList(start + 1, end).forEach(box -> box.mergedInto = first);
          if (isOnCircle(first)) {
            boxes.subList(start + 1, end).forEach(box -> box.mergedInto = null);
          } else {
            first.times = end - start;
            boxes.subList(start + 1, end).forEach(box -> first.operations.addAll(box.operations));
          }
        }
        start = end;
      }
    }

    private boolean isOnCircle(Box box) {
      Map<Long, Set<Long>> next = new HashMap<>();
      for (Link link : whole.links()) {
        next.computeIfAbsent(placeOf(link.from()), _ -> new LinkedHashSet<>())
            .add(placeOf(link.to()));
      }
      Deque<Long> stack = new ArrayDeque<>(next.getOrDefault(box.id, Set.of()));
      stack.remove(box.id);
      Set<Long> seen = new HashSet<>(stack);
      while (!stack.isEmpty()) {
        for (long to : next.getOrDefault(stack.pop(), Set.of())) {
          if (to == box.id) {
            return true;
          }
          if (seen.add(to)) {
            stack.push(to);
          }
        }
      }
      return false;
    }

    private void swallow(List<Vertex> order) {
      Map<Long, Box> boxes = new HashMap<>();
      boxOf.values().forEach(box -> boxes.put(box.merged().id, box.merged()));
      for (Link link : whole.links()) {
        users.computeIfAbsent(link.from(), _ -> new HashSet<>()).add(placeOf(link.to()));
      }
      for (Vertex vertex : order) {
        Set<Long> places = users.getOrDefault(vertex.id(), Set.of());
        boolean inner =
            switch (vertex) {
              case Vertex.Leaf leaf -> leaf.isParameter();
              case Vertex.Constant(_, var value, var cut) -> value.name() == null && cut == null;
              case Vertex.Operation _, Vertex.Group _, Vertex.More _ -> false;
            };
        Box box = places.size() == 1 ? boxes.get(places.iterator().next()) : null;
        if (inner && box != null) {
          boxOf.put(vertex.id(), box);
        }
      }
      swallowOwn();
    }

    // `xs[0]` to `xs[499]` in a loop: the same argument of the same operation, each in its turn.
    private void swallowOwn() {
      record Role(Box box, String operation, int argument) {}
      Map<Long, Vertex> byId = whole.byId();
      Map<Long, Integer> arguments = new HashMap<>();
      Map<Role, Set<Long>> own = new LinkedHashMap<>();
      for (Link link : whole.links()) {
        int argument = arguments.merge(link.to(), 1, Integer::sum);
        Box box = boxOf.get(link.to());
        if (box != null
            && byId.get(link.to()) instanceof Vertex.Operation user
            && isValue(Graph.find(byId, link.from()))
            && Set.of(box.merged().id).equals(users.get(link.from()))) {
          own.computeIfAbsent(
                  new Role(box.merged(), user.label(), argument), _ -> new LinkedHashSet<>())
              .add(link.from());
        }
      }
      own.forEach(
          (role, values) -> {
            if (values.size() >= Math.max(role.box().times, FEWEST_OF_THEIR_OWN)) {
              values.forEach(value -> boxOf.put(value, role.box()));
            }
          });
    }

    private static boolean isValue(Vertex vertex) {
      return vertex instanceof Vertex.Leaf
          || vertex instanceof Vertex.Constant constant && constant.cut() == null;
    }

    private long placeOf(long id) {
      Box box = boxOf.get(id);
      return box == null ? id : box.merged().id;
    }

    private List<Link> links() {
      record Ends(long from, long to, @Nullable String cut) {}
      Map<Ends, Link> joined = new LinkedHashMap<>();
      List<Link> result = new ArrayList<>();
      for (Link link : whole.links()) {
        long from = placeOf(link.from());
        long to = placeOf(link.to());
        if (from == link.from() && to == link.to()) {
          result.add(link);
        } else if (from != to) {
          // Of several lines between two boxes one stays; what differs between them is left out.
          Link moved = new Link(from, to, link.gradient(), link.cut());
          joined.merge(
              new Ends(from, to, link.cut()),
              moved,
              (one, two) ->
                  Objects.equals(one.gradient(), two.gradient())
                      ? one
                      : new Link(from, to, null, link.cut()));
        }
      }
      result.addAll(joined.values());
      return result;
    }
  }
}
