package nabla.engine.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import nabla.engine.error.ArgumentException;
import nabla.engine.error.ShapeException;

/// An equation of Einstein's notation with its operands, read and checked.
///
/// Every operand is brought to one order of dimensions: those of the result, then those that are
/// summed over. The operands are then multiplied from left to right, and a dimension is summed over
/// as soon as no later operand has it, so that a pair becomes one product of matrices.
final class Einsum {
  // Letters are their own labels; the dimensions of an ellipsis follow, counted from the last.
  private static final int ELLIPSIS = 1000;

  private final List<Tensor> operands;
  private final List<int[]> labels = new ArrayList<>();
  private final List<Integer> order = new ArrayList<>();
  private int kept;

  private Einsum(Tensor... operands) {
    this.operands = new ArrayList<>(List.of(operands));
  }

  static Einsum parse(String equation, Tensor... operands) {
    if (operands.length == 0) {
      throw new ArgumentException(
          "einsum(): must specify the equation string and at least one operand, or at least one"
              + " operand and its subscripts list",
          "einsum.operands");
    }
    int arrow = equation.indexOf("->");
    String[] inputs = (arrow < 0 ? equation : equation.substring(0, arrow)).split(",", -1);
    requireLetters(equation, arrow);
    if (inputs.length != operands.length) {
      throw problem(
          "einsum(): %s operands were provided than specified in the equation"
              .formatted(inputs.length < operands.length ? "more" : "fewer"),
          "einsum.operands");
    }
    Einsum einsum = new Einsum(operands);
    for (int i = 0; i < inputs.length; i++) {
      einsum.labels.add(einsum.assign(terms(inputs[i], "for operand " + i), i));
    }
    if (arrow < 0) {
      einsum.implicit();
    } else {
      einsum.explicit(terms(equation.substring(arrow + 2), "for the output"));
    }
    einsum.takeDiagonals();
    einsum.requireSizes();
    return einsum;
  }

  private static ShapeException problem(String message, String key, Object... arguments) {
    return new ShapeException(message, key, arguments);
  }

  private static void requireLetters(String equation, int arrow) {
    for (int i = 0; i < equation.length(); i++) {
      char c = equation.charAt(i);
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      boolean mark =
          c == ',' || c == '.' || c == ' ' || arrow >= 0 && (i == arrow || i == arrow + 1);
      if (!letter && !mark) {
        throw problem(
            ("einsum(): invalid subscript given at index %d in the equation string, subscripts must"
                    + " be in [a-zA-Z]")
                .formatted(i),
            "einsum.letters",
            equation);
      }
    }
  }

  // Splits the subscripts of one operand into letters and "...".
  private static List<String> terms(String text, String where) {
    List<String> terms = new ArrayList<>();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ' ') {
        continue;
      }
      if (c == '.') {
        boolean again = terms.contains("...");
        if (again || !text.startsWith("...", i)) {
          throw problem(
              again
                  ? "einsum(): found '.' %s for which an ellipsis was already found"
                      .formatted(where)
                  : "einsum(): found '.' %s that is not part of any ellipsis".formatted(where),
              "einsum.letters",
              text);
        }
        terms.add("...");
        i += 2;
      } else {
        terms.add(String.valueOf(c));
      }
    }
    return terms;
  }

  private int[] assign(List<String> terms, int operand) {
    int rank = operands.get(operand).rank();
    boolean ellipsis = terms.contains("...");
    int named = terms.size() - (ellipsis ? 1 : 0);
    if (ellipsis ? named > rank : named != rank) {
      throw problem(
          ellipsis
              ? ("einsum(): the number of subscripts in the equation (%d) is more than the number of"
                      + " dimensions (%d) for operand %d")
                  .formatted(named, rank, operand)
              : ("einsum(): the number of subscripts in the equation (%d) does not match the number"
                      + " of dimensions (%d) for operand %d and no ellipsis was given")
                  .formatted(named, rank, operand),
          "einsum.count",
          named,
          rank);
    }
    int[] result = new int[rank];
    int next = 0;
    for (String term : terms) {
      if (term.equals("...")) {
        for (int i = rank - named; i > 0; i--) {
          result[next++] = ELLIPSIS + i;
        }
      } else {
        result[next++] = term.charAt(0);
      }
    }
    return result;
  }

  private int ellipsisRank() {
    return labels.stream().flatMapToInt(Arrays::stream).map(l -> l - ELLIPSIS).max().stream()
        .map(m -> Math.max(m, 0))
        .findFirst()
        .orElse(0);
  }

  private void addEllipsis() {
    for (int i = ellipsisRank(); i > 0; i--) {
      order.add(ELLIPSIS + i);
    }
  }

  private long occurrences(int label) {
    return labels.stream().flatMapToInt(Arrays::stream).filter(l -> l == label).count();
  }

  // Without an arrow: the ellipsis, then the letters that occur once, capitals first.
  private void implicit() {
    addEllipsis();
    for (int letter = 'A'; letter <= 'z'; letter++) {
      if (occurrences(letter) == 1) {
        order.add(letter);
      }
    }
    appendSummed();
  }

  private void explicit(List<String> terms) {
    for (String term : terms) {
      if (term.equals("...")) {
        addEllipsis();
        continue;
      }
      int letter = term.charAt(0);
      if (order.contains(letter)) {
        throw problem(
            "einsum(): output subscript %s appears more than once in the output".formatted(term),
            "einsum.output",
            term);
      }
      if (occurrences(letter) == 0) {
        throw problem(
            "einsum(): output subscript %s does not appear in the equation for any input operand"
                .formatted(term),
            "einsum.output",
            term);
      }
      order.add(letter);
    }
    appendSummed();
  }

  private void appendSummed() {
    kept = order.size();
    for (int[] own : labels) {
      for (int label : own) {
        if (!order.contains(label)) {
          order.add(label);
        }
      }
    }
  }

  // A letter that one operand has twice takes the elements at which both dimensions agree.
  private void takeDiagonals() {
    for (int i = 0; i < operands.size(); i++) {
      int[] own = labels.get(i);
      for (int second = 1; second < own.length; second++) {
        int first = indexOf(own, own[second]);
        if (first == second) {
          continue;
        }
        Tensor x = operands.get(i);
        if (x.size(first) != x.size(second)) {
          throw problem(
              "einsum(): subscript %s is repeated for operand %d but the sizes don't match, %d != %d"
                  .formatted((char) own[second], i, x.size(second), x.size(first)),
              "einsum.size",
              (char) own[second],
              x.size(second),
              x.size(first));
        }
        operands.set(i, x.diagonal(0, first, second));
        int[] shorter = new int[own.length - 1];
        int next = 0;
        for (int d = 0; d < own.length; d++) {
          if (d != first && d != second) {
            shorter[next++] = own[d];
          }
        }
        shorter[next] = own[second];
        own = shorter;
        second = 0;
      }
      labels.set(i, own);
    }
  }

  private static int indexOf(int[] labels, int label) {
    for (int d = 0; d < labels.length; d++) {
      if (labels[d] == label) {
        return d;
      }
    }
    return -1;
  }

  private void requireSizes() {
    for (int label : order) {
      int seen = 1;
      for (int i = 0; i < operands.size(); i++) {
        int d = indexOf(labels.get(i), label);
        int size = d < 0 ? 1 : operands.get(i).size(d);
        if (size != 1 && seen != 1 && size != seen) {
          throw problem(
              ("einsum(): subscript %s has size %d for operand %d which does not broadcast with"
                      + " previously seen size %d")
                  .formatted(label > ELLIPSIS ? "..." : (char) label, size, i, seen),
              "einsum.size",
              label > ELLIPSIS ? "..." : (char) label,
              size,
              seen);
        }
        seen = size == 1 ? seen : size;
      }
    }
  }

  Tensor run() {
    Tensor result = aligned(0);
    for (int i = 1; i < operands.size(); i++) {
      result = multiply(sumFinished(result, i - 1, false), aligned(i), i);
    }
    result = sumFinished(result, operands.size() - 1, true);
    int[] sizes = Arrays.copyOf(result.shape().sizes(), kept);
    return result.rank() == kept ? result : result.reshape(sizes);
  }

  // The operand with all labels as dimensions, in order; size 1 where it lacks one.
  private Tensor aligned(int operand) {
    Tensor x = operands.get(operand);
    int[] own = labels.get(operand);
    int[] permutation = new int[own.length];
    int next = 0;
    for (int label : order) {
      int d = indexOf(own, label);
      if (d >= 0) {
        permutation[next++] = d;
      }
    }
    Tensor result = x.permute(permutation);
    for (int d = 0; d < order.size(); d++) {
      if (indexOf(own, order.get(d)) < 0) {
        result = result.unsqueeze(d);
      }
    }
    return result;
  }

  private int lastOperand(int position) {
    for (int i = operands.size() - 1; i >= 0; i--) {
      int d = indexOf(labels.get(i), order.get(position));
      if (d >= 0) {
        return i;
      }
    }
    return -1;
  }

  // Sums over the dimensions that no operand after this one has.
  private Tensor sumFinished(Tensor x, int operand, boolean drop) {
    List<Integer> summed = new ArrayList<>();
    for (int d = kept; d < order.size(); d++) {
      if (lastOperand(d) <= operand && x.size(d) != 1) {
        summed.add(d);
      }
    }
    if (summed.isEmpty()) {
      return x;
    }
    boolean all = drop && summed.size() == order.size() - kept;
    return all ? x.sum(new Dims(summed)) : x.sum(new Dims(summed), Flag.KEEPDIM);
  }

  // One product of matrices: dimensions of both, of the left one, of the right one, summed ones.
  private Tensor multiply(Tensor left, Tensor right, int operand) {
    List<Integer> both = new ArrayList<>();
    List<Integer> ofLeft = new ArrayList<>();
    List<Integer> ofRight = new ArrayList<>();
    List<Integer> summed = new ArrayList<>();
    Tensor a = left;
    Tensor b = right;
    for (int d = 0; d < order.size(); d++) {
      boolean finished = d >= kept && lastOperand(d) <= operand;
      boolean inLeft = a.size(d) != 1;
      boolean inRight = b.size(d) != 1;
      if (finished && inLeft && inRight) {
        summed.add(d);
      } else if (finished && inLeft) {
        a = a.sum(d, Flag.KEEPDIM);
        ofLeft.add(d);
      } else if (finished && inRight) {
        b = b.sum(d, Flag.KEEPDIM);
        ofRight.add(d);
      } else if (inLeft && inRight) {
        both.add(d);
      } else if (inLeft) {
        ofLeft.add(d);
      } else {
        ofRight.add(d);
      }
    }
    int batch = count(a, both);
    int inner = count(a, summed);
    Tensor x = a.permute(Contraction.ints(join(both, ofLeft, summed, ofRight)));
    Tensor y = b.permute(Contraction.ints(join(both, summed, ofRight, ofLeft)));
    Tensor product =
        x.reshape(batch, count(a, ofLeft), inner).bmm(y.reshape(batch, inner, count(b, ofRight)));
    List<Integer> placed = join(both, ofLeft, summed, ofRight);
    int[] sizes = new int[placed.size()];
    int[] inverse = new int[placed.size()];
    for (int i = 0; i < sizes.length; i++) {
      int d = placed.get(i);
      sizes[i] = summed.contains(d) ? 1 : ofRight.contains(d) ? b.size(d) : a.size(d);
      inverse[d] = i;
    }
    return product.reshape(sizes).permute(inverse);
  }

  private static int count(Tensor x, List<Integer> dims) {
    return dims.stream().mapToInt(x::size).reduce(1, (p, q) -> p * q);
  }

  private static List<Integer> join(
      List<Integer> a, List<Integer> b, List<Integer> c, List<Integer> d) {
    return Stream.of(a, b, c, d).flatMap(List::stream).toList();
  }
}
