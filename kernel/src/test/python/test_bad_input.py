"""Messages that no client should send, and connection files that no server should write."""

from __future__ import annotations

import hashlib
import hmac
import json
import subprocess
import uuid
from pathlib import Path

import pytest
import zmq
from clients import run

DELIMITER = b"<IDS|MSG>"


def header(kind: str) -> bytes:
    fields = {"msg_id": uuid.uuid4().hex, "session": "raw", "username": "raw", "date": "2026-01-01T00:00:00Z", "msg_type": kind, "version": "5.3"}
    return json.dumps(fields).encode()


def execute_content(code: str) -> bytes:
    return json.dumps({"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}).encode()


def frames(key: bytes, parts: list[bytes], signature: bytes | None = None) -> list[bytes]:
    if signature is None:
        digest = hmac.new(key, digestmod=hashlib.sha256)
        for part in parts:
            digest.update(part)
        signature = digest.hexdigest().encode()
    return [DELIMITER, signature, *parts]


@pytest.fixture
def raw(kernel):
    """Sends frames as they are to the shell socket; the second value checks that nobody was hurt."""
    manager, client = kernel
    info = manager.get_connection_info()
    socket = zmq.Context.instance().socket(zmq.DEALER)
    socket.linger = 0
    socket.connect(f"tcp://{info['ip']}:{info['shell_port']}")

    def send(message: list[bytes], *, answered: bool = False) -> list[bytes] | None:
        socket.send_multipart(message)
        arrived = socket.poll(1500)
        assert bool(arrived) is answered
        return socket.recv_multipart() if arrived else None

    assert run(client, "int x = 41;").status == "ok"
    yield send, client, info["key"]
    assert run(client, "x + 1").text == "42"
    assert manager.is_alive()
    socket.close()


def test_a_well_formed_message_is_answered(raw) -> None:
    send, _, key = raw
    answer = send(frames(key, [header("kernel_info_request"), b"{}", b"{}", b"{}"]), answered=True)
    assert json.loads(answer[2])["msg_type"] == "kernel_info_reply"


def test_a_bad_signature_is_not_obeyed(raw) -> None:
    send, client, key = raw
    parts = [header("execute_request"), b"{}", b"{}", execute_content("int evil = 1;")]
    send(frames(key, parts, signature=b"0" * 64))
    send(frames(b"another key", parts))
    send(frames(key, parts, signature=b""))
    assert run(client, "evil").status == "error"


@pytest.mark.parametrize(
    "parts",
    [
        [b"{", b"{}", b"{}", b"{}"],
        [b"[]", b"{}", b"{}", b"{}"],
        [b"null", b"null", b"null", b"null"],
        [b"\xff\xfe", b"{}", b"{}", b"{}"],
        [b"{}", b"{}", b"{}", b"{}"],
        [header("execute_request"), b"{}", b"{}", b'{"code": '],
        [header("execute_request"), b"{}", b"{}", b'"code"'],
    ],
    ids=["cut", "list", "null", "not UTF-8", "empty header", "cut content", "content is text"],
)
def test_malformed_json_hurts_nobody(raw, parts: list[bytes]) -> None:
    send, _, key = raw
    socket_message = frames(key, parts)
    try:
        send(socket_message)
    except AssertionError:  # an answer is allowed where the header could be read, as long as nobody is hurt
        assert b"execute_request" in parts[0]


@pytest.mark.parametrize(
    "message",
    [[b""], [DELIMITER], [DELIMITER, b""], [DELIMITER, b"", b"{}"], [b"no", b"delimiter", b"at", b"all"], [b"x" * 1_000_000]],
    ids=["empty", "delimiter only", "no parts", "one part", "no delimiter", "a megabyte"],
)
def test_too_few_frames_hurt_nobody(raw, message: list[bytes]) -> None:
    send, _, _ = raw
    send(message)


def test_an_unknown_request_is_answered_with_an_error(raw) -> None:
    send, _, key = raw
    answer = send(frames(key, [header("make_coffee_request"), b"{}", b"{}", b'{"sugar": 2}']), answered=True)
    assert json.loads(answer[2])["msg_type"] == "make_coffee_reply"
    assert json.loads(answer[5])["status"] == "error"


def test_an_unknown_message_that_asks_nothing_is_ignored(raw) -> None:
    send, _, key = raw
    send(frames(key, [header("make_coffee"), b"{}", b"{}", b'{"sugar": 2}']))


def test_unknown_fields_are_ignored(raw) -> None:
    send, _, key = raw
    content = json.dumps({**json.loads(execute_content("1 + 1")), "from_the_future": [1, {"a": None}]}).encode()
    answer = send(frames(key, [header("execute_request"), b"{}", b"{}", content]), answered=True)
    assert json.loads(answer[5])["status"] == "ok"


GOOD = {"transport": "tcp", "ip": "127.0.0.1", "shell_port": 0, "iopub_port": 0, "stdin_port": 0, "control_port": 0, "hb_port": 0, "key": "k", "signature_scheme": "hmac-sha256"}


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"{",
        b"[]",
        b"\xff\xfe\x00",
        json.dumps({**GOOD, "shell_port": "many"}).encode(),
        json.dumps({k: v for k, v in GOOD.items() if k != "shell_port"}).encode(),
        json.dumps({**GOOD, "transport": "pigeon"}).encode(),
        json.dumps({**GOOD, "signature_scheme": "rot13"}).encode(),
    ],
    ids=["missing", "empty", "cut", "list", "not UTF-8", "port is a word", "no port", "transport", "signature scheme"],
)
def test_a_broken_connection_file_is_named(kernelspec: Path, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "connection file.json"
    if content is not None:
        file.write_bytes(content)
    argv = json.loads((kernelspec / "kernel.json").read_text(encoding="utf-8"))["argv"]
    result = subprocess.run(
        [argument.replace("{connection_file}", str(file)) for argument in argv],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode != 0
    assert str(file) in result.stderr
    assert "\tat " not in result.stderr, "a stack trace is no clear message"
