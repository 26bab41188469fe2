package nabla.engine.autograd;

import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// How the gradient of a leaf came together since it was last reset.
///
/// Adding up the gradients of several passes is what a leaf is for; some ways of it are mistakes
/// that PyTorch passes over in silence.
public final class Accumulation {
  private int passes;
  private long leafVersion;
  private int gradVersion;
  private double rootValue;
  private int graphSize;
  private boolean read;
  private @Nullable Mistake mistake;
  private @Nullable Place place;
  private boolean used;

  Accumulation() {}

  /// Why adding was wrong.
  public enum Mistake {
    /// The leaf was changed by the gradient before more was added to it.
    UPDATED,
    /// The gradient was read as if it were complete, and more was added to it.
    READ,
    /// The same computation was differentiated twice.
    REPEATED
  }

  /// A backward pass, as far as a leaf can tell it from another.
  ///
  /// @param value of the root, NaN if it is not a number
  /// @param size of the graph
  /// @param scaled whether the root was multiplied or divided by a number, as one does who adds up
  ///   gradients on purpose
  record Pass(double value, int size, boolean scaled) {}

  /// Returns how many backward passes have added to the gradient.
  public int passes() {
    return passes;
  }

  /// Returns the mistake that was made, or null.
  public @Nullable Mistake mistake() {
    return mistake;
  }

  /// Tells whether the leaf was changed since, most likely by the wrong gradient. Until then it may
  /// still be reset, as those of an adversary are that only let a gradient through.
  public boolean isUsed(Tensor leaf) {
    return used || mistake != Mistake.UPDATED || version(leaf) != leafVersion;
  }

  /// Returns where the pass was begun that made the mistake, or null if places were not recorded.
  public @Nullable Place place() {
    return place;
  }

  void read() {
    read = true;
  }

  void assigned() {
    passes = 1;
    leafVersion = -1;
  }

  /// Looks at what is about to be added to a gradient, before it is.
  void judge(Pass pass, Tensor leaf, Tensor before, Tensor added) {
    if (Meta.of(before).version().count() != gradVersion && isZero(before)) {
      // Zeroed by hand, `x.grad().zero_()`: that is a reset.
      passes = 0;
      mistake = null;
      used = false;
      read = false;
    }
    used |= mistake != null && isUsed(leaf);
    if (passes == 0 || leafVersion < 0 || mistake != null) {
      return;
    }
    if (version(leaf) != leafVersion) {
      mistake = Mistake.UPDATED;
    } else if (pass.scaled()) {
      return;
    } else if (read) {
      mistake = Mistake.READ;
    } else if (pass.value() == rootValue && pass.size() == graphSize && same(before, added)) {
      mistake = Mistake.REPEATED;
    }
    if (mistake != null) {
      place = Place.hereIfRecording();
    }
  }

  /// Counts a pass, after it has been added.
  void count(Pass pass, Tensor leaf, Tensor gradient) {
    passes++;
    leafVersion = version(leaf);
    gradVersion = Meta.of(gradient).version().count();
    rootValue = pass.value();
    graphSize = pass.size();
    read = false;
  }

  private static long version(Tensor leaf) {
    Version version = Meta.of(leaf).version();
    return (long) version.count() + version.bypasses();
  }

  private static boolean isZero(Tensor gradient) {
    try (GradMode.Scope _ = GradMode.noGrad()) {
      return !gradient.ne(0).any().itemBoolean();
    }
  }

  private boolean same(Tensor before, Tensor added) {
    if (passes != 1 || !before.shape().equals(added.shape())) {
      return false;
    }
    try (GradMode.Scope _ = GradMode.noGrad()) {
      return !isZero(added) && before.eq(added).all().itemBoolean();
    }
  }
}
