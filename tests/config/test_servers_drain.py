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

import pytest

from riz.local.ports import HOST
from riz.local.processes import living_groups
from riz.operations.probe import lives
from tests.support.databases import ROOT
from tests.support.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)

# The commands of docker/compose.yaml and of `make run`.
SERVERS = {
    "granian": "granian --interface wsgi --port {port} --workers 2 --log-level error config.wsgi:application",
    "uvicorn": "uvicorn --port {port} --lifespan off --log-level error --timeout-graceful-shutdown 20"
    " config.asgi:application",
    "make run": "uvicorn --port {port} --lifespan off --log-level error --timeout-graceful-shutdown 3"
    " config.asgi_local:application",
}
BODY = b'{"email": "nobody@riz.example", "password": "not the right one"}'


@dataclass
class Server:
    process: subprocess.Popen[bytes]
    port: int

    def status_of(self, path: str) -> int:
        """Ask on a connection of its own; zero where nobody listens."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=20)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def begin_to_sign_in(self) -> http.client.HTTPConnection:
        """Send all of a request but the end of its body."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=30)
        connection.putrequest("POST", "/api/v1/auth/login")
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Content-Length", str(len(BODY)))
        connection.endheaders(BODY[:20])
        return connection


@contextmanager
def serving(name: str) -> Iterator[Server]:
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    words = SERVERS[name].format(port=port).split()
    process = subprocess.Popen(
        [sys.executable, "-m", "riz.operations.draining", sys.executable, "-m", *words],
        cwd=ROOT,
        env={**os.environ, "RIZ_DRAIN_SECONDS": "120", "RIZ_TRANSPORT_WARM": "false"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        started = Server(process, port)
        assert eventually(lambda: started.status_of("/health/ready") == 200, seconds=60)
        yield started
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=30)


@pytest.mark.parametrize("name", SERVERS)
def test_they_are_first_not_ready_then_finish_what_was_begun_and_end(name: str) -> None:
    with serving(name) as server:
        assert lives(server.port)
        begun = server.begin_to_sign_in()
        server.process.send_signal(signal.SIGTERM)

        assert eventually(lambda: server.status_of("/health/ready") == 503)
        assert server.status_of("/health/live") == 200  # whoever comes late is still answered
        server.process.send_signal(signal.SIGTERM)  # the balancer has understood
        assert eventually(lambda: server.status_of("/health/live") == 0)
        begun.send(BODY[20:])

        with closing(begun), begun.getresponse() as answer:
            assert answer.status == 401
        assert server.process.wait(timeout=30) == 0
        assert not lives(server.port)
        assert not living_groups([server.process.pid])


def test_killed_with_their_group_they_leave_nobody() -> None:
    with serving("granian") as server:
        os.killpg(server.process.pid, signal.SIGKILL)
        server.process.wait(timeout=30)

        assert eventually(lambda: not living_groups([server.process.pid]))
        assert server.status_of("/health/live") == 0
