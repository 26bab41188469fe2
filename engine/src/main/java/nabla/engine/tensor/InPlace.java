package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.none;

import nabla.engine.autograd.Partial;
import nabla.engine.formula.Formula;
import org.jspecify.annotations.Nullable;

/// The operations that exist in place only: filling and copying.
///
/// Every change is counted, so that a backward pass notices when a value it needs is gone.
sealed interface InPlace permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Sets every element to 0 and returns this tensor.
  default Tensor zero_() {
    return fill("Zero", Tensor.number(0L));
  }

  /// Sets every element to a value and returns this tensor.
  default Tensor fill_(double value) {
    return fill("FillBackward2", Tensor.number(value));
  }

  /// Sets every element to a whole number and returns this tensor.
  default Tensor fill_(long value) {
    return fill("FillBackward2", Tensor.number(value));
  }

  private Tensor fill(String name, Tensor value) {
    return write(name, value, null);
  }

  /// Copies the elements of another tensor, which broadcasts, into this one and returns it.
  /// Gradient: `g` for the source; 0 for what was there.
  default Tensor copy_(Tensor source) {
    return write("CopyBackwards", source, none(g -> g));
  }

  private Tensor write(String name, Tensor source, @Nullable Partial bySource) {
    return Elementwise.apply(
        Target.IN_PLACE,
        name,
        Second.FORMULA,
        Elementwise.Result.PROMOTED,
        0,
        new @Nullable Partial[] {none(Tensor::zerosLike), bySource},
        self(),
        cast(source));
  }

  private Tensor cast(Tensor source) {
    // Between devices it may copy, unlike all else; a number is passed on from where it is.
    Tensor near = source.isNumber() ? source : source.to(self().device());
    return near.to(self().dtype());
  }

  /// The formula of a copy: the second operand.
  final class Second {
    static final Formula FORMULA = Formula.arg(1);

    private Second() {}
  }
}
