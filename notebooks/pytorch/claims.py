"""Runs in PyTorch what the lessons say about PyTorch. Its output is kept beside it, in claims.txt.

    python claims.py > claims.txt

The exact messages and values of the classic errors are run by the same lines as in the lessons.
"""

from __future__ import annotations

import warnings

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)


def lesson(number: int, title: str) -> None:
    print(f"\n== Lesson {number}: {title}")


def say(what: str, value: object) -> None:
    print(f"{what:<44} {value}")


def error(what: str, action) -> None:
    """Shows the first sentence of the error that the action has to raise."""
    try:
        action()
    except Exception as raised:  # noqa: BLE001  (any error is what we want to see)
        print(f"{what:<44} {type(raised).__name__}: {str(raised).splitlines()[0]}")
    else:
        raise AssertionError(f"{what}: nothing was raised")


def warned(what: str, action) -> None:
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        action()
    print(f"{what:<44} {seen[0].category.__name__}: {str(seen[0].message)[:120]}…")


def saved_bytes(action) -> int:
    """Counts the bytes that autograd saves while the action computes, each storage once."""
    seen: dict[int, int] = {}

    def pack(tensor: torch.Tensor) -> torch.Tensor:
        seen[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        result = action()  # noqa: F841  (kept alive, or a storage would be counted twice)
    return sum(seen.values())


def leaf(*values: float) -> torch.Tensor:
    return torch.tensor(values[0] if len(values) == 1 else list(values), requires_grad=True)


print("PyTorch", torch.__version__.split("+")[0])

lesson(2, "the checklist")
error("integers cannot be marked", lambda: torch.tensor([1, 2, 3]).requires_grad_())
x = leaf(2.0)
say("grad before backward", x.grad)
error("None.zero_()", lambda: x.grad.zero_())
(x**3).backward()
(x**3).backward()
say("x ** 3 twice, at 2", x.grad)
say("mse_loss reduces by", "mean" if F.mse_loss(torch.zeros(4), torch.ones(4)) == 1 else "sum")
with torch.no_grad():
    say("grad_fn inside no_grad", (x * 2).grad_fn)
big = torch.zeros(1000, requires_grad=True)
say("bytes saved by big + 1", saved_bytes(lambda: big + 1))
say("bytes saved by big.exp()", saved_bytes(lambda: big.exp()))
say("bytes saved by big.exp().sin()", saved_bytes(lambda: big.exp().sin()))
total = torch.tensor(0.0)
for i in range(3):
    total = total + (big - i).exp().mean()
say("total of losses requires grad", total.requires_grad)
say("total of detached losses requires grad", (torch.tensor(0.0) + (big.exp().mean()).detach()).requires_grad)

lesson(3, "accumulation and the training loop")
x = leaf(2.0)
(x**2 + 3 * x).backward()
say("two paths", x.grad)
px, py = torch.tensor([1.0, 2, 3, 4, 5, 6]), torch.tensor([2.1, 3.9, 6.2, 7.8, 10.1, 12.2])
whole, halves = leaf(1.0), leaf(1.0)
((px * whole - py) ** 2).sum().backward()
for part in (slice(0, 3), slice(3, 6)):
    ((px[part] * halves - py[part]) ** 2).sum().backward()
say("whole and halves", (whole.grad, halves.grad))
p = leaf(1.0)
late = torch.optim.SGD([p], lr=0.1)
(p**2).backward()
loss = p**2
late.step()
error("step between forward and backward", loss.backward)
for order in ("zero backward step", "backward step zero", "backward zero step", "backward step", "step zero backward"):
    p = leaf(0.0)
    optimizer = torch.optim.SGD([p], lr=0.1)
    losses = []
    for _ in range(30):
        loss = (p - 3) ** 2
        losses.append(loss.item())
        for step in order.split():
            {"zero": optimizer.zero_grad, "backward": loss.backward, "step": optimizer.step}[step]()
    say(order, [round(losses[i], 4) for i in (0, 9, 29)])
zeroed, removed = leaf(1.0), leaf(1.0)
optimizer = torch.optim.SGD([zeroed, removed], lr=0.1, momentum=0.9)
(zeroed * 2 + removed * 2).backward()
optimizer.step()
zeroed.grad.zero_()
removed.grad = None
optimizer.step()
say("a zero gradient, no gradient", (round(zeroed.item(), 4), round(removed.item(), 4)))
(zeroed * 2).backward()
optimizer.zero_grad()
say("grad after zero_grad()", zeroed.grad)


def not_a_number() -> None:
    with warnings.catch_warnings(), torch.autograd.set_detect_anomaly(True):
        warnings.simplefilter("ignore")  # they say that it is on, and where the operation was called
        (leaf(0.0).sqrt() * 0).backward()


error("set_detect_anomaly", not_a_number)

lesson(4, "grad() and second derivatives")
x = leaf(2.0)
say("grad returns", torch.autograd.grad(x**3, x))
say("x.grad is still", x.grad)
a, b = leaf(3.0), leaf(4.0)
error("unused input", lambda: torch.autograd.grad(a**2, [a, b]))
say("allow_unused", torch.autograd.grad(a**2, [a, b], allow_unused=True))
v = leaf(1.0, 2.0)


def f(t: torch.Tensor) -> torch.Tensor:
    return torch.stack([t[0] * t[1], t[0] ** 2])


say("jacobian", torch.autograd.functional.jacobian(f, v).tolist())
say("grad_outputs [1, 10]", torch.autograd.grad(f(v), v, grad_outputs=torch.tensor([1.0, 10.0])))
wave = x.sin()
torch.autograd.grad(wave, x)
error("a second time", lambda: torch.autograd.grad(wave, x))
w = leaf(1.0)
squared = w**2


def loop() -> None:
    for _ in range(3):
        loss = (squared - 4) ** 2
        w.grad = None
        loss.backward()
        with torch.no_grad():
            w.sub_(w.grad * 0.01)


error("computed once, outside the loop", loop)
slope = torch.autograd.grad(x**3, x)[0]
say("gradient requires grad", slope.requires_grad)
error("second derivative without create_graph", lambda: torch.autograd.grad(slope, x))
d1 = torch.autograd.grad(x**3, x, create_graph=True)[0]
d2 = torch.autograd.grad(d1, x, create_graph=True)[0]
say("three derivatives", (d1.item(), d2.item(), torch.autograd.grad(d2, x)[0].item()))
warned("backward(create_graph=True)", lambda: (x**3).backward(create_graph=True))

lesson(5, "memory, detach and what is saved")
a = torch.linspace(1, 2, 1000, requires_grad=True)
b = torch.linspace(2, 3, 1000, requires_grad=True)
for name, action in {
    "a + 1": lambda: a + 1,
    "a * 3": lambda: a * 3,
    "a.sum()": lambda: a.sum(),
    "a ** 2": lambda: a**2,
    "a.sin()": lambda: a.sin(),
    "a.exp()": lambda: a.exp(),
    "a.sigmoid()": lambda: a.sigmoid(),
    "a.relu()": lambda: a.relu(),
    "a * b": lambda: a * b,
    "a * b.detach()": lambda: a * b.detach(),
    "(a * 2).exp().add(1).exp()": lambda: (a * 2).exp().add(1).exp(),
}.items():
    say(f"bytes saved by {name}", saved_bytes(action))
x = leaf(1.0, 2.0)
y = x.exp()
y.add_(1)
error("exp, then add_", lambda: y.sum().backward())
free = leaf(1.0, 2.0)
twice = free * 2
twice.add_(1)
twice.sum().backward()
say("mul(2), then add_", free.grad)
error("a marked leaf", lambda: x.add_(1))
c = torch.tensor([1.0, 2.0])
c.add_(10)
c += 1
c[0] = 5
say("version after three changes", c._version)
t = leaf(1.0, 2.0, 3.0)
(t * t.detach()).sum().backward()
say("t * t.detach()", t.grad)
shared = leaf(1.0, 2.0)
area = (shared**2).sum()
shared.detach().mul_(10)
error("detach shares its numbers", area.backward)
p = leaf(1.0, 2.0, 3.0)
q = (p**2).sum()
p.data.mul_(10)
q.backward()
say(".data is not counted", (p._version, p.grad))
warned("torch.tensor(tensor)", lambda: torch.tensor(p))

lesson(6, "the clinic")
w3 = leaf(3.0)
common = w3**2
(common * 2).backward()
error("3: a shared piece", lambda: (common * 5).backward())


def rebound() -> None:
    w6 = leaf(0.0)
    for _ in range(2):
        ((w6 - 3) ** 2).backward()
        w6 = w6 - 0.1 * w6.grad


with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the one of case 8, for w6 is no leaf any more
    error("6: w = w - lr * w.grad", rebound)
x8 = leaf(3.0)
middle = x8 * 2
(middle**2).backward()
warned("8: grad of what is no leaf", lambda: middle.grad)
error("14: leaving by an array", lambda: leaf(1.0, 2.0).numpy())
error("17: a parameter made by an operation", lambda: torch.optim.SGD([leaf(1.0, 2.0) * 0.1], lr=0.1))
for name, value in {
    "detach": w3.detach() * 2,
    "item": torch.tensor(w3.sum().item()),
    "argmax": leaf(0.5, 2.0).argmax(),
    "long": leaf(0.5, 2.0).long(),
    "gt": leaf(0.5, 2.0) > 1,
}.items():
    say(f"4: requires_grad after {name}", value.requires_grad)
error("7: not a single number", lambda: (leaf(1.0, 2.0) ** 2).backward())
prediction, target = leaf(1.0, 2.0, 3.0), torch.tensor([[1.0], [2.0], [3.0]])
say("16: (n) against (n, 1)", ((prediction - target) ** 2).mean().item())
warned("16: mse_loss", lambda: F.mse_loss(prediction, target))
x20 = leaf(0.0, 4.0)
torch.where(x20 > 0, x20.sqrt(), 0).sum().backward()
say("20: where does not protect", x20.grad)
x20.grad = None
safe = torch.where(x20 > 0, x20, 1)
torch.where(x20 > 0, safe.sqrt(), 0).sum().backward()
say("20: unless it comes first", x20.grad)
net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Dropout(0.5), nn.Linear(8, 1))
say("19: eval records", net.eval()(torch.ones(1, 4)).requires_grad)
with torch.no_grad():
    dropped = nn.Dropout(0.5)(torch.ones(100))
    say("19: no_grad leaves dropout on", (dropped == 0).any().item())
error("23: mixed dtypes", lambda: nn.Linear(2, 1)(torch.ones(1, 2, dtype=torch.float64)))
say("23: a sum converts", (torch.ones(2) + torch.ones(2, dtype=torch.float64)).dtype)


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, g):
        return 2 * ctx.saved_tensors[0] ** 2 * g


error("24: gradcheck", lambda: torch.autograd.gradcheck(Cube.apply, (torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True),)))

lesson(7, "a small project")
MPH = [4, 4, 7, 7, 8, 9, 10, 10, 10, 11, 11, 12, 12, 12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 15, 15]
MPH += [15, 16, 16, 17, 17, 17, 18, 18, 18, 18, 19, 19, 19, 20, 20, 20, 20, 20, 22, 23, 24, 24, 24, 24, 25]
FEET = [2, 10, 4, 22, 16, 10, 18, 26, 34, 17, 28, 14, 20, 24, 28, 26, 34, 34, 46, 26, 36, 60, 80, 20, 26]
FEET += [54, 32, 40, 32, 40, 50, 42, 56, 76, 84, 36, 46, 68, 32, 48, 52, 56, 64, 66, 54, 70, 92, 93, 120, 85]
speed, distance = torch.tensor(MPH) * 0.44704, torch.tensor(FEET) * 0.3048


def descend(v: torch.Tensor, rate: float, steps: int) -> tuple[list[float], torch.Tensor, torch.Tensor]:
    tau, beta = leaf(0.0), leaf(0.0)
    losses = []
    for _ in range(steps):
        loss = F.mse_loss(tau * v + beta * v**2, distance)
        tau.grad = beta.grad = None
        loss.backward()
        with torch.no_grad():
            tau -= rate * tau.grad
            beta -= rate * beta.grad
        losses.append(loss.item())
    return losses, tau.detach(), beta.detach()


def slopes(v: torch.Tensor) -> list[str]:
    tau, beta = leaf(0.0), leaf(0.0)
    return [f"{each:.4f}" for each in torch.autograd.grad(F.mse_loss(tau * v + beta * v**2, distance), (tau, beta))]


say("gradients at the start", slopes(speed))
say("gradients at the start, scaled", slopes(speed / 10))
say("rate 0.001", [f"{each:.5g}" for each in descend(speed, 0.001, 5)[0]])
losses, tau, beta = descend(speed, 0.0002, 100)
say("rate 0.0002: loss, tau", (f"{losses[-1]:.4f}", f"{tau:.4f}"))
losses, tau, beta = descend(speed / 10, 0.5, 600)
say("scaled: loss, tau, beta", (f"{losses[-1]:.4f}", f"{tau / 10:.4f}", f"{beta / 100:.4f}"))
tau, beta = leaf(0.0), leaf(0.0)
adam = torch.optim.Adam([tau, beta], lr=0.02)
for _ in range(600):
    loss = F.mse_loss(tau * speed + beta * speed**2, distance)
    adam.zero_grad()
    loss.backward()
    adam.step()
say("Adam: loss, tau, beta", (f"{loss:.4f}", f"{tau:.4f}", f"{beta:.4f}"))
columns = torch.stack([speed, speed**2], 1)
say("exact", torch.linalg.solve(columns.T @ columns, columns.T @ distance))

lesson(8, "a classifier")
data = torch.utils.data.TensorDataset(torch.arange(1797), torch.arange(1797))
say("random_split", [len(part) for part in torch.utils.data.random_split(data, [1437, 360])])
say("equal scores", F.cross_entropy(torch.zeros(1, 10), torch.tensor([0])))
hidden, output = nn.Linear(64, 64), nn.Linear(64, 10)
for each in (*hidden.parameters(), *output.parameters()):
    nn.init.zeros_(each)
F.cross_entropy(output(hidden(torch.rand(4, 64)).relu()), torch.arange(4)).backward()
say("zero weights: gradient of the first layer", hidden.weight.grad.abs().max().item())
hidden.weight.grad = None
F.cross_entropy(output(hidden(torch.rand(4, 64)).relu().detach()), torch.arange(4)).backward()
say("detached: gradient of the first layer", hidden.weight.grad)
