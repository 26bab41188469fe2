package nabla.engine.graph;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The chain rule of a recorded graph, step by step in the order of the backward pass, with the
/// numbers that went through it.
///
/// A step is one operation: what arrives at its result, and what goes on to each of its inputs.
/// Numbers that can no longer be known are absent, and the step says why.
///
/// @param root what is differentiated
/// @param seed the gradient that it starts with
/// @param steps the operations, the last of the forward pass first
/// @param left how many operations come after these steps and are left out
/// @param results what arrives at the leaves
public record Derivation(
    Term root, Quantity seed, List<Step> steps, int left, List<Result> results) {
  public Derivation {
    steps = List.copyOf(steps);
    results = List.copyOf(results);
  }

  /// What is known of the elements of a value or a gradient.
  ///
  /// @param elements the elements in row-major order, empty where they are too many to be read
  /// @param norm the square root of the sum of their squares
  public record Quantity(List<Integer> shape, List<Double> elements, double norm) {
    public Quantity {
      shape = List.copyOf(shape);
      elements = List.copyOf(elements);
    }

    /// Tells whether it is a single number.
    public boolean isNumber() {
      return elements.size() == 1 && shape.stream().allMatch(size -> size == 1);
    }
  }

  /// What a term is.
  public enum Kind {
    /// A tensor that wants a gradient and that no operation made.
    LEAF,
    /// A result of an operation.
    RESULT,
    /// A tensor without a gradient.
    CONSTANT,
    /// A Java number among the operands.
    NUMBER
  }

  /// A value that takes part.
  ///
  /// @param id the id of its vertex in the recorded graph, see [Graph#named]
  /// @param output which output of its operation it is
  /// @param name its variable's name, where one is known
  /// @param value what is known for certain of its elements when they took part, or null
  public record Term(
      long id,
      int output,
      Kind kind,
      @Nullable String name,
      List<Integer> shape,
      @Nullable Quantity value) {
    public Term {
      shape = List.copyOf(shape);
    }

    boolean is(Term other) {
      return id == other.id && output == other.output;
    }

    private Term named(Map<Long, String> names) {
      String other = output == 0 ? names.get(id) : null;
      return other == null ? this : new Term(id, output, kind, other, shape, value);
    }
  }

  /// Why numbers of a step are not known.
  public enum Gap {
    /// None is missing.
    NONE,
    /// A backward pass has released what the operation had saved.
    FREED,
    /// What the operation had saved was changed in place since.
    CHANGED,
    /// The derivative of a function of the user's own failed.
    FAILED,
    /// What arrives here is not known, because of an earlier step.
    UPSTREAM
  }

  /// One operation on the way back.
  ///
  /// @param node the autograd node's name, `MulBackward0`
  /// @param operation the operation's name as a user writes it, `mul`
  /// @param rule what it computes and its derivatives as formulas, or null if there are none
  /// @param incoming the gradient that arrives, complete, or null if it is not known
  /// @param products what goes on to each input that has a gradient
  public record Step(
      String node,
      String operation,
      @Nullable LocalRule rule,
      Term result,
      List<Term> inputs,
      @Nullable Quantity incoming,
      List<Product> products,
      Gap gap) {
    public Step {
      inputs = List.copyOf(inputs);
      products = List.copyOf(products);
    }
  }

  /// What goes from an operation to one of its inputs.
  ///
  /// @param input the position of the input
  /// @param local the local derivative, where it is one factor for each element, or null
  /// @param gradient what arrives at the input, or null if it is not known
  /// @param summed whether it was summed because the input had been broadcast
  public record Product(
      int input, @Nullable Quantity local, @Nullable Quantity gradient, boolean summed) {}

  /// What all paths together bring to a leaf.
  ///
  /// @param gradient the sum, or null if it is not known
  /// @param complete whether every path to it is among the steps
  /// @param kept what its `grad()` holds now, or null
  /// @param passes how many backward passes have added to that
  public record Result(
      Term leaf,
      @Nullable Quantity gradient,
      boolean complete,
      @Nullable Quantity kept,
      int passes) {}

  /// Returns this derivation with the given names on the values with these ids.
  public Derivation named(Map<Long, String> names) {
    return new Derivation(
        root.named(names),
        seed,
        steps.stream()
            .map(
                step ->
                    new Step(
                        step.node(),
                        step.operation(),
                        step.rule(),
                        step.result().named(names),
                        step.inputs().stream().map(input -> input.named(names)).toList(),
                        step.incoming(),
                        step.products(),
                        step.gap()))
            .toList(),
        left,
        results.stream()
            .map(
                each ->
                    new Result(
                        each.leaf().named(names),
                        each.gradient(),
                        each.complete(),
                        each.kept(),
                        each.passes()))
            .toList());
  }

  /// Returns it in Markdown, its formulas in LaTeX between `$$`.
  public String toMarkdown() {
    return DerivationText.write(this, DerivationText.Style.MARKDOWN);
  }

  /// Returns it in LaTeX, with short paragraphs between the formulas.
  public String toLatex() {
    return DerivationText.write(this, DerivationText.Style.LATEX);
  }

  /// Returns it in sentences, made to be read in a terminal and aloud by a screen reader.
  @Override
  public String toString() {
    return DerivationText.write(this, DerivationText.Style.TEXT);
  }
}
