"""A port that accepts and never answers."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest


@dataclass(frozen=True)
class SilentPort:
    """Where connections are taken, and nothing is ever said."""

    server: socket.socket

    @property
    def number(self) -> int:
        return int(self.server.getsockname()[1])

    def callers(self) -> int:
        """Return how many have connected since this was last asked."""
        count = 0
        self.server.setblocking(False)
        while True:
            try:
                self.server.accept()[0].close()
            except BlockingIOError:
                return count
            count += 1


@pytest.fixture
def silent_port(settings: Any) -> Iterator[SilentPort]:
    settings.RIZ_VALKEY_SECONDS = 0.25
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield SilentPort(server)
