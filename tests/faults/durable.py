"""A durable PostgreSQL and Valkey of its own for a fault test, and processes that are killed at random."""

from __future__ import annotations

import contextlib
import itertools
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from config.local.throwaway import throwaway
from tests.support import databases
from tests.support.waiting import PATIENCE_SECONDS

PATIENCE = 4 * PATIENCE_SECONDS
"""Many processes start here beside each other, and what was killed often waits long for its next try."""
ROOT = Path(__file__).resolve().parents[2]
DATABASE = "riz_faults"


class Place:
    """The servers of one fault test: the environment that leads processes to them, and a connection."""

    def __init__(self, environment: dict[str, str], connection: psycopg.Connection[Any]) -> None:
        self.environment = environment
        self.connection = connection

    def start(self, *command: str, **options: Any) -> subprocess.Popen[Any]:
        """Start a Python process there."""
        return subprocess.Popen(
            [sys.executable, *command],
            **{"cwd": ROOT, "env": self.environment, "stderr": subprocess.DEVNULL} | options,
        )

    def ask(self, question: str) -> tuple[Any, ...]:
        """Return the one row that a query gives."""
        row = self.connection.execute(question.encode()).fetchone()
        assert row is not None
        return row


@contextmanager
def durable_place(settings: str, **more: str) -> Iterator[Place]:
    """Start the servers, make sure that they write through to the disk, and make the tables.

    They are copied from the template where this run of tests has migrated one.
    """
    with throwaway(durable=True) as servers:
        servers.postgres.ensure_database(DATABASE)
        environment = {
            **os.environ,
            **servers.environment(database=DATABASE),
            "DJANGO_SETTINGS_MODULE": settings,
            **more,
        }
        with servers.postgres.connect(DATABASE) as connection:
            place = Place(environment, connection)
            for name in ("fsync", "synchronous_commit", "full_page_writes"):
                assert place.ask(f"SHOW {name}") == ("on",), (
                    f"{name} is off: this would prove nothing"
                )
            if not databases.copy_template(servers, DATABASE):
                assert place.start("manage.py", "migrate", "-v0", stderr=None).wait(PATIENCE) == 0
            yield place


class Victims:
    """Processes that are killed -9 again and again, and started again as a supervisor would.

    Only those are killed that have come as far as the database: a process that is still importing
    has nothing to lose.
    """

    def __init__(self, place: Place, *commands: Sequence[str]) -> None:
        """Start the commands; words like NAME=value in front of one are its environment."""
        self.kills = 0
        self._place = place
        self._commands = commands
        self._choice = random.Random()  # noqa: S311 - chance, not secrecy
        self._names = itertools.count()
        self._running: list[tuple[str, subprocess.Popen[Any]]] = []
        for command in commands:
            self._running.append(self._start(command))

    def kill_until(self, enough: Callable[[int], bool], *, apart: tuple[float, float]) -> None:
        """Kill one after the other, with random time between, until `enough` says so of their number."""
        while not enough(self.kills):
            time.sleep(self._choice.uniform(*apart))
            number = self._choice.randrange(len(self._running))
            name, process = self._running[number]
            if self._is_connected(name):
                kill_with_children(process)
                self._running[number] = self._start(self._commands[number])
                self.kills += 1

    def end(self) -> None:
        """End them all."""
        for _, process in self._running:
            kill_with_children(process)

    def _start(self, command: Sequence[str]) -> tuple[str, subprocess.Popen[Any]]:
        name = f"victim-{next(self._names)}"
        own = dict(word.split("=") for word in command if re.match(r"[A-Z_]+=", word))
        words = [word for word in command if not re.match(r"[A-Z_]+=", word)]
        environment = self._place.environment | own | {"PGAPPNAME": name}
        return name, self._place.start(*words, env=environment, start_new_session=True)

    def _is_connected(self, name: str) -> bool:
        (connections,) = self._place.ask(
            f"SELECT count(*) FROM pg_stat_activity WHERE application_name = '{name}'"
        )
        return bool(connections)


def kill_with_children(process: subprocess.Popen[Any]) -> None:
    """Kill a process and its children: a Celery worker has some."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
