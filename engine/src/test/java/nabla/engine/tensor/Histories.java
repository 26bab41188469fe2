package nabla.engine.tensor;

import static nabla.engine.tensor.ClassLosses.crossEntropy;
import static nabla.engine.tensor.Contraction.einsum;
import static nabla.engine.tensor.Convolution.conv1d;
import static nabla.engine.tensor.Convolution.conv2d;
import static nabla.engine.tensor.Convolution.convTranspose1d;
import static nabla.engine.tensor.Convolution.convTranspose2d;
import static nabla.engine.tensor.Creation.full;
import static nabla.engine.tensor.Creation.ones;
import static nabla.engine.tensor.Creation.tensor;
import static nabla.engine.tensor.Functional.pow;
import static nabla.engine.tensor.Functional.sub;
import static nabla.engine.tensor.Joining.stack;
import static nabla.engine.tensor.Layers.dropout;
import static nabla.engine.tensor.Layers.linear;
import static nabla.engine.tensor.Pictures.interpolate;
import static nabla.engine.tensor.Pictures.pad;
import static nabla.engine.tensor.Pooling.adaptiveAvgPool1d;
import static nabla.engine.tensor.Pooling.adaptiveAvgPool2d;
import static nabla.engine.tensor.Pooling.adaptiveMaxPool1d;
import static nabla.engine.tensor.Pooling.avgPool1d;
import static nabla.engine.tensor.Pooling.avgPool2d;
import static nabla.engine.tensor.Pooling.maxPool1d;
import static nabla.engine.tensor.ProbabilityLosses.binaryCrossEntropyWithLogits;
import static nabla.engine.tensor.ProbabilityLosses.poissonNllLoss;
import static nabla.engine.tensor.Shape.shape;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Java's spelling of the operations whose histories `histories.py` records; keyed by Python's.
final class Histories {

  private final Map<String, UnaryOperator<Tensor>> all = new LinkedHashMap<>();

  Histories() {
    first();
    second();
    third();
    fourth();
    fifth();
  }

  Map<String, UnaryOperator<Tensor>> all() {
    return all;
  }

  private void operation(String python, UnaryOperator<Tensor> java) {
    all.put(python, java);
  }

  private void first() {
    operation("m: a.neg()", a -> a.neg());
    operation("m: a.floor()", a -> a.floor());
    operation("m: 1 - a", a -> sub(1, a));
    operation("m: a * 2", a -> a.mul(2));
    operation("m: a / (a + 10)", a -> a.div(a.add(10)));
    operation("m: torch.div(a, 2, rounding_mode='floor')", a -> a.div(2, Rounding.FLOOR));
    operation("m: torch.div(a, 2, rounding_mode='trunc')", a -> a.div(2, Rounding.TRUNC));
    operation(
        "m: torch.div(a, a + 10, rounding_mode='trunc')", a -> a.div(a.add(10), Rounding.TRUNC));
    operation("m: a // 2", a -> a.floorDivide(2));
    operation("m: a ** 2", a -> a.pow(2));
    operation("p: a ** a", a -> a.pow(a));
    operation("m: 2 ** a", a -> pow(2, a));
    operation("m: torch.copysign(a, -1.0)", a -> a.copysign(-1.0));
    operation("m: torch.logaddexp(a, a + 1)", a -> a.logaddexp(a.add(1)));
    operation("m: torch.addcmul(a, a, a)", a -> a.addcmul(a, a));
    operation("m: torch.fmax(a, a + 1)", a -> a.fmax(a.add(1)));
    operation("m: a.max()", a -> a.max());
    operation("m: a.max(1)[0]", a -> a.max(1).values());
    operation("m: a.min()", a -> a.min());
    operation("m: a.min(0)[0]", a -> a.min(0).values());
  }

  private void second() {
    operation("m: a.aminmax()[0]", a -> a.aminmax().min());
    operation("m: a.aminmax(dim=0)[1]", a -> a.aminmax(0).max());
    operation("m: a.median(1)[0]", a -> a.median(1).values());
    operation("m: a.kthvalue(2)[0]", a -> a.kthvalue(2).values());
    operation("m: a.mode()[0]", a -> a.mode().values());
    operation("m: a.norm(0)", a -> a.norm(0));
    operation("m: torch.dist(a, a + 1)", a -> a.dist(a.add(1)));
    operation("m: a.cumprod(1)", a -> a.cumprod(1));
    operation("m: a.cummax(1)[0]", a -> a.cummax(1).values());
    operation("m: a.cummin(0)[0]", a -> a.cummin(0).values());
    operation("m: a.sum(1)", a -> a.sum(1));
    operation("m: a.prod(1)", a -> a.prod(1));
    operation("m: a.view(6)", a -> a.view(6));
    operation("m: a.view(3, -1)", a -> a.view(3, -1));
    operation("m: a.reshape(3, 2)", a -> a.reshape(3, 2));
    operation("m: a.flatten()", a -> a.flatten());
    operation("m: a.unflatten(1, (3, 1))", a -> a.unflatten(1, 3, 1));
    operation("m: a.unsqueeze(0)", a -> a.unsqueeze(0));
    operation("m: a.squeeze()", a -> a.squeeze());
    operation("m: a.unsqueeze(0).squeeze(0)", a -> a.unsqueeze(0).squeeze(0));
  }

  private void third() {
    operation("m: a.permute(1, 0)", a -> a.permute(1, 0));
    operation("m: a.transpose(0, 1)", a -> a.transpose(0, 1));
    operation("m: a.t()", a -> a.t());
    operation("m: a.expand(2, 2, 3)", a -> a.expand(2, 2, 3));
    operation("m: a.broadcast_to(2, 2, 3)", a -> a.broadcastTo(2, 2, 3));
    operation("m: a.diagonal()", a -> a.diagonal());
    operation("m: torch.atleast_3d(a)", a -> a.atleast3d());
    operation("m: a.unbind(0)[0]", a -> a.unbind(0).get(0));
    operation("m: a.split(1)[0]", a -> a.split(1).get(0));
    operation("m: a.split([1, 2], 1)[1]", a -> a.split(new int[] {1, 2}, 1).get(1));
    operation("m: a.chunk(2)[0]", a -> a.chunk(2).get(0));
    operation("m: a[0, 1]", a -> a.at(0, 1));
    operation("m: a[:, 1]", a -> a.at(":, 1"));
    operation("m: a[:, 0:2]", a -> a.at(":, 0:2"));
    operation("m: a[::2]", a -> a.at("::2"));
    operation("m: a[None]", a -> a.at("None"));
    operation("m: a[a > 0]", a -> a.at(a.gt(0)));
    operation("m: a.select(1, 0)", a -> a.select(1, 0));
    operation("m: a.narrow(1, 0, 2)", a -> a.narrow(1, 0, 2));
    operation("m: a.masked_select(a > 0)", a -> a.maskedSelect(a.gt(0)));
  }

  private void fourth() {
    operation(
        "m: a.masked_fill(a > 0, torch.tensor(7.0))", a -> a.maskedFill(a.gt(0), tensor(7.0)));
    operation(
        "m: a.gather(1, torch.tensor([[0, 0], [1, 2]]))",
        a -> a.gather(1, tensor("[[0, 0], [1, 2]]")));
    operation(
        "m: a.scatter(1, torch.tensor([[0], [1]]), torch.ones(2, 1))",
        a -> a.scatter(1, tensor("[[0], [1]]"), ones(2, 1)));
    operation("m: a.take(torch.tensor([0, 5]))", a -> a.take(tensor(new int[] {0, 5})));
    operation(
        "m: torch.take_along_dim(a, torch.tensor([[0], [1]]), 1)",
        a -> a.takeAlongDim(tensor("[[0], [1]]"), 1));
    operation("m: a.flip(0)", a -> a.flip(0));
    operation("s: a @ a", a -> a.matmul(a));
    operation("s: a @ a[0]", a -> a.matmul(a.at(0)));
    operation("b: a @ a", a -> a.matmul(a));
    operation("b: a @ a[0, 0]", a -> a.matmul(a.at(0, 0)));
    operation("v: a.dot(a)", a -> a.dot(a));
    operation("s: a.mv(a[0])", a -> a.mv(a.at(0)));
    operation("s: torch.inner(a, a)", a -> a.inner(a));
    operation("s: torch.tensordot(a, a, 1)", a -> a.tensordot(a, 1));
    operation("s: torch.addmv(a[0], a, a[0])", a -> a.at(0).addmv(a, a.at(0)));
    operation("s: torch.einsum('ij,jk->ik', a, a)", a -> einsum("ij,jk->ik", a, a));
    operation("s: torch.linalg.solve(a, a[0])", a -> a.solve(a.at(0)));
    operation("m: a.log_softmax(1)", a -> a.logSoftmax(1));
    operation("m: torch.stack([a, a])", a -> stack(a, a));
    operation(
        "b: F.linear(a, torch.ones(3, 2), torch.ones(3))", a -> linear(a, ones(3, 2), ones(3)));
  }

  private void fifth() {
    operation(
        "v: F.linear(a, torch.ones(2, 3), torch.ones(2))", a -> linear(a, ones(2, 3), ones(2)));
    operation("m: F.dropout(a, 0.0)", a -> dropout(a, 0.0));
    operation(
        "m: F.binary_cross_entropy_with_logits(a, torch.ones(2, 3))",
        a -> binaryCrossEntropyWithLogits(a, ones(2, 3)));
    operation("m: F.poisson_nll_loss(a, torch.ones(2, 3))", a -> poissonNllLoss(a, ones(2, 3)));
    operation(
        "m: F.cross_entropy(a, torch.full((2, 3), 1 / 3))",
        a -> crossEntropy(a, full(shape(2, 3), 1.0 / 3)));
    operation("c: F.conv2d(a, torch.ones(1, 2, 2, 2))", a -> conv2d(a, ones(1, 2, 2, 2)));
    operation(
        "c: F.conv_transpose2d(a, torch.ones(2, 1, 2, 2))",
        a -> convTranspose2d(a, ones(2, 1, 2, 2)));
    operation("b: F.conv1d(a, torch.ones(1, 2, 2))", a -> conv1d(a, ones(1, 2, 2)));
    operation(
        "b: F.conv_transpose1d(a, torch.ones(2, 1, 2))", a -> convTranspose1d(a, ones(2, 1, 2)));
    operation("c: F.avg_pool2d(a, 2)", a -> avgPool2d(a, 2));
    operation("b: F.avg_pool1d(a, 2)", a -> avgPool1d(a, 2));
    operation("b: F.max_pool1d(a, 2)", a -> maxPool1d(a, 2));
    operation("c: F.adaptive_avg_pool2d(a, 2)", a -> adaptiveAvgPool2d(a, 2, 2));
    operation("b: F.adaptive_avg_pool1d(a, 1)", a -> adaptiveAvgPool1d(a, 1));
    operation("b: F.adaptive_max_pool1d(a, 1)", a -> adaptiveMaxPool1d(a, 1));
    operation("c: F.interpolate(a, scale_factor=2)", a -> interpolate(a, 2.0, "nearest"));
    operation(
        "c: F.interpolate(a, scale_factor=2, mode='bilinear')",
        a -> interpolate(a, 2.0, "bilinear"));
    operation("b: F.pad(a, (1, 1), mode='reflect')", a -> pad(a, new int[] {1, 1}, "reflect"));
    operation("b: F.pad(a, (1, 1), mode='replicate')", a -> pad(a, new int[] {1, 1}, "replicate"));
  }
}
