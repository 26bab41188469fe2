package nabla.engine.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Finds the loops of a program in what it has recorded: the same operations, or calls of the same
/// modules, one after another.
///
/// Each time round becomes a frame of its own, as if it were the call of a module; so a [Folding]
/// shows five hundred of them as one box with `×500`, and opens one of them where that is wanted.
final class Loops {
  private static final int FEWEST = 4;
  private static final int LONGEST = 40;
  private static final int MOST_NAMES = 3;

  private final Map<Long, List<Frame>> frames = new HashMap<>();
  private int turns;

  private Loops() {}

  /// Returns the graph with a frame around each time that a loop went round; the graph itself if
  /// there is no loop.
  static Graph framed(Graph graph) {
    Loops loops = new Loops();
    List<Vertex.Operation> operations = new ArrayList<>();
    for (Vertex vertex : graph.forwardOrder()) {
      if (vertex instanceof Vertex.Operation operation) {
        operations.add(operation);
        loops.frames.put(operation.id(), operation.detail().frames());
      }
    }
    // As they were recorded, which is the reverse of the backward walk.
    operations.sort(Comparator.comparingInt(operation -> -operation.order()));
    loops.find(operations, 0);
    if (loops.turns == 0) {
      return graph;
    }
    return new Graph(
        graph.vertices().stream().map(loops::framed).toList(), graph.links(), graph.root());
  }

  private Vertex framed(Vertex vertex) {
    if (!(vertex instanceof Vertex.Operation it)) {
      return vertex;
    }
    List<Frame> around = frames.getOrDefault(it.id(), List.of());
    Detail detail = new Detail(it.detail().pins(), it.detail().failure(), around);
    return new Vertex.Operation(
        it.id(), it.name(), it.label(), it.formula(), it.value(), it.order(), detail);
  }

  /// An operation, or all of one call of a module.
  private record Unit(String name, boolean isCall, List<Vertex.Operation> operations) {}

  private void find(List<Vertex.Operation> operations, int depth) {
    Map<Object, Unit> units = new LinkedHashMap<>();
    for (Vertex.Operation operation : operations) {
      List<Frame> around = operation.detail().frames();
      Frame call = depth < around.size() ? around.get(depth) : null;
      Unit unit =
          call == null
              ? new Unit(operation.label(), false, new ArrayList<>())
              : new Unit(call.type(), true, new ArrayList<>());
      units
          .computeIfAbsent(call == null ? operation.id() : call, _ -> unit)
          .operations()
          .add(operation);
    }
    for (Unit unit : units.values()) {
      if (unit.isCall()) {
        find(unit.operations(), depth + 1);
      }
    }
    frame(List.copyOf(units.values()), depth);
  }

  private void frame(List<Unit> units, int depth) {
    int start = 0;
    while (start < units.size()) {
      int length = 0;
      int covered = 0;
      for (int period = 1; period <= LONGEST; period++) {
        int times = times(units, start, period);
        if (times >= FEWEST && times * period > covered) {
          length = period;
          covered = times * period;
        }
      }
      for (int turn = start; turn < start + covered; turn += length) {
        frame(
            units.subList(turn, turn + length), name(units.subList(start, start + length)), depth);
      }
      start += Math.max(covered, 1);
    }
  }

  /// Returns how often the units from `start` on are repeated after so many.
  private static int times(List<Unit> units, int start, int period) {
    int end = start;
    while (end + period < units.size()
        && units.get(end).name().equals(units.get(end + period).name())) {
      end++;
    }
    return (end - start) / period + 1;
  }

  private static String name(List<Unit> turn) {
    String names =
        turn.stream().limit(MOST_NAMES).map(Unit::name).collect(Collectors.joining(" → "));
    return turn.size() > MOST_NAMES ? names + " → …" : names;
  }

  private void frame(List<Unit> turn, String name, int depth) {
    if (turn.size() == 1 && turn.getFirst().isCall()) {
      return; // It is a box already.
    }
    turns++;
    for (Unit unit : turn) {
      for (Vertex.Operation operation : unit.operations()) {
        List<Frame> around = new ArrayList<>(frames.getOrDefault(operation.id(), List.of()));
        around.add(depth, Frame.turn(name, turns));
        frames.put(operation.id(), around);
      }
    }
  }
}
