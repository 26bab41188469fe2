"""What cells show, in JupyterLab in a real browser: tensors, charts, progress, widgets; light and dark."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import pytest
from nbclient import NotebookClient
from playwright.sync_api import Page, expect, sync_playwright
from test_lab import BROWSER_OPTIONS, NOT_OURS, SCREENSHOTS, SETTINGS, run_all, wait_for_idle

PICTURES = {
    "tensor": "manualSeed(0); var a = tensor(new double[][] {{1, -2, Double.NaN}, {0.5, 4, -4}}); a",
    "large": "randn(200, 50)",
    "pages": "randn(6, 4, 5)",
    "image": "rand(6, 8, 8).asImage()",
    "losses": 'plot(new TreeMap<>(Map.of("train", List.of(2.0, 1.0, 0.5), "test", List.of(2.2, 1.4, 1.1)))).logY()',
    "regions": "var net = new Sequential(new Linear(2, 8), new Tanh(), new Linear(8, 2));\n"
    "var points = randn(40, 2);\nplotRegions(net, points, points.sum(1).gt(0).toLong())",
    "confusion": 'plotConfusion(List.of(0, 1, 1, 2), List.of(0, 1, 2, 2), "a", "b", "c")',
    "weights": "plotWeights(net)",
    "surface": "plotSurface((x, y) -> x.square().sub(y.square()), -1, 1, -1, 1)",
    "derivative": "plotDerivative(x -> x.sin(), -3, 3)",
    "derivation": "var w = tensor(2.0).requiresGrad(true);\nvar d = tensor(0.5).requiresGrad(true);\nw.mul(d).tanh().pow(2).derivation()",
    "progress": 'for (int i : progress(4)) { progress.set("loss", 1.0 / (i + 1)); Thread.sleep(120); }',
}

WIDGETS = [
    'var slider = new IntSlider("n", 3, 0, 10);\nslider.observe(n -> IO.println("moved to " + n));\nslider',
    "interact(n -> n * n, slider)",
    'var go = new Button("Go");\nvar hits = new int[1];\ngo.onClick(() -> IO.println("hit " + ++hits[0]));\ngo',
    'var play = new Play(0, 30);\nvar shown = new IntSlider("frame", 0, 30);\njslink(play, shown);\nnew HBox(play, shown)',
    'new Tab(List.of("one", "two"), new Label("first page"), new HTML("<b>second</b>"))',
    'new VBox(new Dropdown("optimizer", "SGD", "Adam"), new Checkbox("shuffle", true), new Text("name", "Ada"), new FloatLogSlider("lr", 0.1, 1e-3, 1),'
    ' new FloatSlider("a", 0, 1), new FloatProgress("done", 0, 1), new Image(rand(8, 8).asImage()),'
    ' new Accordion(List.of("more"), new Label("inside")))',
    'var out = new Output();\ndisplay(out);\nout.run(() -> IO.println("caught"));',
]

TRAINING = 'display(stopButton("Stop"));\nfor (int i : progress(100_000)) { Thread.sleep(10); }'


def notebook(path: Path, cells: list[str]) -> Path:
    nbformat.write(
        nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
            metadata={"kernelspec": {"name": "nabla", "display_name": "Java (Nabla)", "language": "java"}},
        ),
        path,
    )
    return path


@pytest.fixture(scope="module")
def lab(kernelspec: Path, jupyter_env: dict[str, str], tmp_path_factory: pytest.TempPathFactory):
    """One JupyterLab for this file; returns its folder, address and token."""
    root = tmp_path_factory.mktemp("shown")
    for name, value in SETTINGS.items():
        file = Path(jupyter_env["JUPYTERLAB_SETTINGS_DIR"]) / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(value), encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(16)
    log = root.parent / "shown.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [
                sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}",
                f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={root}", "--ServerApp.port_retries=0",
                "--LabApp.expose_app_in_browser=True",
            ],
            env={**os.environ, "JUPYTERLAB_WORKSPACES_DIR": str(root.parent / "workspaces")},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{url}/api/status?token={token}", timeout=5).close()
            break
        except OSError:
            assert server.poll() is None, log.read_text(encoding="utf-8")
            time.sleep(0.2)
    else:
        pytest.fail(log.read_text(encoding="utf-8"))
    yield root, url, token
    server.terminate()
    server.wait(timeout=60)


@pytest.fixture
def page():
    """A page, and what its console complained of or what it asked of other hosts."""
    executable = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=BROWSER_OPTIONS)
        page = browser.new_page(viewport={"width": 1200, "height": 900})
        complaints: list[str] = []

        def asked(request) -> None:
            parts = urlsplit(request.url)
            if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
                complaints.append(f"asked for {request.url}")

        page.on("request", asked)
        page.on("console", lambda message: complaints.append(f"{message.text} ({message.location.get('url')})") if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page, complaints
        browser.close()


def open_notebook(page: Page, lab, path: Path) -> None:
    root, url, token = lab
    page.goto(f"{url}/lab/tree/{path.relative_to(root)}?token={token}&reset")
    expect(page.locator(".jp-Notebook")).to_be_visible(timeout=60_000)
    wait_for_idle(page)
    theme(page, "JupyterLab Light")


def theme(page: Page, name: str) -> None:
    page.evaluate("name => window.jupyterapp.commands.execute('apputils:change-theme', {theme: name})", name)
    page.wait_for_function("name => document.body.dataset.jpThemeName === name", arg=name, timeout=30_000)


def outputs(page: Page, cell: int):
    return page.locator(".jp-Notebook .jp-CodeCell").nth(cell).locator(".jp-OutputArea-output")


def photograph(page: Page, names: list[str]) -> None:
    """Takes a picture of each cell in both themes, in a window that is high enough for all of it."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    size = page.viewport_size
    cells = page.locator(".jp-Notebook .jp-CodeCell")
    highest = max(cells.nth(number).bounding_box()["height"] for number in range(len(names)))
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], int(highest) + 200)})
    for mode in ("Light", "Dark"):
        theme(page, f"JupyterLab {mode}")
        for number, name in enumerate(names):
            cell = page.locator(".jp-Notebook .jp-CodeCell").nth(number)
            cell.scroll_into_view_if_needed()
            cell.screenshot(path=SCREENSHOTS / f"shown-{name}-{mode.lower()}.png")
    page.set_viewport_size(size)


def test_pictures_of_tensors_charts_and_progress(lab, page) -> None:
    (page, complaints) = page
    open_notebook(page, lab, notebook(lab[0] / "pictures.ipynb", list(PICTURES.values())))
    run_all(page)
    names = list(PICTURES)
    expect(outputs(page, names.index("tensor")).locator("th").first).to_be_visible()
    expect(outputs(page, names.index("large")).get_by_text(re.compile("10000|mean"))).to_be_visible()
    expect(outputs(page, names.index("pages")).locator("details")).to_have_count(6)
    for name in ("image", "losses", "regions", "confusion", "weights", "surface", "derivative"):
        picture = outputs(page, names.index(name)).locator("img")
        expect(picture).to_be_visible()
        assert picture.bounding_box()["width"] > 100, name
        assert picture.evaluate("image => image.complete && image.naturalWidth > 0"), name
    derivation = outputs(page, names.index("derivation"))
    expect(derivation.locator("mjx-container").first).to_be_visible(timeout=30_000)
    assert derivation.locator("mjx-merror").count() == 0
    expect(derivation).to_contain_text("the derivative of y by w is")
    expect(outputs(page, names.index("progress"))).to_have_count(1)
    expect(outputs(page, names.index("progress"))).to_contain_text("4 of 4, loss 0.2500")
    photograph(page, names)
    assert [text for text in complaints if not NOT_OURS.search(text)] == []


def test_a_notebook_that_is_not_trusted_shows_its_pictures(lab, page) -> None:
    (page, complaints) = page
    path = notebook(lab[0] / "foreign.ipynb", list(PICTURES.values()))
    # Executed elsewhere, it has no signature of this Jupyter.
    executed = NotebookClient(nbformat.read(path, as_version=4), timeout=120, kernel_name="nabla").execute()
    nbformat.write(executed, path)
    open_notebook(page, lab, path)
    cells = "window.jupyterapp.shell.currentWidget.content.widgets"
    assert page.evaluate(f"{cells}.filter(cell => cell.model.trusted).length") == 0
    names = list(PICTURES)
    for name in ("image", "losses", "regions", "confusion", "weights", "surface", "derivative"):
        picture = outputs(page, names.index(name)).locator("img")
        picture.scroll_into_view_if_needed()
        expect(picture).to_be_visible()
        assert picture.bounding_box()["width"] > 100, name
        assert picture.evaluate("image => image.complete && image.naturalWidth > 0"), name
    expect(outputs(page, names.index("tensor")).locator("td").first).to_be_visible()
    expect(outputs(page, names.index("derivation")).locator("mjx-container").first).to_be_visible(timeout=30_000)
    expect(outputs(page, names.index("progress"))).to_contain_text("4 of 4, loss 0.2500")
    photograph(page, [f"untrusted-{name}" for name in names])
    assert [text for text in complaints if not NOT_OURS.search(text)] == []


def test_widgets_answer(lab, page) -> None:
    (page, complaints) = page
    open_notebook(page, lab, notebook(lab[0] / "widgets.ipynb", [*WIDGETS, TRAINING]))
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    training = page.locator(".jp-Notebook .jp-CodeCell").nth(len(WIDGETS))
    expect(training.get_by_role("button", name="Stop")).to_be_visible(timeout=60_000)

    # While the last cell trains, a slider moves, and a button is pressed.
    handle = outputs(page, 0).locator(".noUi-handle")
    handle.focus()
    handle.press("ArrowRight")
    expect(page.locator(".jp-Notebook .jp-CodeCell").nth(0)).to_contain_text("moved to 4", timeout=30_000)
    expect(outputs(page, 1).filter(has_text="16").first).to_be_visible(timeout=30_000)
    outputs(page, 2).get_by_role("button", name="Go").click()
    expect(page.locator(".jp-Notebook .jp-CodeCell").nth(2)).to_contain_text("hit 1", timeout=30_000)
    outputs(page, 3).locator(".widget-play button").first.click()
    frame = outputs(page, 3).locator(".widget-readout")
    expect(frame).not_to_have_text("0", timeout=30_000)
    expect(outputs(page, 4).get_by_text("first page")).to_be_visible()
    expect(outputs(page, 5).get_by_text("optimizer")).to_be_visible()
    expect(outputs(page, 6).get_by_text("caught").first).to_be_visible()
    training.get_by_role("button", name="Stop").click()
    expect(training).to_contain_text(re.compile("Interrupted|stopped"), timeout=30_000)
    expect(training).to_contain_text("left at")
    photograph(page, [f"widgets-{number}" for number in range(len(WIDGETS) + 1)])
    assert [text for text in complaints if not NOT_OURS.search(text)] == []
