package nabla.engine.tensor;

import static java.util.Objects.requireNonNull;
import static nabla.engine.tensor.Creation.tensor;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The names of the nodes that operations record.
final class GradFnScenarios extends Scenarios {

  private final Tensor x = tensor(new double[][] {{1.0, 2.0}, {3.0, 4.0}}).requiresGrad(true);

  GradFnScenarios() {
    scenario(
        "grad-fn-names",
        () ->
            Stream.of(arithmetic(), reduced(), moved(), functions(), joined(), rest())
                .flatMap(List::stream)
                .forEach(result -> print(requireNonNull(result.get().gradFn()).name())));
  }

  private List<Supplier<Tensor>> arithmetic() {
    return List.of(
        () -> x.add(1),
        () -> x.sub(x),
        () -> x.mul(2),
        () -> x.div(2),
        () -> x.pow(2),
        x::neg,
        () -> x.matmul(x));
  }

  private List<Supplier<Tensor>> reduced() {
    return List.of(x::mean, x::sum, () -> x.sum(0));
  }

  private List<Supplier<Tensor>> moved() {
    return List.of(
        () -> x.view(4),
        () -> x.reshape(4),
        x::t,
        () -> x.transpose(0, 1),
        () -> x.at(0),
        () -> x.at("0:1"),
        () -> x.at(tensor(new int[] {0})));
  }

  private List<Supplier<Tensor>> functions() {
    return List.of(
        x::exp,
        x::log,
        x::relu,
        x::sigmoid,
        x::tanh,
        x::abs,
        x::max,
        () -> x.max(0).values(),
        x::clone,
        () -> x.softmax(1),
        () -> x.logSoftmax(1));
  }

  private List<Supplier<Tensor>> joined() {
    return List.of(
        () -> x.unsqueeze(0),
        x::squeeze,
        () -> x.expand(2, 2, 2),
        () -> x.permute(1, 0),
        () -> Joining.cat(x, x),
        () -> Joining.stack(x, x),
        () -> x.mv(x.at(0)),
        x::toDouble);
  }

  private List<Supplier<Tensor>> rest() {
    return List.of(
        () -> x.clamp(0, Double.POSITIVE_INFINITY), // of min=0 alone
        () -> Functional.where(x.gt(1), x, x),
        x::std,
        x::norm,
        x::prod,
        x::sqrt,
        x::flatten,
        () -> Layers.linear(x, x, x.at(0)),
        x::gelu,
        () -> Losses.mseLoss(x, x.mul(0)),
        () -> ClassLosses.crossEntropy(x, tensor(new int[] {0, 1})));
  }
}
