"""Lists PyTorch's public names for `nabla.engine.NamesTests`: `python names.py > ../resources/pytorch-names.txt`."""
import inspect
import textwrap
import warnings

import torch
import torch.autograd.functional
import torch.nn.functional
import torch.optim.lr_scheduler
import torch.utils.data

warnings.simplefilter("ignore")


def members(module, kind, base=object):
    for name in sorted(dir(module)):
        if name.startswith("_"):
            continue
        try:
            value = getattr(module, name)
        except Exception:
            continue
        of_torch = str(getattr(value, "__module__", None) or "torch").startswith("torch")
        is_class = inspect.isclass(value)
        if kind == "class" and is_class and of_torch and issubclass(value, base):
            yield name
        if kind == "function" and callable(value) and not is_class and not inspect.ismodule(value) and of_torch:
            yield name
        if kind == "any":
            yield name


AREAS = {
    "torch": members(torch, "function"),
    "torch.Tensor": members(torch.Tensor, "any"),
    "torch.nn": members(torch.nn, "class", torch.nn.Module),
    "torch.nn.functional": members(torch.nn.functional, "function"),
    "torch.nn.Module": members(torch.nn.Module, "any"),
    "torch.nn.init": members(torch.nn.init, "function"),
    "torch.nn.utils": members(torch.nn.utils, "function"),
    "torch.optim": members(torch.optim, "class", torch.optim.Optimizer),
    "torch.optim.lr_scheduler": members(torch.optim.lr_scheduler, "class", torch.optim.lr_scheduler.LRScheduler),
    "torch.utils.data": [*members(torch.utils.data, "class"), *members(torch.utils.data, "function")],
    "torch.autograd": ["Function", "backward", "detect_anomaly", "enable_grad", "grad", "gradcheck", "gradgradcheck",
                       "inference_mode", "no_grad", "set_detect_anomaly", "set_grad_enabled"],
    "torch.autograd.functional": [n for n in members(torch.autograd.functional, "function")],
}

print(f"# Public names of PyTorch {torch.__version__.split('+')[0]}, listed by src/test/python/names.py.")
for area, names in AREAS.items():
    print(f"[{area}]")
    print(textwrap.fill(" ".join(names), 118, break_long_words=False, break_on_hyphens=False))
