"""What this kernel promises beyond what every kernel must do, over raw sockets and through Jupyter's own manager."""

from __future__ import annotations

import time

import pytest
from protocol_checks import JAVA, history, subshell
from rawclient import DELIMITER, PORTS, Kernel
from test_bad_input import frames, header


@pytest.fixture(scope="module")
def shared(kernelspec):
    with Kernel("nabla") as kernel:
        yield kernel


@pytest.fixture
def client(shared: Kernel):
    client = shared.client()
    yield client
    client.close()


def test_no_debugger_is_claimed(client) -> None:
    content = client.request("shell", "kernel_info_request").reply.content
    assert content["debugger"] is False and content["supported_features"] == ["kernel subshells"]


def test_what_is_refused_is_logged(kernelspec) -> None:
    with Kernel("nabla") as kernel:
        client = kernel.client()
        for channel in ("shell", "control", "stdin"):
            client.send_frames(channel, [b"short"])
            client.send_frames(channel, [DELIMITER, b"0" * 64, header("kernel_info_request"), b"{}", b"{}", b"{}"])
            client.send_frames(channel, frames(client.key, [b"{", b"{}", b"{}", b"{}"]))
        client.run("1")
        time.sleep(0.3)
        log = kernel.log.read_text()
        for channel in ("shell", "control", "stdin"):
            lines = [line for line in log.splitlines() if f"on {channel} " in line]
            assert len(lines) == 3 and "signature" in "".join(lines) and "JSON" in "".join(lines)
        assert "\tat " not in log


def test_nothing_is_logged_when_all_is_well(kernelspec) -> None:
    with Kernel("nabla") as kernel:
        client = kernel.client()
        client.run('System.out.println("x"); System.err.println("y");')
        client.request("control", "shutdown_request", {"restart": False})
        kernel.wait()
        assert kernel.log.read_text() == ""


def test_history_on_disk_can_be_switched_off(kernelspec) -> None:
    with Kernel("nabla", env={"NABLA_HISTORY": "off"}) as kernel:
        client = kernel.client()
        client.run("424242 + 1")
        assert [entry[2] for entry in history(client, "tail", n=1)] == ["424242 + 1"]
    with Kernel("nabla") as kernel:
        assert history(kernel.client(), "search", pattern="424242*", n=5) == []


@pytest.mark.parametrize("options", [{"transport": "ipc"}, {"transport_encryption": "required"}, {"transport": "ipc", "transport_encryption": "auto"}], ids=str)
def test_jupyters_own_manager_starts_it(kernelspec, options: dict) -> None:
    from jupyter_client.manager import KernelManager

    manager = KernelManager(kernel_name="nabla", **options)
    manager.start_kernel()
    try:
        client = manager.client()
        client.start_channels()
        client.wait_for_ready(timeout=60)
        assert ("curve_secretkey" in manager.get_connection_info()) is ("transport_encryption" in options)
        assert client.execute_interactive("1 + 1", timeout=60)["content"]["status"] == "ok"
        client.stop_channels()
    finally:
        manager.shutdown_kernel()


def test_the_unix_sockets_are_the_owners_and_go_with_the_kernel(kernelspec) -> None:
    with Kernel("nabla", transport="ipc") as kernel:
        client = kernel.client()
        paths = sorted(kernel.folder.glob("k-*"))
        assert len(paths) == len(PORTS) and {path.stat().st_mode & 0o777 for path in paths} == {0o600}
        client.request("control", "shutdown_request", {"restart": False})
        kernel.wait()
        assert not list(kernel.folder.glob("k-*"))


def test_an_interrupt_may_name_the_subshell_it_is_meant_for(client) -> None:
    beside = subshell(client)
    main = client.running(JAVA.endless)
    other = client.running('System.out.println("in too"); while (true) { }', subshell=beside)
    assert client.request("control", "interrupt_request", subshell=beside).status == "ok"
    assert client.finish(other).status == "error"
    assert client.request("control", "kernel_info_request").status == "ok"
    client.interrupt()
    assert client.finish(main).status == "error"
    client.request("control", "delete_subshell_request", {"subshell_id": beside})


def test_an_interrupt_without_a_name_stops_all_shells(client) -> None:
    beside = subshell(client)
    main = client.running(JAVA.endless)
    other = client.running(JAVA.endless, subshell=beside)
    client.interrupt()
    assert client.finish(main).status == client.finish(other).status == "error"
    client.request("control", "delete_subshell_request", {"subshell_id": beside})


def test_a_subshell_that_is_deleted_while_it_works_stops(client) -> None:
    beside = subshell(client)
    running = client.running(JAVA.endless, subshell=beside)
    waiting = client.cell("1", subshell=beside)
    client.run("1")
    assert client.request("control", "delete_subshell_request", {"subshell_id": beside}).status == "ok"
    assert client.finish(running).status == "error"
    assert client.finish(waiting).status in ("aborted", "error")


def test_an_interrupt_at_the_first_word_of_a_cell_is_not_lost(client) -> None:
    for _ in range(20):
        asked = client.cell("while (true) { }")
        client.wait(lambda m: m.state == "busy" and m.parent_id == asked)
        client.interrupt()
        assert client.finish(asked, 20).status == "error"


def test_two_subshells_may_ask_for_input_side_by_side(client) -> None:
    beside = subshell(client)
    first = client.cell('input("one")', allow_stdin=True)
    second = client.cell('input("two")', allow_stdin=True, subshell=beside)
    questions = {}
    while len(questions) < 2:
        question = client.wait(lambda m: m.channel == "stdin")
        questions[question.content["prompt"]] = question
    assert questions["two"].parent_id == second
    for prompt in ("two", "one"):
        client.send("stdin", "input_reply", {"status": "ok", "value": f"to {prompt}"}, parent=questions[prompt].header)
    assert client.finish(second).result == "to two" and client.finish(first).result == "to one"
    client.request("control", "delete_subshell_request", {"subshell_id": beside})


def test_an_error_in_a_comms_handler_is_shown_and_can_be_interrupted(client) -> None:
    client.run('Comms.target("broken", comm -> { throw new IllegalStateException("on purpose"); });')
    events = client.events(client.send("shell", "comm_open", {"comm_id": "b", "target_name": "broken", "data": {}}))
    assert [m.content["evalue"] for m in events if m.type == "error"] == ["on purpose"]
    assert "comm_close" in [m.type for m in events]
    client.run('Comms.target("endless", comm -> { System.out.println("in"); while (true) { } });')
    asked = client.send("shell", "comm_open", {"comm_id": "e", "target_name": "endless", "data": {}})
    client.wait(lambda m: m.type == "stream" and m.parent_id == asked)
    client.interrupt()
    assert "error" in [m.type for m in client.events(asked)]


def test_data_of_comms_that_is_no_json_is_refused_where_it_is_sent(client) -> None:
    reply = client.run('Comms.open("front", Map.of("thread", Thread.currentThread()));').reply.content
    assert reply["ename"] == "IllegalArgumentException" and "java.lang.Thread" in reply["evalue"] or "JSON" in reply["evalue"]


def test_a_thread_pool_prints_under_the_cell_whose_thread_it_is(client) -> None:
    client.run("var pool = Executors.newSingleThreadExecutor();")
    first = client.cell('pool.submit(() -> System.out.println("first")).get();')
    assert client.finish(first).printed() == "first\n"
    late = client.cell('var gate = new CountDownLatch(1); Thread.startVirtualThread(() -> { try { gate.await(); } catch (InterruptedException e) { } System.out.println("virtual"); });')
    client.finish(late)
    client.run("gate.countDown();")
    assert client.wait(lambda m: m.type == "stream").parent_id == late
