"""Writes what PyTorch's layers answer in training and evaluation, for nabla.engine.nn.RecordedLayersTests.

    cd ../resources/nabla/engine/nn; python layers.py write; python layers.py read

A case is the Python text of a module and the shape of its input, or the indices themselves. What is
kept: the text that PyTorch prints, the state, and for a call in training and then one in evaluation
the output, the gradients of `(output * [1, 2, 3, 4, 5, 1, ...]).sum()` and the state after; or the
error. Everything is float64.

The state of the case NET is also kept as torch.safetensors; `read` loads nabla.safetensors, which the
Java test wrote, into the same module and expects the same state.
"""

import json
import sys
import warnings

import torch
from safetensors.torch import load_file, save_file
from torch import nn

torch.set_default_dtype(torch.float64)
warnings.simplefilter("ignore")

NET = "Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Flatten(), nn.Linear(4, 1))"
CASES = [
    ("Linear(3, 4)", (2, 3)),
    ("Linear(3, 4, bias=False)", (2, 5, 3)),
    ("Linear(3, 4)", (3,)),
    ("Linear(3, 4)", (2, 4)),
    ("Identity()", (2, 3)),
    ("Flatten()", (2, 3, 2)),
    ("Flatten(0, 1)", (2, 3, 2)),
    ("Flatten()", (2,)),
    ("Unflatten(1, (2, 3))", (2, 6)),
    ("Unflatten(1, (2, 3))", (2, 7)),
    ("Dropout(0.0)", (2, 3)),
    ("Dropout(1.0)", (2, 3)),
    ("Dropout(1.5)", None),
    ("Dropout1d(1.0)", (2, 3, 2)),
    ("Dropout1d()", (3,)),
    ("Dropout2d(0.0)", (2, 3, 2, 2)),
    ("Dropout2d()", (3,)),
    ("AlphaDropout(0.0)", (2, 3)),
    ("BatchNorm1d(3)", (4, 3)),
    ("BatchNorm1d(3)", (2, 3, 4)),
    ("BatchNorm1d(3, eps=0.1, momentum=0.3)", (4, 3)),
    ("BatchNorm1d(3, momentum=None)", (4, 3)),
    ("BatchNorm1d(3, affine=False)", (4, 3)),
    ("BatchNorm1d(3, bias=False)", (4, 3)),
    ("BatchNorm1d(3, track_running_stats=False)", (4, 3)),
    ("BatchNorm1d(3)", (0, 3)),
    ("BatchNorm1d(3)", (4, 2)),
    ("BatchNorm1d(3)", (1, 3)),
    ("BatchNorm1d(3)", (3,)),
    ("BatchNorm1d(-1)", None),
    ("BatchNorm2d(3)", (2, 3, 2, 4)),
    ("BatchNorm2d(3, affine=False, track_running_stats=False)", (2, 3, 2, 4)),
    ("BatchNorm2d(3)", (2, 3)),
    ("BatchNorm2d(3)", (2, 2, 2, 2)),
    ("InstanceNorm1d(3)", (2, 3, 4)),
    ("InstanceNorm1d(3)", (3, 4)),
    ("InstanceNorm1d(3, affine=True, track_running_stats=True)", (2, 3, 4)),
    ("InstanceNorm1d(3)", (2, 4, 5)),
    ("InstanceNorm1d(3, affine=True)", (2, 4, 5)),
    ("InstanceNorm1d(3)", (2, 3, 1)),
    ("InstanceNorm1d(3)", (2,)),
    ("InstanceNorm2d(3, affine=True, momentum=0.5, track_running_stats=True)", (2, 3, 2, 2)),
    ("InstanceNorm2d(3, affine=True)", (3, 2, 2)),
    ("InstanceNorm2d(3)", (2, 3)),
    ("LayerNorm(4)", (2, 3, 4)),
    ("LayerNorm((3, 4), eps=0.01)", (2, 3, 4)),
    ("LayerNorm(4, elementwise_affine=False)", (2, 4)),
    ("LayerNorm(4, bias=False)", (2, 4)),
    ("LayerNorm(3)", (2, 4)),
    ("RMSNorm(4)", (2, 3, 4)),
    ("RMSNorm((3, 4), eps=0.01)", (2, 3, 4)),
    ("RMSNorm(4, elementwise_affine=False)", (2, 4)),
    ("RMSNorm(3)", (2, 4)),
    ("GroupNorm(2, 4)", (3, 4)),
    ("GroupNorm(2, 4, eps=0.1)", (2, 4, 3)),
    ("GroupNorm(2, 4, affine=False)", (2, 4, 2, 2)),
    ("GroupNorm(4, 4, bias=False)", (2, 4, 3)),
    ("GroupNorm(3, 4)", None),
    ("GroupNorm(2, 4)", (2, 6)),
    ("Embedding(4, 3)", [[1, 2], [3, 1]]),
    ("Embedding(4, 3, padding_idx=-1)", [3, 0, 3]),
    ("Embedding(4, 3, max_norm=1.0)", [0, 1, 1]),
    ("Embedding(4, 3, max_norm=1.5, norm_type=1.0)", [2, 1, 1]),
    ("Embedding(4, 3, scale_grad_by_freq=True)", [2, 1, 2, 2]),
    ("Embedding(4, 3)", [4]),
    ("Embedding(4, 3)", (2,)),
    ("Embedding(4, 3, padding_idx=4)", None),
    (NET, (3, 3)),
    ("Sequential()", (2, 3)),
    ("ModuleList([nn.Linear(2, 2), nn.Linear(2, 2), nn.Identity()])", (2, 2)),
    ("ModuleDict({'a': nn.Linear(2, 2), 'b': nn.Dropout(0.25)})", (2, 2)),
    ("ParameterList([torch.ones(2, 3), torch.zeros(1)])", (2,)),
    ("ParameterList([torch.ones(2)])", (2,)),
]


def kept(tensor):
    flat = tensor.detach().reshape(-1).tolist()
    return {"shape": list(tensor.shape), "dtype": str(tensor.dtype)[6:], "data": flat}


def kept_all(named):
    return {name: kept(tensor) for name, tensor in named}


def randomise(module):
    with torch.no_grad():
        for name, tensor in module.state_dict().items():
            if "running_var" in name:
                tensor.copy_((torch.rand(tensor.shape) + 0.5).round(decimals=3))
            elif tensor.is_floating_point():
                tensor.copy_(torch.randn(tensor.shape).round(decimals=3))


def call(module, given, training):
    module.train(training)
    module.zero_grad()
    x = given if given.dtype == torch.long else given.clone().requires_grad_()
    y = module(x)
    weights = (torch.arange(y.numel()) % 5 + 1).double().reshape(y.shape)
    result = {"output": kept(y)}
    if y.requires_grad:
        (y * weights).sum().backward()
    if x.grad is not None:
        result["gradient"] = kept(x.grad)
    result["parameters"] = kept_all((n, p.grad) for n, p in module.named_parameters())
    result["after"] = kept_all(module.state_dict().items())
    return result


def case(text, given):
    torch.manual_seed(len(text))
    result = {"module": text}
    try:
        if isinstance(given, tuple):
            given = torch.randn(given).round(decimals=3)
        elif given is not None:
            given = torch.tensor(given)
        if given is not None:
            result["input"] = kept(given)
        module = eval("nn." + text)
        result["text"] = repr(module)
        randomise(module)
        result["state"] = kept_all(module.state_dict().items())
        if text == NET:
            save_file(module.state_dict(), "torch.safetensors")
        result["training"] = call(module, given, True)
        result["evaluation"] = call(module, given, False)
    except Exception as error:
        result["error"] = str(error)
    return result


def write():
    cases = [json.dumps(case(*each)) for each in CASES]
    with open("layers.json", "w") as file:
        file.write("[\n" + ",\n".join(cases) + "\n]\n")


def read():
    ours, theirs = load_file("nabla.safetensors"), load_file("torch.safetensors")
    module = eval("nn." + NET)
    print(module.load_state_dict(ours))
    for name, tensor in module.state_dict().items():
        assert tensor.dtype == theirs[name].dtype and torch.equal(tensor, theirs[name]), name


if __name__ == "__main__":
    write() if sys.argv[1] == "write" else read()
