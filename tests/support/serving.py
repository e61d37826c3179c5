"""Real servers, started as docker/compose.yaml and `make run` start them, and asked byte by byte."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import yaml

from config.local.ports import HOST
from config.run import starting_at_once
from tests.support.databases import ROOT
from tests.support.waiting import eventually

START_SECONDS = 120


@dataclass
class Answer:
    """What a server answered: nothing at all has the status 0."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def code(self) -> str:
        """The code of a problem."""
        return str(json.loads(self.body).get("code", ""))

    def json(self) -> Any:
        """Read the body."""
        return json.loads(self.body)


@dataclass
class Served:
    """A server that runs."""

    port: int
    process: subprocess.Popen[bytes]

    def ask(
        self, path: str, lines: Sequence[str] = (), *, method: str = "GET", body: Any = None
    ) -> Answer:
        """Send the header lines as they are, in their order, on a connection of its own."""
        content = b"" if body is None else json.dumps(body).encode()
        head = [f"{method} {path} HTTP/1.1", *lines]
        for needed in ("Host: localhost", "Connection: close"):
            if not any(line.lower().startswith(needed.lower()[:5]) for line in lines):
                head.insert(1, needed)
        if body is not None:
            head += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
        try:
            with socket.create_connection((HOST, self.port), timeout=60) as connection:
                connection.sendall("\r\n".join([*head, "", ""]).encode("latin-1") + content)
                return _read(b"".join(_received(connection)))
        except OSError:
            return Answer(0)


def _received(connection: socket.socket) -> Iterator[bytes]:
    """Receive until the other side ends, or a socket is open."""
    while received := connection.recv(65536):
        yield received
        if b" 101 " in received[:20]:
            return


def _read(received: bytes) -> Answer:
    head, _, body = received.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)
    }
    if headers.get("transfer-encoding") == "chunked":
        body = b"".join(_chunks(body))
    return Answer(int(first.split(" ")[1]) if first else 0, headers, body)


def _chunks(body: bytes) -> Iterator[bytes]:
    while body:
        size, _, rest = body.partition(b"\r\n")
        yield rest[: int(size, 16)]
        body = rest[int(size, 16) + 2 :]


def command_of(service: str, port: int) -> list[str]:
    """Return how compose starts a service, or `make run` its server, at an address of this machine."""
    if service == "make run":
        nowhere: Any = SimpleNamespace(local=ROOT)
        return list(next(starting_at_once(nowhere, port, 0)).argv)
    services = yaml.safe_load((ROOT / "docker" / "compose.yaml").read_text())["services"]
    words = str(services[service]["command"]).replace("--host 0.0.0.0", f"--host {HOST}")
    words = re.sub(r"--workers \d+", "--workers 1", words.replace("--port 8000", f"--port {port}"))
    # Programs lie beside this Python, which need not be on the path.
    words = re.sub(r" (granian|uvicorn) ", rf" {sys.executable} -m \1 ", words)
    return [sys.executable, *words.split()[1:]]


@contextmanager
def serving(service: str, *, settings: str, command: Sequence[str] = ()) -> Iterator[Served]:
    """Run a server until the block ends; another command has `{port}` where it wants its port."""
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    words = [word.format(port=port) for word in command] or command_of(service, port)
    process = subprocess.Popen(
        words,
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": settings,
            "RIZ_TRANSPORT_WARM": "false",
            "RIZ_STOP_SECONDS": "600",  # whoever does not end by itself is not ended
        },
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    served = Served(port, process)
    try:
        assert eventually(lambda: served.ask("/health/live").status == 200, seconds=START_SECONDS)
        yield served
    finally:
        # Whoever is drained waits for balancers; nobody does here.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=60)
