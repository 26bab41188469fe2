"""The doctor, on a sound installation and on broken ones, each of which it has to name."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, run_install
from test_install import fake_java

PACKAGE = ROOT / "kernel" / "src" / "main" / "python"


class Patient:
    """An installation of its own, and the environment in which the doctor looks at it."""

    def __init__(self, folder: Path, home: Path, env: dict[str, str]) -> None:
        self.folder = folder
        self.home = home
        self.env = env
        self.python = [sys.executable]

    def spec(self, change: Callable[[dict], None]) -> None:
        file = self.folder / "kernel.json"
        spec = json.loads(file.read_text(encoding="utf-8"))
        change(spec)
        file.write_text(json.dumps(spec), encoding="utf-8")

    def java(self, java: Path) -> None:
        self.spec(lambda spec: spec["argv"].__setitem__(1, str(java)))

    def jar(self, name: str) -> Path:
        return next((self.folder / "lib").glob(f"{name}-*.jar"))

    def examine(self) -> dict:
        result = subprocess.run(
            [*self.python, "-m", "nabla_kernel", "doctor", "--json", "--folder", str(self.folder)],
            env=self.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=250,
            check=False,
        )
        assert result.stderr == ""
        answer = json.loads(result.stdout)
        assert result.returncode == (0 if answer["ok"] else 1)
        for check in answer["checks"]:
            assert check["ok"] != bool(check["cure"]), check
        return answer


@pytest.fixture
def patient(kernelspec: Path, jupyter_env: dict[str, str], tmp_path: Path) -> Patient:
    data = tmp_path / "share" / "jupyter"
    folder = Path(shutil.copytree(kernelspec, data / "kernels" / "nabla"))
    env = dict(jupyter_env, HOME=str(tmp_path), JUPYTER_PATH=str(data), PYTHONPATH=str(PACKAGE))
    made = Patient(folder, tmp_path, env)
    made.spec(lambda spec: spec["argv"].__setitem__(0, str(folder / "launch")))
    return made


def failed(answer: dict) -> dict[str, str]:
    return {check["name"]: check["found"] for check in answer["checks"] if not check["ok"]}


def gone(p: Patient) -> None:
    shutil.rmtree(p.folder)


def garbled(p: Patient) -> None:
    (p.folder / "kernel.json").write_text('{"argv": [', encoding="utf-8")


def without_launcher(p: Patient) -> None:
    (p.folder / "launch").unlink()


def launcher_not_executable(p: Patient) -> None:
    (p.folder / "launch").chmod(0o644)


def moved(p: Patient) -> None:
    p.spec(lambda spec: spec["argv"].__setitem__(0, "/tmp/launch"))


def without_a_jar(p: Patient) -> None:
    p.jar("gson").unlink()


def damaged_jar(p: Patient) -> None:
    jar = p.jar("guava")
    jar.write_bytes(jar.read_bytes()[:10_000])


def java_gone(p: Patient) -> None:
    p.java(p.home / "jdk" / "bin" / "java")


def java_old(p: Patient) -> None:
    p.java(fake_java(p.home / "jdk", "17"))


def java_small(p: Patient) -> None:
    p.java(fake_java(p.home / "jdk", "25"))


def wrong_option(p: Patient) -> None:
    p.env["NABLA_JAVA_OPTS"] = "-Xmx1k"


def elsewhere(p: Patient) -> None:
    p.env["JUPYTER_PATH"] = str(p.home)


def shadowed(p: Patient) -> None:
    other = Path(shutil.copytree(p.folder, p.home / "other" / "kernels" / "nabla"))
    p.env["JUPYTER_PATH"] = f"{other.parents[1]}{os.pathsep}{p.env['JUPYTER_PATH']}"


def without_jupyter(p: Patient) -> None:
    p.python = [sys.executable, "-S"]


def runtime_folder_closed(p: Patient) -> None:
    (p.home / "file").touch()
    p.env["JUPYTER_RUNTIME_DIR"] = str(p.home / "file" / "below")


def library_gone(p: Patient) -> None:
    p.jar("jeromq").unlink()
    (p.folder / "files.txt").unlink()  # as in a wheel, whose files are pip's to list


@pytest.mark.parametrize(
    ("harm", "name", "said"),
    [
        (gone, "kernelspec", "kernel.json is not there"),
        (garbled, "kernelspec", "cannot be read: JSONDecodeError"),
        (without_launcher, "kernelspec", "launch is not there"),
        (launcher_not_executable, "kernelspec", "may not be executed"),
        (moved, "kernelspec", "starts /tmp/launch, which is not this kernel's"),
        (without_a_jar, "jars", "lacks lib/gson-"),
        (damaged_jar, "jars", "damaged files: guava-"),
        (java_gone, "java", "jdk/bin/java is not there"),
        (java_old, "java", "is Java 17, and 25 or newer is needed"),
        (java_small, "java", "without the module jdk.jshell"),
        (wrong_option, "environment", "the JVM does not start"),
        (elsewhere, "jupyter", "sees no kernel nabla"),
        (shadowed, "jupyter", "finds another kernel nabla first"),
        (without_jupyter, "jupyter", "has no jupyter_client"),
        (runtime_folder_closed, "write access", "nothing can be written in"),
        (library_gone, "round trip", "org/zeromq"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_broken_is_named(patient: Patient, harm: Callable[[Patient], None], name: str, said: str) -> None:
    harm(patient)
    answer = patient.examine()
    assert not answer["ok"]
    found = failed(answer)
    assert said in found[name]
    # The cache of another installation's jars does not fit, and a kernel that is not there is not seen.
    assert set(found) - {name} <= {"cache"} | ({"jupyter", "jars"} if harm is gone else {"jupyter"} if harm is garbled else set())


def test_a_sound_installation_is_sound_and_says_what_it_runs_on(patient: Patient) -> None:
    answer = patient.examine()
    assert answer["ok"], failed(answer)
    checks = {check["name"]: check for check in answer["checks"]}
    assert checks["cache"]["found"].endswith(".aot")
    assert set(checks["round trip"]["facts"]) == {"ready_s", "first_cell_s", "second_cell_s"}
    facts = checks["environment"]["facts"]
    assert facts["cache"] == checks["cache"]["found"]
    assert int(facts["threads"]) > 0
    assert {"java", "heap", "blas", "device", "opencl"} < set(facts)


def test_install_sh_has_it_too_and_a_cache_that_is_off_is_a_remark(patient: Patient) -> None:
    patient.env["NABLA_AOT"] = "off"
    result = run_install("doctor", "--prefix", patient.home, env=patient.env)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "NABLA_AOT, or an option" in result.stdout
    assert "> Take it out of the environment" in result.stdout
    assert result.stdout.endswith("All is well.\n")
