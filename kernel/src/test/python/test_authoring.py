"""The workshop of those who write lessons: nbgrader, jupytext, nbval, nbmake, the site, a new lesson, each by the real tool."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT, browser
from playwright.sync_api import Page, expect

NOTEBOOKS = ROOT / "notebooks"
LESSONS = sorted(NOTEBOOKS.glob("[a-z][a-z]/*.ipynb"))
SPANISH = [path for path in LESSONS if path.parent.name == "es"]

#: What `install.sh test` made beside this suite's own environment.
AUTHORING = Path(sys.executable).parents[2] / "authoring-venv" / "bin"


#: How the ids of cells begin that are run a second time.
AGAIN = "again-"


def run(*command: str | Path, cwd: Path | None = None, code: int = 0) -> str:
    """Runs a tool of the authors' environment, requires its exit code and returns what it said."""
    result = subprocess.run(
        [str(AUTHORING / command[0]), *map(str, command[1:])],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "NABLA_JAVA_OPTS": "-XX:TieredStopAtLevel=1"},
        check=False,
    )
    assert result.returncode == code, result.stdout + result.stderr
    return result.stdout + result.stderr


def tool(name: str, *arguments: str | Path, folder: Path = NOTEBOOKS, code: int = 0) -> str:
    return run("python", folder / "tools" / name, *arguments, code=code)


# nbgrader


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course")
    assert f"{len(LESSONS)} of {len(LESSONS)} lessons" in tool("student.py", folder)
    return folder


def test_students_get_the_lessons_without_solutions_and_outputs(course: Path) -> None:
    for lesson in LESSONS:
        source = nbformat.read(lesson, as_version=4)
        given = nbformat.read(course / "release" / lesson.stem / lesson.name, as_version=4)
        stub = {"es": "// ESCRIBE AQUÍ TU CÓDIGO", "en": "// YOUR CODE HERE"}[lesson.parent.name]
        assert len(given.cells) == len(source.cells)
        for old, new in zip(source.cells, given.cells):
            grading = old.metadata.get("nbgrader", {})
            if old.cell_type != "code":
                assert new.source == old.source
                continue
            assert new.outputs == []
            assert "SOLUTION" not in new.source
            if grading.get("solution"):
                assert stub in new.source
                before, _, rest = old.source.partition("// BEGIN SOLUTION")
                assert new.source.startswith(before.rstrip()), lesson
                assert rest.partition("// END SOLUTION")[0].strip() not in new.source
            else:
                assert new.source == old.source
            if grading.get("grade"):
                assert new.metadata["nbgrader"]["locked"]


@pytest.mark.usefixtures("kernelspec")
@pytest.mark.timeout(600)
def test_nbgrader_gives_full_marks_to_solutions_and_none_to_what_is_untouched(course: Path, tmp_path: Path) -> None:
    """Half of the work for each core: what is solved, and there each check run twice, what is not and what is half done."""
    other = Path(shutil.copytree(course, tmp_path / "course"))
    for lesson in SPANISH:
        hand_in(course, "solved", lesson, checked_twice(nbformat.read(course / "source" / lesson.stem / lesson.name, as_version=4)))
        shutil.copytree(other / "release" / lesson.stem, other / "submitted" / "untouched" / lesson.stem)
    half_done(course, SPANISH[0])
    grades: dict[str, dict[str, list[float]]] = {}
    with ThreadPoolExecutor(2) as pool:
        for said in pool.map(graded, (course, other)):
            for line in filter(lambda text: text.startswith('["'), said.splitlines()):
                who, lesson, points, most = json.loads(line)
                grades.setdefault(who, {})[lesson] = [points, most]
    names = {lesson.stem for lesson in SPANISH}
    assert grades["solved"].keys() == grades["untouched"].keys() == names
    assert all(most > 0 for points, most in grades["solved"].values())
    assert {name: points for name, (points, most) in grades["solved"].items() if points != most} == {}
    assert {name: points for name, (points, most) in grades["untouched"].items() if points} == {}
    points, most = grades["half"][SPANISH[0].stem]
    assert 0 < points < most
    for lesson in SPANISH:
        executed = nbformat.read(course / "autograded" / "solved" / lesson.stem / lesson.name, as_version=4)
        again = [cell for cell in executed.cells if cell.id.startswith(AGAIN)]
        assert again, lesson
        assert [cell.source for cell in again if any(output.output_type == "error" for output in cell.outputs)] == [], lesson


def graded(course: Path) -> str:
    return run("python", Path(__file__).with_name("authoring_grades.py"), NOTEBOOKS / "tools", course, cwd=course)


def half_done(course: Path, lesson: Path) -> None:
    """Hands in a lesson of which every second exercise is solved."""
    source, given = (nbformat.read(course / part / lesson.stem / lesson.name, as_version=4) for part in ("source", "release"))
    exercises = [number for number, cell in enumerate(source.cells) if cell.metadata.get("nbgrader", {}).get("solution")]
    for number in exercises[::2]:
        given.cells[number].source = source.cells[number].source
    hand_in(course, "half", lesson, given)


def checked_twice(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Adds each check once more after itself: readers press the button more than once."""
    again = []
    for number, cell in enumerate(notebook.cells):
        again.append(cell)
        if cell.metadata.get("nbgrader", {}).get("grade"):
            again.append(nbformat.v4.new_code_cell(cell.source, id=f"{AGAIN}{number}"))
    notebook.cells = again
    return notebook


def hand_in(course: Path, student: str, lesson: Path, notebook: nbformat.NotebookNode) -> None:
    folder = course / "submitted" / student / lesson.stem
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / lesson.name)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    assert f"{file} is a file" in tool("student.py", file, code=2)
    assert "No such notebook" in tool("student.py", tmp_path, tmp_path / "none.ipynb", code=2)


# jupytext


def test_a_lesson_as_java_and_back_is_the_same_lesson(lessons: Path) -> None:
    paths = sorted(lessons.glob("[a-z][a-z]/*.ipynb"))
    before = [nbformat.read(path, as_version=4).cells for path in paths]
    run("jupytext", "--sync", *paths, cwd=lessons)
    for path in paths:
        text = path.with_suffix(".java").read_text(encoding="utf-8")
        assert "// %% [markdown]" in text
        assert "// %lang" in text
        path.unlink()
    run("jupytext", "--to", "ipynb", *(path.with_suffix(".java") for path in paths), cwd=lessons)
    for path, cells in zip(paths, before):
        after = nbformat.read(path, as_version=4).cells
        assert [(cell.cell_type, cell.source, cell.metadata) for cell in after] == [(cell.cell_type, cell.source, cell.metadata) for cell in cells]


def test_what_is_edited_in_java_comes_into_the_notebook_and_outputs_stay(lessons: Path) -> None:
    path = next(lessons.glob("en/01-*.ipynb"))
    before = nbformat.read(path, as_version=4)
    run("jupytext", "--sync", path, cwd=lessons)
    java = path.with_suffix(".java")
    text = java.read_text(encoding="utf-8")
    edited = text.replace("var s = tensor(3.0)", "var s = tensor(5.0)")
    assert edited != text
    java.write_text(edited, encoding="utf-8")
    later = path.stat().st_mtime + 10
    os.utime(java, (later, later))
    run("jupytext", "--sync", path, cwd=lessons)
    after = nbformat.read(path, as_version=4)
    changed = [number for number, (a, b) in enumerate(zip(before.cells, after.cells)) if a.source != b.source]
    assert len(changed) == 1
    assert "tensor(5.0)" in after.cells[changed[0]].source
    kept = [number for number in range(len(before.cells)) if number not in changed]
    assert [before.cells[number] for number in kept] == [after.cells[number] for number in kept]


# nbval, nbmake


@pytest.mark.usefixtures("kernelspec")
def test_nbval_finds_the_committed_outputs_and_a_damaged_one(lessons: Path) -> None:
    path = next(lessons.glob("en/01-*.ipynb"))
    assert " passed" in run("pytest", "--nbval", path, cwd=lessons)
    path.write_text(path.read_text(encoding="utf-8").replace("tensor([6.])", "tensor([7.])", 1), encoding="utf-8")
    assert " 1 failed" in run("pytest", "--nbval", path, cwd=lessons, code=1)


@pytest.mark.usefixtures("kernelspec")
def test_nbmake_runs_a_lesson_and_stops_at_an_error(lessons: Path) -> None:
    path = next(lessons.glob("en/02-*.ipynb"))
    assert "1 passed" in run("pytest", "--nbmake", path, cwd=lessons)
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell('throw new IllegalStateException("not expected");'))
    nbformat.write(notebook, path)
    assert "not expected" in run("pytest", "--nbmake", path, cwd=lessons, code=1)


# A new lesson


@pytest.mark.usefixtures("kernelspec")
def test_a_new_lesson_passes_the_check_as_it_is_made(lessons: Path) -> None:
    said = tool("new_lesson.py", "learning-rates", folder=lessons)
    made = sorted(lessons.glob("[a-z][a-z]/09-learning-rates.ipynb"))
    assert len(made) == 2
    assert "es/09-learning-rates.ipynb" in said
    run("python", lessons / "tools" / "check.py", "--update", *made)
    assert "2 passed, 0 failed" in run("python", lessons / "tools" / "check.py", *made)
    shown = nbformat.read(made[0], as_version=4)
    assert shown.cells[3].outputs[0]["data"]["text/plain"] == "tensor(6.)"


def test_a_name_that_is_no_file_name_is_refused(lessons: Path) -> None:
    assert "such as learning-rates" in tool("new_lesson.py", "../Übung 1", folder=lessons, code=2)
    assert not list(lessons.glob("**/09-*"))


# The site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages") / "site"
    tool("pages.py", folder)
    return folder


@pytest.fixture
def reader(site: Path):
    """A page without a network, and what it asked for in vain or of other places than the disk."""
    with browser() as opened:
        page = opened.new_context(offline=True, viewport={"width": 1300, "height": 1600}).new_page()
        complaints: list[str] = []
        page.on("request", lambda request: complaints.append(request.url) if not request.url.startswith(("file:", "data:")) else None)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        # The theme of jupyter-book declares this one twice, in every book.
        page.on("pageerror", lambda error: complaints.append(str(error)) if "THEBE_JS_URL" not in str(error) else None)
        yield page, complaints


def test_the_site_reads_from_disk_with_the_network_off(site: Path, reader: tuple[Page, list[str]]) -> None:
    page, complaints = reader
    page.goto((site / "index.html").as_uri())
    page.get_by_text("Errores comunes").click()
    page.get_by_role("link", name="la lista de comprobación").first.click()
    expect(page.locator("article h1, main h1").first).to_contain_text("Lección 2")
    page.goto(next(site.glob("es/01-*.html")).as_uri())
    expect(page.locator("mjx-container svg").first).to_be_visible()
    assert page.locator("img[src^='data:image'], .cell_output svg").count() > 2
    asked = page.locator("pre", has_text="// …").first
    expect(asked).to_be_visible()
    expect(asked).to_contain_text("var a = vector(2.0).requiresGrad(true);")
    expect(asked).not_to_contain_text("backward")
    solution = page.locator(".tag_hide-input").first
    expect(solution.locator("pre").first).to_be_hidden()
    solution.locator("summary").first.click()
    expect(solution.locator("pre").first).to_be_visible()
    expect(page.get_by_text("BEGIN SOLUTION")).to_have_count(0)
    page.goto(next(site.glob("en/06-*.html")).as_uri())
    for mistake in range(1, 25):
        expect(page.locator(".page-toc a", has_text=re.compile(rf"^\s*{mistake} ·"))).to_be_visible()
    page.goto((site / "en" / "index.html").as_uri())
    page.get_by_role("link", name="Esta unidad en español").click()
    expect(page.locator("article h1, main h1").first).to_contain_text("Errores comunes")
    assert complaints == []


def test_the_site_finds_a_word_and_has_two_themes(site: Path, reader: tuple[Page, list[str]]) -> None:
    page, _ = reader  # A search tries to read the pages it found for a summary, which no page from disk may.
    page.goto((site / "en" / "search.html").as_uri() + "?q=broadcast")
    expect(page.locator("#search-results li").first).to_be_visible()
    seen = set()
    for _ in range(3):
        seen.add(page.locator("html").get_attribute("data-theme"))
        page.locator(".theme-switch-button:visible").first.click()
    assert seen == {"light", "dark"}


def test_what_is_no_site_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").touch()
    assert "is no site" in tool("pages.py", tmp_path, code=2)
    assert (tmp_path / "mine.txt").exists()
