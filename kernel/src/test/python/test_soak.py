"""A random session of two clients: good and broken messages, cells, interrupts and restarts.

Nothing may be lost, nothing may get another request's parent, and nothing may grow. The seed is printed; with
`NABLA_SOAK_SEED` the same session runs again, and `NABLA_SOAK_SECONDS` says how long (1800 for the long form).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import random
import time
import uuid
from dataclasses import dataclass, field

import psutil
import pytest
import zmq
from conftest import notes
from jupyter_client import BlockingKernelClient
from jupyter_client.manager import start_new_kernel

SECONDS = float(os.environ.get("NABLA_SOAK_SECONDS", "180"))
SEED = int(os.environ.get("NABLA_SOAK_SEED", str(random.SystemRandom().randrange(10**9))))
PATIENCE = 120

HEAP = "System.gc(); Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()"
SETUP = "int kept = 42; void forever() { while (true) {} }"


@dataclass(eq=False)
class Pending:
    """A request, and all that came for it so far."""

    kind: str
    replies: list[dict] = field(default_factory=list)
    published: list[dict] = field(default_factory=list)

    @property
    def done(self) -> bool:
        return bool(self.replies) and any(
            m["msg_type"] == "status" and m["content"]["execution_state"] == "idle" for m in self.published
        )

    @property
    def content(self) -> dict:
        return self.replies[0]["content"]

    @property
    def status(self) -> str:
        return self.content.get("status", "ok")

    def stream(self) -> str:
        return "".join(m["content"]["text"] for m in self.published if m["msg_type"] == "stream")

    def value(self) -> str | None:
        return next((m["content"]["data"]["text/plain"] for m in self.published if m["msg_type"] == "execute_result"), None)

    def busy(self) -> bool:
        return any(m["msg_type"] == "execute_input" for m in self.published)


class Client:
    """One front end. It sees everything on iopub, but only its own replies."""

    def __init__(self, blocking, everybody: list[Client]) -> None:
        self.blocking = blocking
        self.everybody = everybody
        everybody.append(self)
        self.requests: dict[str, Pending] = {}
        self.settle()

    def settle(self) -> None:
        """Waits for a kernel that starts. What the waiting itself asked is answered before the last question."""
        self.blocking.wait_for_ready(timeout=PATIENCE)
        self.requests.clear()
        self.settled = False
        pending = self.send("kernel_info_request", {})
        self.until(lambda: pending.done, "the first answer")
        self.settled = True

    def send(self, kind: str, content: dict, channel: str = "shell") -> Pending:
        message = self.blocking.session.msg(kind, content)
        pending = self.requests[message["msg_id"]] = Pending(kind)
        getattr(self.blocking, channel + "_channel").send(message)
        return pending

    def execute(self, code: str, **options) -> Pending:
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False, "stop_on_error": True}
        return self.send("execute_request", {**content, **options})

    def pump(self, wait: float = 0.05) -> None:
        """Takes what has arrived. A reply to a request that is not this client's, or a second one, is a failure."""
        for channel in ("shell", "control"):
            socket = getattr(self.blocking, channel + "_channel").socket
            while socket.poll(0):
                message = getattr(self.blocking, channel + "_channel").get_msg(timeout=1)
                parent = message["parent_header"].get("msg_id")
                if not self.settled and parent not in self.requests:
                    continue
                assert parent in self.requests, f"a reply to nobody: {message}"
                pending = self.requests[parent]
                assert message["msg_type"] == pending.kind.replace("_request", "_reply")
                assert not pending.replies, f"a second reply: {message}"
                pending.replies.append(message)
        iopub = self.blocking.iopub_channel
        while iopub.socket.poll(wait * 1000):
            wait = 0
            message = iopub.get_msg(timeout=1)
            pending = self.requests.get(message["parent_header"].get("msg_id"))
            if pending is not None:
                assert message["parent_header"]["session"] == self.blocking.session.session
                pending.published.append(message)

    def until(self, condition, what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, f"nothing more came: {what}"
            for client in self.everybody:
                client.pump()

    def finish(self, *pending: Pending) -> None:
        for each in pending:
            self.until(lambda each=each: each.done, each.kind)


class Soak:
    """The session: every step is drawn from the seed alone, so that it can be run again."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.manager, first = start_new_kernel(kernel_name="nabla", startup_timeout=PATIENCE)
        self.clients: list[Client] = []
        Client(first, self.clients)
        self.second()
        self.steps = 0
        self.restarts = 0
        self.begin()

    def second(self) -> None:
        # Not manager.client(): that one would share the first client's session, and with it its address.
        blocking = BlockingKernelClient(connection_file=self.manager.connection_file)
        blocking.load_connection_file()
        blocking.start_channels()
        Client(blocking, self.clients)

    def close(self) -> None:
        for client in self.clients:
            client.blocking.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def begin(self) -> None:
        """Declares what must survive, and learns what a kernel needs before anything has happened."""
        setup = self.clients[0].execute(SETUP)
        self.clients[0].finish(setup)
        assert setup.status == "ok", setup.content
        for step in self.actions():
            if step != self.restart:
                step()
        self.baseline = self.footprint()

    def footprint(self) -> dict[str, int]:
        heap, threads = self.clients[0].execute(HEAP), self.clients[0].execute("Thread.getAllStackTraces().size()")
        self.clients[0].finish(heap, threads)
        process = psutil.Process(self.manager.provisioner.pid)
        return {"heap": int(heap.value()), "threads": int(threads.value()), "files": process.num_fds(), "resident": process.memory_info().rss}

    def check_growth(self) -> None:
        now = self.last = self.footprint()
        assert now["heap"] < self.baseline["heap"] + (64 << 20), (self.baseline, now)
        assert now["threads"] <= self.baseline["threads"] + 8, (self.baseline, now)
        assert now["files"] <= self.baseline["files"] + 8, (self.baseline, now)
        # A heap that may grow to its limit does, so this bound is no more than the limit and what a JVM has beside it.
        assert now["resident"] < 3 << 30, (self.baseline, now)

    def figures(self) -> str:
        """What the last kernel needed when it was new, and in the end."""
        return ", ".join(
            f"{name} {self.baseline[name] >> 20} to {self.last[name] >> 20} MB" if self.last[name] >> 20 else f"{name} {self.baseline[name]} to {self.last[name]}"
            for name in self.last
        )

    def actions(self) -> list:
        return [
            self.value, self.value, self.output, self.wrong, self.declare, self.questions, self.broken, self.burst,
            self.interrupt, self.background, self.queue, self.restart,
        ]  # fmt: skip

    def run(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        *often, rarely = self.actions()
        while time.monotonic() < end:
            self.steps += 1
            step = rarely if self.random.random() < 0.01 else self.random.choice(often)
            step()
            if self.steps % 100 == 0:
                self.survived()
        self.survived()
        self.check_growth()

    def any(self) -> Client:
        return self.random.choice(self.clients)

    def survived(self) -> None:
        pending = self.any().execute("kept")
        for client in self.clients:
            client.pump()
        self.finish(pending)
        assert pending.value() == "42", pending
        for client in self.clients:
            assert all(each.done for each in client.requests.values()), "a request was never answered"
            client.requests.clear()

    def finish(self, *pending: Pending) -> None:
        for client in self.clients:
            client.finish(*[each for each in pending if each in client.requests.values()])

    def value(self) -> None:
        a, b = self.random.randrange(10**4), self.random.randrange(10**4)
        pending = self.any().execute(f"{a} * {b}")
        self.finish(pending)
        assert pending.value() == str(a * b)

    def output(self) -> None:
        lines = self.random.choice([1, 10, 1000, 20_000])
        pending = self.any().execute(f"for (int i = 0; i < {lines}; i++) System.out.println(i);")
        self.finish(pending)
        assert pending.stream() == "".join(f"{i}\n" for i in range(lines))

    def wrong(self) -> None:
        code = self.random.choice(['throw new IllegalStateException("no");', "int x = \"text\";", "1 +* 2", "undefined", "int[] a = {}; a[1]", "%nosuch", "System.exit(3);"])
        pending = self.any().execute(code)
        self.finish(pending)
        assert pending.status == "error", code
        assert pending.content["traceback"]

    def declare(self) -> None:
        number = self.random.randrange(5)
        value = self.random.randrange(1000)
        client = self.any()
        cells = [
            client.execute(f"class Point{number} {{ int at = {value}; }}"),
            client.execute(f"var point{number} = new Point{number}(); int twice{number}(int n) {{ return 2 * n; }}"),
            client.execute(f"twice{number}(point{number}.at)"),
        ]
        self.finish(*cells)
        assert cells[-1].value() == str(2 * value), [c.content for c in cells]

    def questions(self) -> None:
        code = self.random.choice(["System.o", "Math.", "kep", "import java.u", '"x".', "", "∇ = ", "for ("])
        kinds = {
            "complete_request": {"code": code, "cursor_pos": len(code)},
            "inspect_request": {"code": code, "cursor_pos": len(code), "detail_level": 0},
            "is_complete_request": {"code": code},
            "history_request": {"hist_access_type": "tail", "n": 3, "output": False, "raw": True},
            "comm_info_request": {},
            "kernel_info_request": {},
        }
        client = self.any()
        kind = self.random.choice(list(kinds))
        pending = client.send(kind, kinds[kind])
        self.finish(pending)
        assert pending.status in ("ok", "complete", "incomplete", "invalid", "unknown")

    def broken(self) -> None:
        info = self.manager.get_connection_info()
        socket = zmq.Context.instance().socket(zmq.DEALER)
        socket.linger = 200
        socket.connect(f"tcp://{info['ip']}:{info[self.random.choice(['shell_port', 'control_port', 'stdin_port'])]}")
        header = json.dumps({"msg_id": uuid.uuid4().hex, "session": "s", "username": "u", "date": "", "msg_type": "execute_request", "version": "5.3"}).encode()
        good = [header, b"{}", b"{}", b'{"code": "kept = 0;", "silent": false}']
        digest = hmac.new(info["key"], b"".join(good[:-1]), hashlib.sha256).hexdigest().encode()
        socket.send_multipart(
            self.random.choice([
                [b"<IDS|MSG>", b"0" * 64, *good],
                [b"<IDS|MSG>", digest, *good],
                [b"<IDS|MSG>"],
                [b"<IDS|MSG>", b"", b"{"],
                [self.random.randbytes(100) for _ in range(self.random.randrange(1, 8))],
            ])
        )  # fmt: skip
        socket.close()

    def burst(self) -> None:
        """Both clients at once: each sees its own results, in its own order."""
        sent = []
        for _ in range(self.random.randrange(2, 12)):
            number = self.random.randrange(10**6)
            sent.append((self.any().execute(f'System.out.print("<{number}>"); {number}'), number))
        self.finish(*[pending for pending, _ in sent])
        for pending, number in sent:
            assert pending.value() == str(number)
            assert pending.stream() == f"<{number}>"

    def interrupt(self) -> None:
        client = self.any()
        code = self.random.choice(["while (true) {}", "forever();", "Thread.sleep(1_000_000);", "Runnable r = () -> forever(); r.run();"])
        pending = client.execute(code)
        client.until(pending.busy, "execute_input")
        time.sleep(self.random.choice([0, 0.01, 0.1]))
        self.manager.interrupt_kernel()
        self.finish(pending)
        assert pending.status == "error", code

    def background(self) -> None:
        """What a thread prints after its cell belongs to its cell."""
        client = self.any()
        number = self.random.randrange(10**6)
        thread = client.execute(f'var late = new Thread(() -> {{ try {{ Thread.sleep(30); }} catch (InterruptedException e) {{}} System.out.print("late{number}"); }}); late.start();')
        other = client.execute("late.join(); 1")
        self.finish(thread, other)
        client.until(lambda: thread.stream() == f"late{number}", "output of a thread")
        assert other.stream() == ""

    def queue(self) -> None:
        """An error gives up what the same front end has already sent; nothing is left unanswered."""
        client = self.any()
        sent = [client.execute("Thread.sleep(20); throw new RuntimeException();"), *(client.execute("1") for _ in range(3))]
        self.finish(*sent)
        assert sent[0].status == "error"
        assert all(each.status in ("aborted", "ok") for each in sent[1:])

    def restart(self) -> None:
        self.survived()
        self.check_growth()
        old = psutil.Process(self.manager.provisioner.pid)
        self.manager.restart_kernel(now=self.random.random() < 0.5)
        self.restarts += 1
        psutil.wait_procs([old], timeout=PATIENCE)
        assert not old.is_running() or old.status() == psutil.STATUS_ZOMBIE, "the old kernel still runs"
        for client in self.clients:
            client.settle()
        self.begin()


@pytest.mark.timeout(SECONDS + 600)
def test_a_long_session_loses_nothing(kernelspec) -> None:
    print(f"NABLA_SOAK_SEED={SEED}")
    soak = Soak(SEED)
    try:
        soak.run(SECONDS)
    except BaseException:
        print(f"failed at step {soak.steps}; run it again with NABLA_SOAK_SEED={SEED}")
        raise
    finally:
        soak.close()
    notes.append(f"soak: seed {SEED}, {soak.steps} steps and {soak.restarts} restarts in {SECONDS:.0f} s, nothing lost; {soak.figures()}")
