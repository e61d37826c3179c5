"""The server of production on loopback, and clients of it that keep their connection."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

from riz.ids import new_id
from tests.benchmarks import support

PASSWORD = "three rivers and a lake"


def make_people(clients: int) -> None:
    from django.contrib.auth.hashers import make_password

    from contexts.identity.models import User
    from riz import clock

    User.objects.bulk_create(
        User(
            email=email_of(number),
            full_name="Asha",
            password=make_password(PASSWORD),
            email_verified_at=clock.now(),
        )
        for number in range(clients)
    )


@contextlib.contextmanager
def server() -> Iterator[int]:
    port = support.free_port()
    options = f"--interface asginl --host {support.HOST} --port {port} --workers {os.cpu_count()}"
    options += " --log-level error"
    running = subprocess.Popen(
        [sys.executable, "-m", "granian", *options.split(), "config.asgi_rest:application"],
        cwd=support.ROOT,
        stdout=subprocess.DEVNULL,  # a line for each request
    )
    try:
        while not _answers(port) and running.poll() is None:
            time.sleep(0.1)
        yield port
    finally:
        running.terminate()
        running.wait(timeout=30)


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError):
        Client(port).get("/bench/empty")
        return True
    return False


class Client:
    """A kept connection, and who it acts for."""

    def __init__(self, port: int, number: int = 0) -> None:
        self._connection = http.client.HTTPConnection(support.HOST, port, timeout=30)
        self._email = email_of(number)
        self._tokens: dict[str, str] = {}

    def log_in(self) -> None:
        facts = {"email": self._email, "password": PASSWORD}
        self._tokens = self._send("POST", "/api/v1/auth/login", facts)

    def refresh(self) -> None:
        shown = {"refresh_token": self._tokens["refresh_token"]}
        self._tokens = self._send("POST", "/api/v1/auth/refresh", shown)

    def get(self, address: str) -> None:
        self._send("GET", address, None)

    def post(self, address: str, facts: Any) -> Any:
        return self._send("POST", address, facts)

    def _send(self, method: str, address: str, facts: Any) -> Any:
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(new_id())}
        if self._tokens:
            headers["Authorization"] = f"Bearer {self._tokens['access_token']}"
        self._connection.request(method, address, facts and json.dumps(facts), headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status not in (200, 201):
            raise SystemExit(f"{address} answered {answer.status}: {content[:300]!r}")
        return json.loads(content)


def email_of(number: int) -> str:
    return f"traveller{number}@riz.example"
