"""One notebook with every kind of picture, executed twice and exported by nbconvert to each of its formats."""

from __future__ import annotations

import base64
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter, LatexExporter, MarkdownExporter, ScriptExporter, WebPDFExporter
from nbdime import diff_notebooks
from playwright.sync_api import Error, sync_playwright
from test_lab import BROWSER_OPTIONS, SCREENSHOTS
from traitlets.config import Config

CELLS = [
    "manualSeed(0); tensor(new double[][] {{1, -2}, {0.5, 4}})",
    "randn(200, 50)",
    "rand(2, 8, 8).asImage()",
    "plot(List.of(2.0, 1.0, 0.5)).logY()",
    "plotRegions(x -> x.sum(1), randn(20, 2), new int[20])",
    'for (int i : progress(3)) { progress.set("loss", 1.0 / (i + 1)); }',
    "var w = tensor(2.0).requiresGrad(true); var loss = w.mul(w).add(1); loss.backward(); loss.graph()",
    'new IntSlider("n", 3, 0, 10)',
    "%%derive\nvar u = tensor(3.0).requiresGrad(true);\nu.pow(2)",
    # Modules and loops as boxes, with drawings behind clicks.
    "graph(new LSTM(2, 3), randn(20, 1, 2))",
    "var z = u; for (int i = 0; i < 60; i++) { z = z.mul(u).tanh(); }\nz.backward();\nz.graph()",
    "plotSurface((x, y) -> x.mul(y), -1, 1, -1, 1)",
]
GRAPHS = (6, 9, 10)
PICTURES = (2, 3, 4, *GRAPHS, 11)
README_PRIORITY = ["image/png", "text/markdown", "text/html", "text/plain"]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def executed() -> nbformat.NotebookNode:
    """Runs the notebook in a fresh kernel."""
    cells = [nbformat.v4.new_code_cell(cell, id=f"cell-{number}") for number, cell in enumerate(CELLS)]
    notebook = nbformat.v4.new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "nabla", "display_name": "Java (Nabla)", "language": "java"}}
    )
    return NotebookClient(notebook, timeout=120, record_timing=False, store_widget_state=False).execute()


@pytest.fixture(scope="module")
def shown(kernelspec: Path) -> nbformat.NotebookNode:
    return executed()


def test_another_run_is_no_difference(shown) -> None:
    assert diff_notebooks(shown, executed()) == []


def test_nothing_is_on_stderr_and_a_loop_leaves_one_line(shown) -> None:
    assert [output for cell in shown.cells for output in cell.outputs if output.output_type in ("stream", "error")] == []
    (bar,) = shown.cells[5].outputs
    assert bar.data["text/plain"] == "3 of 3, loss 0.3333"


def test_html_is_seen_without_a_network(shown, tmp_path: Path) -> None:
    page_file = tmp_path / "shown.html"
    page_file.write_text(HTMLExporter().from_notebook_node(shown)[0], encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=BROWSER_OPTIONS)
        context = browser.new_context(offline=True, viewport={"width": 1000, "height": 2600})
        page = context.new_page()
        asked: list[str] = []

        def refuse(route) -> None:
            asked.append(route.request.url)
            route.abort()  # would be waited for until it times out

        page.route(re.compile("^https?:"), refuse)
        page.goto(page_file.as_uri(), wait_until="domcontentloaded")
        outputs = page.locator(".jp-CodeCell .jp-Cell-outputArea")
        assert outputs.count() == len(CELLS)
        for number in range(len(CELLS)):
            box = outputs.nth(number).bounding_box()
            assert box["height"] > 10, CELLS[number]
        for number in PICTURES:
            picture = outputs.nth(number).locator("img, svg").first
            assert picture.bounding_box()["width"] > 60, CELLS[number]
        # Graphs answer there, too.
        graph = outputs.nth(GRAPHS[0])
        graph.locator("[data-box]", has_text="loss = add").hover()
        assert "AddBackward0, backward step 1" in graph.inner_text()
        loop = outputs.nth(GRAPHS[2])
        loop.locator("[data-leads]").first.click()
        assert "mul → tanh ×59" in loop.locator("svg").text_content()
        loop.get_by_role("button", name="first drawing").click()
        # What nbconvert's own page asks for (MathJax, require.js) an empty notebook asks for, too.
        empty = HTMLExporter().from_notebook_node(nbformat.v4.new_notebook(metadata=shown.metadata))[0]
        assert [url for url in asked if url not in empty] == []
        assert "IntSlider: n = 3" in outputs.nth(7).inner_text()
        # MathJax is not there without a network: the formulas show as they are written, between sentences.
        derived = outputs.nth(8).inner_text()
        assert "Step 1, pow: y = u^2 = 9" in derived and "the derivative of y by u is 6" in derived
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / "export.png", full_page=True)
        browser.close()


def test_markdown_and_latex_come_with_their_pictures(shown) -> None:
    text, resources = MarkdownExporter().from_notebook_node(shown)
    for name in re.findall(r"!\[\w+\]\(([^)]+)\)", text):
        assert resources["outputs"][name][:8] == b"\x89PNG\r\n\x1a\n" or b"<svg" in resources["outputs"][name]
    assert len(resources["outputs"]) >= 4
    # Told to prefer PNG, as the README says, it writes a file for each picture and no script.
    plain, resources = MarkdownExporter(config=Config({"NbConvertBase": {"display_data_priority": README_PRIORITY}})).from_notebook_node(shown)
    files = [f"output_{number}_0.png" for number in PICTURES]
    assert [name for name in re.findall(r"!\[\w+\]\(([^)]+)\)", plain) if name.endswith("png")] == files
    assert all(resources["outputs"][name][:4] == b"\x89PNG" for name in files)
    assert "<script" not in plain and "$$" in plain
    assert "tensor(" in text
    assert "$$" in text and r"\frac{\partial y}{\partial u} &= 2 \cdot u = 2 \cdot 3 = 6" in text
    # Where Inkscape is missing nbconvert has to be told to take the PNG, as the README says.
    latex, resources = LatexExporter(config=Config({"SVG2PDFPreprocessor": {"enabled": False}})).from_notebook_node(shown)
    # All that have a PNG; LaTeX itself can show no SVG.
    pictures = [number for number, cell in enumerate(shown.cells) if any("image/png" in output.get("data", {}) for output in cell.outputs)]
    assert set(PICTURES) <= set(pictures)
    names = re.findall(r"(output_\w+\.png)\}", latex)
    assert names == [f"output_{number}_0.png" for number in pictures]
    for name in names:
        assert resources["outputs"][name][:4] == b"\x89PNG", name
    assert r"\frac{\partial y}{\partial u} &= 2 \cdot u = 2 \cdot 3 = 6" in latex


def test_the_script_is_the_java(shown) -> None:
    text, resources = ScriptExporter().from_notebook_node(shown)
    assert all(cell in text for cell in CELLS)
    assert resources["output_extension"] in (".java", ".jsh")


def test_webpdf_is_printed_by_the_systems_chromium(shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    # Playwright looks for its own browser where this says; there it finds the system's.
    with sync_playwright() as playwright:
        with pytest.raises(Error) as missing:
            playwright.chromium.launch()
    wanted = Path(re.search(r"(/\S*shell\S*|/\S*chrome\S*)", str(missing.value))[1])
    wanted.parent.mkdir(parents=True)
    wanted.write_text(f'#!/bin/sh\nexec {CHROMIUM} --no-sandbox "$@"\n', encoding="utf-8")
    wanted.chmod(0o755)
    pdf, _ = WebPDFExporter(disable_sandbox=True).from_notebook_node(shown)
    assert pdf[:5] == b"%PDF-"
    assert len(pdf) > 20_000


def test_an_untrusted_page_still_has_pictures(shown) -> None:
    for number in PICTURES:
        (output,) = shown.cells[number].outputs
        assert base64.b64decode(output.data["image/png"])[:4] == b"\x89PNG"
    html = shown.cells[0].outputs[0].data["text/html"]
    assert "<table" in html and "<script" not in html
