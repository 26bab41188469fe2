"""What the suites share: the kernel is built by `install.sh`, installed into a temporary prefix, and found there by Jupyter."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
INSTALL = ROOT / "install.sh"

#: Lines that suites want printed after the tests, such as measured times.
notes: list[str] = []


def run_install(*arguments: str, env: dict[str, str] | None = None, script: Path = INSTALL, timeout: int = 280) -> subprocess.CompletedProcess:
    """Runs install.sh without a terminal and returns what it said."""
    return subprocess.run(
        ["bash", str(script), *map(str, arguments)],
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout,
        check=False,
    )


@pytest.fixture(scope="session")
def jupyter_env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which Jupyter reads and writes only temporary folders, and finds this suite's own Jupyter."""
    home = tmp_path_factory.mktemp("home")
    env = dict(os.environ)
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX", "JUPYTER_PREFER_ENV_PATH", "NABLA_JAVA_OPTS"):
        env.pop(name, None)
    env.update(
        HOME=str(home),
        JUPYTER_CONFIG_DIR=str(home / "config"),
        JUPYTER_DATA_DIR=str(home / "data"),
        JUPYTER_RUNTIME_DIR=str(home / "runtime"),
        JUPYTERLAB_SETTINGS_DIR=str(home / "settings"),
        JUPYTERLAB_WORKSPACES_DIR=str(home / "workspaces"),
        PATH=f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}",
    )
    return env


@pytest.fixture(scope="session")
def kernelspec(tmp_path_factory: pytest.TempPathFactory, jupyter_env: dict[str, str]) -> Path:
    """Installs the kernel as a user would, in a folder whose name is no easy one, and returns the kernelspec's folder."""
    prefix = tmp_path_factory.mktemp("prefix") / "an español place"
    state = Path(os.environ.get("NABLA_STATE", ROOT / ".nabla"))
    state.mkdir(exist_ok=True)
    with (state / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # what is not built yet is built by one process
        # Maven's repository is the user's: only Jupyter is kept apart here.
        result = run_install("--prefix", prefix, env={**jupyter_env, "HOME": os.environ["HOME"]})
    assert result.returncode == 0, result.stdout + result.stderr
    jupyter_env["JUPYTER_PATH"] = str(prefix / "share" / "jupyter")
    os.environ.update(jupyter_env)
    return prefix / "share" / "jupyter" / "kernels" / "nabla"


@pytest.fixture(scope="module")
def kernel(kernelspec: Path):
    """A kernel for the tests of one file and its client; shut down afterwards."""
    from jupyter_client.manager import start_new_kernel

    manager, client = start_new_kernel(kernel_name="nabla", startup_timeout=60)
    yield manager, client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


@pytest.fixture
def lessons(tmp_path: Path) -> Path:
    """A copy of the notebooks that a test may write to."""
    return Path(shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks", ignore=shutil.ignore_patterns(".*")))


@contextmanager
def browser(*options: str) -> Iterator:
    """The system's Chromium without a window, or Playwright's own where the system has none."""
    from playwright.sync_api import sync_playwright

    executable = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", *options])
        yield opened
        opened.close()


#: The files that take longest, and so have to begin first for two processes to end together.
LONGEST = ("test_soak", "test_nbconvert", "test_install", "test_authoring")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        return LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST)

    items.sort(key=place)  # stable: the others stay in their order


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["notes"] = notes


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error) -> None:
    """Takes over the lines of a process that ran some of the files."""
    notes.extend(getattr(node, "workeroutput", {}).get("notes", []))


def pytest_terminal_summary(terminalreporter) -> None:
    for note in notes:
        terminalreporter.write_line(note)
