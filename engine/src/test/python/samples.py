"""Writes fresh samples of the operations in the form of the corpus, from a live PyTorch.

    python samples.py CORPUS OUT [--seed N] [--per-op N] [--kinds opinfo,mutated] [--only abs,add]

CORPUS is a folder of the corpus's form: it says which operations there are and how each is
called, and its samples are what the mutations begin from. OUT gets `ops/<op>.json`, which
GoldenTests runs with -Dnabla.golden=OUT. Three kinds of sample are made, each id saying which:

- opinfo: PyTorch's own test inputs with another seed, the reference inputs and the erroneous ones
  among them (needs the package expecttest, as PyTorch's tests do);
- mutated: a sample of the corpus with other values, extreme ones, strides, sizes, dtypes or
  arguments;
- errors: a sample of the corpus with an argument that does not fit. Whatever raises becomes an
  error, whichever kind made it.

The same seed writes the same samples.
"""

import argparse
import copy
import json
import math
import pathlib
import random
import signal
import warnings

import torch
import torch.nn.functional as F  # noqa: F401 (the corpus's calls name it)

from recording import DTYPES, Unwritable, mapped, read, record, tensors

SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.5, math.inf, -math.inf, math.nan, 1e30, -1e30, 1e-38, -1e-45]
# The order of equal elements is not defined for these: their inputs get no equal values.
UNORDERED = {"sort", "argsort", "topk", "median", "kthvalue", "mode", "msort"}


class TooLong(Exception):
    """A call that takes more time than a sample is worth."""


# ---- PyTorch's own inputs -------------------------------------------------------------------


def opinfo_samples(op, names, rng, most):
    """Yields (args, kwargs) of PyTorch's own test inputs, the erroneous ones at the end."""
    from torch.testing._internal.common_methods_invocations import op_db
    from torch.testing._internal.opinfo.core import BinaryUfuncInfo, UnaryUfuncInfo

    for info in op_db:
        name = info.name + (f".{info.variant_test_name}" if info.variant_test_name else "")
        if name not in names:
            continue
        crop = isinstance(info, (BinaryUfuncInfo, UnaryUfuncInfo))
        more = getattr(info.op, "keywords", {})
        for dtype in DTYPES.values():
            if dtype not in info.supported_dtypes("cpu"):
                continue
            grad = dtype.is_floating_point and info.supports_autograd
            found = list(info.sample_inputs("cpu", dtype, requires_grad=grad))
            try:
                found += list(info.reference_inputs("cpu", dtype, requires_grad=grad))
            except Exception:  # some make reference inputs with packages that are not here
                pass
            rng.shuffle(found)
            for sample in found[:most]:
                yield ordered(op, sample, more, crop)
        if info.error_inputs_func is not None:
            for bad in info.error_inputs("cpu"):
                if "out" not in bad.sample_input.kwargs:  # Java has no results given by the caller
                    yield ordered(op, bad.sample_input, more, False)


def ordered(op, sample, more, crop):
    args, kwargs = [sample.input, *sample.args], {**more, **sample.kwargs}
    if op in ("where", "embedding", "einsum") and len(args) > 1:
        args[0], args[1] = args[1], args[0]
    if crop:
        args, kwargs = mapped(args, cropped, ""), mapped(kwargs, cropped, "")
    return [list(a) if isinstance(a, tuple) else a for a in args], kwargs


def cropped(t, _):
    return t.detach()[tuple(slice(0, 5) for _ in t.shape)].requires_grad_(t.requires_grad)


# ---- mutations ------------------------------------------------------------------------------


def fresh(t, rng, distinct):
    """Other values in the range of the present ones."""
    count = t.numel()
    if count == 0:
        return t.detach().clone()
    if t.dtype == torch.bool:
        values = [rng.random() < 0.5 for _ in range(count)]
    else:
        known = t.detach()
        if t.is_floating_point():
            known = torch.nan_to_num(known, 0.0, 2.0, -2.0)
        low, high = known.min().item(), known.max().item()
        if t.dtype == torch.int64:
            values = [rng.randint(low, high) for _ in range(count)]
            values = rng.sample(range(low, low + count), count) if distinct else values
        else:
            low, high = (low, high) if high - low < 1e6 else (-3.0, 3.0)
            values = [rng.uniform(low, high) for _ in range(count)]
    return torch.tensor(values, dtype=t.dtype).reshape(t.shape)


def extreme(t, rng, distinct):
    """Corner values among the present ones."""
    result = fresh(t, rng, distinct)
    if t.is_floating_point() and t.numel() > 0:
        flat = result.reshape(-1)
        pool = rng.sample(SPECIAL, rng.randint(1, len(SPECIAL)))
        share = rng.choice([0.15, 0.5, 1.0])
        for i in range(flat.numel()):
            if rng.random() < share and not (distinct and i):
                flat[i] = rng.choice(pool)
        return flat.reshape(t.shape)
    return result


def relaid(t, rng):
    """The same elements in another memory layout."""
    order = list(range(t.dim()))
    rng.shuffle(order)
    back = [order.index(i) for i in range(t.dim())]
    return t.detach().permute(order).contiguous().permute(back)


def other_argument(value, known, rng):
    """Another value of the same sort as an argument that is no tensor."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        near = [value + 1, value - 1, -value, -value - 1]
        return rng.choice([*near, 0, 1, 2, 3, -1, -2, 5])
    if isinstance(value, float):
        drawn = round(rng.uniform(-2, 2), 2)
        return rng.choice([drawn, 0.0, 1.0, value * 2, -value, math.inf, math.nan])
    if isinstance(value, list) and value and all(type(v) is int for v in value):
        way = rng.randrange(5)
        if way == 0:
            return rng.sample(value, len(value))
        if way == 1:
            return [v - 4 if rng.random() < 0.5 else v for v in value]
        if way == 2:
            return value[:-1]
        if way == 3:
            return value + [rng.choice(value)]
        return [other_argument(v, known, rng) if rng.random() < 0.5 else v for v in value]
    if isinstance(value, torch.dtype):
        return rng.choice(list(DTYPES.values()))
    return rng.choice(known) if known else value


def resized(args, kwargs, rng, distinct):
    """The same arguments with other sizes: equal sizes stay equal, wherever they stand."""
    sizes = {}

    def other(n):
        return sizes.setdefault(n, rng.choice([n, n + 1, max(n - 1, 1), n, 0, 1]))

    def change(t, _):
        shape = [other(n) for n in t.shape]
        if t.numel() == 0:
            return torch.empty(shape, dtype=t.dtype).fill_(1).requires_grad_(t.requires_grad)
        grown = torch.zeros(shape, dtype=t.dtype)
        low = t.detach().reshape(-1)
        flat = [low[rng.randrange(t.numel())].item() for _ in range(grown.numel())]
        grown = torch.tensor(flat, dtype=t.dtype).reshape(shape)
        return fresh(grown, rng, distinct).requires_grad_(t.requires_grad)

    return mapped(args, change, ""), mapped(kwargs, change, "")


def mutate(op, args, kwargs, known, rng, wrong):
    """Returns other arguments; where `wrong`, one that likely does not fit."""
    distinct = op in UNORDERED

    def keep(t, new):
        return new.requires_grad_(t.requires_grad and new.is_floating_point())

    fit = ["values", "values", "extreme", "layout", "sizes", "dtype", "argument", "argument"]
    unfit = ["size", "size", "dim", "mixed", "argument", "argument", "drop"]
    way = rng.choice(unfit if wrong else fit)
    if way == "sizes":
        return resized(args, kwargs, rng, distinct)
    value = extreme if way == "extreme" else fresh

    def pick(t, _):
        return keep(t, value(t, rng, distinct))

    args, kwargs = mapped(args, pick, ""), mapped(kwargs, pick, "")
    places = [(args, i) for i in range(len(args))] + [(kwargs, k) for k in kwargs]
    if way == "layout":

        def lay(t, _):
            return keep(t, relaid(t, rng))

        return mapped(args, lay, ""), mapped(kwargs, lay, "")
    if way == "dtype":
        other = rng.choice([torch.float32, torch.float64])

        def turn(t, _):
            return keep(t, t.detach().to(other)) if t.is_floating_point() else t

        return mapped(args, turn, ""), mapped(kwargs, turn, "")
    if way == "argument":
        plain = [p for p in places if not tensors(p[0][p[1]], "")]
        if plain:
            where, key = rng.choice(plain)
            where[key] = other_argument(where[key], known.get(key, []), rng)
        return args, kwargs
    if way == "drop" and len(args) > 1:
        return args[:-1], kwargs
    if way in ("size", "dim", "mixed"):
        with_tensor = [p for p in places if isinstance(p[0][p[1]], torch.Tensor)]
        if with_tensor:
            where, key = rng.choice(with_tensor)
            where[key] = keep(where[key], misfit(where[key].detach(), way, rng))
    return args, kwargs


def misfit(t, way, rng):
    if way == "mixed":
        return torch.nan_to_num(t).to(rng.choice(list(DTYPES.values())))
    if way == "dim":
        if rng.random() < 0.5 or t.dim() == 0:
            return t.unsqueeze(0)
        return t.select(0, 0) if t.shape[0] else t
    if t.dim() == 0:
        return t.reshape(1).repeat(2)
    dim = rng.randrange(t.dim())
    return torch.cat([t, t.narrow(dim, 0, min(1, t.shape[dim]))], dim)


# ---- files ----------------------------------------------------------------------------------


def arguments_known(samples):
    """What stands at each place of the arguments somewhere, by place."""
    known = {}
    for sample in samples:
        for key, value in [*enumerate(sample["args"]), *sample.get("kwargs", {}).items()]:
            if isinstance(value, (str, bool)) or value is None:
                values = known.setdefault(key, [])
                if value not in values:
                    values.append(value)
    return known


def candidates(file, kinds, rng, most):
    op = file["op"]
    if "opinfo" in kinds:
        for args, kwargs in opinfo_samples(op, file["opinfo"], rng, most):
            yield "opinfo", args, kwargs
    known = arguments_known(file["samples"])
    for kind in sorted(kinds - {"opinfo"}):
        for _ in range(most):
            seed = rng.choice(file["samples"] + file["errors"])
            try:
                args = read(seed["args"])
                kwargs = {k: read(v) for k, v in seed.get("kwargs", {}).items()}
                args, kwargs = mutate(op, copy.copy(args), kwargs, known, rng, kind == "errors")
                if rng.random() < 0.25:
                    args, kwargs = mutate(op, args, kwargs, known, rng, kind == "errors")
            except (Unwritable, RuntimeError, ValueError, OverflowError, IndexError, TypeError):
                continue  # a mutation that makes no arguments
            yield kind, args, kwargs


def precise(args, kwargs):
    """Tells whether second gradients are worth recording: in float64 only, as in the corpus."""
    found = tensors((args, list(kwargs.values())), "").values()
    return all(t.dtype == torch.float64 for t in found if t.is_floating_point())


def dtype_of(sample):
    named = (v["dtype"] for v in sample["args"] if isinstance(v, dict) and "dtype" in v)
    return next(named, "float32")


def too_long(*_):
    raise TooLong


def fresh_file(file, kinds, seed, most):
    op = file["op"]
    rng = random.Random(f"{seed} {op}")
    torch.manual_seed(rng.randrange(2**31))
    call = eval(file["call"]["expr"])  # the corpus's own expression, such as torch.add
    made = {"op": op, "call": file["call"], "opinfo": file["opinfo"], "samples": [], "errors": []}
    seen = set()
    for kind, args, kwargs in candidates(file, kinds, rng, most):
        try:
            signal.alarm(5)
            sample = record(op, call, args, kwargs, rng, precise(args, kwargs))
        except (Unwritable, TooLong):
            continue
        finally:
            signal.alarm(0)
        text = json.dumps([sample["args"], sample.get("kwargs")])
        if text in seen:
            continue
        seen.add(text)
        dtype = dtype_of(sample)
        group = "errors" if "exception" in sample else "samples"
        count = len(made["samples"]) + len(made["errors"])
        name = f"{op}-{dtype}-{seed}{count:04d}-{kind}"
        made[group].append({"id": name, "source": kind, "dtype": dtype, **sample})
    return made


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--per-op", type=int, default=40)
    parser.add_argument("--kinds", default="opinfo,mutated,errors")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGALRM, too_long)
    (options.out / "ops").mkdir(parents=True, exist_ok=True)
    only = set(filter(None, options.only.split(",")))
    kinds = set(options.kinds.split(","))
    for path in sorted((options.corpus / "ops").glob("*.json")):
        file = json.loads(path.read_text())
        if not only or file["op"] in only:
            made = fresh_file(file, kinds, options.seed, options.per_op)
            (options.out / "ops" / path.name).write_text(json.dumps(made))
            counts = len(made["samples"]), len(made["errors"])
            print(file["op"], "%d samples, %d errors" % counts, flush=True)


if __name__ == "__main__":
    main()
