"""The notebook checker itself: it must see what changed, and only that."""

from __future__ import annotations

import base64
import shutil
import sys

import nbformat
import pytest
from conftest import ROOT
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

sys.path.insert(0, str(ROOT / "notebooks" / "tools"))
import check  # noqa: E402  (the folder above has to be known first)


@pytest.mark.parametrize(
    ("committed", "now", "same"),
    [
        ("tensor([6.])", "tensor([6.])", True),
        ("tensor([0.1234])", "tensor([0.1234001])", True),
        ("tensor([0.1234])", "tensor([0.1244])", False),
        ("tensor([6.])", "tensor([6])", False),
        ("tensor(6)", "tensor(7)", False),
        ("loss 1.0000e-04", "loss 1.0001e-04", True),
        ("tensor([6.])", "tensor( [6.])", False),
        ("MulBackward0", "MulBackward1", False),
        ("nan", "inf", False),
        ("-1.5", "1.5", False),
    ],
)
def test_text_is_exact_but_for_last_digits(committed: str, now: str, same: bool) -> None:
    assert check.same_text(committed, now) is same


def test_a_drawing_may_move_by_half_a_unit() -> None:
    assert check.same_text('<text x="10" y="4.2">', '<text x="10.4" y="4.2">', drawing=True)
    assert not check.same_text('<text x="10" y="4.2">', '<text x="12" y="4.2">', drawing=True)


def test_a_drawing_inside_html_is_read() -> None:
    def image(svg: str) -> list:
        data = base64.b64encode(svg.encode()).decode()
        return [new_output("display_data", data={"text/html": f'<img src="data:image/svg+xml;base64,{data}">'})]

    committed = image('<svg id="nabla-0123abcd"><text x="10.2">x</text></svg>')
    assert check.compare_outputs(committed, image('<svg id="nabla-ffff0000"><text x="10.4">x</text></svg>')) == []
    assert check.compare_outputs(committed, image('<svg id="nabla-0123abcd"><text x="10.2">y</text></svg>')) != []


def test_where_a_stream_is_cut_does_not_matter() -> None:
    whole = [new_output("stream", name="stdout", text="a\nb\n")]
    pieces = [new_output("stream", name="stdout", text="a\n"), new_output("stream", name="stdout", text="b\n")]
    assert check.compare_outputs(whole, pieces) == []


def test_outputs_are_compared_in_kind_number_and_every_mime_type() -> None:
    one = [new_output("execute_result", data={"text/plain": "1", "text/html": "<b>1</b>"}, execution_count=1)]
    other = [new_output("execute_result", data={"text/plain": "1", "text/html": "<b>2</b>"}, execution_count=1)]
    assert check.compare_outputs(one, []) != []
    assert check.compare_outputs(one, one) == []
    assert check.compare_outputs(one, other) == ["text/html: line 1: committed '<b>1</b>' now '<b>2</b>'"]


def test_in_data_the_order_of_names_does_not_matter() -> None:
    """A notebook that is stored has them sorted."""
    committed = [new_output("display_data", data={"application/vnd.nabla.graph+json": {"links": [], "root": 0}})]
    now = [new_output("display_data", data={"application/vnd.nabla.graph+json": {"root": 0, "links": []}})]
    other = [new_output("display_data", data={"application/vnd.nabla.graph+json": {"root": 1, "links": []}})]
    assert check.compare_outputs(committed, now) == []
    assert check.compare_outputs(committed, other) != []


@pytest.fixture
def python_notebook(tmp_path, jupyter_env, monkeypatch):
    """Writes a notebook for the Python kernel (the checker knows no language) with the given cells and runs the checker."""
    for name, value in jupyter_env.items():
        monkeypatch.setenv(name, value)

    def run(*cells, update: bool = False) -> tuple[int, nbformat.NotebookNode]:
        path = tmp_path / "notebook.ipynb"
        nbformat.write(new_notebook(cells=list(cells)), path)
        code = check.main([str(path), "--kernel", "python3", *(["--update"] if update else [])])
        return code, nbformat.read(path, as_version=4)

    return run


def test_a_notebook_with_its_own_outputs_passes(python_notebook, capsys) -> None:
    cells = [
        new_markdown_cell("# Title"),
        new_code_cell("print('one')\n1 + 1"),
        new_code_cell("1 / 0", metadata={"tags": ["raises-exception"]}),
    ]
    code, updated = python_notebook(*cells, update=True)
    assert code == 0
    code, _ = python_notebook(*updated.cells)
    assert code == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 passed, 0 failed"


def test_a_changed_output_is_named(python_notebook, capsys) -> None:
    stale = new_code_cell("1 + 1", execution_count=1, outputs=[new_output("execute_result", data={"text/plain": "3"}, execution_count=1)])
    code, _ = python_notebook(stale)
    assert code == 1
    assert "notebook.ipynb: cell 1: text/plain: line 1: committed '3' now '2'" in capsys.readouterr().out


def test_an_expected_failure_has_to_happen(python_notebook, capsys) -> None:
    code, _ = python_notebook(new_code_cell("1", metadata={"tags": ["raises-exception"]}))
    assert code == 1
    assert "cell 1: tagged raises-exception, but nothing was raised" in capsys.readouterr().out


def test_an_unexpected_failure_is_named(python_notebook, capsys) -> None:
    code, _ = python_notebook(new_code_cell("1 / 0"))
    assert code == 1
    assert "cell 1: raised ZeroDivisionError" in capsys.readouterr().out


def test_a_missing_file_is_named(tmp_path, capsys) -> None:
    assert check.main([str(tmp_path / "none.ipynb")]) == 2
    assert "none.ipynb" in capsys.readouterr().err


def test_the_two_languages_have_the_same_code(tmp_path) -> None:
    for language, code in (("es", "x + 1"), ("en", "x + 2")):
        (tmp_path / language).mkdir()
        first = new_code_cell(f"%lang {language}", metadata={"tags": ["language"]})
        nbformat.write(new_notebook(cells=[first, new_code_cell(code)]), tmp_path / language / "01-lesson.ipynb")
    assert check.check_languages(tmp_path) == ["lesson 01: cell 2: the code differs; line 1: committed 'x + 1' now 'x + 2'"]
    nbformat.write(new_notebook(), tmp_path / "es" / "02-sola.ipynb")
    assert "lesson 02 exists only as es/02-sola.ipynb" in check.check_languages(tmp_path)


def test_a_dead_link_is_named(tmp_path) -> None:
    lesson = tmp_path / "01-lesson.ipynb"
    text = "[on](02-next.ipynb) [home](https://example.org/none) ![map](map.png#x) `list.get[0](gone)` $[x](y)$\n```\n[a](b)\n```"
    nbformat.write(new_notebook(cells=[new_markdown_cell(text)]), lesson)
    assert check.check_links(lesson) == ["cell 1: dead link 02-next.ipynb", "cell 1: dead link map.png"]
    (tmp_path / "02-next.ipynb").touch()
    (tmp_path / "map.png").touch()
    assert check.check_links(lesson) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("saved in /home/ana/notes.txt", "a path"),
        ("12:03:44 done", "a time"),
        ("java.lang.Object@1b2c6ec2", "an address"),
        ("tensor([0.5, 1e-05]) Nabla/Java 3/4 w@x", None),
    ],
)
def test_an_output_may_not_tell_of_the_machine(text: str, told: str | None) -> None:
    cell = new_code_cell("1", outputs=[new_output("stream", name="stdout", text=text)])
    found = check.check_private(cell)
    assert found == [] if told is None else f"stdout holds {told}" in found[0]


@pytest.mark.usefixtures("kernelspec")
def test_a_number_a_message_and_a_translation_that_were_damaged_are_all_named(tmp_path, monkeypatch, capsys) -> None:
    """In a copy of lesson 01: a number in an output, the message of an error, a line of code in one language."""
    monkeypatch.setattr(check, "NOTEBOOKS", tmp_path)
    for language in ("es", "en"):
        (tmp_path / language).mkdir()
        source = next((ROOT / "notebooks" / language).glob("01-*.ipynb"))
        lesson = nbformat.read(source, as_version=4)
        for cell in lesson.cells:  # the links of the copy lead nowhere
            if cell.cell_type == "markdown":
                cell.source = check.LINK.sub("", cell.source)
        if language == "es":
            number = next(c for c in lesson.cells if c.source.endswith("x.grad()"))
            number.outputs[0]["data"]["text/plain"] = "tensor([7.])"
            message = next(c for c in lesson.cells if "raises-exception" in check.tags(c))
            message.outputs[0]["evalue"] = message.outputs[0]["evalue"].replace("does not require", "does require")
        else:
            next(c for c in lesson.cells if c.source == "y.graph()").source = "y.graph() "
        nbformat.write(lesson, tmp_path / language / source.name)
    assert check.main([]) == 1
    told = capsys.readouterr().out
    assert "committed 'tensor([7.])' now 'tensor([6.])'" in told
    assert "does require grad" in told
    assert "lesson 01: cell 8: the code differs" in told


def test_prose_without_its_code() -> None:
    assert check.without_code("a `b` c $d$ e\n```java\nf\n```\ng").split() == ["a", "c", "e", "g"]
    assert "quoted" not in check.without_code("> **In PyTorch**\n> ```python\n> quoted()\n> ```\n> prose")


@pytest.mark.skipif(shutil.which("hunspell") is None, reason="no hunspell here")
def test_misspelt_words_are_named(tmp_path) -> None:
    (tmp_path / "en").mkdir()
    lesson = tmp_path / "en" / "01-lesson.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell("The **gradiant** of `xqzy` in PyTorch, *palabra* $zzz$")]), lesson)
    assert check.check_spelling(lesson) == ["cell 1: spelling of gradiant"]
