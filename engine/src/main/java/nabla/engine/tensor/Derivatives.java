package nabla.engine.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import nabla.engine.autograd.GradMode;
import nabla.engine.error.GradientException;
import org.jspecify.annotations.Nullable;

/// Derivatives of functions, `torch.autograd.functional` in PyTorch; imported statically by every
/// notebook.
///
/// The functions are called with copies of the given tensors that require a gradient; no gradient
/// is accumulated anywhere. With [Flag#CREATE_GRAPH] the derivative is recorded, and can be
/// differentiated by what the given tensors were computed from.
public final class Derivatives {
  private Derivatives() {}

  /// The value of a function and a derivative of it, computed together.
  public record ValueAndDerivative(Tensor value, Tensor derivative) {}

  /// Returns the matrix of all partial derivatives: the shape is that of the result followed by
  /// that of the input, so element `[i, j]` is the derivative of `yᵢ` by `xⱼ`.
  ///
  /// @param flags [Flag#CREATE_GRAPH]
  public static Tensor jacobian(UnaryOperator<Tensor> function, Tensor input, Flag... flags) {
    return jacobian(inputs -> function.apply(inputs.get(0)), List.of(input), flags).get(0);
  }

  /// Returns the matrices of partial derivatives of a function of several tensors, one per input.
  ///
  /// @param flags [Flag#CREATE_GRAPH]
  public static List<Tensor> jacobian(
      Function<List<Tensor>, Tensor> function, List<Tensor> inputs, Flag... flags) {
    boolean create = Flag.in(Flag.CREATE_GRAPH, flags);
    try (GradMode.Scope _ = GradMode.enableGrad()) {
      List<Tensor> own = own(inputs, create);
      return jacobians(function.apply(own), own, create);
    }
  }

  /// Returns the matrix of all second derivatives of a scalar: its shape is twice the input's.
  ///
  /// @param flags [Flag#CREATE_GRAPH]
  public static Tensor hessian(UnaryOperator<Tensor> function, Tensor input, Flag... flags) {
    return hessian(inputs -> function.apply(inputs.get(0)), List.of(input), flags).get(0).get(0);
  }

  /// Returns the second derivatives of a scalar function of several tensors: `get(i).get(j)` by
  /// inputs `i` and `j`.
  ///
  /// @param flags [Flag#CREATE_GRAPH]
  public static List<List<Tensor>> hessian(
      Function<List<Tensor>, Tensor> function, List<Tensor> inputs, Flag... flags) {
    boolean create = Flag.in(Flag.CREATE_GRAPH, flags);
    try (GradMode.Scope _ = GradMode.enableGrad()) {
      List<Tensor> own = own(inputs, create);
      Tensor value = single(function.apply(own), "hessian");
      List<List<Tensor>> result = new ArrayList<>();
      for (Tensor gradient : gradients(value, own, value.onesLike(), true)) {
        result.add(jacobians(gradient, own, create));
      }
      return List.copyOf(result);
    }
  }

  /// Returns `f(x)` and `vᵀJ`, the product of a vector with the Jacobian, by one backward pass.
  ///
  /// @param v of the shape of the result
  /// @param flags [Flag#CREATE_GRAPH]
  public static ValueAndDerivative vjp(
      UnaryOperator<Tensor> function, Tensor input, Tensor v, Flag... flags) {
    boolean create = Flag.in(Flag.CREATE_GRAPH, flags);
    try (GradMode.Scope _ = GradMode.enableGrad()) {
      List<Tensor> own = own(List.of(input), create);
      Tensor value = function.apply(own.get(0));
      requireShape(v, value.shape());
      return answer(value, gradients(value, own, v, create).get(0), create);
    }
  }

  /// Returns `f(x)` and `Jv`, the derivative in the direction of a vector.
  ///
  /// `uᵀJ` is linear in `u`, so its own derivative by `u`, weighted with `v`, is `Jv`: two backward
  /// passes, whatever the sizes.
  ///
  /// @param v of the shape of the input
  /// @param flags [Flag#CREATE_GRAPH]
  public static ValueAndDerivative jvp(
      UnaryOperator<Tensor> function, Tensor input, Tensor v, Flag... flags) {
    boolean create = Flag.in(Flag.CREATE_GRAPH, flags);
    requireShape(v, input.shape());
    try (GradMode.Scope _ = GradMode.enableGrad()) {
      List<Tensor> own = own(List.of(input), create);
      Tensor value = function.apply(own.get(0));
      Tensor u = value.detach().zerosLike().requiresGrad(true);
      Tensor pulled = gradients(value, own, u, true).get(0);
      return answer(value, gradients(pulled, List.of(u), v, create).get(0), create);
    }
  }

  /// Returns `f(x)` of a scalar function and `Hv`, the product of the Hessian with a vector; the
  /// Hessian itself is not computed.
  ///
  /// @param v of the shape of the input
  /// @param flags [Flag#CREATE_GRAPH]
  public static ValueAndDerivative hvp(
      UnaryOperator<Tensor> function, Tensor input, Tensor v, Flag... flags) {
    boolean create = Flag.in(Flag.CREATE_GRAPH, flags);
    requireShape(v, input.shape());
    try (GradMode.Scope _ = GradMode.enableGrad()) {
      List<Tensor> own = own(List.of(input), create);
      Tensor value = single(function.apply(own.get(0)), "hvp");
      Tensor gradient = gradients(value, own, value.onesLike(), true).get(0);
      // The Hessian is symmetric, so a product from the left is one from the right.
      return answer(value, gradients(gradient, own, v, create).get(0), create);
    }
  }

  private static ValueAndDerivative answer(Tensor value, Tensor derivative, boolean create) {
    return new ValueAndDerivative(create ? value : value.detach(), derivative);
  }

  private static List<Tensor> own(List<Tensor> inputs, boolean create) {
    List<Tensor> own = new ArrayList<>();
    for (Tensor input : inputs) {
      boolean connected = create && input.requiresGrad();
      own.add(connected ? input.viewAs(input) : input.detach().requiresGrad(true));
    }
    return List.copyOf(own);
  }

  private static List<Tensor> jacobians(Tensor value, List<Tensor> inputs, boolean create) {
    int count = value.numel();
    List<List<Tensor>> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double[] one = new double[count];
      one[i] = 1;
      Tensor seed =
          Creation.tensor(one, value.dtype(), value.device()).reshape(value.shape().toArray());
      rows.add(gradients(value, inputs, seed, create));
    }
    List<Tensor> result = new ArrayList<>();
    for (int j = 0; j < inputs.size(); j++) {
      int input = j;
      Tensor like = inputs.get(j);
      int[] sizes = joined(value.shape(), like.shape());
      result.add(
          rows.isEmpty()
              ? Creation.zeros(Shape.shape(sizes), like.dtype(), like.device())
              : Joining.stack(rows.stream().map(row -> row.get(input)).toList()).reshape(sizes));
    }
    return List.copyOf(result);
  }

  private static int[] joined(Shape first, Shape second) {
    int[] sizes = Arrays.copyOf(first.sizes(), first.rank() + second.rank());
    System.arraycopy(second.sizes(), 0, sizes, first.rank(), second.rank());
    return sizes;
  }

  /// Zeros stand for the derivatives by what the output does not depend on.
  private static List<Tensor> gradients(
      Tensor output, List<Tensor> inputs, Tensor seed, boolean create) {
    if (!output.requiresGrad()) {
      return inputs.stream().map(Tensor::zerosLike).toList();
    }
    Flag graph = create ? Flag.CREATE_GRAPH : Flag.RETAIN_GRAPH;
    List<Tensor> result = new ArrayList<>();
    for (@Nullable Tensor gradient :
        Functional.grad(List.of(output), inputs, List.of(seed), graph, Flag.MATERIALIZE_GRADS)) {
      result.add(Objects.requireNonNull(gradient));
    }
    return result;
  }

  private static Tensor single(Tensor value, String name) {
    if (value.numel() != 1) {
      throw new GradientException(
          "The Tensor returned by the function given to %s should contain a single element"
              .formatted(name),
          "derivatives.scalar",
          value.shape());
    }
    return value;
  }

  private static void requireShape(Tensor v, Shape expected) {
    if (!v.shape().equals(expected)) {
      throw new GradientException(
          "v has invalid size: should be %s but got %s."
              .formatted(expected.torch(), v.shape().torch()),
          "derivatives.vector",
          expected,
          v.shape());
    }
  }
}
