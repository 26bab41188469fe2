"""`nabla-kernel install|doctor|uninstall`, and the start of a kernel that was installed by pip."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from . import __version__, doctor, jdks


def place() -> Path:
    """Where pip puts the kernel: the data of this environment."""
    return Path(sys.prefix) / "share" / "jupyter" / "kernels" / doctor.NAME


def need_jdk() -> jdks.Jdk:
    jdk, unfit = jdks.find()
    if jdk is None:
        lines = [f"nabla-kernel: a JDK {jdks.NEEDED} or newer is needed (a whole one, with jdk.jshell), and there is none."]
        lines += [f"  {each.fault}" for each in unfit]
        lines.append("Get one from your system's packages, from sdkman.io or adoptium.net, and set JAVA_HOME if it is not found.")
        sys.exit("\n".join(lines))
    return jdk


def run(folder: str, connection: str) -> None:
    """Becomes the kernel. `install` makes this step unnecessary."""
    launcher = str(Path(folder) / "launch")
    os.execv(launcher, [launcher, need_jdk().java, connection])


def rewrite(folder: Path, argv: list[str]) -> None:
    """Changes how the kernel is started, in one step."""
    file = folder / "kernel.json"
    spec = json.loads(file.read_text(encoding="utf-8"))
    spec["argv"] = argv
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps(spec, indent=2), encoding="utf-8")
    fresh.replace(file)


def install() -> int:
    """Names the JDK in the kernelspec, and makes the cache with which it starts quickly."""
    folder = place()
    if not (folder / "kernel.json").is_file():
        sys.exit(f"nabla-kernel: {folder} has no kernel; pip install --force-reinstall nabla-kernel puts it there.")
    jdk = need_jdk()
    rewrite(folder, [str(folder / "launch"), jdk.java, "{connection_file}"])
    print(f"Kernel: {folder}\nJava:   {jdk.version} in {jdk.home}")
    if subprocess.run([str(folder / "launch"), jdk.java, "--cache"], stdin=subprocess.DEVNULL, check=False).returncode:
        print("Cache:  could not be made; the kernel works all the same, and starts more slowly")
    return 0


def uninstall() -> int:
    """Removes what `install` made beside what pip knows of."""
    folder = place()
    own = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "nabla"
    for caches in (folder / "aot", own):
        shutil.rmtree(caches, ignore_errors=True)
    if (folder / "kernel.json").is_file():
        rewrite(folder, ["python3", "-m", "nabla_kernel", "run", "{resource_dir}", "{connection_file}"])
    print("Removed the caches. pip uninstall nabla-kernel removes the kernel itself.")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="nabla-kernel", description=__doc__)
    parser.add_argument("--version", action="version", version=f"nabla-kernel {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("install", help="name the JDK in the kernelspec and make the cache for quick starts")
    commands.add_parser("uninstall", help="remove what install made")
    looks = commands.add_parser("doctor", help="look at the installation, and name what is wrong with its cure")
    looks.add_argument("--folder", type=Path, help="the kernel's folder (default: where Jupyter finds it)")
    looks.add_argument("--json", action="store_true", help="print it for machines")
    starts = commands.add_parser("run")
    starts.add_argument("folder")
    starts.add_argument("connection")
    arguments = parser.parse_args()
    match arguments.command:
        case "install":
            return install()
        case "uninstall":
            return uninstall()
        case "doctor":
            return doctor.report(arguments.folder, arguments.json)
        case _:
            run(arguments.folder, arguments.connection)
            return 1


if __name__ == "__main__":
    sys.exit(main())
