"""What a real server has still to write into the access log when it is told to stop."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys

import pytest

from contexts.identity import models
from tests.support.databases import ROOT
from tests.support.waiting import PATIENCE_SECONDS, eventually

from .factories import PartnerFactory, issue

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.process]
REQUESTS = 5


@pytest.fixture
def server():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = f"--interface asginl --host 127.0.0.1 --port {port} --workers 1 --log-level error"
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", *options.split(), "config.asgi_rest:application"],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.contexts.identity.partners.slow_log_settings",
        },
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert eventually(lambda: answers(port))
    yield process, port
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=PATIENCE_SECONDS)


def answers(port):
    try:
        return ask(port, "/health/live", {}) == 200
    except OSError:
        return False


def ask(port, address, headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", address, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_it_writes_first(server):
    process, port = server
    shown = {"Authorization": f"Bearer {issue(PartnerFactory()).key}"}
    statuses = [ask(port, "/api/v1/bookings", shown) for _ in range(REQUESTS)]

    assert statuses == [200] * REQUESTS
    assert models.PartnerAccess.objects.count() == 0
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=PATIENCE_SECONDS)

    assert models.PartnerAccess.objects.count() == REQUESTS
