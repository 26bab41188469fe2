"""Calls PyTorch and writes what it answers in the form of the corpus; see samples.py."""

import math
import re

import numpy as np
import torch

DTYPES = {
    "float64": torch.float64,
    "float32": torch.float32,
    "int64": torch.int64,
    "bool": torch.bool,
}
NAMES = {dtype: name for name, dtype in DTYPES.items()}
LARGEST = 700  # elements of a tensor; larger samples say nothing that smaller ones do not


class Unwritable(Exception):
    """A value that the corpus has no form for."""


# ---- values ---------------------------------------------------------------------------------


def scalar(value):
    if isinstance(value, float) and not math.isfinite(value):
        return {"t": "float", "v": number(value)}
    return value


def number(value):
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def data(tensor):
    whole = torch.zeros(tensor.shape) if torch._is_zerotensor(tensor) else tensor.detach()
    flat = whole.reshape(-1)
    if tensor.dtype == torch.float32:
        return [number(float(str(v))) for v in flat.numpy()]
    return [number(v) for v in flat.tolist()]


def write(value, layout=True):
    """Returns the JSON of a value."""
    if isinstance(value, torch.Tensor):
        if value.dtype not in NAMES or value.numel() > LARGEST or value.layout != torch.strided:
            raise Unwritable(str(value.dtype))
        json_value = {"t": "tensor", "dtype": NAMES[value.dtype], "shape": list(value.shape)}
        json_value["data"] = data(value)
        if layout and not value.is_contiguous():
            json_value["stride"] = list(value.stride())
            json_value["offset"] = value.storage_offset()
        if layout and value.requires_grad:
            json_value["requires_grad"] = True
        return json_value
    if value is None or isinstance(value, (bool, int, float, str)):
        return scalar(value)
    if isinstance(value, torch.dtype) and value in NAMES:
        return {"t": "dtype", "v": NAMES[value]}
    if isinstance(value, slice):
        return {"t": "slice", "start": value.start, "stop": value.stop, "step": value.step}
    if value is Ellipsis:
        return {"t": "ellipsis"}
    if isinstance(value, (list, tuple)):
        return [write(item, layout) for item in value]
    raise Unwritable(type(value).__name__)


def read(value):
    """Returns the Python value of the corpus's JSON."""
    if isinstance(value, list):
        return [read(item) for item in value]
    if not isinstance(value, dict):
        return value
    kind = value["t"]
    if kind == "float":
        return float(value["v"])
    if kind == "dtype":
        if value["v"] not in DTYPES:
            raise Unwritable(value["v"])
        return DTYPES[value["v"]]
    if kind == "slice":
        return slice(value.get("start"), value.get("stop"), value.get("step"))
    if kind == "ellipsis":
        return Ellipsis
    if value["dtype"] not in DTYPES:
        raise Unwritable(value["dtype"])
    numbers = [float(v) if isinstance(v, str) else v for v in value["data"]]
    tensor = torch.tensor(numbers, dtype=DTYPES[value["dtype"]]).reshape(value["shape"])
    if "stride" in value:
        tensor = strided(tensor, value["stride"], value.get("offset", 0))
    return tensor.requires_grad_(value.get("requires_grad", False))


def strided(tensor, stride, offset):
    if tensor.numel() == 0:
        return tensor
    length = 1 + offset + sum((n - 1) * s for n, s in zip(tensor.shape, stride))
    room = torch.zeros(length, dtype=tensor.dtype)
    view = room.as_strided(tensor.shape, stride, offset)
    for index in np.ndindex(*tensor.shape):
        view[index] = tensor[index]
    return view


def mapped(value, change, path):
    """Returns a copy of nested arguments in which `change` replaced every tensor."""
    if isinstance(value, torch.Tensor):
        return change(value, path)
    if isinstance(value, (list, tuple)):
        return type(value)(mapped(v, change, f"{path}.{i}") for i, v in enumerate(value))
    if isinstance(value, dict):
        return {k: mapped(v, change, f"{path}.{k}") for k, v in value.items()}
    return value


def tensors(value, path):
    found = {}
    mapped(value, lambda t, p: found.setdefault(p, t), path)
    return found


def results(value):
    if isinstance(value, (list, tuple)):
        return [item for part in value for item in results(part)]
    return [value]


# ---- one sample -----------------------------------------------------------------------------


def record(op, call, args, kwargs, rng, second):
    """Calls PyTorch and returns the sample, or the error where it raised."""
    leaf = lambda t, _: t.detach().requires_grad_(t.requires_grad)  # noqa: E731
    args, kwargs = mapped(args, leaf, "args"), mapped(kwargs, leaf, "kwargs")
    sample = {"args": write(args)}
    if kwargs:
        sample["kwargs"] = write_named(kwargs)
    inputs = {**tensors(args, "args"), **tensors(kwargs, "kwargs")}
    before = {path: t.detach().clone() for path, t in inputs.items()}
    # A list of the corpus's getitem is a tuple of Python's.
    given = [args[0], tuple(args[1])] if op == "getitem" and isinstance(args[-1], list) else args
    state = torch.get_rng_state()
    try:
        output = call(*given, **kwargs)
    except Exception as error:  # whatever PyTorch raises is what is recorded
        return {**sample, **failure(error)}
    if not torch.equal(state, torch.get_rng_state()):
        raise Unwritable("a random result")
    outputs = results(output)
    sample["output"] = write_output(output, inputs)
    sample["requires_grad"] = [t.requires_grad for t in outputs if isinstance(t, torch.Tensor)]
    changed = {
        path: write(t.detach(), layout=False)
        for path, t in inputs.items()
        if not same(before[path], t.detach())
    }
    if changed:
        sample["mutated"] = changed
    gradients(sample, [t for t in outputs if isinstance(t, torch.Tensor)], inputs, rng, second)
    return sample


def write_named(kwargs):
    return {name: write(value) for name, value in kwargs.items()}


def write_output(output, inputs):
    if isinstance(output, (list, tuple)):
        return [write_output(item, inputs) for item in output]
    written = write(output, layout=False)
    if isinstance(output, torch.Tensor) and output.numel() > 0:
        for path, t in inputs.items():
            if t.numel() > 0 and memory(t) == memory(output):
                written["aliases"] = path
                break
    return written


def memory(t):
    return t.untyped_storage().data_ptr()


def same(a, b):
    if a.is_floating_point():
        a, b = torch.nan_to_num(a), torch.nan_to_num(b)
    return torch.equal(a, b)


def seeds(outputs, rng):
    def weights(t):
        flat = [round(rng.uniform(-1, 1), 3) for _ in range(t.numel())]
        return torch.tensor(flat, dtype=t.dtype).reshape(t.shape)

    return [weights(t) if t.requires_grad else None for t in outputs]


def gradients(sample, outputs, inputs, rng, second):
    leaves = {path: t for path, t in inputs.items() if t.requires_grad}
    roots = [t for t in outputs if t.requires_grad]
    if not roots or not leaves:
        return
    weights = seeds(outputs, rng)
    given = [w for w in weights if w is not None]
    try:
        grads = torch.autograd.grad(
            roots,
            list(leaves.values()),
            given,
            create_graph=second,
            retain_graph=True,
            allow_unused=True,
        )
    except RuntimeError as error:
        sample["grad_error"] = {"type": type(error).__name__, "message": str(error).split("\n")[0]}
        return
    sample["weights"] = [None if w is None else data(w) for w in weights]
    sample["grads"] = [gradient(path, g) for path, g in zip(leaves, grads)]
    if not second:
        return
    first = [g for g in grads if g is not None and g.requires_grad]
    if not first:
        sample["double"] = "zero"
        return
    again = [
        None if g is None else seeds([g], rng)[0] if g.requires_grad else None for g in grads
    ]
    try:
        doubles = torch.autograd.grad(
            first, list(leaves.values()), [w for w in again if w is not None], allow_unused=True
        )
    except RuntimeError:  # no second derivative: the sample says nothing of one
        return
    sample["double"] = {
        "weights": [None if w is None else data(w) for w in again],
        "grads": [gradient(path, g) for path, g in zip(leaves, doubles)],
    }


def gradient(path, grad):
    if grad is None:
        return {"path": path, "grad": None}
    written = write(grad.detach(), layout=False)
    del written["t"]
    return {"path": path, "grad": written}


def failure(error):
    message = str(error).split("\nException raised from")[0]
    binding = r"must be|invalid combination|unexpected keyword|missing \d|takes \d|got multiple"
    if isinstance(error, TypeError) and re.search(binding, message):
        kind = "python_binding"
    elif re.search(r"not implemented for|dtype|scalar types|type promotion", message):
        kind = "dtype_unsupported"
    else:
        kind = "semantic"
    return {"exception": type(error).__name__, "message": message, "kind": kind}
