"""Exchanges tensors with the engine: `python files.py` from this folder, with torch, safetensors and numpy.

1. Writes the files that `nabla.engine.data.ExchangeTests` reads.
2. Reads the files that `mvn -pl engine test -Dtest=ExchangeTests -Dnabla.rewrite=true` wrote, checks every element,
   and writes what PyTorch and NumPy hold then into `returned.safetensors`, which the same tests compare.

Every array holds 0, 1, 2, ... minus 2 (without a sign: from 0) in the shape (2, 3); truth values say which are odd.
"""
import pathlib

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

FOLDER = pathlib.Path(__file__).parent.parent / "resources/nabla/engine/data"


def numbers(dtype):
    if dtype == torch.bool:
        return torch.arange(6).reshape(2, 3) % 2 == 1
    start = 0 if dtype in (torch.uint8, torch.uint16, torch.uint32, torch.uint64) else -2
    return torch.arange(start, start + 6).reshape(2, 3).to(dtype)


def write_safetensors():
    names = "float64 float32 float16 bfloat16 int64 int32 int16 int8 uint64 uint32 uint16 uint8 bool"
    tensors = {name: numbers(getattr(torch, name)) for name in names.split()}
    tensors["scalar"] = torch.tensor(0.1, dtype=torch.float64)
    tensors["empty"] = torch.zeros(0, 3)
    tensors["half"] = torch.tensor([1 / 3, 65504.0, 6e-8, float("inf"), float("nan")], dtype=torch.float16)
    tensors["brain"] = torch.tensor([1 / 3, 3e38, -1e-30, float("-inf"), float("nan")], dtype=torch.bfloat16)
    tensors['a "name" with ñ, 漢 and \\'] = torch.tensor([2**63 - 1, -(2**63)])
    save_file(tensors, FOLDER / "torch.safetensors", metadata={"format": "pt", "author": 'José "Pepe"'})
    save_file({}, FOLDER / "none.safetensors")


def write_numpy():
    arrays = {}
    for code in "f8 f4 f2 i8 i4 i2 i1 u8 u4 u2 u1 b1".split():
        start = 0 if code[0] == "u" else -2
        whole = np.arange(start, start + 6).reshape(2, 3)
        array = (np.arange(6).reshape(2, 3) % 2 == 1) if code == "b1" else whole.astype(code)
        arrays[code] = array
        arrays[code + "-big"] = array.astype(array.dtype.newbyteorder(">"))
        arrays[code + "-fortran"] = np.asfortranarray(array)
    arrays["scalar"] = np.array(0.1)
    arrays["empty"] = np.zeros((2, 0, 3), dtype="f4")
    arrays["cube"] = np.asfortranarray(np.arange(24.0).reshape(2, 3, 4))
    np.savez(FOLDER / "arrays.npz", **arrays)
    np.savez_compressed(FOLDER / "compressed.npz", **arrays)
    for version in (1, 2, 3):
        with open(FOLDER / f"version{version}.npy", "wb") as file:
            np.lib.format.write_array(file, arrays["f4"], version=(version, 0))


def check(name, actual):
    dtype = name.split("-")[0].split(".")[0]
    if dtype == "scalar":
        assert actual.shape == () and actual.item() == 0.1, name
    elif dtype == "empty":
        assert tuple(actual.shape) == (0, 3), name
    elif dtype == "names":
        assert actual.tolist() == [2**63 - 1, -(2**63)], name
    else:
        expected = numbers(getattr(torch, dtype))
        assert actual.dtype == expected.dtype and torch.equal(actual, expected), name


def read_ours():
    ours = load_file(FOLDER / "nabla.safetensors")
    assert len(ours) == 7, sorted(ours)
    for name, tensor in ours.items():
        check("names" if "ñ" in name else name, tensor)
    with safe_open(FOLDER / "nabla.safetensors", "pt") as file:
        assert file.metadata() == {"author": 'José "Pepe"', "line": "a\nb"}, file.metadata()
    returned = {"torch." + name: tensor for name, tensor in ours.items()}
    for archive in ("nabla.npz", "nabla-compressed.npz"):
        arrays = np.load(FOLDER / archive)
        assert len(arrays.files) == 7, arrays.files
        for name in arrays.files:
            check("names" if "ñ" in name else name, torch.from_numpy(arrays[name]))
            returned[f"{archive}.{name}"] = torch.from_numpy(arrays[name])
    array = np.load(FOLDER / "nabla-uint8.npy")
    check("uint8", torch.from_numpy(array))
    returned["npy"] = torch.from_numpy(array)
    save_file(returned, FOLDER / "returned.safetensors", metadata={"torch": torch.__version__, "numpy": np.__version__})


if __name__ == "__main__":
    write_safetensors()
    write_numpy()
    print("written: torch.safetensors, none.safetensors, arrays.npz, compressed.npz, version1.npy to version3.npy")
    if (FOLDER / "nabla.safetensors").exists():
        read_ours()
        print("read: nabla.safetensors, nabla.npz, nabla-compressed.npz, nabla-uint8.npy; returned.safetensors written")
    else:
        print("nabla.safetensors is not there yet: run ExchangeTests with -Dnabla.rewrite=true, then this again")
