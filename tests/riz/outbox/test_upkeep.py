"""Redelivering, replaying, purging, and the command line that does it."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from riz import clock
from riz.actor import ANONYMOUS, SYSTEM
from riz.errors import Forbidden
from riz.ids import new_id
from riz.outbox import relay, upkeep
from riz.outbox.gauges import gauges
from riz.outbox.models import Delivery, OutboxEvent
from tests.riz.outbox import things
from tests.riz.outbox.things import effects, happen, listening

LATE = "tests.late"


def take_late(event: things.Happened, delivery: Any) -> None:
    things.leave_effect(LATE, event, delivery)


def outbox(*words: object) -> str:
    out = StringIO()
    call_command("outbox", *map(str, words), stdout=out)
    return out.getvalue()


@pytest.fixture
def dead(listeners, soon, caplog) -> Delivery:
    """A delivery that was given up."""
    caplog.set_level("CRITICAL", "riz.outbox")
    happen(new_id(), 1, what="raise")
    relay.drain()
    return Delivery.objects.get(state="DEAD")


class TestRedeliver:
    def test_gives_the_dead_a_new_start(self, dead):
        count = upkeep.redeliver(actor=SYSTEM, ids=[dead.id])

        dead.refresh_from_db()
        assert count == 1
        assert (dead.state, dead.attempts, dead.finished_at) == ("PENDING", 0, None)

    def test_leaves_those_that_are_not_dead_alone(self, dead):
        done = Delivery.objects.filter(state="DONE").values_list("id", flat=True)

        assert upkeep.redeliver(actor=SYSTEM, ids=list(done)) == 0

    def test_a_dry_run_only_counts(self, dead):
        assert upkeep.redeliver(actor=SYSTEM, dry_run=True) == 1

        dead.refresh_from_db()
        assert dead.state == "DEAD"

    def test_is_for_those_who_look_after_events(self, dead):
        with pytest.raises(Forbidden):
            upkeep.redeliver(actor=ANONYMOUS)


class TestReplay:
    def test_a_handler_that_came_later_hears_of_everything_in_order(self, listeners):
        thing = new_id()
        happen(thing, *range(5))
        relay.drain()

        with listening(LATE, take_late):
            happen(thing, 5)
            count = upkeep.replay(handler=LATE)
            relay.drain()

            assert count == 5
            assert effects(LATE) == list(range(6))
            assert upkeep.replay(handler=LATE) == 0
            assert relay.drain() == 0

    def test_from_an_event_on(self, listeners):
        happen(new_id(), *range(5))
        third = OutboxEvent.objects.order_by("id")[2]

        with listening(LATE, take_late):
            upkeep.replay(handler=LATE, from_id=third.id)
            relay.drain()

        assert effects(LATE) == [2, 3, 4]

    def test_a_dry_run_only_counts(self, listeners):
        happen(new_id(), *range(5))

        with listening(LATE, take_late):
            assert upkeep.replay(handler=LATE, dry_run=True) == 5
            assert relay.drain(limit=100) == 10

        assert effects(LATE) == []

    def test_in_more_than_one_batch(self, listeners, monkeypatch):
        monkeypatch.setattr(upkeep, "BATCH", 3)
        happen(new_id(), *range(8))

        with listening(LATE, take_late):
            assert upkeep.replay(handler=LATE) == 8

    def test_again_redoes_what_was_done(self, listeners):
        happen(new_id(), 1, 2)
        relay.drain()

        count = upkeep.replay(handler="tests.first", again=True)
        relay.drain()

        assert count == 2
        assert effects("tests.first") == [1, 2, 1, 2]

    def test_takes_no_purged_delivery_for_one_that_never_was(self, listeners):
        happen(new_id(), 1, 2)
        relay.drain()
        upkeep.purge(at=clock.now() + dt.timedelta(days=8))
        happen(new_id(), 3)

        assert upkeep.replay(handler="tests.first") == 0
        with listening(LATE, take_late):
            assert upkeep.replay(handler=LATE) == 3

    def test_of_an_unknown_handler_is_refused(self, db):
        with pytest.raises(upkeep.UnknownHandler):
            upkeep.replay(handler="nobody")


class TestPurge:
    def test_deletes_what_was_done_long_ago_and_nothing_else(self, dead):
        happen(dead.aggregate_id, 2)

        early = upkeep.purge(at=clock.now() + dt.timedelta(days=6))
        late = upkeep.purge(at=clock.now() + dt.timedelta(days=8))

        assert early == 0
        assert late == 1
        assert sorted(Delivery.objects.values_list("state", flat=True)) == [
            "DEAD",
            "PENDING",
            "PENDING",
        ]
        assert OutboxEvent.objects.count() == 2

    def test_works_in_batches(self, listeners, monkeypatch):
        monkeypatch.setattr(upkeep, "BATCH", 3)
        happen(new_id(), *range(5))
        relay.drain()

        assert upkeep.purge(at=clock.now() + dt.timedelta(days=8)) == 10


class TestGauges:
    def test_tell_how_far_behind_each_handler_is(self, dead):
        happen(new_id(), 2, 3)
        with listening("tests.gone", take_late):
            happen(new_id(), 4)

        rows = {row.handler: row for row in gauges()}

        assert (rows["tests.first"].pending, rows["tests.first"].dead) == (3, 1)
        assert (rows["tests.second"].pending, rows["tests.second"].dead) == (3, 0)
        assert 0 < rows["tests.second"].oldest_pending_seconds < 60
        assert rows["tests.gone"].pending == 1
        assert not rows["tests.gone"].is_known

    def test_are_zero_when_nothing_is_left(self, listeners):
        row = next(row for row in gauges() if row.handler == "tests.first")

        assert (row.pending, row.dead, row.oldest_pending_seconds) == (0, 0, 0)


class TestCommand:
    def test_status(self, dead):
        happen(new_id(), 2)

        lines = {line.split()[0]: line.split()[1:] for line in outbox("status").splitlines()}

        assert lines["tests.first"][0] == "1"
        assert lines["tests.first"][-1] == "1"

    def test_dead_lists_and_redelivers(self, dead):
        listed = outbox("dead")
        tried = outbox("dead", "--redeliver", "--dry-run")
        done = outbox("dead", dead.id, "--redeliver")

        assert str(dead.id) in listed
        assert "ValueError: told to fail" in listed
        assert tried == "would be: 1 redelivered\n"
        assert done == "1 redelivered\n"
        assert outbox("dead") == ""

    def test_replay(self, listeners):
        happen(new_id(), 1, 2)

        with listening(LATE, take_late):
            assert outbox("replay", "--handler", LATE, "--dry-run") == "would be: 2 to be taken\n"
            assert outbox("replay", "--handler", LATE) == "2 to be taken\n"

    def test_replay_to_nobody_says_what_to_do(self, db):
        with pytest.raises(CommandError, match=r"manage\.py outbox status"):
            outbox("replay", "--handler", "nobody")

    def test_purge(self, listeners):
        happen(new_id(), 1)
        relay.drain()

        assert outbox("purge") == "0 deleted\n"
        assert outbox("purge", "--days", "0", "--dry-run") == "would be: 2 deleted\n"
        assert outbox("purge", "--days", "0") == "2 deleted\n"
