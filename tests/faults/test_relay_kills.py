"""Relays are killed at random moments while publishers work, some of them slowly, some rolling back."""

# ruff: noqa: T201 - it prints its figures

from __future__ import annotations

import signal
import subprocess
import time

import pytest

from tests.benchmarks.listeners.apps import TABLES
from tests.faults.durable import PATIENCE, Place, Victims, durable_place
from tests.support.waiting import wait_until

PUBLISHERS = 4
RATE = 120
RELAY = ("manage.py", "relay", "--skip-checks")
HANDLERS = 2


@pytest.mark.process
@pytest.mark.timeout(3600)
def test_killed_relays_lose_nothing_double_nothing_and_keep_the_order(long_form: bool) -> None:
    kills, seconds = (100, 60) if long_form else (4, 3)
    with durable_place(
        "tests.benchmarks.listeners.settings",
        RIZ_RELAY_BACK_OFF_SECONDS="0.1",
    ) as place:
        place.connection.execute(TABLES.encode())
        publishers = [start_publisher(place, seed) for seed in range(PUBLISHERS)]
        # Slow handlers are killed at work; between quick ones a kill hits the commit of a group.
        relays = Victims(place, RELAY, ("SLOW_HANDLER_SECONDS=0.005", *RELAY))
        try:
            wait_until(
                lambda: place.ask("SELECT count(*) FROM bench_effect")[0] > 0, seconds=PATIENCE
            )
            began = time.monotonic()
            relays.kill_until(
                lambda killed: killed >= kills and time.monotonic() > began + seconds,
                apart=(0.05, 1.0),
            )
            acknowledged = sum(end_publisher(publisher) for publisher in publishers)
            wait_until(lambda: unfinished(place) == 0, seconds=PATIENCE)
        finally:
            relays.end()
            for publisher in publishers:
                publisher.kill()

        stored, dead = place.ask(
            "SELECT (SELECT count(*) FROM outbox_event),"
            " (SELECT count(*) FROM outbox_delivery WHERE state = 'DEAD')"
        )
        effects, distinct, disordered = place.ask(
            "SELECT count(*), count(DISTINCT (handler, event_id)),"
            " count(*) FILTER (WHERE version <> coalesce(former, 0) + 1)"
            " FROM (SELECT handler, event_id, version, lag(version) OVER"
            "   (PARTITION BY handler, aggregate_id ORDER BY place) AS former FROM bench_effect) AS e"
        )
        retried = place.ask("SELECT count(*) FROM outbox_delivery WHERE attempts > 1")[0]
        print(f"{relays.kills} kills, {stored} events, {effects} effects, {retried} tried again")

    assert relays.kills >= kills
    assert acknowledged > 0
    assert stored == acknowledged, (
        "what was rolled back left something, or what was committed is gone"
    )
    assert distinct == acknowledged * HANDLERS, "an event was lost"
    assert effects == distinct, "an effect happened twice"
    assert disordered == 0, "an aggregate's events came out of order"
    assert dead == 0, "an innocent event was given up"


def start_publisher(place: Place, seed: int) -> subprocess.Popen[str]:
    return place.start(
        "-m",
        "tests.benchmarks.listeners.publish",
        *map(str, (1_000_000, RATE, 0, seed, 0.01)),
        stdout=subprocess.PIPE,
        text=True,
    )


def end_publisher(publisher: subprocess.Popen[str]) -> int:
    publisher.send_signal(signal.SIGTERM)
    return int(publisher.communicate(timeout=PATIENCE)[0].split()[0])


def unfinished(place: Place) -> int:
    return int(place.ask("SELECT count(*) FROM outbox_delivery WHERE state <> 'DONE'")[0])
