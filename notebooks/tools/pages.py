"""Builds the unit as pages to read: both languages, with search, light and dark, from disk and without a network.

Each language is a book of jupyter-book; the pages are the committed notebooks with their committed outputs.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import yaml

NOTEBOOKS = Path(__file__).resolve().parent.parent
SITE = NOTEBOOKS / "site"
LANGUAGES = ("es", "en")

SHOW, HIDE = {"es": "Ver la solución", "en": "Show the solution"}, {"es": "Ocultar la solución", "en": "Hide the solution"}

# The lines in which nbgrader finds a solution, and the solution with them.
MARKS = re.compile(r"^ *// (?:BEGIN|END) SOLUTION\n?", re.MULTILINE)
SOLUTION = re.compile(r"^( *)// BEGIN SOLUTION\n.*?// END SOLUTION", re.MULTILINE | re.DOTALL)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="./install.sh site", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the pages go; what is there is replaced")
    folder = parser.parse_args(arguments).folder.resolve()
    if folder.exists() and not (folder / "index.html").is_file() and (not folder.is_dir() or any(folder.iterdir())):
        print(f"{folder} is there and is no site; name another folder.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch) / "site"
        fresh.mkdir()
        shutil.copy(SITE / "index.html", fresh)
        copy_mathjax(fresh / "mathjax")
        books = [write_book(language, Path(scratch) / language) for language in LANGUAGES]
        with ThreadPoolExecutor() as pool:  # each waits for a process of its own
            if not all(list(pool.map(build, books))):
                return 1
        for language, book in zip(LANGUAGES, books):
            shutil.copytree(book / "_build" / "html", fresh / language, ignore=shutil.ignore_patterns(".buildinfo", "*.inv"))
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(fresh, folder)
    print(f"Open {folder / 'index.html'}")
    return 0


def write_book(language: str, book: Path) -> Path:
    """Lays out the sources of one language: front page, lessons, settings, formulas."""
    book.mkdir()
    lessons = sorted((NOTEBOOKS / language).glob("*.ipynb"))
    shutil.copy(SITE / f"{language}.md", book / "index.md")
    for lesson in lessons:
        nbformat.write(page_of(lesson), book / lesson.name)
    settings = yaml.safe_load((SITE / "config.yml").read_text(encoding="utf-8"))
    settings["title"] = (SITE / f"{language}.md").read_text(encoding="utf-8").splitlines()[0].lstrip("# ")
    settings["logo"] = Path(shutil.copy((SITE / settings["logo"]).resolve(), book)).name
    settings["sphinx"]["config"] |= {"language": language, "nb_code_prompt_show": SHOW[language], "nb_code_prompt_hide": HIDE[language]}
    (book / "_config.yml").write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    contents = {"format": "jb-book", "root": "index", "chapters": [{"file": lesson.stem} for lesson in lessons]}
    (book / "_toc.yml").write_text(yaml.safe_dump(contents), encoding="utf-8")
    return book


def page_of(lesson: Path) -> nbformat.NotebookNode:
    """Reads a lesson as a page: of its two headings at the top the second is the title; an exercise shows what is asked, and its solution on request."""
    notebook = nbformat.read(lesson, as_version=4)
    first = notebook.cells[0]
    lines = first.source.splitlines()
    headings = [number for number, line in enumerate(lines) if line.startswith("#")]
    if len(headings) > 1 and lines[headings[0]].startswith("# ") and lines[headings[1]].startswith("## "):
        lines[headings[1]] = lines[headings[1]].removeprefix("#")
        del lines[headings[0]]
        first.source = "\n".join(lines).strip()
    cells = []
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            # The text of an exercise speaks of the code around the gap, so that has to be seen before the solution is.
            cells.append(nbformat.v4.new_code_cell(SOLUTION.sub(r"\1// …", cell.source), id=f"{cell.id}-asked"))
            cell.metadata["tags"] = [*cell.metadata.get("tags", []), "hide-input"]
            cell.source = MARKS.sub("", cell.source)
        cells.append(cell)
    notebook.cells = cells
    return notebook


def copy_mathjax(folder: Path) -> None:
    """Copies the one file of MathJax that sets formulas as drawings and loads nothing else."""
    package = importlib.util.find_spec("sphinx-mathjax-offline")
    folder.mkdir()
    shutil.copy(Path(package.origin).parent / "static" / "mathjax" / "tex-svg.js", folder)


def build(book: Path) -> bool:
    """Runs jupyter-book; a warning fails, because it means a dead link or a cell that is not shown."""
    command = [Path(sys.executable).parent / "jupyter-book", "build", "-W", "-n", "--keep-going", "-q", str(book)]
    result = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if result.returncode:
        print(f"jupyter-book did not build the {book.name} pages:", result.stdout[-4000:], result.stderr[-4000:], sep="\n", file=sys.stderr)
    return result.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
