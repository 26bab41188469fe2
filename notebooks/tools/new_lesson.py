"""Makes the skeleton of a lesson in both languages: sections, an expected error, an exercise with its check.

The lesson gets the next free number. Its two files have the same code; `./install.sh check` keeps it so.
"""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

NOTEBOOKS = Path(__file__).resolve().parent.parent
LANGUAGES = ("es", "en")
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

KERNEL = {
    "kernelspec": {"display_name": "Java (Nabla)", "language": "java", "name": "nabla"},
    "language_info": {"name": "java", "file_extension": ".java", "mimetype": "text/x-java", "pygments_lexer": "java"},
}


@dataclass(frozen=True)
class Prose:
    """A cell of text, in each language."""

    es: str
    en: str


@dataclass(frozen=True)
class Code:
    """A cell of code, the same in each language."""

    source: str
    tags: tuple[str, ...] = ()
    solution: bool = False
    points: int = 0


def skeleton(number: int) -> list[Prose | Code]:
    """Returns the cells of a new lesson; what is in capitals is for the author to write."""
    return [
        Prose(
            f"## Lección {number}: TÍTULO\n\nQUÉ PROBLEMA RESUELVE ESTA LECCIÓN.\n\nAl terminar sabrás\n\n- LO PRIMERO;\n- LO SEGUNDO.",
            f"## Lesson {number}: TITLE\n\nWHICH PROBLEM THIS LESSON SOLVES.\n\nBy the end you can\n\n- THE FIRST THING;\n- THE SECOND.",
        ),
        Code("%lang {language}", tags=("language",)),
        Prose("## 1. PRIMERA SECCIÓN\n\nLO QUE SE AFIRMA. La celda siguiente lo muestra:", "## 1. FIRST SECTION\n\nWHAT IS CLAIMED. The next cell shows it:"),
        Code("var x = tensor(3.0).requiresGrad(true);\nvar y = x.pow(2);\ny.backward();\nx.grad()"),
        Prose("Un error forma parte de la lección; su celda lleva la etiqueta `raises-exception`:", "An error is a part of the lesson; its cell has the tag `raises-exception`:"),
        Code("y.backward();", tags=("raises-exception",)),
        Prose("> **En PyTorch**: LA MISMA LÍNEA.", "> **In PyTorch**: THE SAME LINE."),
        Prose("### Ejercicio 1\n\nLO QUE SE PIDE.", "### Exercise 1\n\nWHAT IS ASKED."),
        Code("var a = tensor(2.0).requiresGrad(true);\n// BEGIN SOLUTION\na.pow(3).backward();\n// END SOLUTION", solution=True),
        Code("check.close(a.grad(), tensor(12.0));", points=1),
        Prose("## Para recordar\n\n| Síntoma | Causa | Remedio |\n|---|---|---|\n| … | … | … |", "## To take away\n\n| Symptom | Cause | Cure |\n|---|---|---|\n| … | … | … |"),
    ]


def grading(code: Code, name: str) -> dict:
    """Returns nbgrader's record of a cell that is solved or that checks; both of one exercise share a name."""
    if not code.solution and not code.points:
        return {}
    record = {"grade": code.points > 0, "grade_id": name + ("-check" if code.points else ""), "locked": code.points > 0}
    record |= {"schema_version": 3, "solution": code.solution, "task": False}
    return {"nbgrader": record | ({"points": code.points} if code.points else {})}


def notebook_of(cells: list[Prose | Code], number: int, name: str, language: str) -> nbformat.NotebookNode:
    notebook = new_notebook(metadata=KERNEL)
    for place, cell in enumerate(cells):
        if isinstance(cell, Prose):
            made = new_markdown_cell(getattr(cell, language))
        else:
            metadata = ({"tags": list(cell.tags)} if cell.tags else {}) | grading(cell, name)
            made = new_code_cell(cell.source.replace("{language}", language), metadata=metadata)
        made["id"] = f"lesson{number:02}-{place:02}"
        notebook.cells.append(made)
    return notebook


def next_number(folder: Path) -> int:
    taken = [int(path.name[:2]) for language in LANGUAGES for path in (folder / language).glob("[0-9][0-9]-*.ipynb")]
    return max(taken, default=0) + 1


def main(arguments: list[str] | None = None, folder: Path = NOTEBOOKS) -> int:
    parser = argparse.ArgumentParser(prog="./install.sh new-lesson", description=__doc__.splitlines()[0])
    parser.add_argument("name", help="what the files are called after their number: small letters, digits and hyphens")
    name = parser.parse_args(arguments).name
    if not NAME.fullmatch(name):
        print(f"«{name}» cannot be a file's name here: use small letters a to z, digits and hyphens, such as learning-rates.", file=sys.stderr)
        return 2
    number = next_number(folder)
    if number > 99:
        print("There are 99 lessons, and their numbers have two digits.", file=sys.stderr)
        return 2
    cells = skeleton(number)
    for language in LANGUAGES:
        path = folder / language / f"{number:02}-{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook_of(cells, number, name, language), path)
        print(path.relative_to(folder))
    print("Write what stands in capitals, then store the outputs: ./install.sh check --update FILE")
    return 0


if __name__ == "__main__":
    sys.exit(main())
