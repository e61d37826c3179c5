"""The servers that serve RIZ, told to stop while somebody is still sending a request."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.local.ports import HOST
from config.local.processes import living_groups
from riz.operations.probe import lives
from tests.support.databases import ROOT
from tests.support.waiting import PATIENCE_SECONDS, eventually

pytestmark = pytest.mark.django_db(transaction=True)
PROCESS = pytest.mark.process

# The commands of docker/compose.yaml and of `make run`.
SERVERS = {
    "granian": "granian --interface asginl --port {port} --workers 2 --log-level error config.asgi_rest:application",
    "granian that loads": "granian --interface asginl --port {port} --workers 2 --log-level error"
    " tests.config.loads_once:application",
    "uvicorn": "uvicorn --port {port} --lifespan off --log-level error --timeout-graceful-shutdown {patience}"
    " config.asgi:application",
    "make run": "uvicorn --port {port} --lifespan off --log-level error --timeout-graceful-shutdown {patience}"
    " config.asgi_local:application",
}
# Nothing is stopped here because time is over: how long a step takes depends on the machine.
UNHURRIED = {
    "RIZ_DRAIN_SECONDS": str(10 * PATIENCE_SECONDS),
    "RIZ_STOP_SECONDS": str(10 * PATIENCE_SECONDS),
    "RIZ_TRANSPORT_WARM": "false",
}
BODY = b'{"email": "nobody@riz.example", "password": "not the right one"}'


@dataclass
class Server:
    process: subprocess.Popen[bytes]
    port: int

    def status_of(self, path: str) -> int:
        """Ask on a connection of its own; zero where nobody listens."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def begin_to_sign_in(self) -> http.client.HTTPConnection:
        """Send all of a request but the end of its body."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE_SECONDS)
        connection.putrequest("POST", "/api/v1/auth/login")
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Content-Length", str(len(BODY)))
        connection.endheaders(BODY[:20])
        return connection


def listeners(port: int) -> int:
    """Count who listens on a port of this machine."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(row[1].endswith(f":{port:04X}") and row[3] == "0A" for row in rows)


@contextmanager
def serving(name: str) -> Iterator[Server]:
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    words = SERVERS[name].format(port=port, patience=int(PATIENCE_SECONDS)).split()
    process = subprocess.Popen(
        [sys.executable, "-m", "riz.operations.draining", sys.executable, "-m", *words],
        cwd=ROOT,
        env={**os.environ, **UNHURRIED},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        started = Server(process, port)
        workers = 2 if name == "granian" else 1
        # Each worker listens by itself; one that comes later would be in the middle of its start.
        assert eventually(lambda: listeners(port) == workers)
        assert eventually(lambda: started.status_of("/health/ready") == 200)
        yield started
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=PATIENCE_SECONDS)


@pytest.mark.parametrize(
    "name", ["make run", *(pytest.param(each, marks=PROCESS) for each in ("granian", "uvicorn"))]
)
def test_they_are_first_not_ready_then_finish_what_was_begun_and_end(name: str) -> None:
    with serving(name) as server:
        assert eventually(lambda: lives(server.port))
        begun = server.begin_to_sign_in()
        server.process.send_signal(signal.SIGTERM)

        assert eventually(lambda: server.status_of("/health/ready") == 503)
        assert server.status_of("/health/live") == 200  # whoever comes late is still answered
        server.process.send_signal(signal.SIGTERM)  # the balancer has understood
        assert eventually(lambda: not listeners(server.port))
        begun.send(BODY[20:])

        with closing(begun), begun.getresponse() as answer:
            assert answer.status == 401
        assert server.process.wait(timeout=PATIENCE_SECONDS) == 0
        assert not lives(server.port)
        assert not living_groups([server.process.pid])


@PROCESS
def test_a_worker_that_still_loads_ends_with_the_others() -> None:
    with serving("granian that loads") as server:
        server.process.send_signal(signal.SIGTERM)
        assert eventually(lambda: server.status_of("/health/ready") == 503)
        server.process.send_signal(signal.SIGTERM)

        assert server.process.wait(timeout=PATIENCE_SECONDS) == 0
        assert not living_groups([server.process.pid])


@PROCESS
def test_killed_with_their_group_they_leave_nobody() -> None:
    with serving("granian") as server:
        os.killpg(server.process.pid, signal.SIGKILL)
        server.process.wait(timeout=PATIENCE_SECONDS)

        assert eventually(lambda: not living_groups([server.process.pid]))
        assert server.status_of("/health/live") == 0
