"""What the protocol asks of any kernel: one check for each sentence, whatever the language behind it.

`test_protocol.py` runs them against the installed kernel. Run as a script, this prints one table of several kernels:

    python protocol_checks.py nabla python3
"""

from __future__ import annotations

import os
import re
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import zmq
from rawclient import DELIMITER, PATIENCE, PORTS, Client, Exchange, Kernel, Message, Missing

SMILE = "\U0001f600"


@dataclass(frozen=True)
class Language:
    """How a language says what the checks need said."""

    display: Callable[[], str]
    print: Callable[[str], str]
    error: Callable[[str], str]
    flood: Callable[[int], str]
    big: Callable[[int], str]
    sleep: Callable[[float], str]
    assign: Callable[[str, int], str]
    thread: Callable[[str, float], str]
    bytes: Callable[[bytes], str]
    endless: str
    fail: str
    both_streams: str
    ask: str
    password: str
    target: str
    sent: str
    complete: str
    completed: str
    inspect: str
    unfinished: tuple[str, ...]
    invalid: tuple[str, ...]


JAVA = Language(
    display=lambda: 'var handle = display(html("<b>one</b>"), "place"); handle.update(html("<b>two</b>")); clear(true);',
    print=lambda text: f'System.out.print("{text}");',
    error=lambda text: f'System.err.print("{text}");',
    flood=lambda n: f'for (int i = 0; i < {n}; i++) {{ System.out.printf("line %d%n", i); }}',
    big=lambda n: f'System.out.printf("%s", "0123456789".repeat({n // 10}));',
    sleep=lambda seconds: f"Thread.sleep({int(seconds * 1000)});",
    assign=lambda name, value: f"int {name} = {value};",
    thread=lambda text, after: f'new Thread(() -> {{ try {{ Thread.sleep({int(after * 1000)}); }} catch (InterruptedException e) {{ }} System.out.println("{text}"); }}).start();',
    bytes=lambda data: f"for (int b : new int[] {{{', '.join(str(b) for b in data)}}}) {{ System.out.write(b); System.out.flush(); }}",
    endless='System.out.println("in"); while (true) { }',
    fail='throw new IllegalStateException("on purpose");',
    both_streams='for (int i = 0; i < 4; i++) { System.out.print("o" + i); System.err.print("e" + i); }',
    ask='String answer = new Scanner(System.in).nextLine(); answer',
    password='String secret = password("who?"); secret',
    target='Comms.target("echo", comm -> { System.out.println("opened"); comm.onMessage(m -> comm.send(Map.of("back", m.data()), Map.of("m", m.metadata()), m.buffers().toArray(byte[][]::new))); });',
    sent='var comm = Comms.open("front", Map.of("x", 1), Map.of("version", "2.1.0"), "bin".getBytes()); comm.send(Map.of("y", 2)); comm.close();',
    complete=f"/*{SMILE}*/ Integer.MAX_V",
    completed="MAX_VALUE",
    inspect='"text".length()',
    unfinished=("for (int i = 0; i < 3; i++) {", "int f(int n) {"),
    invalid=("1 +* 2", "int x = ;"),
)

PYTHON = Language(
    display=lambda: 'from IPython.display import HTML, clear_output; handle = display(HTML("<b>one</b>"), display_id="place"); handle.update(HTML("<b>two</b>")); clear_output(True)',
    print=lambda text: f'print("{text}", end="")',
    error=lambda text: f'import sys; print("{text}", end="", file=sys.stderr)',
    flood=lambda n: f'for i in range({n}): print(f"line {{i}}")',
    big=lambda n: f'print("0123456789" * {n // 10}, end="")',
    sleep=lambda seconds: f"import time; time.sleep({seconds})",
    assign=lambda name, value: f"{name} = {value}",
    thread=lambda text, after: f'import threading, time; threading.Thread(target=lambda: (time.sleep({after}), print("{text}"))).start()',
    bytes=lambda data: f"import sys\nfor b in {data!r}: sys.stdout.buffer.write(bytes([b])); sys.stdout.flush()",
    endless='print("in")\nwhile True: pass',
    fail='raise ValueError("on purpose")',
    both_streams='import sys\nfor i in range(4):\n    print(f"o{i}", end="")\n    print(f"e{i}", end="", file=sys.stderr)',
    ask="answer = input()\nanswer",
    password='import getpass\nsecret = getpass.getpass("who?")\nsecret',
    target="def opened(comm, message):\n    print('opened')\n    comm.on_msg(lambda m: comm.send({'back': m['content']['data']}, {'m': m['metadata']}, m['buffers']))\nget_ipython().kernel.comm_manager.register_target('echo', opened)",
    sent="import comm\nc = comm.create_comm('front', data={'x': 1}, metadata={'version': '2.1.0'}, buffers=[b'bin'])\nc.send({'y': 2})\nc.close()",
    complete=f'"{SMILE}"; import os; os.getc',
    completed="getcwd",
    inspect="len",
    unfinished=("for i in range(3):", "def f(n):"),
    invalid=("1 +* 2", "x = ="),
)

LANGUAGES = {"nabla": JAVA, "python3": PYTHON}


class Lab:
    """A kernel under test: one that all checks share, and more where a check needs its own."""

    def __init__(self, name: str):
        self.name = name
        self.say = LANGUAGES[name]
        self._shared: Kernel | None = None

    @property
    def kernel(self) -> Kernel:
        if self._shared is None or not self._shared.alive():
            self.close()
            self._shared = Kernel(self.name)
        return self._shared

    def client(self) -> Client:
        return self.kernel.client()

    def start(self, **options) -> Kernel:
        return Kernel(self.name, **options)

    def close(self) -> None:
        if self._shared is not None:
            self._shared.close()
            self._shared = None


CHECKS: list[tuple[str, Callable[[Lab], None]]] = []


def check(sentence: str):
    def register(function: Callable[[Lab], None]) -> Callable[[Lab], None]:
        CHECKS.append((sentence, function))
        return function

    return register


def works(client: Client, say: Language) -> None:
    """Makes sure that a kernel is as well as before."""
    assert client.run(say.print("well")).printed() == "well"


# What every request gets


@check("a subscriber is welcomed on iopub")
def _(lab: Lab) -> None:
    client = lab.client()
    welcome = client.wait(lambda m: m.type == "iopub_welcome", 5)
    assert welcome.content == {"subscription": ""} and welcome.channel == "iopub"


@check("kernel_info is complete, and says which features there are")
def _(lab: Lab) -> None:
    content = lab.client().request("shell", "kernel_info_request").reply.content
    assert content["status"] == "ok"
    assert tuple(map(int, content["protocol_version"].split("."))) >= (5, 3)
    for name in ("implementation", "implementation_version", "banner", "help_links", "supported_features"):
        assert name in content, name
    for name in ("name", "version", "mimetype", "file_extension", "pygments_lexer", "codemirror_mode", "nbconvert_exporter"):
        assert content["language_info"][name], name
    assert "kernel subshells" in content["supported_features"]


@check("protocol 5.5, in the kernel and in the kernelspec")
def _(lab: Lab) -> None:
    from jupyter_client.kernelspec import KernelSpecManager

    content = lab.client().request("shell", "kernel_info_request").reply.content
    assert content["protocol_version"] == "5.5"
    assert KernelSpecManager().get_kernel_spec(lab.name).to_dict()["kernel_protocol_version"] == "5.5"


@check("every request is answered with a status, between busy and idle")
def _(lab: Lab) -> None:
    client = lab.client()
    requests = {
        "kernel_info_request": {},
        "comm_info_request": {},
        "history_request": {"hist_access_type": "tail", "n": 1, "output": False, "raw": True},
        "is_complete_request": {"code": "1"},
        "complete_request": {"code": "1", "cursor_pos": 1},
        "inspect_request": {"code": "1", "cursor_pos": 1, "detail_level": 0},
    }
    for kind, content in requests.items():
        exchange = client.request("shell", kind, content)
        assert exchange.types == ["busy", "idle"], (kind, exchange.types)
        assert exchange.reply.type == kind.replace("request", "reply")
        assert "status" in exchange.reply.content, kind


@check("a request that nobody knows is answered or ignored, and hurts nobody")
def _(lab: Lab) -> None:
    client = lab.client()
    client.send("shell", "make_coffee_request", {"sugar": 2})
    client.send("control", "make_coffee_request", {"sugar": 2})
    client.send("shell", "make_coffee", {})
    works(client, lab.say)


@check("unknown fields of headers and contents are ignored")
def _(lab: Lab) -> None:
    client = lab.client()
    content = {"code": lab.say.print("x"), "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False, "stop_on_error": True, "from_the_future": [1, {"a": None}]}
    exchange = client.finish(client.send("shell", "execute_request", content, metadata={"of": {"the": "future"}}, from_the_future={"b": 1}))
    assert exchange.status == "ok" and exchange.printed() == "x"


@check("dates are ISO 8601 with a zone")
def _(lab: Lab) -> None:
    client = lab.client()
    exchange = client.run("1")
    for message in [exchange.reply, *exchange.events]:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", message.header["date"]), message.header["date"]
        assert datetime.fromisoformat(message.header["date"].replace("Z", "+00:00")).tzinfo is not None


@check("headers are whole: own identifiers, one session, the request as parent")
def _(lab: Lab) -> None:
    client = lab.client()
    exchange = client.run(lab.say.print("x"))
    messages = [exchange.reply, *exchange.events]
    assert len({m.header["msg_id"] for m in messages}) == len(messages)
    assert {m.header["session"] for m in messages} != {client.session}
    assert all(m.header["version"] and m.header["username"] is not None for m in messages)
    for message in messages:
        assert message.parent["session"] == client.session and message.parent["msg_type"] == "execute_request"


# Order


@check("VS Code's order: busy, execute_input, outputs, idle, each once, and nothing after")
def _(lab: Lab) -> None:
    client = lab.client()
    for _ in range(5):
        exchange = client.run(lab.say.print("a"))
        assert exchange.types == ["busy", "execute_input", "stream", "idle"], exchange.types
        client.quiet(0.1)
        failing = client.run(lab.say.fail)
        assert failing.types == ["busy", "execute_input", "error", "idle"], failing.types
        assert failing.events[1].content["execution_count"] == failing.reply.content["execution_count"]
    asked = client.cell(lab.say.flood(2_000))
    client.finish(asked)
    try:
        late = client.wait(lambda m: m.parent_id == asked, 0.5)
        raise AssertionError(f"after idle: {late.type}")
    except Missing:
        pass


@check("VS Code's order: the cells of a queue one after another, their outputs apart")
def _(lab: Lab) -> None:
    client = lab.client()
    asked = [client.cell(lab.say.print(f"<{n}>")) for n in range(10)]
    seen: list[Message] = []
    while len([m for m in seen if m.state == "idle"]) < 10:
        seen.append(client.wait(lambda m: m.channel == "iopub" and m.parent_id in asked))
    assert [m.parent_id for m in seen if m.state == "busy"] == asked
    assert [m.parent_id for m in seen] == sorted((m.parent_id for m in seen), key=asked.index)
    counts = [m.content["execution_count"] for m in seen if m.type == "execute_input"]
    assert counts == list(range(counts[0], counts[0] + 10))


# Execution


@check("a value is an execute_result with the cell's number")
def _(lab: Lab) -> None:
    exchange = lab.client().run("6 * 7")
    assert exchange.result == "42" and exchange.reply.content["payload"] == []
    assert exchange.of("execute_result")[0].content["execution_count"] == exchange.reply.content["execution_count"]


@check("silent: nothing is shown or counted")
def _(lab: Lab) -> None:
    client = lab.client()
    before = client.run("1").reply.content["execution_count"]
    assert client.run("2", silent=True).types == ["busy", "idle"]
    assert client.run("3").reply.content["execution_count"] == before + 1


@check("store_history=false: shown, but neither counted nor kept")
def _(lab: Lab) -> None:
    client = lab.client()
    before = client.run("1").reply.content["execution_count"]
    exchange = client.run("98765 - 5", store_history=False)
    assert exchange.result == "98760"
    assert client.run("3").reply.content["execution_count"] == before + 1
    tail = client.request("shell", "history_request", {"hist_access_type": "tail", "n": 2, "output": False, "raw": True}).reply.content["history"]
    assert [entry[2] for entry in tail] == ["1", "3"]


@check("user_expressions: values and errors in the reply, the cell itself ok")
def _(lab: Lab) -> None:
    expressions = {"good": "6 * 7", "bad": "no_such_name"}
    content = lab.client().run(lab.say.assign("u", 1), user_expressions=expressions).reply.content
    assert content["status"] == "ok"
    assert content["user_expressions"]["good"]["data"]["text/plain"] == "42"
    bad = content["user_expressions"]["bad"]
    assert bad["status"] == "error" and bad["ename"] and bad["evalue"] and isinstance(bad["traceback"], list)


@check("an error is the same in event and reply")
def _(lab: Lab) -> None:
    exchange = lab.client().run(lab.say.fail)
    event = exchange.of("error")[0].content
    assert exchange.status == "error"
    for name in ("ename", "evalue", "traceback"):
        assert event[name] == exchange.reply.content[name]
    assert event["evalue"] == "on purpose" and re.fullmatch(r"\w+", event["ename"])


@check("stop_on_error: what waits behind a failure is aborted, what comes later is not")
def _(lab: Lab) -> None:
    client = lab.client()
    failing = client.cell(lab.say.sleep(0.5) + "\n" + lab.say.fail)
    first, second = client.cell("1"), client.cell("2")
    assert client.finish(failing).status == "error"
    for asked in (first, second):
        aborted = client.finish(asked)
        assert aborted.status in ("aborted", "error") and not aborted.of("execute_result")
    time.sleep(0.3)
    assert client.run("3").result == "3"


@check("stop_on_error=false: the queue goes on")
def _(lab: Lab) -> None:
    client = lab.client()
    failing = client.cell(lab.say.sleep(0.5) + "\n" + lab.say.fail, stop_on_error=False)
    following = client.cell("1")
    assert client.finish(failing).status == "error"
    assert client.finish(following).result == "1"


@check("an interrupt stops an endless loop, and clears the queue")
def _(lab: Lab) -> None:
    client = lab.client()
    client.run(lab.say.assign("kept", 11))
    asked = client.running(lab.say.endless)
    waiting = client.cell("1")
    time.sleep(0.2)
    client.interrupt()
    assert client.finish(asked, 15).status == "error"
    assert client.finish(waiting, 15).status in ("aborted", "error")
    time.sleep(0.3)
    assert client.run("kept").result == "11"


@check("an interrupt while nothing runs does nothing")
def _(lab: Lab) -> None:
    client = lab.client()
    client.interrupt()
    works(client, lab.say)


@check("display, update by display_id in transient, clear_output with wait")
def _(lab: Lab) -> None:
    exchange = lab.client().run(lab.say.display())
    assert exchange.types == ["busy", "execute_input", "display_data", "update_display_data", "clear_output", "idle"], exchange.types
    shown, updated, cleared = exchange.events[2:5]
    assert shown.content["data"]["text/html"] == "<b>one</b>" and updated.content["data"]["text/html"] == "<b>two</b>"
    assert shown.content["transient"]["display_id"] == updated.content["transient"]["display_id"] == "place"
    assert shown.content["metadata"] == {} and cleared.content == {"wait": True}


# Control


@check("control answers kernel_info while a cell runs")
def _(lab: Lab) -> None:
    client = lab.client()
    asked = client.running(lab.say.endless)
    try:
        exchange = client.request("control", "kernel_info_request")
        assert exchange.status == "ok" and exchange.types == ["busy", "idle"]
        assert exchange.reply.channel == "control"
    finally:
        client.interrupt()
        client.finish(asked)


@check("heartbeats are echoed while a cell runs, whatever is in them")
def _(lab: Lab) -> None:
    client = lab.client()
    asked = client.running(lab.say.endless)
    try:
        for beat in (b"tick", b"", b"\x00\xff" * 1000):
            assert client.beat(beat, 10) == beat
    finally:
        client.interrupt()
        client.finish(asked)


# Input


@check("input is asked of the client that runs the cell, and only of it")
def _(lab: Lab) -> None:
    client, other = lab.client(), lab.client()
    asked = client.cell(lab.say.ask, allow_stdin=True)
    question = client.wait(lambda m: m.channel == "stdin")
    assert question.type == "input_request" and question.parent_id == asked and question.content["password"] is False
    client.send("stdin", "input_reply", {"status": "ok", "value": "añ" + SMILE}, parent=question.header)
    assert client.finish(asked).result.strip("'") == "añ" + SMILE
    other.quiet(0.3)
    assert not other.sockets["stdin"].poll(0)


@check("a password is asked for as one")
def _(lab: Lab) -> None:
    client = lab.client()
    asked = client.cell(lab.say.password, allow_stdin=True)
    question = client.wait(lambda m: m.channel == "stdin")
    assert question.content == {"prompt": "who?", "password": True}
    client.send("stdin", "input_reply", {"status": "ok", "value": "me"}, parent=question.header)
    assert client.finish(asked).result.strip("'") == "me"


@check("allow_stdin=false: an error at once")
def _(lab: Lab) -> None:
    exchange = lab.client().run(lab.say.ask, allow_stdin=False)
    assert exchange.reply.content["ename"] == "StdinNotImplementedError" or "Stdin" in exchange.reply.content["ename"]


@check("an interrupt ends the wait for input; an answer that comes late goes to nobody")
def _(lab: Lab) -> None:
    client = lab.client()
    asked = client.cell(lab.say.ask, allow_stdin=True)
    late = client.wait(lambda m: m.channel == "stdin")
    client.interrupt()
    assert client.finish(asked, 15).status == "error"
    client.send("stdin", "input_reply", {"status": "ok", "value": "late"}, parent=late.header)
    time.sleep(0.3)
    again = client.cell(lab.say.ask, allow_stdin=True)
    question = client.wait(lambda m: m.channel == "stdin")
    client.send("stdin", "input_reply", {"status": "ok", "value": "new"}, parent=question.header)
    assert client.finish(again, 15).result.strip("'") == "new"


# Questions about code


@check("cursor positions count code points")
def _(lab: Lab) -> None:
    code = lab.say.complete
    content = lab.client().request("shell", "complete_request", {"code": code, "cursor_pos": len(code)}).reply.content
    assert any(match.split(".")[-1] == lab.say.completed for match in content["matches"]), content["matches"]
    assert content["cursor_end"] == len(code)
    assert code[content["cursor_start"] :] and content["matches"][0].startswith(code[content["cursor_start"] :])


@check("completions have types and positions for JupyterLab")
def _(lab: Lab) -> None:
    code = lab.say.complete
    content = lab.client().request("shell", "complete_request", {"code": code, "cursor_pos": len(code)}).reply.content
    typed = content["metadata"]["_jupyter_types_experimental"]
    assert typed and all(item["text"] and item["type"] and item["start"] <= item["end"] <= len(code) for item in typed)


@check("is_complete: complete, incomplete with indent, invalid")
def _(lab: Lab) -> None:
    client = lab.client()

    def ask(code: str) -> dict:
        return client.request("shell", "is_complete_request", {"code": code}).reply.content

    assert ask("1 + 1")["status"] == "complete"
    for code in lab.say.unfinished:
        answer = ask(code)
        assert answer["status"] == "incomplete" and answer["indent"] == "    ", (code, answer)
    for code in lab.say.invalid:
        assert ask(code)["status"] == "invalid", (code, ask(code))


@check("inspect: text at both detail levels, and found=false for nothing")
def _(lab: Lab) -> None:
    client = lab.client()
    code = lab.say.inspect
    for level in (0, 1):
        content = client.request("shell", "inspect_request", {"code": code, "cursor_pos": code.find("l") + 1, "detail_level": level}).reply.content
        assert content["status"] == "ok" and content["found"] is True
        assert content["data"]["text/plain"]
    nothing = client.request("shell", "inspect_request", {"code": "no_such_name_at_all", "cursor_pos": 3, "detail_level": 0}).reply.content
    assert nothing["status"] == "ok" and nothing["found"] is False


@check("inspect: HTML beside the text")
def _(lab: Lab) -> None:
    code = lab.say.inspect
    content = lab.client().request("shell", "inspect_request", {"code": code, "cursor_pos": code.find("l") + 1, "detail_level": 0}).reply.content
    assert "<" in content["data"]["text/html"]


# History


def history(client: Client, kind: str, **more) -> list:
    content = {"hist_access_type": kind, "output": False, "raw": True, **more}
    return client.request("shell", "history_request", content).reply.content["history"]


@check("history: tail, range, search with patterns and unique")
def _(lab: Lab) -> None:
    client = lab.client()
    numbers = [client.run(code).reply.content["execution_count"] for code in ("1001 - 1", "1001 - 2", "1001 - 1", "2002 + 1")]
    assert [entry[2] for entry in history(client, "tail", n=4)] == ["1001 - 1", "1001 - 2", "1001 - 1", "2002 + 1"]
    ranged = history(client, "range", session=0, start=numbers[1], stop=numbers[3])
    assert [entry[1:] for entry in ranged] == [[numbers[1], "1001 - 2"], [numbers[2], "1001 - 1"]]
    assert [entry[2] for entry in history(client, "search", pattern="1001 - ?", n=2)] == ["1001 - 2", "1001 - 1"]
    assert [entry[2] for entry in history(client, "search", pattern="1001*", n=10, unique=True)][-2:] == ["1001 - 2", "1001 - 1"]
    output = history(client, "range", session=0, start=numbers[0], stop=numbers[0] + 1, output=True)
    assert output[0][2] == ["1001 - 1", "1000"]


@check("history is kept on disk between runs")
def _(lab: Lab) -> None:
    mark = f"770000 + {os.getpid()}"
    with lab.start() as kernel:
        client = kernel.client()
        client.run(mark)
        client.request("control", "shutdown_request", {"restart": False})
        kernel.wait()
    with lab.start() as kernel:
        assert mark in [entry[2] for entry in history(kernel.client(), "search", pattern="770000*", n=10)]


# Output


@check("what a background thread prints reaches the cell that started it, also after idle")
def _(lab: Lab) -> None:
    client = lab.client()
    first = client.cell(lab.say.thread("from the first", 1.5))
    client.finish(first)
    second = client.cell(lab.say.print("second"))
    assert client.finish(second).printed() == "second"
    text = ""
    while not text.endswith("\n"):
        text += client.wait(lambda m: m.type == "stream" and m.parent_id == first, 10).content["text"]
    assert text == "from the first\n"


@check("the two streams keep their order, each and to one another")
def _(lab: Lab) -> None:
    exchange = lab.client().run(lab.say.both_streams)
    assert "".join(m.content["text"] for m in exchange.of("stream")) == "o0e0o1e1o2e2o3e3"


@check("5 MB in one print arrive whole")
def _(lab: Lab) -> None:
    assert lab.client().run(lab.say.big(5_000_000)).printed() == "0123456789" * 500_000


@check("100,000 lines arrive whole and in order, before idle")
def _(lab: Lab) -> None:
    assert lab.client().run(lab.say.flood(100_000)).printed().splitlines() == [f"line {n}" for n in range(100_000)]


@check("a flood of output does not starve an interrupt")
def _(lab: Lab) -> None:
    client = lab.client()
    asked = client.running(lab.say.flood(1_000_000_000))
    begin = time.monotonic()
    client.interrupt()
    exchange = client.finish(asked, 60)
    assert exchange.status == "error" and time.monotonic() - begin < 60
    works(client, lab.say)


@check("bytes that are no text, and characters written byte by byte, are shown")
def _(lab: Lab) -> None:
    client = lab.client()
    assert client.run(lab.say.bytes(("añ" + SMILE).encode())).printed() == "añ" + SMILE
    assert "\ufffd" in client.run(lab.say.bytes(b"\xff")).printed()


# Comms


@check("comms: a target of a cell, messages both ways, with metadata and buffers")
def _(lab: Lab) -> None:
    client = lab.client()
    client.run(lab.say.target)
    opening = client.events(client.send("shell", "comm_open", {"comm_id": "c1", "target_name": "echo", "data": {"x": 1}}))
    assert "opened\n" in [m.content.get("text") for m in opening]
    info = client.request("shell", "comm_info_request", {"target_name": "echo"}).reply.content
    assert info["comms"]["c1"] == {"target_name": "echo"}
    said = client.send("shell", "comm_msg", {"comm_id": "c1", "data": {"y": [1, None, "ñ"]}}, metadata={"of": "mine"}, buffers=[b"\x00\xff", b""])
    answer = next(m for m in client.events(said) if m.type == "comm_msg")
    assert answer.content == {"comm_id": "c1", "data": {"back": {"y": [1, None, "ñ"]}}}
    assert answer.metadata == {"m": {"of": "mine"}} and answer.buffers == [b"\x00\xff", b""]
    client.events(client.send("shell", "comm_close", {"comm_id": "c1", "data": {}}))
    assert client.request("shell", "comm_info_request").reply.content["comms"].get("c1") is None


@check("comms: one that a cell opens, says something on, and closes")
def _(lab: Lab) -> None:
    exchange = lab.client().run(lab.say.sent)
    opened, said, closed = (exchange.of(kind)[0] for kind in ("comm_open", "comm_msg", "comm_close"))
    assert opened.content["target_name"] == "front" and opened.content["data"] == {"x": 1}
    assert opened.metadata["version"] == "2.1.0" and opened.buffers == [b"bin"]
    assert said.content["data"] == {"y": 2} and closed.content["comm_id"] == opened.content["comm_id"]


@check("comms: an unknown target is closed, unknown comms are ignored")
def _(lab: Lab) -> None:
    client = lab.client()
    events = client.events(client.send("shell", "comm_open", {"comm_id": "lost", "target_name": "nowhere", "data": {}}))
    assert [m.content["comm_id"] for m in events if m.type == "comm_close"] == ["lost"]
    client.events(client.send("shell", "comm_msg", {"comm_id": "never was", "data": {}}))
    client.events(client.send("shell", "comm_close", {"comm_id": "never was", "data": {}}))
    works(client, lab.say)


# Subshells


def subshell(client: Client) -> str:
    return client.request("control", "create_subshell_request").reply.content["subshell_id"]


@check("subshells: create, list, delete; one that is unknown is an error")
def _(lab: Lab) -> None:
    client = lab.client()
    one, two = subshell(client), subshell(client)
    assert {one, two} <= set(client.request("control", "list_subshell_request").reply.content["subshell_id"])
    for each in (one, two):
        assert client.request("control", "delete_subshell_request", {"subshell_id": each}).status == "ok"
    assert not {one, two} & set(client.request("control", "list_subshell_request").reply.content["subshell_id"])
    assert client.request("control", "delete_subshell_request", {"subshell_id": one}).status == "error"
    late = client.finish(client.cell("1", subshell=one))
    assert late.status == "error"
    works(client, lab.say)


@check("subshells: cells, completions and comms while a cell runs, on the same names")
def _(lab: Lab) -> None:
    client = lab.client()
    client.run(lab.say.target + "\n" + lab.say.assign("shared", 5))
    beside = subshell(client)
    asked = client.running(lab.say.endless)
    try:
        exchange = client.run("shared + 1", subshell=beside)
        assert exchange.result == "6"
        assert all(m.parent["subshell_id"] == beside for m in [exchange.reply, *exchange.events])
        completion = client.finish(client.send("shell", "complete_request", {"code": "share", "cursor_pos": 5}, subshell=beside))
        assert "shared" in completion.reply.content["matches"]
        client.events(client.send("shell", "comm_open", {"comm_id": "s", "target_name": "echo", "data": {}}, subshell=beside))
        events = client.events(client.send("shell", "comm_msg", {"comm_id": "s", "data": {"slider": 3}}, subshell=beside))
        assert next(m for m in events if m.type == "comm_msg").content["data"] == {"back": {"slider": 3}}
    finally:
        client.interrupt()
        assert client.finish(asked).status == "error"
        client.request("control", "delete_subshell_request", {"subshell_id": beside})


@check("subshells: each stops on its own errors only")
def _(lab: Lab) -> None:
    client = lab.client()
    beside = subshell(client)
    slow = client.cell(lab.say.sleep(1) + "\n" + lab.say.fail, subshell=beside)
    aborted = client.cell("1", subshell=beside)
    main = [client.cell(f"{n}") for n in range(3)]
    assert [client.finish(each).result for each in main] == ["0", "1", "2"]
    assert client.finish(slow).status == "error"
    assert client.finish(aborted).status in ("aborted", "error")
    client.request("control", "delete_subshell_request", {"subshell_id": beside})


# Bad input


def parts(client: Client, kind: str, *rest: bytes) -> list[bytes]:
    import json

    given = [json.dumps(client.header(kind)).encode(), *rest]
    return given + [b"{}"] * (4 - len(given))


def nonsense(client: Client) -> list[list[bytes]]:
    info = parts(client, "kernel_info_request")
    bad_json = [
        [b"{", b"{}", b"{}", b"{}"],
        [b"[]", b"{}", b"{}", b"{}"],
        [b"null"] * 4,
        [b"\xff\xfe", b"{}", b"{}", b"{}"],
        [b"{}"] * 4,
        parts(client, "execute_request", b"{}", b"{}", b'{"code": '),
        parts(client, "execute_request", b"{}", b"{}", b"[" * 50_000),
        parts(client, "execute_request", b"{}", b"{}", b'"code"'),
        parts(client, "execute_request", b"[1]", b"7", b"{}"),
    ]
    frames = [[b""], [DELIMITER], [DELIMITER, b""], [DELIMITER, b"", b"{}"], [b"no", b"delimiter", b"at", b"all"], [b"x" * 1_000_000], [b""] * 20]
    frames += [[DELIMITER, client.sign(each), *each] for each in bad_json]
    frames += [[DELIMITER, b"0" * 64, *info], [DELIMITER, b"", *info], [DELIMITER, client.sign(info)[:-1], *info], [DELIMITER, client.sign(info), *info[:3]]]
    return frames


def no_harm(lab: Lab, channel: str) -> None:
    with lab.start() as kernel:
        client = kernel.client()
        client.run(lab.say.assign("kept", 42))
        for frames in nonsense(client):
            client.send_frames(channel, frames)
        time.sleep(0.5)
        client.close()
        client = kernel.client()
        assert client.run("kept").result == "42"
        assert client.request("control", "kernel_info_request").status == "ok"
        asked = client.cell(lab.say.ask, allow_stdin=True)
        question = client.wait(lambda m: m.channel == "stdin")
        client.send("stdin", "input_reply", {"status": "ok", "value": "x"}, parent=question.header)
        assert client.finish(asked).status == "ok"
        assert client.beat() == b"tick"


for _channel in ("shell", "control", "stdin"):
    check(f"bad signatures, short frames, malformed JSON and garbage on {_channel} hurt nobody")(lambda lab, channel=_channel: no_harm(lab, channel))


@check("bytes that are not ZeroMQ's on any port hurt nobody")
def _(lab: Lab) -> None:
    with lab.start() as kernel:
        client = kernel.client()
        client.run(lab.say.assign("kept", 42))
        for port in PORTS:
            for data in (b"GET / HTTP/1.1\r\n\r\n", b"\xff" * 64, b"\xff\x00\x00\x00\x00\x00\x00\x00\x01\x7f\x03\x00NULL" + b"\x00" * 48 + b"\x04\xff" * 40, os.urandom(5000), b""):
                with socket.create_connection(("127.0.0.1", kernel.info[f"{port}_port"]), 10) as raw:
                    try:
                        raw.sendall(data)
                    except OSError:
                        pass
        time.sleep(0.5)
        client = kernel.client()
        assert client.run("kept").result == "42"
        assert client.request("control", "kernel_info_request").status == "ok" and client.beat() == b"tick"


@check("nonsense on iopub and heartbeat hurts nobody")
def _(lab: Lab) -> None:
    with lab.start() as kernel:
        client = kernel.client()
        for port in ("iopub", "hb"):
            one = kernel.context.socket(zmq.DEALER if port == "hb" else zmq.XSUB)
            one.linger = 0
            one.connect(kernel.address(port))
            for frames in ([b"\x01" + b"\xff" * 10], [b"\x07junk"], [b""], [b"a", b"b", b"c"], [b"\x00nothing"]):
                one.send_multipart(frames)
            time.sleep(0.2)
            one.close()
        works(client, lab.say)
        assert client.beat() == b"tick"


@check("what is refused is not obeyed")
def _(lab: Lab) -> None:
    client = lab.client()
    import json

    content = json.dumps({"code": lab.say.assign("evil", 1), "silent": False}).encode()
    forged = parts(client, "execute_request", b"{}", b"{}", content)
    client.send_frames("shell", [DELIMITER, b"0" * 64, *forged])
    client.send_frames("shell", [DELIMITER, b"", *forged])
    assert client.run("evil").status == "error"


# Clients


@check("two clients at once: each gets its own replies, both see all output")
def _(lab: Lab) -> None:
    one, two = lab.client(), lab.client()
    one.quiet(), two.quiet()
    first, second = one.cell(lab.say.print("1")), two.cell(lab.say.print("2"))
    assert one.finish(first).printed() == "1" and two.finish(second).printed() == "2"
    assert Exchange(None, one.events(second)).printed() == "2" and Exchange(None, two.events(first)).printed() == "1"
    one.quiet(0.3), two.quiet(0.3)


@check("a client that goes away in the middle leaves the others alone")
def _(lab: Lab) -> None:
    one, two = lab.client(), lab.client()
    one.cell(lab.say.flood(20_000))
    one.close()
    assert two.run(lab.say.print("still")).printed() == "still"


# Transports


def answers(lab: Lab, **options) -> None:
    with lab.start(**options) as kernel:
        client = kernel.client()
        assert client.run("6 * 7").result == "42"
        assert client.run(lab.say.big(1_000_000)).printed() == "0123456789" * 100_000
        assert client.request("control", "kernel_info_request").status == "ok" and client.beat() == b"tick"
        client.request("control", "shutdown_request", {"restart": False})
        kernel.wait()


check("tcp on IPv6")(lambda lab: answers(lab, ip="::1"))
check("ipc")(lambda lab: answers(lab, transport="ipc"))
check("an empty key: no signatures")(lambda lab: answers(lab, key=""))
check("CurveZMQ")(lambda lab: answers(lab, curve=True))
check("CurveZMQ over ipc")(lambda lab: answers(lab, curve=True, transport="ipc"))


@check("CurveZMQ: a client without the right key hears nothing")
def _(lab: Lab) -> None:
    with lab.start(curve=True) as kernel:
        kernel.client()
        for key in (b"", zmq.curve_keypair()[0]):
            stranger = Client(kernel, server_key=key)
            stranger.send("shell", "kernel_info_request", {})
            try:
                message = stranger.wait(lambda _: True, 1.5)
                raise AssertionError(f"heard {message.type}")
            except Missing:
                pass
            finally:
                stranger.close()
        assert kernel.client().run("1").result == "1"


# Life


@check("SIGINT from a terminal does not end it")
def _(lab: Lab) -> None:
    with lab.start() as kernel:
        client = kernel.client()
        os.kill(kernel.pid, signal.SIGINT)
        time.sleep(0.5)
        works(client, lab.say)


@check("SIGTERM ends it, also while a cell runs")
def _(lab: Lab) -> None:
    for code in (None, lab.say.endless):
        with lab.start() as kernel:
            client = kernel.client()
            if code:
                client.running(code)
            os.kill(kernel.pid, signal.SIGTERM)
            kernel.wait(15)


@check("it ends when the launcher dies")
def _(lab: Lab) -> None:
    with lab.start(launcher=True) as kernel:
        kernel.client()
        os.kill(kernel.process.pid, signal.SIGKILL)
        kernel.wait(20)


@check("it ends when the launcher dies and nobody buries it")
def _(lab: Lab) -> None:
    with lab.start(launcher=True) as kernel:
        kernel.client().running(lab.say.endless)
        os.kill(kernel.process.pid, signal.SIGKILL)  # a zombie until close() waits for it
        end = time.monotonic() + 20
        while kernel.alive() and time.monotonic() < end:
            time.sleep(0.1)
        assert not kernel.alive()


@check("shutdown: the reply says restart, and the process ends with 0")
def _(lab: Lab) -> None:
    for restart in (True, False):
        with lab.start() as kernel:
            client = kernel.client()
            exchange = client.request("control", "shutdown_request", {"restart": restart})
            assert exchange.reply.content == {"status": "ok", "restart": restart}
            assert kernel.wait(20) == 0


@check("shutdown while a cell runs leaves no process")
def _(lab: Lab) -> None:
    with lab.start() as kernel:
        client = kernel.client()
        client.running(lab.say.endless)
        asked = client.send("control", "shutdown_request", {"restart": False})
        assert client.wait(lambda m: m.channel == "control" and m.parent_id == asked).content["status"] == "ok"
        kernel.wait(20)


@check("20 restarts leave nothing: processes, files")
def _(lab: Lab) -> None:
    from jupyter_client.manager import KernelManager

    manager = KernelManager(kernel_name=lab.name)
    manager.start_kernel()
    pids = set()
    try:
        for _ in range(20):
            client = manager.client()
            client.start_channels()
            client.wait_for_ready(timeout=PATIENCE)
            client.stop_channels()
            pids.add(manager.provisioner.process.pid)
            manager.restart_kernel()
    finally:
        file = manager.connection_file
        manager.shutdown_kernel()
    assert len(pids) == 20
    assert not [pid for pid in pids if os.path.exists(f"/proc/{pid}")]
    assert not os.path.exists(file)


def table(names: list[str]) -> str:
    """Runs all checks against each kernel; returns a table in Markdown."""
    results: dict[str, dict[str, str]] = {name: {} for name in names}
    for name in names:
        for sentence, function in CHECKS:
            lab = Lab(name)
            try:
                function(lab)
                results[name][sentence] = "yes"
            except Exception as problem:  # noqa: BLE001: whatever it is, it is the result
                results[name][sentence] = "no"
                print(f"{name}: {sentence}: {type(problem).__name__} {str(problem)[:300]}", file=sys.stderr)
            finally:
                lab.close()
    lines = [f"| | {' | '.join(names)} |", "|---|" + "---|" * len(names)]
    lines += [f"| {sentence} | {' | '.join(results[name][sentence] for name in names)} |" for sentence, _ in CHECKS]
    totals = " | ".join(f"{sum(value == 'yes' for value in results[name].values())} of {len(CHECKS)}" for name in names)
    return "\n".join([*lines, f"| **in all** | {totals} |"])


if __name__ == "__main__":
    print(table(sys.argv[1:] or ["nabla", "python3"]))
