"""The servers that serve RIZ, and clients that leave amidst a request: nobody waits for them, not even at the end."""

from __future__ import annotations

import signal
import socket

import pytest

from config.local.ports import HOST
from tests.support.serving import serving
from tests.support.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)

# More than there are threads.
LEAVERS = 100
HALF = (
    b"POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b"Content-Length: 1000\r\n\r\n{"
)


@pytest.mark.parametrize("service", ["web", pytest.param("make run", marks=pytest.mark.process)])
def test_who_leaves_takes_no_thread_along(service: str) -> None:
    with serving(service, settings="config.settings.test") as served:
        for _ in range(LEAVERS):
            with socket.create_connection((HOST, served.port)) as connection:
                connection.sendall(HALF)
        assert served.ask("/health/live").status == 200
        # Told twice: the balancer has understood.
        served.process.send_signal(signal.SIGTERM)
        assert eventually(lambda: served.ask("/health/ready").status != 200, seconds=60)
        served.process.send_signal(signal.SIGTERM)

        assert served.process.wait(timeout=120) == 0
