"""A cell that never ends is stopped, and what was there before it is still there."""

from __future__ import annotations

import time

import pytest
from clients import TIMEOUT, finish, run, wait_until_busy
from conftest import notes

TIMES = 20


def interrupt(manager, client, code: str, pause: float) -> float:
    """Starts a cell, interrupts it after a pause and returns the seconds until its reply."""
    request = client.execute(code)
    wait_until_busy(client, request)
    time.sleep(pause)
    start = time.perf_counter()
    manager.interrupt_kernel()
    result = finish(client, request)
    seconds = time.perf_counter() - start
    assert result.status == "error", code
    return seconds


def test_an_endless_loop_is_interrupted_twenty_times(kernel) -> None:
    manager, client = kernel
    assert run(client, "int x = 41;").status == "ok"
    times = []
    for count in range(TIMES):
        times.append(interrupt(manager, client, "while (true) {}", pause=0.05 * (count % 4)))
        assert run(client, f"x + {count}").text == str(41 + count)
    times.sort()
    notes.append(
        f"while (true) {{}} interrupted {TIMES} times: median {times[TIMES // 2] * 1000:.0f} ms,"
        f" longest {times[-1] * 1000:.0f} ms from the interrupt to the reply"
    )


@pytest.mark.parametrize(
    "code",
    [
        "Thread.sleep(1_000_000);",
        "int n = 0; while (true) { n++; }",
        "void forever() { for (;;) {} }\nforever();",
        "new Object() { void loop() { while (true) {} } }.loop();",
        "while (true) { try { while (true) {} } catch (Exception _) {} }",
        "synchronized (Object.class) { Object.class.wait(); }",
    ],
)
def test_other_cells_without_an_end(kernel, code: str) -> None:
    manager, client = kernel
    assert run(client, "int x = 41;").status == "ok"
    interrupt(manager, client, code, pause=0.2)
    assert run(client, "x + 1").text == "42"


def test_an_interrupt_of_nothing_does_nothing(kernel) -> None:
    _, client = kernel
    client.control_channel.send(client.session.msg("interrupt_request", {}))
    assert client.get_control_msg(timeout=TIMEOUT)["content"]["status"] == "ok"
    assert run(client, "1 + 1").text == "2"
