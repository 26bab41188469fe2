package nabla.engine.check;

import static nabla.engine.error.Explanations.text;

import java.util.function.Consumer;
import java.util.function.Predicate;
import nabla.engine.autograd.Accumulation;
import nabla.engine.autograd.Cut;
import nabla.engine.autograd.Cuts;
import nabla.engine.autograd.Meta;
import nabla.engine.autograd.Node;
import nabla.engine.check.Finding.Kind;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Mistakes about which leaf gets which gradient.
final class GradientMistakes {
  private GradientMistakes() {}

  /// Gradients of leaves that nobody named: not every one of them need be trained by this loss.
  static void accumulated(Inspection in, Consumer<Finding> found) {
    boolean all =
        in.leaves().stream()
            .map(leaf -> Meta.of(leaf).accumulation())
            .allMatch(own -> own != null && own.mistake() != null);
    in.leaves().forEach(leaf -> accumulated(Parameters.leafName(leaf), leaf, all, found));
  }

  /// A gradient that was added to one that should have been reset first.
  ///
  /// @param trained whether the leaf is about to be changed by its gradient
  static void accumulated(String name, Tensor leaf, boolean trained, Consumer<Finding> found) {
    Accumulation accumulation = Meta.of(leaf).accumulation();
    Accumulation.Mistake mistake = accumulation == null ? null : accumulation.mistake();
    if (accumulation == null || mistake == null || !trained && !accumulation.isUsed(leaf)) {
      return;
    }
    int passes = accumulation.passes();
    String text =
        switch (mistake) {
          case UPDATED -> text("mistakes.twiceUpdated", name, passes);
          case READ -> text("mistakes.twiceRead", name, passes);
          case REPEATED -> text("mistakes.twiceRepeated", name, passes);
        };
    found.accept(Finding.of(Kind.ACCUMULATED_TWICE, accumulation.place(), text));
  }

  /// A parameter that the loss cannot reach.
  static void unreached(
      Inspection in, ItemReads reads, Parameters.Named parameter, Consumer<Finding> found) {
    Tensor tensor = parameter.tensor();
    if (isRebound(parameter.name(), tensor, found) || !tensor.requiresGrad()) {
      return;
    }
    if (in.reaches(tensor) || Meta.of(tensor).grad() != null) {
      return;
    }
    Cuts cuts = in.cuts();
    Cut cut = cuts == null ? null : cuts.of(tensor);
    if (cut == null) {
      cut = reads.cutOf(tensor, in);
    }
    found.accept(cut == null ? unused(parameter.name()) : finding(parameter.name(), cut));
  }

  private static Finding unused(String parameter) {
    return Mistakes.isWatching()
        ? Finding.at(
            Kind.NO_GRADIENT, text("mistakes.inNoLine"), text("mistakes.unusedWatched", parameter))
        : Finding.of(Kind.NO_GRADIENT, null, text("mistakes.unused", parameter));
  }

  /// A leaf that nobody named, but whose path to the loss was cut where a target would not be.
  ///
  /// @param trained whether a leaf may be meant to be trained at all
  static void cutOff(
      Inspection in, ItemReads reads, Predicate<Tensor> trained, Consumer<Finding> found) {
    Cuts cuts = in.cuts();
    if (cuts != null) {
      cuts.all().forEach(cut -> cutOff(in, cut, trained, found));
    }
    reads.enteringInto(in).forEach(cut -> cutOff(in, cut, trained, found));
  }

  private static void cutOff(
      Inspection in, Cut cut, Predicate<Tensor> trained, Consumer<Finding> found) {
    Tensor leaf = cut.leaf().get();
    if (leaf == null || !leaf.requiresGrad() || in.reaches(leaf) || Meta.of(leaf).grad() != null) {
      return;
    }
    if (!trained.test(leaf)) {
      return;
    }
    // Nobody trains a target, unless there is nothing else to train.
    if (!cut.target() || in.leaves().isEmpty()) {
      found.accept(finding(Parameters.leafName(leaf), cut));
    }
  }

  static Finding finding(String name, Cut cut) {
    String text =
        switch (cut.kind()) {
          case DETACH -> text("mistakes.cutDetach", name, cut.by());
          case DATA -> text("mistakes.cutData", name);
          case NO_GRAD -> text("mistakes.cutNoGrad", name, cut.by());
          case INFERENCE -> text("mistakes.cutInference", name, cut.by());
          case INTEGER -> text("mistakes.cutInteger", name, cut.by());
          case ITEM -> text("mistakes.cutItem", name);
        };
    return Finding.of(Kind.NO_GRADIENT, cut.place(), text);
  }

  /// Tells whether the tensor is not the leaf that its name stood for.
  static boolean isRebound(String name, Tensor tensor, Consumer<Finding> found) {
    Node node = tensor.gradFn();
    if (node != null) {
      if (!Meta.of(tensor).retainsGrad()) {
        found.accept(
            Finding.of(
                Kind.REBOUND, node.place(), text("mistakes.reboundRecorded", name, node.name())));
      }
      return true;
    }
    Cut cut = ownCut(tensor);
    if (cut == null) {
      return false;
    }
    found.accept(
        Finding.of(Kind.REBOUND, cut.place(), text("mistakes.reboundUnrecorded", name, cut.by())));
    return true;
  }

  private static @Nullable Cut ownCut(Tensor tensor) {
    Cuts own = tensor.requiresGrad() ? null : Meta.of(tensor).cuts();
    if (own == null) {
      return null;
    }
    // The first letter of a frozen copy is the same as that of a replaced name: only one of the
    // same shape was meant to be the leaf itself.
    for (Cut cut : own.all()) {
      Tensor leaf = cut.leaf().get();
      if (leaf != null && leaf.shape().equals(tensor.shape()) && cut.kind() == Cut.Kind.NO_GRAD) {
        return cut;
      }
    }
    return null;
  }
}
