package nabla.engine.tensor;

import static nabla.engine.autograd.Partial.none;

import java.util.function.UnaryOperator;
import nabla.engine.autograd.GradMode;
import nabla.engine.autograd.Node;
import nabla.engine.autograd.Partial;
import nabla.engine.error.ShapeException;

/// The movements in place: the tensor itself gets another shape, without a copy.
///
/// Other tensors that share its elements keep the shape they have. A view of a tensor that is moved
/// afterwards goes on showing the same elements.
sealed interface Moves permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Does [Movement#unsqueeze(int)] in place and returns this tensor.
  default Tensor unsqueeze_(int dim) {
    int d = Shape.wrap(dim, self().rank() + 1);
    return move("UnsqueezeBackward1", x -> x.unsqueeze(d), x -> x.squeeze(d));
  }

  /// Does [Movement#squeeze()] in place and returns this tensor.
  default Tensor squeeze_() {
    return move("SqueezeBackward3", Tensor::squeeze, asItWas());
  }

  /// Does [Movement#squeeze(int)] in place and returns this tensor.
  default Tensor squeeze_(int dim) {
    return move("SqueezeBackward4", x -> x.squeeze(dim), asItWas());
  }

  /// Does [Movement#squeeze(Dims)] in place and returns this tensor.
  default Tensor squeeze_(Dims dims) {
    return move("SqueezeBackward5", x -> x.squeeze(dims), asItWas());
  }

  private UnaryOperator<Tensor> asItWas() {
    int[] sizes = self().shape().toArray();
    return x -> x.view(sizes);
  }

  /// Does [Movement#transpose(int, int)] in place and returns this tensor.
  default Tensor transpose_(int first, int second) {
    return swap("TransposeBackward1", first, second);
  }

  /// Does [Movement#t()] in place and returns this tensor.
  default Tensor t_() {
    int rank = self().rank();
    if (rank > 2) {
      throw new ShapeException(
          "t_() expects a tensor with <= 2 dimensions, but self is %dD".formatted(rank),
          "t.rank",
          rank);
    }
    return swap("TBackward1", 0, rank < 2 ? 0 : 1);
  }

  private Tensor swap(String name, int first, int second) {
    UnaryOperator<Tensor> swap = x -> x.transpose(first, second);
    return move(name, swap, swap);
  }

  private Tensor move(String name, UnaryOperator<Tensor> forth, UnaryOperator<Tensor> back) {
    Tensor x = self();
    Tensor moved;
    try (GradMode.Scope _ = GradMode.noGrad()) {
      moved = forth.apply(x);
    }
    InPlaceChecks.changeable(x, x);
    Node node = Node.begin(name, new Partial[] {none(back::apply)}, x);
    x.meta().version().bump();
    x.move(moved, forth, back);
    return node == null ? x : node.end(x);
  }
}
