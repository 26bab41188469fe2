"""How quick kernels are, as a client sees it: one table with a column for each kernel, measured in one run.

    python kernel_bench.py nabla python3

The machine should have nothing else to do. A time runs from sending a request until both its reply and its idle
status are here; starts are measured from the launch of the process, with a new process for each.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "test" / "python"))
from rawclient import Client, Kernel, Missing  # noqa: E402


@dataclass(frozen=True)
class Language:
    """The code of each measure; {i} is a number that is another one each time."""

    value: str
    ten: str
    setup: str
    complete: str
    inspect: str
    lines: str
    loop: str
    gradient: str
    gradient_text: str


JAVA = Language(
    value="{i} * 2 + 1",
    ten="int a = {i};\nint b = a + 1;\nint c = b * 2;\nSystem.out.println(c);\nint d = c - a;\nint e = d * d;\nSystem.out.println(e);\nint f = e % 7;\nint g = f + e;\ng + a",
    setup='String greeting = "hello";',
    complete="greeting.toUp",
    inspect="Math.max(1, 2)",
    lines='for (int i = 0; i < 10_000; i++) System.out.println("line " + i);',
    loop='System.out.println("on"); while (true) {{ }}',
    gradient="var x = vector(1.0, 2.0).requiresGrad(true);\nx.mul(x).sum().backward();\nx.grad()",
    gradient_text="tensor([2., 4.])",
)
PYTHON = Language(
    value="{i} * 2 + 1",
    ten="a = {i}\nb = a + 1\nc = b * 2\nprint(c)\nd = c - a\ne = d * d\nprint(e)\nf = e % 7\ng = f + e\ng + a",
    setup='greeting = "hello"',
    complete="greeting.upp",
    inspect="max(1, 2)",
    lines="for i in range(10_000): print('line', i)",
    loop="print('on', flush=True)\nwhile True: pass",
    gradient="import torch\nx = torch.tensor([1., 2.], requires_grad=True)\n(x * x).sum().backward()\nx.grad",
    gradient_text="tensor([2., 4.])",
)


class Measures:
    """All that is measured of one kernel. A measure that is not possible is missing, not an error."""

    def __init__(self, name: str, language: Language, runs: int, cells: int) -> None:
        self.name = name
        self.language = language
        self.runs = runs
        self.cells = cells
        self.numbers = iter(range(10**6))

    def code(self, text: str) -> str:
        return text.format(i=next(self.numbers))

    def start(self, code: str, expected: str | None = None) -> list[float]:
        """Seconds from the launch of the process to the value of its first cell."""
        times = []
        for _ in range(self.runs):
            begin = time.perf_counter()
            with Kernel(self.name) as kernel:
                done = kernel.client().run(code)
                times.append(time.perf_counter() - begin)
                if done.status != "ok" or (expected is not None and done.result != expected):
                    raise Missing(f"{code}: {done.reply.content}")
        return times

    def timed(self, client: Client, ask: Callable[[], object]) -> list[float]:
        for _ in range(self.cells // 4):
            ask()
        times = []
        for _ in range(self.cells):
            begin = time.perf_counter()
            ask()
            times.append(time.perf_counter() - begin)
        return times

    def interrupt(self, client: Client) -> float:
        asked = client.running(self.code(self.language.loop))
        begin = time.perf_counter()
        client.interrupt()
        done = client.finish(asked)
        assert done.status == "error"
        return time.perf_counter() - begin

    def lines(self, client: Client) -> float:
        begin = time.perf_counter()
        done = client.run(self.language.lines)
        took = time.perf_counter() - begin
        assert done.printed().count("\n") == 10_000
        return took

    def resident(self, kernel: Kernel) -> int:
        process = psutil.Process(kernel.pid)
        return sum(each.memory_info().rss for each in [process, *process.children(recursive=True)]) >> 20

    def rows(self) -> dict[str, str]:
        rows = {"launch to the first value": spread(self.start("1 + 1", "2"))}
        with Kernel(self.name) as kernel:
            client = kernel.client()
            client.run(self.language.setup)
            rows["memory after the first cell"] = f"{self.resident(kernel)} MB"
            value = self.timed(client, lambda: client.run(self.code(self.language.value)))
            rows["a cell with one expression"] = spread(value)
            rows["a cell with ten statements"] = spread(self.timed(client, lambda: client.run(self.code(self.language.ten))))
            for kind, code in (("complete", self.language.complete), ("inspect", self.language.inspect)):
                content = {"code": code, "cursor_pos": len(code) if kind == "complete" else 3, "detail_level": 0}
                rows[f"{kind}_request"] = spread(self.timed(client, lambda: client.request("shell", f"{kind}_request", content)))
            rows["10,000 lines printed"] = spread([self.lines(client) for _ in range(self.runs)])
            rows["interrupt of an endless loop"] = spread([self.interrupt(client) for _ in range(self.runs)])
            rows["memory after all of this"] = f"{self.resident(kernel)} MB"
        try:
            rows["launch to the first gradient shown"] = spread(self.start(self.language.gradient, self.language.gradient_text))
        except Missing:
            rows["launch to the first gradient shown"] = "no torch"
        return rows


def spread(times: list[float]) -> str:
    """The median, and where 95 of 100 lie below; of few runs, the longest."""
    low = statistics.median(times)
    high = statistics.quantiles(times, n=20)[-1] if len(times) >= 20 else max(times)
    return f"{shown(low)} ({shown(high)})"


def shown(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms" if seconds >= 0.01 else f"{seconds * 1000:.1f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kernels", nargs="*", default=["nabla", "python3"], help="names of installed kernels")
    parser.add_argument("--runs", type=int, default=7, help="starts, floods of lines and interrupts")
    parser.add_argument("--cells", type=int, default=200, help="cells and questions of each kind, after a quarter of them unmeasured")
    arguments = parser.parse_args()
    columns = {}
    for name in arguments.kernels:
        language = PYTHON if name.startswith("python") else JAVA
        columns[name] = Measures(name, language, arguments.runs, arguments.cells).rows()
        print(f"{name} is measured", file=sys.stderr)
    print(f"{platform.system()}, {psutil.cpu_count()} processors, load {psutil.getloadavg()[0]:.1f}; median (95 of 100, of {arguments.runs} runs the longest)\n")
    print("| | " + " | ".join(columns) + " |")
    print("|---|" + "---|" * len(columns))
    for row in next(iter(columns.values())):
        print(f"| {row} | " + " | ".join(column[row] for column in columns.values()) + " |")


if __name__ == "__main__":
    main()
