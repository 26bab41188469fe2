package nabla.engine.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import nabla.engine.autograd.GradMode;
import nabla.engine.autograd.Meta;
import nabla.engine.error.GradientException;
import nabla.engine.error.Warnings;
import nabla.engine.tensor.CustomFunction;
import nabla.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The functions that watch a module: before and after it computes, and in the backward pass.
public final class Hooks {
  private final List<ForwardPre> forwardPre = new ArrayList<>();
  private final List<Forward> forward = new ArrayList<>();
  private final List<BackwardPre> backwardPre = new ArrayList<>();
  private final List<Backward> backward = new ArrayList<>();

  Hooks() {}

  /// Sees the inputs of a module before it computes.
  @FunctionalInterface
  public interface ForwardPre {
    /// Returns the inputs to compute with instead, or null to keep them.
    @Nullable List<Tensor> apply(Module module, List<Tensor> inputs);
  }

  /// Sees what a module has computed.
  @FunctionalInterface
  public interface Forward {
    /// Returns the output to go on with instead, or null to keep it.
    @Nullable Tensor apply(Module module, List<Tensor> inputs, Tensor output);
  }

  /// Sees the gradients that arrive at the outputs of a module.
  @FunctionalInterface
  public interface BackwardPre {
    /// Returns the gradients to go on with instead, or null to keep them.
    @Nullable List<Tensor> apply(Module module, List<Tensor> gradOutputs);
  }

  /// Sees the gradients at both ends of a module, once both are known.
  @FunctionalInterface
  public interface Backward {
    /// Returns the gradients of the inputs to go on with instead, or null to keep them.
    ///
    /// @param gradInputs null for an input that needs no gradient
    @Nullable List<@Nullable Tensor> apply(
        Module module, List<@Nullable Tensor> gradInputs, List<Tensor> gradOutputs);
  }

  private static <T> Meta.Handle add(List<T> hooks, T hook) {
    hooks.add(hook);
    return () -> hooks.remove(hook);
  }

  Meta.Handle beforeForward(ForwardPre hook) {
    return add(forwardPre, hook);
  }

  Meta.Handle afterForward(Forward hook) {
    return add(forward, hook);
  }

  Meta.Handle beforeBackward(BackwardPre hook) {
    return add(backwardPre, hook);
  }

  Meta.Handle afterBackward(Backward hook) {
    return add(backward, hook);
  }

  /// Returns what the computation returns, watched by the hooks.
  Tensor around(Module module, List<Tensor> given, Function<Tensor[], Tensor> computation) {
    List<Tensor> inputs = given;
    for (ForwardPre hook : List.copyOf(forwardPre)) {
      List<Tensor> changed = hook.apply(module, inputs);
      inputs = changed == null ? inputs : changed;
    }
    Pass pass = backward.isEmpty() && backwardPre.isEmpty() ? null : new Pass(module);
    if (pass != null) {
      inputs = pass.enter(inputs);
    }
    Tensor output = computation.apply(inputs.toArray(new Tensor[0]));
    for (Forward hook : List.copyOf(forward)) {
      Tensor changed = hook.apply(module, inputs, output);
      output = changed == null ? output : changed;
    }
    return pass == null ? output : pass.leave(output);
  }

  boolean isEmpty() {
    return forwardPre.isEmpty() && forward.isEmpty() && backward.isEmpty() && backwardPre.isEmpty();
  }

  /// One computation of the module that a backward pass will come through.
  private final class Pass {
    private final Module module;
    private final List<Backward> hooks = List.copyOf(backward);
    private final List<BackwardPre> preHooks = List.copyOf(backwardPre);
    private boolean inputsNeedGradients;
    private int inputCount;
    private @Nullable List<Tensor> arrived;

    Pass(Module module) {
      this.module = module;
    }

    List<Tensor> enter(List<Tensor> inputs) {
      inputCount = inputs.size();
      inputsNeedGradients =
          GradMode.isGradEnabled() && inputs.stream().anyMatch(Tensor::requiresGrad);
      return inputsNeedGradients
          ? new BackwardHookFunction(this::atInputs).applyAll(inputs.toArray(new Tensor[0]))
          : inputs;
    }

    Tensor leave(Tensor output) {
      boolean recorded = GradMode.isGradEnabled() && output.requiresGrad();
      return recorded ? new BackwardHookFunction(this::atOutput).apply(output) : output;
    }

    private List<@Nullable Tensor> atInputs(List<@Nullable Tensor> gradInputs) {
      List<Tensor> gradOutputs = arrived;
      arrived = null;
      if (gradOutputs == null) {
        // The gradient did not come through the output, as in a second derivative.
        return gradInputs;
      }
      List<@Nullable Tensor> current = gradInputs;
      for (Backward hook : hooks) {
        List<@Nullable Tensor> changed = hook.apply(module, current, gradOutputs);
        if (changed == null) {
          continue;
        }
        if (changed.size() != current.size()) {
          throw wrongCount(
              "Backward hook returned an invalid number of grad_input", changed, current);
        }
        current = changed;
      }
      return current;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // an output that was recorded has a gradient
    private List<@Nullable Tensor> atOutput(List<@Nullable Tensor> gradients) {
      List<Tensor> current = (List<Tensor>) (List<?>) gradients;
      for (BackwardPre hook : preHooks) {
        List<Tensor> changed = hook.apply(module, current);
        if (changed == null) {
          continue;
        }
        if (changed.size() != current.size()) {
          throw wrongCount(
              "Backward pre hook returned an invalid number of grad_output", changed, current);
        }
        current = changed;
      }
      if (inputsNeedGradients) {
        arrived = current;
      } else {
        atOutputAlone(current);
      }
      return new ArrayList<>(current);
    }

    private void atOutputAlone(List<Tensor> gradOutputs) {
      if (hooks.isEmpty()) {
        return;
      }
      Warnings.warn(
          "Full backward hook is firing when gradients are computed with respect to module outputs"
              + " since no inputs require gradients. See"
              + " https://docs.pytorch.org/docs/main/generated/torch.nn.Module.html#torch.nn.Module.register_full_backward_hook"
              + " for more details.");
      List<@Nullable Tensor> none = Collections.nCopies(inputCount, null);
      for (Backward hook : hooks) {
        List<@Nullable Tensor> changed = hook.apply(module, none, gradOutputs);
        if (changed != null && changed.stream().anyMatch(each -> each != null)) {
          throw new GradientException(
              "Backward hook for Modules where no input requires gradient should always return None"
                  + " or None for all gradients.",
              "hook.noInput");
        }
      }
    }
  }

  private static GradientException wrongCount(String what, List<?> changed, List<?> expected) {
    return new GradientException(
        "%s, got %d, but expected %d".formatted(what, changed.size(), expected.size()),
        "hook.count",
        changed.size(),
        expected.size());
  }

  /// Passes tensors on as they are and lets a function see their gradients.
  private static final class BackwardHookFunction extends CustomFunction.Several {
    private final Function<List<@Nullable Tensor>, List<@Nullable Tensor>> gate;

    BackwardHookFunction(Function<List<@Nullable Tensor>, List<@Nullable Tensor>> gate) {
      this.gate = gate;
    }

    @Override
    protected List<Tensor> forwardAll(Context ctx, Tensor... inputs) {
      ctx.markNonDifferentiable(
          Arrays.stream(inputs).filter(input -> !input.requiresGrad()).toArray(Tensor[]::new));
      return List.of(inputs);
    }

    @Override
    protected @Nullable Tensor[] backward(Context ctx, Tensor... grads) {
      @Nullable Tensor[] needed = grads.clone();
      for (int i = 0; i < needed.length; i++) {
        needed[i] = ctx.needsInputGrad(i) ? needed[i] : null;
      }
      return gate.apply(Arrays.asList(needed)).toArray(new @Nullable Tensor[0]);
    }
  }
}
