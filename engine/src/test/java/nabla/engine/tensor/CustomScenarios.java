package nabla.engine.tensor;

import static nabla.engine.check.GradCheck.gradcheck;
import static nabla.engine.check.GradCheck.gradgradcheck;
import static nabla.engine.tensor.Creation.ones;
import static nabla.engine.tensor.Creation.tensor;
import static nabla.engine.tensor.Creation.vector;
import static nabla.engine.tensor.DType.FLOAT64;
import static nabla.engine.tensor.Derivatives.jacobian;

import nabla.engine.error.GradCheckException;
import nabla.engine.error.GradientException;
import org.jspecify.annotations.Nullable;

/// Functions of the user's own, and what checks derivatives and collects them.
final class CustomScenarios extends Scenarios {

  CustomScenarios() {
    custom();
    checked();
  }

  private static final class Sq extends CustomFunction {
    @Override
    protected Tensor forward(Context ctx, Tensor... inputs) {
      ctx.saveForBackward(inputs);
      return inputs[0].mul(inputs[0]);
    }

    @Override
    protected @Nullable Tensor[] backward(Context ctx, Tensor... grads) {
      return gradients(ctx.saved(0).mul(2).mul(grads[0]));
    }
  }

  private static final class M extends CustomFunction {
    @Override
    protected Tensor forward(Context ctx, Tensor... inputs) {
      ctx.saveForBackward(inputs[1]);
      return inputs[0].mul(inputs[1]);
    }

    @Override
    protected @Nullable Tensor[] backward(Context ctx, Tensor... grads) {
      return gradients(grads[0].mul(ctx.saved(0)), null);
    }
  }

  private static final class B extends CustomFunction {
    @Override
    protected Tensor forward(Context ctx, Tensor... inputs) {
      return inputs[0].mul(2);
    }

    @Override
    protected @Nullable Tensor[] backward(Context ctx, Tensor... grads) {
      return gradients(grads[0].at(":1"));
    }
  }

  private final class N extends CustomFunction {
    @Override
    protected Tensor forward(Context ctx, Tensor... inputs) {
      return inputs[0].mul(inputs[1]);
    }

    @Override
    protected @Nullable Tensor[] backward(Context ctx, Tensor... grads) {
      print(ctx.needsInputGrad());
      return gradients(grads[0], grads[0]);
    }
  }

  private static final class Bad extends CustomFunction {
    @Override
    protected Tensor forward(Context ctx, Tensor... inputs) {
      return inputs[0].mul(2);
    }

    @Override
    protected @Nullable Tensor[] backward(Context ctx, Tensor... grads) {
      return gradients(grads[0].mul(3));
    }
  }

  private void custom() {
    scenario(
        "custom-function",
        () -> {
          Tensor x = leaf(1.0, 3.0);
          Tensor y = new Sq().apply(x);
          print(y);
          y.sum().backward();
          print(x.grad());
        });
    scenario(
        "custom-function-none-grad",
        () -> {
          Tensor a = ones(2).requiresGrad(true);
          new M().apply(a, tensor(4)).sum().backward();
          print(a.grad());
        });
    scenario(
        "custom-function-wrong-shape",
        GradientException.class,
        () -> {
          Tensor a = ones(3).requiresGrad(true);
          new B().apply(a).sum().backward();
        });
    scenario(
        "custom-function-needs-input-grad",
        () -> {
          Tensor a = ones(1).requiresGrad(true);
          new N().apply(a, ones(1)).sum().backward();
        });
  }

  private void checked() {
    scenario(
        "gradcheck-pass",
        () -> {
          Tensor x = vector(0.5, -1.5).to(FLOAT64).requiresGrad(true);
          print(gradcheck(t -> t.pow(3).sin(), x));
          print(gradgradcheck(t -> t.pow(3).sin(), x));
        });
    scenario(
        "gradcheck-fail",
        GradCheckException.class,
        () -> {
          Tensor x = vector(0.5, -1.5).to(FLOAT64).requiresGrad(true);
          gradcheck(t -> new Bad().apply(t), x);
        });
    scenario(
        "jacobian",
        () -> {
          Tensor at = vector(2.0, 5.0);
          print(jacobian(x -> Joining.stack(x.at(0).mul(x.at(1)), x.at(0).add(x.at(1))), at));
        });
  }
}
