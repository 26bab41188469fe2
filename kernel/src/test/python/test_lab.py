"""JupyterLab in a real browser: the lesson runs, and what it shows can be seen."""

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

import nbformat
import pytest
from conftest import ROOT
from playwright.sync_api import Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

SCREENSHOTS = Path(os.environ.get("NABLA_STATE", ROOT / ".nabla")) / "screenshots"

BROWSER_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

#: Whole notebooks in the page (not only the cells in view), and no question about news from the network.
SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}

#: What JupyterLab itself complains of on a machine without a network; everything else fails the test.
NOT_OURS = re.compile(r"favicon|api/(contents|workspaces|kernelspecs).*404|net::ERR_|jupyterlab/news|pypi")


def first_lesson(folder: Path) -> Path:
    """Returns the first lesson of a language, its outputs removed: what is seen afterwards was made by the run."""
    path = next(folder.glob("01-*.ipynb"))
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    nbformat.write(notebook, path)
    return path


@pytest.fixture
def lab(kernelspec: Path, jupyter_env: dict[str, str], lessons: Path):
    """A JupyterLab server on the copied notebooks; returns its address and token."""
    for name, value in SETTINGS.items():
        file = Path(jupyter_env["JUPYTERLAB_SETTINGS_DIR"]) / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(value), encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(16)
    log = lessons.parent / "lab.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [
                sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}",
                f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={lessons}", "--ServerApp.port_retries=0",
            ],
            # A workspace of its own, or the notebook of the test before is open in a hidden tab.
            env={**os.environ, "JUPYTERLAB_WORKSPACES_DIR": str(lessons.parent / "workspaces")},
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
    yield url, token
    server.terminate()
    server.wait(timeout=60)


@pytest.fixture
def page(tmp_path: Path):
    """A page of the system's Chromium (or of Playwright's own where the system has none) and what its console complained of."""
    executable = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=BROWSER_OPTIONS)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(f"{message.text} ({message.location.get('url')})") if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page, complaints
        browser.close()


def wait_for_idle(page: Page) -> None:
    """Waits for the status bar: the indicator in the notebook says idle before there is a kernel, too."""
    expect(page.locator("#jp-bottom-panel").get_by_text(re.compile(r"\| Idle$"))).to_be_visible(timeout=60_000)


def run_all(page: Page) -> None:
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    try:
        page.wait_for_function(
            """() => [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].every(p => /^\\[\\d+\\]:$/.test(p.textContent.trim()))""",
            timeout=120_000,
        )
    except PlaywrightTimeout:
        errors = page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error']").all_inner_texts()
        pytest.fail(f"not every cell ran; errors: {errors}")
    wait_for_idle(page)


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_first_lesson_in_jupyterlab(lab, page, lessons: Path, language: str) -> None:
    (url, token), (page, complaints) = lab, page
    path = first_lesson(lessons / language)
    page.goto(f"{url}/lab/tree/{path.relative_to(lessons)}?token={token}")
    expect(page.locator(".jp-Notebook")).to_be_visible(timeout=60_000)
    wait_for_idle(page)
    run_all(page)

    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.locator(".jp-Cell").first.scroll_into_view_if_needed()
    page.screenshot(path=SCREENSHOTS / f"lesson-{language}.png")
    outputs = page.locator(".jp-Cell-outputArea")
    expect(outputs.get_by_text("tensor([6.])").first).to_be_visible()
    expect(outputs.locator(".jp-RenderedHTMLCommon table").first).to_be_visible()
    graph = outputs.locator("svg[id^=nabla], img[src^='data:image/']").first
    graph.scroll_into_view_if_needed()
    expect(graph).to_be_visible()
    page.screenshot(path=SCREENSHOTS / f"lesson-{language}-graph.png")
    box = graph.bounding_box()
    assert box["width"] > 100
    assert box["height"] > 50

    assert [text for text in complaints if not NOT_OURS.search(text)] == []
