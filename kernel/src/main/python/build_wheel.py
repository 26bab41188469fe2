"""Packs the built kernel into a wheel: python kernel/src/main/python/build_wheel.py [--to FOLDER]

A wheel is an archive with a list of its files, so nothing but Python is needed, and no network. `./install.sh` or
`mvn package` must have built the jars.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[3]
sys.path.insert(0, str(HERE))
from nabla_kernel import __version__  # noqa: E402

NAME = f"nabla_kernel-{__version__}"
DATA = f"{NAME}.data/data/share/jupyter/kernels/nabla"

METADATA = f"""\
Metadata-Version: 2.1
Name: nabla-kernel
Version: {__version__}
Summary: A Jupyter kernel for Java with automatic differentiation built in. Needs a JDK 25.
License: Apache-2.0
Requires-Python: >=3.10
"""

WHEEL = """\
Wheel-Version: 1.0
Generator: nabla
Root-Is-Purelib: true
Tag: py3-none-any
"""

ENTRY_POINTS = """\
[console_scripts]
nabla-kernel = nabla_kernel.__main__:main

[papermill.engine]
nabla = nabla_kernel.translator:Engine
"""

KERNEL = {
    "argv": ["python3", "-m", "nabla_kernel", "run", "{resource_dir}", "{connection_file}"],
    "display_name": "Java (Nabla)",
    "language": "java",
    "interrupt_mode": "message",
    "kernel_protocol_version": "5.5",
    "env": {},
    "metadata": {"supported_encryption": ["curve"]},
}


def contents(root: Path) -> dict[str, bytes]:
    """Every file of the wheel, by its name there."""
    kernel = root / "kernel"
    jars = [jar for jar in kernel.glob("target/nabla-kernel-*.jar") if not jar.stem.endswith(("-sources", "-javadoc", "-tests"))]
    jars += kernel.glob("target/lib/*.jar")
    if not any(jar.parent.name == "lib" for jar in jars) or jars[0].parent.name != "target":
        sys.exit("build_wheel.py: the kernel is not built; run ./install.sh or mvn package first.")
    files = {f"nabla_kernel/{source.name}": source.read_bytes() for source in sorted(HERE.glob("nabla_kernel/*.py"))}
    files |= {f"{DATA}/lib/{jar.name}": jar.read_bytes() for jar in sorted(jars)}
    files |= {f"{DATA}/{part.name}": part.read_bytes() for part in sorted(kernel.glob("src/main/kernelspec/*"))}
    files[f"{DATA}/LICENSE"] = (root / "LICENSE").read_bytes()
    files[f"{DATA}/kernel.json"] = json.dumps(KERNEL, indent=2).encode()
    for name, text in (("METADATA", METADATA), ("WHEEL", WHEEL), ("entry_points.txt", ENTRY_POINTS)):
        files[f"{NAME}.dist-info/{name}"] = text.encode()
    return files


def pack(files: dict[str, bytes], wheel: Path) -> None:
    """Writes the archive, the same bytes for the same files."""
    record = f"{NAME}.dist-info/RECORD"
    lines = [f"{name},sha256={digest(data)},{len(data)}" for name, data in files.items()]
    files = {**files, record: "\n".join([*lines, f"{record},,", ""]).encode()}
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = (0o100755 if name.endswith("/launch") else 0o100644) << 16
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".jar") else zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)


def digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=Path, default=ROOT / "kernel" / "target", help="folder for the wheel (default: kernel/target)")
    arguments = parser.parse_args()
    wheel = arguments.to / f"{NAME}-py3-none-any.whl"
    pack(contents(ROOT), wheel)
    print(wheel)


if __name__ == "__main__":
    main()
