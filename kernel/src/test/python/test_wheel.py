"""The wheel, in a clean environment without a network."""

from __future__ import annotations

import json
import os
import site
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT


#: Gives values of all kinds to a notebook; nobody has registered Java's translator but the wheel's entry point.
PAPERMILL = r"""
import nbformat.v4 as v4, nbformat, papermill
metadata = {"kernelspec": {"name": "nabla", "display_name": "Java", "language": "java"}}
parameters = v4.new_code_cell("var text = \"\";")
parameters.metadata.tags = ["parameters"]
shown = v4.new_code_cell('IO.println(text + "|" + rate + "|" + big + "|" + flag + "|" + nothing + "|" + list + "|" + map);')
nbformat.write(v4.new_notebook(metadata=metadata, cells=[parameters, shown]), "in.ipynb")
values = {
    "text": "a \"b\" \n\\ ñ", "rate": 1.5e-7, "big": 2**40, "flag": True, "nothing": None,
    "list": [1, None, "x"], "map": {"k": [1.5, float("inf")], "none": None},
}
papermill.execute_notebook("in.ipynb", "out.ipynb", parameters=values, kernel_name="nabla", progress_bar=False)
"""


@pytest.fixture(scope="module")
def wheel(kernelspec: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    script = ROOT / "kernel" / "src" / "main" / "python" / "build_wheel.py"
    subprocess.run([sys.executable, str(script), "--to", str(folder)], check=True, capture_output=True)
    [made] = folder.iterdir()
    return made


def test_it_is_installed_looked_at_and_removed(wheel: Path, jupyter_env: dict[str, str], tmp_path: Path) -> None:
    place = tmp_path / "an environment"
    subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
    env = dict(jupyter_env, HOME=str(tmp_path), NABLA_AOT="off", PATH=f"{place / 'bin'}{os.pathsep}{jupyter_env['PATH']}")
    env.pop("JUPYTER_PATH", None)

    def run(*command: str) -> str:
        done = subprocess.run(command, env=env, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=250, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    pip = [str(place / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
    run(*pip, "install", "--no-index", "--quiet", str(wheel))
    assert run("nabla-kernel", "--version") == "nabla-kernel 0.1.0\n"
    # Jupyter is in the same environment, as it usually is.
    [packages] = place.glob("lib/python*/site-packages")
    (packages / "jupyter.pth").write_text("\n".join(site.getsitepackages()), encoding="utf-8")
    spec = place / "share" / "jupyter" / "kernels" / "nabla" / "kernel.json"

    def sound() -> None:
        answer = json.loads(run("nabla-kernel", "doctor", "--json"))
        found = {check["name"]: check["found"] for check in answer["checks"]}
        assert found["kernelspec"] == str(spec)
        assert found["round trip"].startswith("a gradient ")

    sound()
    run("python", "-c", PAPERMILL)
    notebook = json.loads((tmp_path / "out.ipynb").read_text(encoding="utf-8"))
    [output] = notebook["cells"][-1]["outputs"]
    assert "".join(output["text"]) == 'a "b" \n\\ ñ|1.5E-7|1099511627776|true|null|[1, null, x]|{k=[1.5, Infinity], none=null}\n'
    run("nabla-kernel", "install")
    argv = json.loads(spec.read_text(encoding="utf-8"))["argv"]
    assert argv[0] == str(spec.parent / "launch")
    assert argv[1].endswith("/bin/java")
    sound()
    run("nabla-kernel", "uninstall")
    assert "nabla_kernel" in json.loads(spec.read_text(encoding="utf-8"))["argv"]
    run(*pip, "uninstall", "--quiet", "--yes", "nabla-kernel")
    assert not spec.parent.exists() or list(spec.parent.rglob("*")) == []


def test_without_a_jdk_it_says_what_is_missing(wheel: Path, tmp_path: Path) -> None:
    env = {"PATH": str(tmp_path), "NABLA_JDKS": str(tmp_path), "HOME": str(tmp_path), "PYTHONPATH": str(wheel)}
    done = subprocess.run(
        [sys.executable, "-m", "nabla_kernel", "run", str(tmp_path), "connection"], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "a JDK 25 or newer is needed" in done.stderr
    assert f"{tmp_path}/bin/java is not there" in done.stderr


def test_the_same_files_make_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    script = ROOT / "kernel" / "src" / "main" / "python" / "build_wheel.py"
    subprocess.run([sys.executable, str(script), "--to", str(tmp_path)], check=True, capture_output=True)
    [again] = tmp_path.iterdir()
    assert again.read_bytes() == wheel.read_bytes()
