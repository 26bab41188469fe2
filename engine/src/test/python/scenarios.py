"""Records anew what PyTorch prints, raises and warns in scenarios of the corpus's form.

    python scenarios.py FILE

FILE is such as `edge-scenarios.json`: each scenario has an id, a topic and Python code, which is
run with `torch`, `nn`, `F` and `np` imported and the seed 0. What it did is written beside it.
"""

import contextlib
import io
import json
import pathlib
import sys
import warnings

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


def told(code):
    torch.manual_seed(0)
    torch.set_num_threads(1)
    names = {"torch": torch, "nn": nn, "F": F, "np": np}
    printed, exception = io.StringIO(), None
    with warnings.catch_warnings(record=True) as seen, contextlib.redirect_stdout(printed):
        warnings.simplefilter("always")
        try:
            exec(code, names)  # the scenario is Python that this project wrote
        except Exception as error:
            message = str(error).split("\nException raised from")[0]
            exception = {"type": type(error).__name__, "message": message}
    return {
        "stdout": printed.getvalue(),
        "exception": exception,
        "warnings": [
            {"category": w.category.__name__, "message": str(w.message).split(" (Triggered")[0]}
            for w in seen
        ],
    }


def main():
    path = pathlib.Path(sys.argv[1])
    whole = json.loads(path.read_text())
    whole["torch"] = torch.__version__.split("+")[0]
    for scenario in whole["scenarios"]:
        scenario.update(told(scenario["code"]))
    path.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
