"""Finds the JDK that a kernel runs on."""

from __future__ import annotations

import glob
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NEEDED = 25

PLACES = [
    "/usr/lib/jvm/*",
    "/usr/lib64/jvm/*",
    "/usr/java/*",
    "/opt/java/*",
    "/opt/*jdk*",
    "~/.sdkman/candidates/java/*",
    "~/.jdks/*",
    "~/.local/share/mise/installs/java/*",
    "~/.asdf/installs/java/*",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home",
    "~/Library/Java/JavaVirtualMachines/*/Contents/Home",
    "/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home",
    "/usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home",
]


@dataclass(frozen=True)
class Jdk:
    """What a `java` says of itself; `fault` is why it cannot run the kernel, or empty."""

    java: str
    version: str = ""
    home: str = ""
    fault: str = ""


def look_at(java: str) -> Jdk:
    """Runs a `java`: only that tells, for names of folders lie."""
    if not os.access(java, os.X_OK):
        return Jdk(java, fault=f"{java} is not there, or cannot be run")
    said = output([java, "-XshowSettings:properties", "-version"])
    version = found(r"^ *java\.specification\.version = (.*)$", said)
    home = found(r"^ *java\.home = (.*)$", said)
    if not version.isdigit() or not home:
        return Jdk(java, version, home, f"{java} does not run as a Java should")
    if int(version) < NEEDED:
        return Jdk(java, version, home, f"{java} is Java {version}, and {NEEDED} or newer is needed")
    if "jdk.jshell@" not in output([java, "--list-modules"]):
        return Jdk(java, version, home, f"{java} is Java {version} without the module jdk.jshell: a runtime, not a whole JDK")
    return Jdk(str(Path(home) / "bin" / "java"), version, home)


def find() -> tuple[Jdk | None, list[Jdk]]:
    """Returns the first JDK that will do, and those that will not."""
    unfit = []
    for java in candidates():
        jdk = look_at(java)
        if not jdk.fault:
            return jdk, unfit
        unfit.append(jdk)
    return None, unfit


def candidates() -> Iterator[str]:
    """Where a JDK may be, best guess first, as in `install.sh`."""
    if home := os.environ.get("JAVA_HOME"):
        yield str(Path(home) / "bin" / "java")
    if java := shutil.which("java"):
        yield java
    if "NABLA_JDKS" in os.environ:
        homes = [home for home in os.environ["NABLA_JDKS"].split(os.pathsep) if home]
    else:
        homes = [home for place in PLACES for home in sorted(glob.glob(os.path.expanduser(place)), reverse=True)]
    for home in homes:
        java = str(Path(home) / "bin" / "java")
        if os.access(java, os.X_OK) or "NABLA_JDKS" in os.environ:
            yield java


def output(command: list[str]) -> str:
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout + done.stderr


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.MULTILINE)
    return match[1].strip() if match else ""
