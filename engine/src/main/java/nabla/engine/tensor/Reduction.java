package nabla.engine.tensor;

import nabla.engine.error.ArgumentException;

/// How the losses of the elements become the loss that a function returns.
public enum Reduction {
  /// One loss per element.
  NONE("none"),
  /// Their mean, the default.
  MEAN("mean"),
  /// Their sum.
  SUM("sum"),
  /// Their sum divided by the first size, the number of examples; for Kullback and Leibler alone.
  BATCHMEAN("batchmean");

  private final String text;

  Reduction(String text) {
    this.text = text;
  }

  /// Returns the reduction that PyTorch calls by this name.
  public static Reduction named(String name) {
    for (Reduction reduction : values()) {
      if (reduction != BATCHMEAN && reduction.text.equals(name)) {
        return reduction;
      }
    }
    throw new ArgumentException(
        name + " is not a valid value for reduction", "loss.reduction", name);
  }

  /// Does [#named(String)] with the words of those losses of PyTorch that check the name
  /// themselves.
  public static Reduction namedPlainly(String name) {
    for (Reduction reduction : values()) {
      if (reduction != BATCHMEAN && reduction.text.equals(name)) {
        return reduction;
      }
    }
    throw new ArgumentException(name + " is not valid", "loss.reduction", name);
  }

  /// Returns the losses of the elements reduced.
  Tensor of(Tensor losses) {
    return switch (this) {
      case NONE -> losses;
      case MEAN -> losses.mean();
      case SUM -> losses.sum();
      case BATCHMEAN ->
          throw new ArgumentException(
              "batchmean is not a valid value for reduction", "loss.reduction", this);
    };
  }

  /// Returns the gradient that arrives at a loss as it is for each of `count` elements.
  Tensor spread(Tensor g, int count) {
    return this == MEAN ? g.div((double) count) : g;
  }

  @Override
  public String toString() {
    return text;
  }
}
