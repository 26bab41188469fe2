package nabla.engine.check;

import static nabla.engine.error.Explanations.text;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import nabla.engine.autograd.Meta;
import nabla.engine.check.Finding.Kind;
import nabla.engine.tensor.Tensor;

/// Mistakes about what an optimizer holds.
final class OptimizerMistakes {
  private OptimizerMistakes() {}

  /// A held parameter on which the loss does not depend, while it depends on one of the same shape
  /// that nobody holds: the parameter was replaced after the optimizer was made.
  static boolean replaced(
      List<Tensor> leaves, Parameters held, Predicate<Tensor> isHeld, Consumer<Finding> found) {
    for (Parameters.Named each : held.all()) {
      Tensor old = each.tensor();
      if (!old.requiresGrad() || leaves.contains(old) || Meta.of(old).grad() != null) {
        continue;
      }
      for (Tensor leaf : leaves) {
        if (leaf.shape().equals(old.shape()) && !isHeld.test(leaf)) {
          found.accept(
              Finding.of(Kind.OPTIMIZER, null, text("mistakes.optimizerReplaced", each.name())));
          return true;
        }
      }
    }
    return false;
  }

  /// A parameter of a module that shall be trained and that the optimizer does not hold.
  static void missing(Parameters module, Parameters held, Consumer<Finding> found) {
    for (Parameters.Named each : module.all()) {
      if (each.tensor().requiresGrad() && !held.holds(each.tensor())) {
        found.accept(
            Finding.of(Kind.OPTIMIZER, null, text("mistakes.optimizerMissing", each.name())));
      }
    }
  }
}
