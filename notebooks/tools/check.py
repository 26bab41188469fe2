"""Executes notebooks and compares what they print with what is committed in them.

Text has to be the same, character by character, but numbers with a fraction may differ in their last digits
(another processor rounds otherwise), and coordinates of a drawing by half a unit. A cell tagged
`raises-exception` has to raise, no other cell may. The two languages of a lesson have to have the same cells.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

NOTEBOOKS = Path(__file__).resolve().parent.parent
LANGUAGES = ("es", "en")

# A number that is not part of a name (`x1`, `MulBackward0`, `#a1b2`).
NUMBER = re.compile(r"(?<![\w.#])[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?(?![\w])")
FRACTION = re.compile(r"[.eE]")

# A drawing inside HTML is read, not compared as base64; its id is a hash of its text and changes with any digit of it.
EMBEDDED = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")
DRAWING_ID = re.compile(r"\bnabla-[0-9a-f]{1,8}\b")

# A lesson is over before the JVM's optimising compiler has paid for itself.
KERNEL_OPTIONS = "-XX:TieredStopAtLevel=1"

# What no output may hold, because the next run or another machine would print something else.
PRIVATE = {
    "a path": re.compile(r"(?<![\w.:/])/(?:home|root|tmp|usr|Users|var|opt)/[\w.-]+"),
    "a time": re.compile(r"\b\d{1,2}:\d{2}:\d{2}\b|\b20\d\d-\d\d-\d\d\b"),
    "an address": re.compile(r"@[0-9a-f]{5,8}\b|\b0x[0-9a-f]{6,}\b"),
}

# [text](target) and ![text](target), but not where the target is on the network.
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:)([^)\s#]*)(#[^)\s]*)?\)")

DICTIONARIES = {"es": "es_ES", "en": "en_GB"}
QUOTED = re.compile(r"(?<!\*)\*(?!\*)[^*\n]+\*(?!\*)|«[^»]*»")

RELATIVE = 1e-4
ABSOLUTE = 1e-6
DRAWING_ABSOLUTE = 0.5


@dataclass
class Report:
    """What was found in one notebook."""

    path: Path
    cells: int = 0
    outputs: int = 0
    seconds: float = 0.0
    differences: list[str] = field(default_factory=list)


def same_text(committed: str, now: str, *, drawing: bool = False) -> bool:
    """Tells whether two texts are the same, but for the last digits of numbers with a fraction."""
    if committed == now:
        return True
    if NUMBER.split(committed) != NUMBER.split(now):
        return False
    return all(map(lambda a, b: same_number(a, b, drawing), NUMBER.findall(committed), NUMBER.findall(now)))


def same_number(committed: str, now: str, drawing: bool) -> bool:
    if committed == now:
        return True
    if not drawing and not (FRACTION.search(committed) and FRACTION.search(now)):
        return False
    a, b = float(committed), float(now)
    return abs(a - b) <= max(DRAWING_ABSOLUTE if drawing else ABSOLUTE, RELATIVE * abs(a))


def first_difference(committed: str, now: str) -> str:
    """Shows the first line in which two texts differ."""
    old, new = committed.splitlines(), now.splitlines()
    for number in range(max(len(old), len(new))):
        a = old[number] if number < len(old) else "(nothing)"
        b = new[number] if number < len(new) else "(nothing)"
        if a != b and not same_text(a, b):
            start = max(0, len(os.path.commonprefix([a, b])) - 40)
            return f"line {number + 1}: committed {clip(a, start)} now {clip(b, start)}"
    return "they differ in white space at the end of a line"


def clip(text: str, start: int = 0, length: int = 160) -> str:
    before, after = "…" if start else "", "…" if len(text) > start + length else ""
    return repr(before + text[start : start + length] + after)


def readable(text: str) -> str:
    """Replaces what is encoded or hashed by what can be compared."""
    decoded = EMBEDDED.sub(lambda found: base64.b64decode(found[1]).decode("utf-8", "replace"), text)
    return DRAWING_ID.sub("nabla-id", decoded)


def join(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def merged(outputs: list) -> list[dict]:
    """Joins neighbouring pieces of one stream: where a stream is cut is chance."""
    result: list[dict] = []
    for output in outputs:
        output = dict(output)
        if output["output_type"] == "stream":
            output["text"] = join(output["text"])
            if result and result[-1]["output_type"] == "stream" and result[-1]["name"] == output["name"]:
                result[-1]["text"] += output["text"]
                continue
        result.append(output)
    return result


def parts(output: dict) -> dict[str, str]:
    """Names every text of an output: a stream, the fields of an error, or one text for each MIME type."""
    kind = output["output_type"]
    if kind == "stream":
        return {output["name"]: output["text"]}
    if kind == "error":
        return {
            "ename": output["ename"],
            "evalue": output["evalue"],
            "traceback": "\n".join(output["traceback"]),
        }
    texts = {mime: join(data) if isinstance(data, (str, list)) else json.dumps(data, sort_keys=True) for mime, data in output["data"].items()}
    if kind == "execute_result":
        texts["execution_count"] = str(output["execution_count"])
    return texts


def compare_outputs(committed: list, now: list) -> list[str]:
    """Lists the differences between the outputs of one cell."""
    old, new = merged(committed), merged(now)
    kinds = ([o["output_type"] for o in old], [o["output_type"] for o in new])
    if kinds[0] != kinds[1]:
        return [f"outputs: committed {', '.join(kinds[0]) or 'none'}; now {', '.join(kinds[1]) or 'none'}{told(new)}"]
    differences = []
    for a, b in zip(old, new):
        left, right = parts(a), parts(b)
        if left.keys() != right.keys():
            differences.append(f"{a['output_type']}: committed {', '.join(left)}; now {', '.join(right)}")
            continue
        for name, text in left.items():
            text, fresh = readable(text), readable(right[name])
            drawing = name in ("image/svg+xml", "text/html") and "<svg" in text
            if not same_text(text, fresh, drawing=drawing):
                differences.append(f"{name}: {first_difference(text, fresh)}")
    return differences


def told(outputs: list[dict]) -> str:
    """Adds what an error among the outputs says, which is what one wants to read first."""
    for output in outputs:
        if output["output_type"] == "error":
            return f" ({output['ename']}: {clip(output['evalue'])})"
    return ""


def tags(cell) -> list[str]:
    return list(cell.metadata.get("tags", []))


def execute(path: Path, kernel: str, timeout: int) -> nbformat.NotebookNode:
    """Runs a notebook from its own folder and returns it with fresh outputs; an error does not stop it."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        notebook,
        kernel_name=kernel,
        timeout=timeout,
        allow_errors=True,
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    return client.execute()


def check(path: Path, kernel: str, timeout: int, update: bool) -> Report:
    """Executes one notebook and compares every code cell with what is committed."""
    report = Report(path, differences=check_links(path) + check_spelling(path))
    committed = nbformat.read(path, as_version=4)
    start = time.monotonic()
    try:
        now = execute(path, kernel, timeout)
    except (CellTimeoutError, DeadKernelError, RuntimeError) as error:
        report.differences.append(str(error).strip())
        return report
    finally:
        report.seconds = time.monotonic() - start
    for number, (old, new) in enumerate(zip(committed.cells, now.cells), start=1):
        if old.cell_type != "code":
            continue
        report.cells += 1
        report.outputs += len(merged(new.outputs))
        report.differences += [f"cell {number}: {text}" for text in check_raised(new) + check_private(new)]
        if update:
            continue
        if old.execution_count != new.execution_count:
            report.differences.append(f"cell {number}: committed as [{old.execution_count}], now [{new.execution_count}]")
        report.differences += [f"cell {number}: {text}" for text in compare_outputs(old.outputs, new.outputs)]
    if update and not report.differences:
        nbformat.write(now, path)
    return report


def check_all(files: list[Path], options: argparse.Namespace) -> list[Report]:
    """Checks notebooks side by side, each in a process of its own."""
    job = partial(check, kernel=options.kernel, timeout=options.timeout, update=options.update)
    if min(options.jobs, len(files)) < 2:
        return [job(path) for path in files]
    with ProcessPoolExecutor(options.jobs) as pool:
        return list(pool.map(job, files))


def check_raised(cell) -> list[str]:
    errors = [output for output in cell.outputs if output["output_type"] == "error"]
    if "raises-exception" in tags(cell) and not errors:
        return ["tagged raises-exception, but nothing was raised"]
    if errors and "raises-exception" not in tags(cell):
        return [f"raised {errors[0]['ename']}: {clip(errors[0]['evalue'])}"]
    return []


def check_languages(folder: Path) -> list[str]:
    """Compares the languages of each lesson: the same kinds of cells, tags and code, but for the cell tagged `language`."""
    by_number = [{path.name[:2]: path for path in sorted((folder / name).glob("*.ipynb"))} for name in LANGUAGES]
    differences = []
    for number in sorted(by_number[0].keys() | by_number[1].keys()):
        pair = [lessons.get(number) for lessons in by_number]
        if None in pair:
            differences.append(f"lesson {number} exists only as {next(p for p in pair if p).relative_to(folder)}")
        else:
            differences += [f"lesson {number}: {text}" for text in compare_languages(*pair)]
    return differences


def compare_languages(one: Path, other: Path) -> list[str]:
    left, right = (nbformat.read(path, as_version=4).cells for path in (one, other))
    if [cell.cell_type for cell in left] != [cell.cell_type for cell in right]:
        return [f"{one.name} and {other.name} do not have the same kinds of cells in the same order"]
    differences = []
    for number, (a, b) in enumerate(zip(left, right), start=1):
        if a.cell_type != "code":
            continue
        if tags(a) != tags(b):
            differences.append(f"cell {number}: tags {tags(a)} and {tags(b)}")
        if a.source != b.source and "language" not in tags(a):
            differences.append(f"cell {number}: the code differs; {first_difference(a.source, b.source)}")
    return differences


def check_links(path: Path) -> list[str]:
    """Names the links of a notebook that lead to no file."""
    differences = []
    for number, cell in enumerate(nbformat.read(path, as_version=4).cells, start=1):
        if cell.cell_type == "markdown":
            targets = [found[1] for found in LINK.finditer(without_code(cell.source)) if found[1]]
            differences += [f"cell {number}: dead link {target}" for target in targets if not (path.parent / target).exists()]
    return differences


def check_spelling(path: Path) -> list[str]:
    """Names the words of a notebook that neither the dictionary of its language nor the unit's own list knows.

    Nothing is said where there is no hunspell. Words in italics or «» are terms and quotations, and not looked at.
    """
    dictionary = DICTIONARIES.get(path.parent.name)
    hunspell = shutil.which("hunspell")
    if dictionary is None or hunspell is None:
        return []
    known = set((Path(__file__).parent / f"words-{path.parent.name}.txt").read_text(encoding="utf-8").split())
    differences = []
    for number, cell in enumerate(nbformat.read(path, as_version=4).cells, start=1):
        if cell.cell_type == "markdown":
            prose = QUOTED.sub(" ", LINK.sub(lambda found: found[0].split("](")[0], without_code(cell.source)))
            command = [hunspell, "-d", dictionary, "-l", "-i", "utf-8"]
            result = subprocess.run(command, input=re.sub(r"[*_#>|~]", " ", prose), capture_output=True, text=True, encoding="utf-8", check=False)
            differences += [f"cell {number}: spelling of {word}" for word in sorted(set(result.stdout.split()) - known) if len(word) > 1]
    return differences


def without_code(markdown: str) -> str:
    """Removes what is not prose: fenced code, code in a line, formulas."""
    fenced = re.sub(r"^( *>? *)```.*?^\1```", "", markdown, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$", "", fenced, flags=re.DOTALL)


def check_private(cell) -> list[str]:
    """Names what an output tells of the machine or the moment it was made on."""
    differences = []
    for output in merged(cell.outputs):
        for name, text in parts(output).items():
            if name.startswith("image/"):
                continue
            for what, pattern in PRIVATE.items():
                found = pattern.search(EMBEDDED.sub("", text))
                if found:
                    differences.append(f"{name} holds {what}: {clip(found[0])}")
    return differences


def name_of(path: Path) -> str:
    return str(path.relative_to(NOTEBOOKS) if path.is_relative_to(NOTEBOOKS) else path)


def table(reports: list[Report]) -> str:
    names = [name_of(report.path) for report in reports]
    width = max([8, *map(len, names)])
    lines = [f"{'notebook':<{width}}  cells  outputs  seconds  result"]
    for name, report in zip(names, reports):
        result = f"{len(report.differences)} differences" if report.differences else "same"
        lines.append(f"{name:<{width}}  {report.cells:5}  {report.outputs:7}  {report.seconds:7.1f}  {result}")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="./install.sh check", description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path, help="notebooks (default: all)")
    parser.add_argument("--kernel", default="nabla", help="name of the kernelspec (default: nabla)")
    parser.add_argument("--timeout", type=int, default=120, help="seconds allowed for one cell (default: 120)")
    parser.add_argument("--jobs", type=int, default=min(4, os.cpu_count() or 1), help="notebooks executed side by side (default: one per core, at most 4)")
    parser.add_argument("--update", action="store_true", help="write the fresh outputs into the notebooks instead of comparing")
    options = parser.parse_args(arguments)

    files = [path.resolve() for path in options.files]
    files = files or [path for name in LANGUAGES for path in sorted((NOTEBOOKS / name).glob("*.ipynb"))]
    missing = [str(path) for path in files if not path.is_file()]
    if missing or not files:
        print(f"No such notebook: {', '.join(missing)}" if missing else f"No notebooks in {NOTEBOOKS}", file=sys.stderr)
        return 2

    os.environ.setdefault("NABLA_JAVA_OPTS", KERNEL_OPTIONS)
    reports = check_all(files, options)
    languages = [] if options.files else check_languages(NOTEBOOKS)
    print(table(reports))
    for report in reports:
        for difference in report.differences:
            print(f"\n{name_of(report.path)}: {difference}")
    for difference in languages:
        print(f"\n{difference}")
    failed = sum(bool(report.differences) for report in reports) + len(languages)
    print(f"\n{sum(not report.differences for report in reports)} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
