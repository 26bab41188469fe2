"""The cache of loaded and linked classes: made by install.sh, used when it fits, and never in the way."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest


@pytest.fixture
def place(kernelspec: Path, tmp_path: Path) -> Path:
    """A copy of the installed kernel, which a test may break."""
    return Path(shutil.copytree(kernelspec, tmp_path / "the kernel's"))


@pytest.fixture
def env(jupyter_env: dict[str, str], tmp_path: Path) -> dict[str, str]:
    env = dict(jupyter_env, HOME=str(tmp_path))
    for name in ("XDG_CACHE_HOME", "NABLA_AOT"):
        env.pop(name, None)
    return env


def launch(place: Path, env: dict[str, str], what: str) -> subprocess.CompletedProcess:
    java = json.loads((place / "kernel.json").read_text(encoding="utf-8"))["argv"][1]
    return subprocess.run(
        [str(place / "launch"), java, what], env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=200, check=False
    )


def uses_cache(place: Path, env: dict[str, str], options: str = "") -> bool:
    """Starts the JVM and looks where it took a class of the kernel's from. It must not complain."""
    log = Path(env["HOME"]) / "classes.log"
    result = launch(place, {**env, "NABLA_JAVA_OPTS": f"-Xlog:class+load:file={log} {options}"}, "--version")
    assert result.returncode == 0
    assert result.stderr == ""
    assert result.stdout.startswith("Nabla ")
    line = next(line for line in log.read_text(encoding="utf-8").splitlines() if "nabla.kernel.Main " in line)
    return "source: shared objects file" in line


def caches(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*"))


def change(place: Path) -> None:
    """Changes a class in the kernel's jar, but neither the jar's size nor its time."""
    jar = next((place / "lib").glob("nabla-kernel-*.jar"))
    before = jar.stat()
    changed = place / "changed.jar"
    with zipfile.ZipFile(jar) as old, zipfile.ZipFile(changed, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "nabla/kernel/Main.class":
                data = data.replace(b"Usage: nabla-kernel", b"Usage, nabla-kernel")
            new.writestr(entry, data)
    # The compressed class may have another length: a comment at the end of the archive makes up for it.
    with zipfile.ZipFile(changed, "a") as new:
        new.comment = b"x" * (before.st_size - changed.stat().st_size)
    assert changed.stat().st_size == before.st_size
    os.utime(changed, ns=(before.st_atime_ns, before.st_mtime_ns))
    changed.replace(jar)


def pad(place: Path) -> None:
    """Makes room in the kernel's jar for `change`, which must keep its size."""
    jar = next((place / "lib").glob("nabla-kernel-*.jar"))
    with zipfile.ZipFile(jar, "a") as archive:
        archive.comment = b"x" * 1000


def test_install_makes_a_cache_for_everybody_and_starts_use_it(kernelspec: Path, env) -> None:
    [cache] = (kernelspec / "aot").iterdir()
    assert cache.stat().st_mode & 0o444 == 0o444
    assert uses_cache(kernelspec, env)
    assert not uses_cache(kernelspec, {**env, "NABLA_AOT": "off"})


def test_it_serves_a_copy_of_the_installation(place: Path, env) -> None:
    assert uses_cache(place, env)


def test_a_changed_jar_never_runs_from_a_cache_and_gets_another(place: Path, env) -> None:
    pad(place)
    old = caches(place / "aot")
    assert not uses_cache(place, env)
    assert launch(place, env, "--cache").returncode == 0
    new = caches(place / "aot")
    assert len(new) == 1
    assert new != old
    assert uses_cache(place, env)
    assert launch(place, env, "--help").stdout.startswith("Usage: nabla-kernel")
    change(place)
    assert not uses_cache(place, env)
    assert launch(place, env, "--help").stdout.startswith("Usage, nabla-kernel")


@pytest.mark.parametrize("content", [b"", b"x" * 4096, None], ids=["empty", "garbage", "cut off"])
def test_a_broken_cache_is_passed_over_in_silence(place: Path, env, content: bytes | None) -> None:
    [cache] = (place / "aot").iterdir()
    cache.write_bytes(cache.read_bytes()[: 1 << 20] if content is None else content)
    assert not uses_cache(place, env)


@pytest.mark.parametrize("options", ["-Xshare:off", "-XX:SharedArchiveFile=none.jsa", "-XX:AOTMode=off", "-Xmx40g"])
def test_options_that_exclude_it_are_the_users_to_give(kernelspec: Path, env, options: str) -> None:
    assert not uses_cache(kernelspec, env, options)


def test_where_nobody_can_write_beside_the_jars_each_user_gets_one(place: Path, env) -> None:
    shutil.rmtree(place / "aot")
    (place / "aot").write_text("root can write to any folder, but not below a file", encoding="utf-8")
    own = Path(env["HOME"]) / ".cache" / "nabla"
    assert launch(place, env, "--cache").returncode == 0
    assert len(caches(own)) == 1
    assert uses_cache(place, env)


def test_one_process_makes_it_at_a_time_and_nothing_is_left_of_a_failure(place: Path, env) -> None:
    [cache] = (place / "aot").iterdir()
    cache.unlink()
    lock = place / "aot" / f"{cache.name}.lock"
    lock.mkdir()
    assert launch(place, env, "--cache").returncode == 0
    assert caches(place / "aot") == [lock.name]
    lock.rmdir()
    # Without its lesson the process that is recorded fails.
    next((place / "lib").glob("gson-*.jar")).unlink()
    assert launch(place, env, "--cache").returncode != 0
    assert caches(place / "aot") == []
