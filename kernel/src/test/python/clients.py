"""Small helpers over jupyter_client's blocking client."""

from __future__ import annotations

from dataclasses import dataclass, field

TIMEOUT = 60


@dataclass
class Result:
    """What one request brought: its reply and what was published meanwhile."""

    request: str
    reply: dict
    published: list[dict] = field(default_factory=list)

    @property
    def status(self) -> str:
        return self.reply["content"]["status"]

    @property
    def text(self) -> str | None:
        """The text of the cell's value, or None where it has none."""
        for message in self.published:
            if message["msg_type"] == "execute_result":
                return message["content"]["data"]["text/plain"]
        return None

    @property
    def data(self) -> dict:
        """All forms of the cell's value."""
        return next(m["content"]["data"] for m in self.published if m["msg_type"] == "execute_result")

    @property
    def traceback(self) -> str:
        return "\n".join(self.reply["content"].get("traceback", []))

    def stream(self, name: str) -> str:
        return "".join(m["content"]["text"] for m in self.published if m["msg_type"] == "stream" and m["content"]["name"] == name)


def finish(client, request: str, timeout: float = TIMEOUT) -> Result:
    """Waits for the reply to a request and for the idle status that ends what it published."""
    reply = None
    while reply is None or reply["parent_header"].get("msg_id") != request:
        reply = client.get_shell_msg(timeout=timeout)
    published = []
    while True:
        message = client.get_iopub_msg(timeout=timeout)
        if message["parent_header"].get("msg_id") != request:
            continue
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            return Result(request, reply, published)
        published.append(message)


def run(client, code: str, timeout: float = TIMEOUT, **options) -> Result:
    """Executes a cell."""
    return finish(client, client.execute(code, **options), timeout)


def wait_until_busy(client, request: str, timeout: float = TIMEOUT) -> None:
    """Waits until the kernel says that it works on a request, and shows its code."""
    while True:
        message = client.get_iopub_msg(timeout=timeout)
        if message["parent_header"].get("msg_id") == request and message["msg_type"] == "execute_input":
            return
