"""A PostgreSQL and a Valkey for one test run: in memory where possible, on unix sockets, gone afterwards."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from config.local import processes
from config.local.errors import LocalError
from config.local.guardian import Guardian
from config.local.postgres import Postgres
from config.local.valkey import Valkey

MEMORY = Path("/dev/shm")  # noqa: S108 - a directory with an unforeseeable name is made in it
MEMORY_BYTES = 1 << 30
START_SECONDS = 300.0


@dataclass(frozen=True)
class Servers:
    """The running servers; their places follow from one directory, so another process can be told of it."""

    directory: Path
    durable: bool = False

    @property
    def postgres(self) -> Postgres:
        """The database server."""
        return Postgres(
            data=self.directory / "pg", sockets=self.directory / "s", durable=self.durable
        )

    @property
    def valkey(self) -> Valkey:
        """The broker."""
        return Valkey(
            data=self.directory / "vk", socket=self.directory / "vk.sock", durable=self.durable
        )

    def environment(self, *, database: str, number: int = 0) -> dict[str, str]:
        """Return the settings that lead a process to one database of each server."""
        return {
            "DATABASE_URL": self.postgres.url(database),
            "REDIS_URL": self.valkey.url(number),
            "CELERY_BROKER_URL": self.valkey.celery_url(number),
            "CHANNEL_PREFIX": database,
        }


@contextlib.contextmanager
def throwaway(*, durable: bool = False) -> Iterator[Servers]:
    """Run both servers for the length of a with block.

    Args:
        durable: Write through to a real disk as production does, for faults and durability figures.
    """
    directory = Path(tempfile.mkdtemp(prefix="riz-", dir=None if durable else _in_memory()))
    directory.chmod(0o711)
    servers = Servers(directory, durable=durable)
    guardian = Guardian()
    guardian.remove_at_end(directory)
    started: list[subprocess.Popen[bytes]] = []
    try:
        for server in (servers.postgres, servers.valkey):
            log = directory / "server.log"
            started.append(_start(server, log, guardian))
            _wait_for(server, started[-1], log)
        yield servers
    finally:
        guardian.close()
        for process in started:
            process.wait()


def _start(server: Postgres | Valkey, log: Path, guardian: Guardian) -> subprocess.Popen[bytes]:
    server.prepare()
    command = server.command()
    with log.open("ab") as output:
        process = processes.start(command, output=output)
    guardian.watch(process.pid, command.ending)
    return process


def _wait_for(server: Postgres | Valkey, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not server.answers():
        if time.monotonic() > deadline or process.poll() is not None:
            raise LocalError(f"{process.args!r} did not start:\n{log.read_text(errors='replace')}")
        time.sleep(0.02)


def _in_memory() -> Path | None:
    usable = MEMORY.is_dir() and os.access(MEMORY, os.W_OK)
    return MEMORY if usable and shutil.disk_usage(MEMORY).free > MEMORY_BYTES else None
