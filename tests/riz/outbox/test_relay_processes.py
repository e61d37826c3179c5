"""Relays as processes: several at once, killed, stopped, poisoned, cut off from the database."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from multiprocessing.process import BaseProcess

import pytest
from django.db import connection

from riz.ids import new_id
from riz.outbox.models import Delivery
from tests.riz.outbox.processes import end, relays, start_relay
from tests.riz.outbox.things import effects, happen
from tests.support.waiting import PATIENCE_SECONDS, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("listeners")]


def unfinished(handler: str = "tests.first") -> int:
    return Delivery.objects.filter(handler=handler).exclude(state="DONE").count()


def backends() -> list[int]:
    """Return the server's processes that hold a relay's locks."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
            " WHERE l.locktype = 'advisory' AND d.datname = current_database()"
        )
        return [pid for (pid,) in cursor.fetchall()]


def send(process: BaseProcess, number: signal.Signals) -> None:
    assert process.pid
    os.kill(process.pid, number)


def is_listening() -> bool:
    """Return whether a relay waits for nudges."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity"
            " WHERE datname = current_database() AND query LIKE 'LISTEN%' AND state = 'idle')"
        )
        return bool(cursor.fetchone()[0])


class TestSeveral:
    def test_two_relays_keep_the_order_of_each_aggregate(self):
        some = [new_id() for _ in range(40)]

        with relays(2):
            for number in range(25):
                for thing in some:
                    happen(thing, number)
            wait_until(lambda: unfinished("tests.first") + unfinished("tests.second") == 0)

        for thing in some:
            assert effects("tests.first", thing) == list(range(25))
            assert effects("tests.second", thing) == list(range(25))

    def test_an_idle_relay_is_woken_by_a_commit(self):
        with relays(1, RIZ_RELAY_POLL_SECONDS=100 * PATIENCE_SECONDS):
            happen(new_id(), 1)
            wait_until(lambda: effects() == [1] and is_listening())
            happen(new_id(), 2)
            wait_until(lambda: effects() == [1, 2])

    def test_an_idle_relay_finds_by_polling_what_nobody_told_it_of(self):
        with relays(1) as (relay,):
            happen(new_id(), 1)
            wait_until(lambda: effects() == [1])
            Delivery.objects.update(state="PENDING", attempts=0)  # no nudge comes with this
            wait_until(lambda: effects() == [1, 1])

            assert relay.is_alive()


class TestEnding:
    def test_sigterm_finishes_what_is_under_way_and_leaves_the_rest_uncounted(self):
        things = [new_id() for _ in range(40)]
        for thing in things:
            happen(thing, 1, what="wait:0.5")

        with relays(1) as (relay,):
            wait_until(lambda: len(effects()) > 0)
            send(relay, signal.SIGTERM)

            relay.join(PATIENCE_SECONDS)
            assert relay.exitcode == 0

        done = Delivery.objects.filter(handler="tests.first", state="DONE").count()
        assert 0 < done < 40
        assert len(effects()) == done
        assert not Delivery.objects.filter(state="PENDING", attempts__gt=0).exists()


class TestPoison:
    def test_an_event_that_kills_its_process_condemns_only_itself(self):
        """A supervisor starts the relay anew each time; the innocent come through meanwhile."""
        poisoned = new_id()
        happen(poisoned, 0, what="exit")
        happen(poisoned, 1)
        for number in range(2, 60):
            happen(new_id(), number)

        ends = restart_until(lambda: Delivery.objects.filter(state="DEAD").exists())

        dead = Delivery.objects.get(state="DEAD")
        assert (dead.aggregate_id, dead.attempts) == (poisoned, 8)
        assert dead.last_error == "the process ended during each attempt"
        assert ends == 8
        assert sorted(effects("tests.first")) == list(range(2, 60))
        assert sorted(effects("tests.second")) == list(range(60))
        innocent = Delivery.objects.filter(state="DONE").order_by("-attempts").first()
        assert innocent is not None
        assert innocent.attempts <= 3

    def test_a_handler_that_hangs_is_interrupted(self):
        happen(new_id(), 1, what="hang")
        happen(new_id(), 2)

        with relays(1, RIZ_RELAY_HANDLER_SECONDS=0.5) as (relay,):
            wait_until(lambda: effects() == [2])
            wait_until(
                lambda: Delivery.objects.filter(last_error__contains="took too long").exists()
            )

            assert relay.is_alive()


class TestTakeover:
    def test_a_stopped_relay_loses_its_locks_to_another(self):
        slow = new_id()
        happen(slow, 1, what="wait:3")
        happen(slow, 2, 3)

        with relays(1, RIZ_RELAY_SILENCE_SECONDS=2) as (stopped,):
            wait_until(lambda: bool(backends()))
            send(stopped, signal.SIGSTOP)
            with relays(1):
                wait_until(lambda: unfinished() == 0)
                assert effects() == [1, 2, 3]

                send(stopped, signal.SIGCONT)
                happen(slow, 4, 5)
                wait_until(lambda: unfinished() == 0)
            happen(slow, 6)
            wait_until(lambda: unfinished() == 0)  # by the one that had been stopped

        assert effects() == [1, 2, 3, 4, 5, 6]

    def test_a_killed_relay_leaves_its_work_to_another(self):
        slow = new_id()
        happen(slow, 1, what="wait:3")
        happen(slow, 2)

        with relays(1) as (killed,):
            wait_until(lambda: bool(backends()))
            killed.kill()
            with relays(1):
                wait_until(lambda: unfinished() == 0)

        assert effects() == [1, 2]


class TestDatabase:
    def test_a_relay_that_is_cut_off_connects_again(self):
        with relays(1) as (relay,):
            happen(new_id(), 1)
            wait_until(lambda: effects() == [1])
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            happen(new_id(), 2)
            wait_until(lambda: effects() == [1, 2])

            assert relay.is_alive()


def restart_until(condition: Callable[[], bool]) -> int:
    """Play the supervisor: start a relay again whenever it ends; returns how often it ended by itself."""
    ends = 0
    while True:
        process = start_relay(RIZ_RELAY_BACK_OFF_SECONDS=0.001)
        try:
            wait_until(lambda: condition() or not process.is_alive())  # noqa: B023
            if condition():
                return ends
        finally:
            end(process)
        ends += 1
