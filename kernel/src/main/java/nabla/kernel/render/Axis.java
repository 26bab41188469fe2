package nabla.kernel.render;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import nabla.engine.format.PrintOptions;

/// The indices of one axis that are shown: all of them, or some at both ends.
record Axis(List<Integer> indices, int size) {
  static List<Axis> of(int[] shape, PrintOptions options) {
    double count = 1;
    for (int size : shape) {
      count *= size;
    }
    List<Axis> axes = new ArrayList<>();
    for (int size : shape) {
      int edge = options.edgeItems();
      boolean cut = count > options.threshold() && size > 2 * edge;
      IntStream shown =
          cut
              ? IntStream.concat(IntStream.range(0, edge), IntStream.range(size - edge, size))
              : IntStream.range(0, size);
      axes.add(new Axis(shown.boxed().toList(), size));
    }
    return axes;
  }

  int shown() {
    return indices.size();
  }

  int index(int place) {
    return indices.get(place);
  }

  /// Tells whether indices are left out just before this place.
  boolean hasGapBefore(int place) {
    return place > 0 && index(place) != index(place - 1) + 1;
  }
}
