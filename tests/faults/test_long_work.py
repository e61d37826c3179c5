"""Long work floods its queues, and nobody who waits for something prompt notices."""

# ruff: noqa: T201 - it prints its figures

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from kombu import Connection

from config import queues
from config.celery import app
from config.run import needing_tables, starting_at_once
from tests.faults.durable import PATIENCE, Place, durable_place, kill_with_children
from tests.support.waiting import wait_until

FLOOD = 400
AT_MOST = dt.timedelta(seconds=2)


@contextmanager
def as_make_run_starts_them(place: Place, folder: Path) -> Iterator[None]:
    """Run the clock and both workers with the words of `make run`."""
    nowhere: Any = SimpleNamespace(local=folder)
    commands = [
        each
        for each in (*starting_at_once(nowhere, 0, 0), *needing_tables())
        if each.name in {"beat", "worker", "long-worker"}
    ]
    assert len(commands) == 3
    running = [
        place.start(
            *command.argv[1:],
            *(() if command.name == "beat" else ("--include", "tests.faults.long_tasks")),
            env={**place.environment, **command.environment},
            start_new_session=True,
        )
        for command in commands
    ]
    try:
        yield
    finally:
        for process in running:
            kill_with_children(process)


def flood(place: Place, folder: Path) -> None:
    """Put more long work into every long queue than is done today."""
    with Connection(place.environment["CELERY_BROKER_URL"]) as connection:
        for number in range(FLOOD):
            queue = queues.LONG[number % len(queues.LONG)]
            app.send_task(
                "test.wait_for_file", args=[str(folder)], queue=queue, connection=connection
            )


def lateness_of_a_hold(place: Place, *, seconds: int) -> dt.timedelta:
    """Place a hold that runs out, wait until its stock is free again, and return how late that was."""
    place.connection.execute(
        "INSERT INTO inventory_hold (id, requester, state, placed_at, expires_at, changed_at)"
        " VALUES (gen_random_uuid(), 'test', 'HELD', now(), now() + make_interval(secs => %s), now())",
        [seconds],
    )
    left = "SELECT count(*) FROM inventory_hold WHERE state = 'HELD'"
    wait_until(lambda: place.ask(left) == (0,), seconds=PATIENCE)
    (late,) = place.ask("SELECT clock_timestamp() - max(expires_at) FROM inventory_hold")
    return late


@pytest.mark.timeout(3600)
def test_a_flood_of_long_work_delays_no_expired_hold(long_form: bool, tmp_path: Path) -> None:
    with (
        durable_place("tests.faults.settings", CELERY_SKIP_CHECKS="1") as place,
        as_make_run_starts_them(place, tmp_path),
    ):
        lateness_of_a_hold(place, seconds=0)  # the processes are at work
        before = [lateness_of_a_hold(place, seconds=3) for _ in range(10 if long_form else 1)]
        flood(place, tmp_path)
        wait_until((tmp_path / "begun").exists, seconds=PATIENCE)

        during = [lateness_of_a_hold(place, seconds=3) for _ in range(10 if long_form else 1)]

        assert not (tmp_path / "ended").exists()
        (tmp_path / "gate").touch()
        wait_until((tmp_path / "ended").exists, seconds=PATIENCE)
    print(f"an expired hold was at most {max(before)} late, and {max(during)} beside the flood")
    if long_form:
        assert max(during) - max(before) <= AT_MOST
