"""A kernel in a process of its own and clients of its sockets, down to the frames: nothing of Jupyter's own libraries between."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

import zmq
from jupyter_client.kernelspec import KernelSpecManager

DELIMITER = b"<IDS|MSG>"
PORTS = ("shell", "iopub", "stdin", "control", "hb")
PATIENCE = 60


class Missing(AssertionError):
    """A message did not come."""


@dataclass
class Message:
    channel: str
    header: dict
    parent: dict
    metadata: dict
    content: dict
    buffers: list[bytes]

    @property
    def type(self) -> str:
        return self.header["msg_type"]

    @property
    def parent_id(self) -> str:
        return self.parent.get("msg_id", "")

    @property
    def state(self) -> str | None:
        return self.content.get("execution_state") if self.type == "status" else None


@dataclass
class Exchange:
    """A finished request: its reply and what was broadcast for it, from busy to idle."""

    reply: Message | None
    events: list[Message] = field(default_factory=list)

    @property
    def status(self) -> str:
        return self.reply.content["status"]

    @property
    def types(self) -> list[str]:
        return [event.state or event.type for event in self.events]

    @property
    def result(self) -> str:
        return self.of("execute_result")[0].content["data"]["text/plain"]

    def of(self, kind: str) -> list[Message]:
        return [event for event in self.events if event.type == kind]

    def printed(self, name: str = "stdout") -> str:
        return "".join(event.content["text"] for event in self.of("stream") if event.content["name"] == name)


def free_ports(ip: str) -> list[int]:
    reserved = []
    for _ in PORTS:
        server = socket.socket(socket.AF_INET6 if ":" in ip else socket.AF_INET)
        server.bind((ip, 0))
        reserved.append(server)
    numbers = [server.getsockname()[1] for server in reserved]
    for server in reserved:
        server.close()
    return numbers


class Kernel:
    """A kernel's process, started as its kernelspec says."""

    def __init__(self, name: str, *, transport: str = "tcp", ip: str = "127.0.0.1", key: str | None = None, curve: bool = False, env: dict | None = None, launcher: bool = False, folder: str | None = None):
        self.name = name
        self.folder = Path(tempfile.mkdtemp(prefix="kernel-"))
        self.curve = zmq.curve_keypair() if curve else None
        self.info = {"transport": transport, "ip": ip, "key": uuid.uuid4().hex if key is None else key, "signature_scheme": "hmac-sha256", "kernel_name": name}
        numbers = free_ports(ip)
        if transport == "ipc":
            self.info["ip"] = str(self.folder / "k")
            numbers = range(1, 6)
        self.info.update({f"{port}_port": number for port, number in zip(PORTS, numbers)})
        if self.curve:
            self.info.update(curve_publickey=self.curve[0].decode(), curve_secretkey=self.curve[1].decode())
        self.file = self.folder / "connection.json"
        self.file.write_text(json.dumps(self.info))
        spec = KernelSpecManager().get_kernel_spec(name)
        argv = [argument.replace("{connection_file}", str(self.file)) for argument in spec.argv]
        if Path(argv[0]).name.startswith("python"):
            argv[0] = sys.executable
        self.context = zmq.Context()
        self.clients: list[Client] = []
        self.log = self.folder / "log"
        everything = {**os.environ, "JPY_PARENT_PID": str(os.getpid()), **(env or {})}
        if launcher:  # a parent that can die
            script = "import os, subprocess, sys; os.environ['JPY_PARENT_PID'] = str(os.getpid()); p = subprocess.Popen(sys.argv[1:]); print(p.pid, flush=True); p.wait()"
            self.process = subprocess.Popen([sys.executable, "-c", script, *argv], env=everything, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log.open("wb"), cwd=folder)
            self.pid = int(self.process.stdout.readline())
        else:
            with self.log.open("wb") as log:
                self.process = subprocess.Popen(argv, env=everything, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder)
            self.pid = self.process.pid

    def address(self, port: str) -> str:
        number = self.info[f"{port}_port"]
        if self.info["transport"] == "ipc":
            return f"ipc://{self.info['ip']}-{number}"
        ip = self.info["ip"]
        return f"tcp://[{ip}]:{number}" if ":" in ip else f"tcp://{ip}:{number}"

    def client(self, **options) -> Client:
        client = Client(self, **options)
        self.clients.append(client)
        return client.ready()

    def alive(self) -> bool:
        """Whether the kernel itself runs; a zombie does not."""
        try:
            return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
        except OSError:
            return False

    def wait(self, timeout: float = PATIENCE) -> int | None:
        """Waits for the end of the kernel; returns its exit status where this process may know it."""
        end = time.monotonic() + timeout
        while self.alive():
            if time.monotonic() > end:
                raise Missing("the kernel does not end")
            time.sleep(0.05)
        return self.process.wait() if self.pid == self.process.pid else None

    def close(self) -> None:
        for client in self.clients:
            client.close()
        if self.alive():
            os.kill(self.pid, 9)
        self.process.kill()
        self.process.wait()
        self.context.destroy(linger=0)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Kernel:
        return self

    def __exit__(self, *_) -> None:
        self.close()


class Client:
    """One client of a kernel: five sockets, and the messages that nobody has claimed yet."""

    def __init__(self, kernel: Kernel, *, server_key: bytes | None = None):
        self.kernel = kernel
        self.key = kernel.info["key"].encode()
        self.session = uuid.uuid4().hex
        self.unclaimed: list[Message] = []
        self.sockets: dict[str, zmq.Socket] = {}
        kinds = {"iopub": zmq.SUB, "hb": zmq.REQ}
        for port in PORTS:
            one = kernel.context.socket(kinds.get(port, zmq.DEALER))
            one.linger = 0
            one.set_hwm(0)
            one.reconnect_ivl = 20
            one.setsockopt(zmq.IPV6, int(":" in kernel.info["ip"]))
            if kernel.curve and server_key != b"":
                one.curve_publickey, one.curve_secretkey = zmq.curve_keypair()
                one.curve_serverkey = server_key or kernel.curve[0]
            if port == "iopub":
                one.subscribe(b"")
            elif port != "hb":
                one.setsockopt(zmq.IDENTITY, self.session.encode())
            one.connect(kernel.address(port))
            self.sockets[port] = one
        self.poller = zmq.Poller()
        for port in PORTS[:4]:
            self.poller.register(self.sockets[port], zmq.POLLIN)

    def ready(self) -> Client:
        """Waits until this client misses nothing more: until what it asks shows on its own iopub."""
        end = time.monotonic() + PATIENCE
        while True:
            asked = self.send("shell", "kernel_info_request", {})
            try:
                self.finish(asked, timeout=3)
                return self
            except Missing:
                if time.monotonic() > end or not self.kernel.alive():
                    raise Missing(f"no answer; the log: {self.kernel.log.read_text(errors='replace')[-2000:]}") from None

    def close(self) -> None:
        for one in self.sockets.values():
            one.close()

    def header(self, kind: str, **more) -> dict:
        now = datetime.now(timezone.utc).isoformat()
        return {"msg_id": uuid.uuid4().hex, "session": self.session, "username": "raw", "date": now, "msg_type": kind, "version": "5.3", **more}

    def sign(self, parts: list[bytes]) -> bytes:
        if not self.key:
            return b""
        digest = hmac.new(self.key, digestmod=hashlib.sha256)
        for part in parts:
            digest.update(part)
        return digest.hexdigest().encode()

    def send(self, channel: str, kind: str, content: dict, *, subshell: str | None = None, metadata: dict | None = None, buffers=(), parent: dict | None = None, **more) -> str:
        header = self.header(kind, **({"subshell_id": subshell} if subshell else {}), **more)
        parts = [json.dumps(part).encode() for part in (header, parent or {}, metadata or {}, content)]
        self.send_frames(channel, [DELIMITER, self.sign(parts), *parts, *buffers])
        return header["msg_id"]

    def send_frames(self, channel: str, frames: list[bytes]) -> None:
        self.sockets[channel].send_multipart(frames)

    def read(self, channel: str) -> Message:
        frames = self.sockets[channel].recv_multipart()
        at = frames.index(DELIMITER)
        signature, *parts = frames[at + 1 : at + 6]
        assert self.sign(parts) == signature, "the kernel's signature is wrong"
        return Message(channel, *(json.loads(part) for part in parts), frames[at + 6 :])

    def wait(self, wanted, timeout: float = PATIENCE) -> Message:
        """Waits for a message; those before it stay for others to claim."""
        end = time.monotonic() + timeout
        seen = 0
        while True:
            for position in range(seen, len(self.unclaimed)):
                if wanted(self.unclaimed[position]):
                    return self.unclaimed.pop(position)
            seen = len(self.unclaimed)
            left = end - time.monotonic()
            if left <= 0:
                raise Missing(f"the message did not come; unclaimed: {[(m.channel, m.type, m.parent_id[:6]) for m in self.unclaimed[-20:]]}")
            for one, _ in self.poller.poll(max(1, min(left, 1) * 1000)):
                channel = next(port for port, known in self.sockets.items() if known is one)
                while one.poll(0):
                    self.unclaimed.append(self.read(channel))

    def quiet(self, seconds: float = 0.5) -> None:
        """Reads for a while and forgets what has come so far."""
        try:
            self.wait(lambda _: False, seconds)
        except Missing:
            self.unclaimed.clear()

    def finish(self, asked: str, timeout: float = PATIENCE) -> Exchange:
        reply = self.wait(lambda m: m.channel in ("shell", "control") and m.parent_id == asked, timeout)
        return Exchange(reply, self.events(asked, timeout))

    def events(self, asked: str, timeout: float = PATIENCE) -> list[Message]:
        events: list[Message] = []
        while not events or events[-1].state != "idle":
            events.append(self.wait(lambda m: m.channel == "iopub" and m.parent_id == asked, timeout))
        return events

    def request(self, channel: str, kind: str, content: dict | None = None, **more) -> Exchange:
        return self.finish(self.send(channel, kind, content or {}, **more))

    def cell(self, code: str, *, subshell: str | None = None, **options) -> str:
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False, "stop_on_error": True, **options}
        return self.send("shell", "execute_request", content, subshell=subshell)

    def run(self, code: str, **options) -> Exchange:
        return self.finish(self.cell(code, **options))

    def running(self, code: str, **options) -> str:
        """Starts a cell and waits until it prints something."""
        asked = self.cell(code, **options)
        self.wait(lambda m: m.type == "stream" and m.parent_id == asked)
        return asked

    def interrupt(self) -> None:
        """Interrupts as the kernelspec asks for it."""
        if KernelSpecManager().get_kernel_spec(self.kernel.name).interrupt_mode == "message":
            assert self.request("control", "interrupt_request").status == "ok"
        else:
            os.kill(self.kernel.pid, 2)

    def beat(self, text: bytes = b"tick", timeout: float = PATIENCE) -> bytes:
        self.sockets["hb"].send(text)
        if not self.sockets["hb"].poll(timeout * 1000):
            raise Missing("no heartbeat")
        return self.sockets["hb"].recv()
