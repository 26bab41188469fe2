"""The lessons in the clients that have no screen: nbconvert, the checker, the console."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pexpect
import pytest
from conftest import ROOT


@pytest.mark.usefixtures("kernelspec")
def test_all_lessons_print_what_is_committed() -> None:
    """All in one run: the checker executes them side by side, and names notebook, cell and difference."""
    result = subprocess.run(
        [sys.executable, str(ROOT / "notebooks/tools/check.py")],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    lessons = len(list((ROOT / "notebooks").glob("[a-z][a-z]/*.ipynb")))
    assert f"\n{lessons} passed, 0 failed" in result.stdout


def test_the_languages_of_a_lesson_have_the_same_code() -> None:
    sys.path.insert(0, str(ROOT / "notebooks" / "tools"))
    import check

    assert check.check_languages(ROOT / "notebooks") == []


@pytest.mark.usefixtures("kernelspec")
def test_nbconvert_executes_a_notebook_to_its_standard_output(tmp_path: Path) -> None:
    cells = ["var x = vector(3.0).requiresGrad(true);", "x.mul(x).sum().backward();\nx.grad()"]
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
        metadata={"kernelspec": {"name": "nabla", "display_name": "Java (Nabla)", "language": "java"}},
    )
    path = tmp_path / "a notebook.ipynb"
    nbformat.write(notebook, path)
    result = subprocess.run(
        [sys.executable, "-m", "jupyter", "nbconvert", "--to", "notebook", "--execute", "--stdout", str(path)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    executed = nbformat.reads(result.stdout, as_version=4)
    assert executed.cells[1].outputs[0]["data"]["text/plain"] == "tensor([6.])"
    assert executed.metadata.language_info["name"] == "java"


@pytest.mark.usefixtures("kernelspec")
def test_the_console_evaluates_lines_and_leaves() -> None:
    console = pexpect.spawn(sys.executable, ["-m", "jupyter", "console", "--kernel", "nabla", "--simple-prompt"], encoding="utf-8", timeout=60)
    console.expect(r"In \[1\]: ")
    console.sendline("int x = 20;")
    console.expect(r"In \[2\]: ")
    console.sendline("x + 22")
    console.expect(r"Out\[2\]:\s+42")
    console.expect(r"In \[3\]: ")
    console.sendline("tensor(6.0)")
    console.expect(r"Out\[3\]:\s+tensor\(6\.\)")
    console.expect(r"In \[4\]: ")
    console.sendeof()
    console.expect("really want to exit")
    console.sendline("y")
    console.expect(pexpect.EOF)
