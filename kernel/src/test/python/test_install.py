"""install.sh on machines that are not as one would like."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import INSTALL, ROOT, run_install

LINUX = sys.platform.startswith("linux")


def tree(folder: Path) -> dict[str, bytes | None]:
    """Everything below a folder, with contents."""
    return {str(p.relative_to(folder)): p.read_bytes() if p.is_file() else None for p in sorted(folder.rglob("*"))}


@pytest.fixture
def env(kernelspec: Path, jupyter_env: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """An environment with a home and a state folder of its own; the build that exists already is used."""
    home, state = tmp_path / "home", tmp_path / "state"
    home.mkdir()
    state.mkdir()
    shutil.copy2(Path(os.environ.get("NABLA_STATE", ROOT / ".nabla")) / "built", state)
    # test_aot.py asks about the cache.
    env = dict(jupyter_env, HOME=str(home), NABLA_STATE=str(state), NABLA_AOT="off")
    for name in ("JUPYTER_PATH", "JUPYTER_DATA_DIR", "XDG_DATA_HOME"):
        env.pop(name, None)
    return env


@pytest.fixture
def tools_without_java(tmp_path: Path) -> Path:
    """A folder with links to every usual command, but no java: a PATH without a JDK."""
    folder = tmp_path / "tools"
    folder.mkdir()
    for directory in ("/usr/bin", "/bin", "/usr/local/bin"):
        for command in sorted(Path(directory).glob("*")):
            if not command.name.startswith("java") and not (folder / command.name).exists():
                (folder / command.name).symlink_to(command)
    return folder


def fake_java(home: Path, version: str, *, compiler: bool = True, modules: str = "java.base@1") -> Path:
    """A Java that says what it is told to say."""
    java = home / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text(
        f"""#!/bin/sh
case "$*" in
  *--list-modules*) echo "{modules}" ;;
  *) printf '    java.home = %s\\n    java.specification.version = %s\\nopenjdk version "%s"\\n' "{home}" "{version}" "{version}" >&2 ;;
esac
""",
        encoding="utf-8",
    )
    java.chmod(0o755)
    if compiler:
        (home / "bin" / "javac").symlink_to(java)
    return java


def test_without_a_jdk_it_says_how_to_get_one(env, tools_without_java, tmp_path) -> None:
    env.pop("JAVA_HOME", None)
    result = run_install("--prefix", tmp_path / "p", env={**env, "PATH": str(tools_without_java), "NABLA_JDKS": str(tmp_path / "none")})
    assert result.returncode == 1
    assert "Nabla needs a JDK 25 or newer" in result.stderr
    assert "Get one:" in result.stderr
    assert not (tmp_path / "p").exists()


def test_an_unfit_jdk_is_named_with_its_reason(env, tools_without_java, tmp_path) -> None:
    old, runtime, small = tmp_path / "old", tmp_path / "runtime", tmp_path / "small one"
    fake_java(old, "17")
    fake_java(runtime, "25", compiler=False)
    fake_java(small, "26", modules="java.base@26")
    result = run_install(
        "--prefix",
        tmp_path / "p",
        env={**env, "JAVA_HOME": str(old), "PATH": str(tools_without_java), "NABLA_JDKS": f"{runtime}:{small}"},
    )
    assert result.returncode == 1
    assert f"{old}/bin/java: Java 17\n" in result.stderr
    assert f"{runtime}/bin/java: Java 25, but a runtime without a compiler" in result.stderr
    assert f"{small}/bin/java: Java 26, but without the module jdk.jshell" in result.stderr
    assert not (tmp_path / "p").exists()


def test_a_good_jdk_is_found_behind_an_old_one(env, kernelspec, tmp_path) -> None:
    java = json.loads((kernelspec / "kernel.json").read_text(encoding="utf-8"))["argv"][1]
    fake_java(tmp_path / "old", "17")
    env.update(JAVA_HOME=str(tmp_path / "old"), NABLA_JDKS=str(Path(java).parents[1]))
    result = run_install("--prefix", tmp_path / "p", env=env)
    assert result.returncode == 0, result.stderr
    spec = json.loads((tmp_path / "p/share/jupyter/kernels/nabla/kernel.json").read_text(encoding="utf-8"))
    assert spec["argv"][1] == java


def test_a_file_where_a_folder_should_be_stops_it_before_anything_is_written(env, tmp_path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    result = run_install("--prefix", tmp_path / "file" / "sub", env=env)
    assert result.returncode == 1
    assert f"{tmp_path}/file is not a folder" in result.stderr
    assert "Nothing was written." in result.stderr
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(not LINUX, reason="/proc, which nobody can write to, root neither, exists on Linux only")
def test_no_write_access_stops_it_before_anything_is_written(env) -> None:
    result = run_install("--prefix", "/proc/nabla", env=env)
    assert result.returncode == 1
    assert "no permission to write in /proc" in result.stderr
    assert "Nothing was written." in result.stderr


def test_a_failure_half_way_leaves_the_old_kernel_and_nothing_else(env, tmp_path) -> None:
    prefix = tmp_path / "p"
    assert run_install("--prefix", prefix, env=env).returncode == 0
    before = tree(prefix)
    broken = tmp_path / "broken"
    broken.mkdir()
    for command in ("cp", "mv"):
        (broken / command).write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        (broken / command).chmod(0o755)
        result = run_install("--prefix", prefix, env={**env, "PATH": f"{broken}:{env['PATH']}"})
        assert result.returncode != 0
        assert tree(prefix) == before
        (broken / command).unlink()


def test_twice_is_harmless(env, tmp_path) -> None:
    prefix = tmp_path / "p"
    first = run_install("--prefix", prefix, env=env)
    assert first.returncode == 0, first.stderr
    once = tree(prefix)
    second = run_install("--prefix", prefix, env=env)
    assert second.returncode == 0, second.stderr
    assert tree(prefix) == once
    assert [p.name for p in (prefix / "share" / "jupyter").iterdir()] == ["kernels"]


def test_uninstall_removes_what_it_wrote_and_only_that(env, tmp_path) -> None:
    prefix = tmp_path / "p"
    (prefix / "share").mkdir(parents=True)
    before = tree(prefix)
    assert run_install("--prefix", prefix, env=env).returncode == 0
    assert run_install("--prefix", prefix, env=env).returncode == 0
    for cache in (prefix / "share/jupyter/kernels/nabla/aot", Path(env["HOME"]) / ".cache" / "nabla"):
        cache.mkdir(parents=True)
        (cache / "nabla-1.aot").touch()
        (cache / "nabla-2.aot.lock").mkdir()
    assert run_install("uninstall", "--prefix", prefix, env=env).returncode == 0
    assert tree(prefix) == before
    assert list((Path(env["HOME"]) / ".cache").iterdir()) == []
    again = run_install("uninstall", "--prefix", prefix, env=env)
    assert again.returncode == 0
    assert "There is no kernel" in again.stdout

    assert run_install("--prefix", prefix, env=env).returncode == 0
    mine = prefix / "share/jupyter/kernels/nabla/notes.txt"
    mine.write_text("mine", encoding="utf-8")
    result = run_install("uninstall", "--prefix", prefix, env=env)
    assert "Left alone" in result.stdout
    assert [path for path in tree(prefix) if path.endswith(".txt")] == ["share/jupyter/kernels/nabla/notes.txt"]
    assert mine.read_text(encoding="utf-8") == "mine"


def test_for_the_user_it_goes_where_jupyter_looks(env, tmp_path) -> None:
    result = run_install(env=env)
    assert result.returncode == 0, result.stderr
    listed = subprocess.run(
        ["jupyter", "kernelspec", "list", "--json"], env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True
    )
    found = json.loads(listed.stdout)["kernelspecs"]["nabla"]
    assert found["resource_dir"].startswith(env["HOME"])
    assert found["spec"]["display_name"] == "Java (Nabla)"
    assert found["spec"]["language"] == "java"
    assert found["spec"]["interrupt_mode"] == "message"
    for logo in ("logo-32x32.png", "logo-64x64.png", "logo-svg.svg"):
        assert (Path(found["resource_dir"]) / logo).stat().st_size > 100
    assert run_install("uninstall", env=env).returncode == 0
    assert not Path(found["resource_dir"]).exists()
    assert not Path(env["NABLA_STATE"]).exists()


def test_sys_prefix_is_the_active_environment(env, tmp_path) -> None:
    result = run_install("--sys-prefix", env={**env, "VIRTUAL_ENV": str(tmp_path / "an environment")})
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "an environment/share/jupyter/kernels/nabla/kernel.json").is_file()


def test_a_place_that_java_cannot_use_is_refused(env, tmp_path) -> None:
    result = run_install("--prefix", tmp_path / "a:b", env=env)
    assert result.returncode == 1
    assert "class path with a colon" in result.stderr


def test_an_unknown_option_is_refused(env) -> None:
    result = run_install("--everywhere", env=env)
    assert result.returncode == 1
    assert "unknown command or option: --everywhere" in result.stderr


@pytest.mark.skipif(not LINUX or os.geteuid() != 0, reason="a network namespace can be made by root on Linux only")
@pytest.mark.timeout(600)
def test_it_builds_without_a_network_in_a_folder_with_spaces(env, tmp_path) -> None:
    copy = tmp_path / "una carpeta con espacios y ñ"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    env = {**env, "HOME": os.environ["HOME"], "NABLA_STATE": str(copy / ".nabla")}
    result = subprocess.run(
        ["unshare", "--net", "bash", str(copy / "install.sh"), "--prefix", str(tmp_path / "p")],
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert list((tmp_path / "p/share/jupyter/kernels/nabla/lib").glob("nabla-kernel-*.jar"))


def test_the_scripts_are_clean() -> None:
    scripts = [INSTALL, ROOT / ".ci" / "run", ROOT / "kernel" / "src" / "main" / "kernelspec" / "launch"]
    result = subprocess.run(["shellcheck", *map(str, scripts)], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
