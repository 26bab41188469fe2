"""Writes what histories PyTorch's operations leave, for nabla.engine.tensor.HistoryTests.

    python histories.py ../resources/nabla/engine/tensor/histories.json

An operation is Python's text of a function of `a`, which is computed from the leaf `x` of the named
input. What is kept: the node's name and whether the result is a view; then, for three graphs of their
own, the message of the error of a backward pass (or null) after the input was changed in place, after
the result was, and at the second pass over one graph.
"""

import json
import sys
import warnings

import torch
import torch.nn.functional as F

warnings.simplefilter("ignore")
torch.set_num_threads(1)

INPUTS = {
    "m": torch.tensor([[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]]),
    "p": torch.tensor([[0.5, 1.0, 2.0], [1.5, 0.25, 0.75]]),
    "u": torch.tensor([[0.5, -0.25, 0.75], [0.125, 0.25, -0.75]]),
    "s": torch.tensor([[0.5, -1.0], [2.0, 1.5]]),
    "v": torch.tensor([0.5, -1.0, 2.0]),
    "b": torch.tensor([[[0.5, -1.0], [2.0, 1.5]], [[1.0, 0.25], [-0.5, 3.0]]]),
    "c": torch.arange(32.0).reshape(1, 2, 4, 4) % 7,
}
OPERATIONS = [
    ("m", "a.neg()"),
    ("m", "a.floor()"),
    ("m", "1 - a"),
    ("m", "a * 2"),
    ("m", "a / (a + 10)"),
    ("m", "torch.div(a, 2, rounding_mode='floor')"),
    ("m", "torch.div(a, 2, rounding_mode='trunc')"),
    ("m", "torch.div(a, a + 10, rounding_mode='trunc')"),
    ("m", "a // 2"),
    ("m", "a ** 2"),
    ("p", "a ** a"),
    ("m", "2 ** a"),
    ("m", "torch.copysign(a, -1.0)"),
    ("m", "torch.logaddexp(a, a + 1)"),
    ("m", "torch.addcmul(a, a, a)"),
    ("m", "torch.fmax(a, a + 1)"),
    ("m", "a.max()"),
    ("m", "a.max(1)[0]"),
    ("m", "a.min()"),
    ("m", "a.min(0)[0]"),
    ("m", "a.aminmax()[0]"),
    ("m", "a.aminmax(dim=0)[1]"),
    ("m", "a.median(1)[0]"),
    ("m", "a.kthvalue(2)[0]"),
    ("m", "a.mode()[0]"),
    ("m", "a.norm(0)"),
    ("m", "torch.dist(a, a + 1)"),
    ("m", "a.cumprod(1)"),
    ("m", "a.cummax(1)[0]"),
    ("m", "a.cummin(0)[0]"),
    ("m", "a.sum(1)"),
    ("m", "a.prod(1)"),
    ("m", "a.view(6)"),
    ("m", "a.view(3, -1)"),
    ("m", "a.reshape(3, 2)"),
    ("m", "a.flatten()"),
    ("m", "a.unflatten(1, (3, 1))"),
    ("m", "a.unsqueeze(0)"),
    ("m", "a.squeeze()"),
    ("m", "a.unsqueeze(0).squeeze(0)"),
    ("m", "a.permute(1, 0)"),
    ("m", "a.transpose(0, 1)"),
    ("m", "a.t()"),
    ("m", "a.expand(2, 2, 3)"),
    ("m", "a.broadcast_to(2, 2, 3)"),
    ("m", "a.diagonal()"),
    ("m", "torch.atleast_3d(a)"),
    ("m", "a.unbind(0)[0]"),
    ("m", "a.split(1)[0]"),
    ("m", "a.split([1, 2], 1)[1]"),
    ("m", "a.chunk(2)[0]"),
    ("m", "a[0, 1]"),
    ("m", "a[:, 1]"),
    ("m", "a[:, 0:2]"),
    ("m", "a[::2]"),
    ("m", "a[None]"),
    ("m", "a[a > 0]"),
    ("m", "a.select(1, 0)"),
    ("m", "a.narrow(1, 0, 2)"),
    ("m", "a.masked_select(a > 0)"),
    ("m", "a.masked_fill(a > 0, torch.tensor(7.0))"),
    ("m", "a.gather(1, torch.tensor([[0, 0], [1, 2]]))"),
    ("m", "a.scatter(1, torch.tensor([[0], [1]]), torch.ones(2, 1))"),
    ("m", "a.take(torch.tensor([0, 5]))"),
    ("m", "torch.take_along_dim(a, torch.tensor([[0], [1]]), 1)"),
    ("m", "a.flip(0)"),
    ("s", "a @ a"),
    ("s", "a @ a[0]"),
    ("b", "a @ a"),
    ("b", "a @ a[0, 0]"),
    ("v", "a.dot(a)"),
    ("s", "a.mv(a[0])"),
    ("s", "torch.inner(a, a)"),
    ("s", "torch.tensordot(a, a, 1)"),
    ("s", "torch.addmv(a[0], a, a[0])"),
    ("s", "torch.einsum('ij,jk->ik', a, a)"),
    ("s", "torch.linalg.solve(a, a[0])"),
    ("m", "a.log_softmax(1)"),
    ("m", "torch.stack([a, a])"),
    ("b", "F.linear(a, torch.ones(3, 2), torch.ones(3))"),
    ("v", "F.linear(a, torch.ones(2, 3), torch.ones(2))"),
    ("m", "F.dropout(a, 0.0)"),
    ("m", "F.binary_cross_entropy_with_logits(a, torch.ones(2, 3))"),
    ("m", "F.poisson_nll_loss(a, torch.ones(2, 3))"),
    ("m", "F.cross_entropy(a, torch.full((2, 3), 1 / 3))"),
    ("c", "F.conv2d(a, torch.ones(1, 2, 2, 2))"),
    ("c", "F.conv_transpose2d(a, torch.ones(2, 1, 2, 2))"),
    ("b", "F.conv1d(a, torch.ones(1, 2, 2))"),
    ("b", "F.conv_transpose1d(a, torch.ones(2, 1, 2))"),
    ("c", "F.avg_pool2d(a, 2)"),
    ("b", "F.avg_pool1d(a, 2)"),
    ("b", "F.max_pool1d(a, 2)"),
    ("c", "F.adaptive_avg_pool2d(a, 2)"),
    ("b", "F.adaptive_avg_pool1d(a, 1)"),
    ("b", "F.adaptive_max_pool1d(a, 1)"),
    ("c", "F.interpolate(a, scale_factor=2)"),
    ("c", "F.interpolate(a, scale_factor=2, mode='bilinear')"),
    ("b", "F.pad(a, (1, 1), mode='reflect')"),
    ("b", "F.pad(a, (1, 1), mode='replicate')"),
]


def made(kind, text):
    x = INPUTS[kind].clone().requires_grad_()
    a = x * 1
    return a, eval(text, {"torch": torch, "F": F, "a": a})


def error(action):
    try:
        action()
    except RuntimeError as e:
        return str(e)
    return None


def input_changed(kind, text):
    a, y = made(kind, text)
    a.add_(0)
    y.sum().backward()


def result_changed(kind, text):
    a, y = made(kind, text)
    y.add_(0)
    y.sum().backward()


def twice(kind, text):
    x = INPUTS[kind].clone().requires_grad_()
    y = eval(text, {"torch": torch, "F": F, "a": x})
    y.sum().backward()
    y.sum().backward()


def case(kind, text):
    _, y = made(kind, text)
    changed = made(kind, text)[1]
    after = None
    if error(lambda: changed.add_(0)) is None:
        after = type(changed.grad_fn).__name__
    return {
        "operation": text,
        "input": kind,
        "node": type(y.grad_fn).__name__,
        "view": y._is_view(),
        "node after change": after,
        "input changed": error(lambda: input_changed(kind, text)),
        "result changed": error(lambda: result_changed(kind, text)),
        "twice": error(lambda: twice(kind, text)),
    }


with open(sys.argv[1], "w") as file:
    cases = [case(kind, text) for kind, text in OPERATIONS]
    json.dump({"torch": torch.__version__.split("+")[0], "cases": cases}, file, indent=1)
