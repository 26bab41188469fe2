"""Looks at an installation of the kernel from the outside, and names what is wrong with its cure.

Uses nothing but Python's own library, and `jupyter_client` where it is there: what is broken may be anything.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import asdict, dataclass, field
from pathlib import Path

from . import jdks

NAME = "nabla"
AGAIN = "Install the kernel again: ./install.sh, or pip install --force-reinstall nabla-kernel."


@dataclass
class Check:
    """One thing that was looked at. `cure` says what to do where it is not `ok`."""

    name: str
    ok: bool
    found: str
    cure: str = ""
    facts: dict = field(default_factory=dict)


class Doctor:
    """One look at a kernel in a folder of its own, or wherever Jupyter finds it."""

    def __init__(self, folder: Path | None = None) -> None:
        self.checks: list[Check] = []
        self.folder = folder
        self.argv: list[str] = []
        self.java = ""

    def examine(self) -> list[Check]:
        """Looks at everything; what needs a thing that is missing is left out."""
        around = self.jupyter() & self.write_access()
        if self.kernelspec() & self.jars() and self.jdk():
            self.cache()
            if self.environment() and around:
                self.round_trip()
        return self.checks

    def note(self, name: str, fault: str, found: str, cure: str, **facts: object) -> bool:
        self.checks.append(Check(name, not fault, fault or found, cure if fault else "", facts))
        return not fault

    def jupyter(self) -> bool:
        """Jupyter is there, and looks for kernels where this one is."""
        cure = "pip install jupyterlab, or run this with the Python of your Jupyter."
        try:
            from jupyter_client.kernelspec import KernelSpecManager
        except ImportError:
            fault = f"{sys.executable} has no jupyter_client, so this Python has no Jupyter"
            return self.note("jupyter", fault, "", cure)
        manager = KernelSpecManager()
        seen = manager.find_kernel_specs().get(NAME)
        folders = os.pathsep.join(manager.kernel_dirs)
        if self.folder is None:
            self.folder = Path(seen) if seen else None
        fault = ""
        if seen is None:
            fault = f"Jupyter of {sys.prefix} sees no kernel {NAME}"
            cure = "Install the kernel where Jupyter looks, or name its place in JUPYTER_PATH: see folders below."
        elif self.folder and self.folder.exists() and not os.path.samefile(seen, self.folder):
            fault = f"Jupyter of {sys.prefix} finds another kernel {NAME} first, in {seen}"
            cure = "Uninstall the other one, or this one."
        return self.note("jupyter", fault, f"{sys.executable} finds {seen}", cure, folders=folders)

    def kernelspec(self) -> bool:
        """The file that tells Jupyter how to start the kernel is whole, and what it names is there."""
        if self.folder is None:
            return self.note("kernelspec", "no kernel was found", "", AGAIN)
        file = self.folder / "kernel.json"
        fault = ""
        try:
            spec = json.loads(file.read_text(encoding="utf-8"))
            self.argv = [str(part).replace("{resource_dir}", str(self.folder)) for part in spec["argv"]]
        except FileNotFoundError:
            fault = f"{file} is not there"
        except (OSError, ValueError, KeyError, TypeError) as e:
            fault = f"{file} cannot be read: {type(e).__name__}: {e}"
        launcher = self.folder / "launch"
        if not fault and not launcher.is_file():
            fault = f"the launcher {launcher} is not there"
        elif not fault and not os.access(launcher, os.X_OK):
            fault = f"the launcher {launcher} may not be executed"
            if os.access(launcher, os.R_OK):
                return self.note("kernelspec", fault, "", f"chmod +x '{launcher}' (a file system mounted noexec does the same).")
        elif not fault and self.argv[0].endswith("/launch") and not os.path.samefile(os.path.dirname(self.argv[0]) or ".", self.folder):
            fault = f"{file} starts {self.argv[0]}, which is not this kernel's launcher"
        return self.note("kernelspec", fault, str(file), AGAIN)

    def jars(self) -> bool:
        """The jars of the installation are there and whole."""
        if self.folder is None:
            return False
        lib = self.folder / "lib"
        present = sorted(lib.glob("*.jar"))
        listed = self.folder / "files.txt"
        wanted = {line for line in (listed.read_text(encoding="utf-8").splitlines() if listed.is_file() else []) if line.startswith("lib/")}
        missing = sorted(wanted - {f"lib/{jar.name}" for jar in present})
        damaged = [jar.name for jar in present if not zipfile.is_zipfile(jar)]
        fault = ""
        if missing:
            fault = f"{self.folder} lacks {', '.join(missing)}"
        elif not any(jar.name.startswith("nabla-kernel") for jar in present):
            fault = f"{lib} has no jar of the kernel"
        elif damaged:
            fault = f"{lib} has damaged files: {', '.join(damaged)}"
        return self.note("jars", fault, f"{len(present)} in {lib}", AGAIN)

    def jdk(self) -> bool:
        """The Java that the kernelspec names, or that would be found, can run the kernel."""
        cure = "Install a JDK 25 (a whole one), then the kernel again, or name the JDK in kernel.json."
        named = self.argv[1] if self.argv and self.argv[0].endswith("/launch") and len(self.argv) > 1 else ""
        if named:
            jdk = jdks.look_at(named)
        else:
            good, unfit = jdks.find()
            jdk = good or jdks.Jdk("", fault="; ".join(["no JDK was found", *[each.fault for each in unfit]]))
        self.java = jdk.java
        return self.note("java", jdk.fault, f"Java {jdk.version} in {jdk.home}", cure)

    def launch(self, what: str, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [str(self.folder / "launch"), self.java, what],
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=120,
            check=False,
        )

    def cache(self) -> bool:
        """Whether starts are quick; without a cache the kernel works all the same."""
        state = self.launch("--cache-state").stdout.strip()
        fault = "" if state.startswith("/") else f"no cache of linked classes is used: {state}"
        cure = f"'{self.folder}/launch' '{self.java}' --cache makes one, which takes half a minute; a running kernel does so by itself."
        if "NABLA" in state or "option" in state:
            cure = "Take it out of the environment, unless you mean it."
        return self.note("cache", fault, state, cure)

    def environment(self) -> bool:
        """The JVM starts with the options of the user, and tells what it runs on."""
        done = self.launch("--environment")
        facts = {}
        fault = ""
        try:
            facts = json.loads(done.stdout)
        except ValueError:
            lines = (done.stderr or done.stdout).strip().splitlines()
            fault = f"the JVM does not start: {' '.join(lines[:3]) or f'exit status {done.returncode}'}"
        options = {name: os.environ[name] for name in ("NABLA_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS") if os.environ.get(name)}
        cure = f"Correct {' and '.join(f'{name}={value}' for name, value in options.items())}." if options else AGAIN
        return self.note("environment", fault, facts.get("blas", ""), cure, **facts)

    def round_trip(self) -> bool:
        """A kernel is started, computes a gradient, and ends."""
        cure = "Run it by hand to see more: jupyter console --kernel nabla."
        try:
            from jupyter_client.manager import KernelManager
        except ImportError:
            return False
        with tempfile.TemporaryFile(mode="w+", encoding="utf-8", errors="replace") as log:
            times = {}
            last = time.monotonic()

            def step(name: str) -> None:
                nonlocal last
                now = time.monotonic()
                times[name], last = round(now - last, 3), now

            manager = KernelManager(kernel_name=NAME)
            client = None
            fault = ""
            try:
                manager.start_kernel(stdout=log, stderr=log)
                client = manager.blocking_client()
                client.start_channels()
                client.wait_for_ready(timeout=60)
                step("ready_s")
                fault = self.cell(client)
                step("first_cell_s")
                fault = fault or self.cell(client)
                step("second_cell_s")
            except Exception as e:  # noqa: BLE001 - whatever is wrong is what is asked for
                fault = f"{type(e).__name__}: {e}"
            finally:
                if client is not None:
                    client.stop_channels()
                if manager.has_kernel:
                    manager.shutdown_kernel(now=True)
            if fault:
                log.seek(0)
                # What was printed first is what went wrong, and frames of a stack say little.
                said = [line.strip() for line in log if not line.startswith("\tat ")]
                fault = "; ".join([fault, *said[:4]])
        first = times.get("ready_s", 0) + times.get("first_cell_s", 0)
        return self.note("round trip", fault, f"a gradient {first:.1f} s after the start", cure, **times)

    @staticmethod
    def cell(client) -> str:
        """Runs a cell with a gradient; returns what is wrong with the answer."""
        values = []

        def hook(message: dict) -> None:
            if message["msg_type"] == "execute_result":
                values.append(message["content"]["data"]["text/plain"])

        code = "var doctor = vector(1.0, 2.0).requiresGrad(true);\ndoctor.pow(2).sum().backward();\ndoctor.grad()"
        client.execute_interactive(code, timeout=60, output_hook=hook, store_history=False)
        return "" if values == ["tensor([2., 4.])"] else f"the gradient of a cell came out as {values}"

    def write_access(self) -> bool:
        """Jupyter can write the files with which it connects to kernels."""
        fault = ""
        folder = os.environ.get("JUPYTER_RUNTIME_DIR", "")
        try:
            from jupyter_core.paths import jupyter_runtime_dir

            folder = jupyter_runtime_dir()
        except ImportError:
            folder = folder or tempfile.gettempdir()
        try:
            Path(folder).mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as e:
            fault = f"nothing can be written in {folder}: {e.strerror}"
        return self.note("write access", fault, folder, "Make the folder yours, or name another in JUPYTER_RUNTIME_DIR.")


def report(folder: Path | None, as_json: bool) -> int:
    """Prints what was found; returns the status to exit with."""
    checks = Doctor(folder).examine()
    # A slower start is a remark, not a fault.
    sound = all(check.ok for check in checks if check.name != "cache")
    if as_json:
        print(json.dumps({"ok": sound, "checks": [asdict(check) for check in checks]}, indent=2, ensure_ascii=False))
        return 0 if sound else 1
    for check in checks:
        mark = "ok" if check.ok else "--" if check.name == "cache" else "NO"
        print(f"{mark}  {check.name:12}  {check.found}")
        for name, value in check.facts.items():
            print(f"    {'':12}  {name}: {value}")
        if check.cure:
            print(f"    {'':12}  > {check.cure}")
    print("\nAll is well." if sound else "\nSomething is wrong; what to do stands behind >.")
    return 0 if sound else 1
