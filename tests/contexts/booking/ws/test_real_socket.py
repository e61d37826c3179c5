"""The socket through the server that serves it, with a client that is not ours."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import urllib.request
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from contexts.booking.use_cases.cancel_booking import cancel_booking
from contexts.booking.use_cases.create_booking import create_booking
from riz.outbox import relay
from tests.contexts.booking.conftest import NOW, wish
from tests.support.sign_in import access_token_of
from tests.support.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def address(tmp_path, unused_port):
    command = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--port"]
    server = subprocess.Popen(
        [*command, str(unused_port)], env=os.environ, stderr=subprocess.DEVNULL
    )
    host = f"127.0.0.1:{unused_port}"

    def answers():
        with suppress(OSError):
            return urllib.request.urlopen(f"http://{host}/health/live", timeout=5)
        return server.poll() is not None

    try:
        assert eventually(answers, seconds=60)
        yield host
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.fixture
def unused_port():

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_browser_of_ours_watches_its_booking_and_no_other_page_may(address, sold, asha):
    booking = create_booking(wish=wish(sold.package), actor=asha, at=NOW)
    relay.drain()
    place = f"ws://{address}/ws/bookings/{booking.id}"

    with connect(place, origin=f"http://{address}") as socket:
        socket.send(json.dumps({"type": "authenticate", "token": access_token_of(asha.id)}))
        first = json.loads(socket.recv(timeout=20))
        cancel_booking(booking_id=booking.id, actor=asha, reason="", at=NOW)
        relay.drain()
        second = json.loads(socket.recv(timeout=20))

    with connect(place, origin=f"http://{address}") as socket:
        socket.send("{}")
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=20)

    assert (first["status"], second["status"]) == ("ON_HOLD", "CANCELLED")
    assert closed.value.rcvd.code == 4401
    with pytest.raises(InvalidStatus):
        connect(place, origin="https://elsewhere.example")
