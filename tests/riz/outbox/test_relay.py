"""What the relay promises about order, failure and repetition, seen through `drain`."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.db import connection, transaction

from riz import events, trace
from riz.actor import SYSTEM
from riz.ids import new_id
from riz.outbox import claims, delivering, metrics, relay, upkeep
from riz.outbox.models import Delivery, OutboxEvent
from tests.riz.outbox import things
from tests.riz.outbox.things import Happened, effects, happen, listening


@pytest.fixture(autouse=True)
def _quiet(caplog):
    """Failures here are made on purpose."""
    caplog.set_level(logging.CRITICAL, "riz.outbox")


def deliveries(handler: str = "tests.first") -> list[tuple[Any, ...]]:
    rows = Delivery.objects.filter(handler=handler).order_by("event_id")
    return list(rows.values_list("event__payload__number", "state", "attempts"))


def make_due() -> None:
    """Let the back-offs be over."""
    Delivery.objects.filter(state="PENDING").update(available_at="2026-01-01T00:00:00Z")


class TestDrain:
    def test_delivers_to_every_handler_once_and_in_order(self, listeners):
        thing = new_id()
        happen(thing, *range(50))

        ran = relay.drain()

        assert ran == 100
        assert effects("tests.first") == list(range(50))
        assert effects("tests.second") == list(range(50))
        assert relay.drain() == 0

    def test_stops_at_its_limit(self, listeners):
        happen(new_id(), *range(50))

        ran = relay.drain(limit=7)

        assert ran == 7
        assert len(effects("tests.first")) + len(effects("tests.second")) == 7

    def test_delivers_what_handlers_publish(self, listeners):
        def publish_next(event: Happened, delivery: events.Delivery) -> None:
            if event.number < 5:
                happen(event.thing_id, event.number + 1)

        with listening("tests.chain", publish_next):
            happen(new_id(), 1)
            relay.drain()

        assert effects() == [1, 2, 3, 4, 5]

    def test_strict_raises_what_a_handler_did_wrong(self, listeners):
        happen(new_id(), 1, what="raise")

        with pytest.raises(relay.DeliveryFailed, match="told to fail"):
            relay.drain(strict=True)

    def test_shares_the_fate_of_an_open_transaction(self, listeners):
        with transaction.atomic():
            happen(new_id(), 1)
            relay.drain()
            seen_inside = effects()
            transaction.set_rollback(True)

        assert seen_inside == [1]
        assert effects() == []


class TestScope:
    def test_a_handler_runs_under_the_trace_and_the_actor_of_the_event(self, listeners):
        seen: list[trace.Trace | None] = []

        with listening("tests.scope", lambda event, delivery: seen.append(trace.current())):
            with trace.work(request_id="abcdefgh", actor="user:1") as scope:
                happen(new_id(), 1)
            relay.drain()

        assert seen[0] is not None
        assert seen[0].correlation_id == "abcdefgh"
        assert seen[0].trace_id == scope.trace_id
        assert seen[0].actor == "user:1"

    def test_a_handler_learns_of_its_delivery(self, listeners):
        seen: list[events.Delivery] = []

        with listening("tests.scope", lambda event, delivery: seen.append(delivery)):
            happen(new_id(), 1)
            relay.drain()

        row = Delivery.objects.select_related("event").get(handler="tests.scope")
        assert seen == [
            events.Delivery(id=row.id, event_id=row.event.event_id, aggregate_version=1, attempt=1)
        ]


class TestFailure:
    def test_a_failed_handler_leaves_no_effect_and_is_backed_off(self, listeners):
        happen(new_id(), 1, what="raise")

        relay.drain()

        row = Delivery.objects.get(handler="tests.first")
        assert effects("tests.first") == []
        assert effects("tests.second") == [1]
        assert (row.state, row.attempts) == ("PENDING", 1)
        assert row.last_error == "ValueError: told to fail"
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT extract(epoch FROM available_at - clock_timestamp()) FROM outbox_delivery"
                " WHERE id = %s",
                [row.id],
            )
            assert 0.5 < float(cursor.fetchone()[0]) < 1.25

    def test_the_back_off_doubles_up_to_an_hour(self, db):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT extract(epoch FROM {claims.back_off('n')}) FROM generate_series(0, 20) AS n",
                claims.back_off_parameters(),
            )
            waits = [float(seconds) for (seconds,) in cursor.fetchall()]

        for doublings, wait in enumerate(waits):
            middle = min(3600, 2**doublings)
            assert 0.75 * middle <= wait <= 1.25 * middle

    def test_later_events_of_the_aggregate_wait_and_those_of_others_do_not(self, listeners):
        poisoned, other = new_id(), new_id()
        happen(poisoned, 1, what="raise")
        happen(poisoned, 2, 3)
        happen(other, 4, 5)

        relay.drain()

        assert effects("tests.first") == [4, 5]
        assert effects("tests.second", poisoned) == [1, 2, 3]
        assert deliveries()[:3] == [(1, "PENDING", 1), (2, "PENDING", 0), (3, "PENDING", 0)]

    def test_once_it_succeeds_the_others_follow_in_order(self, listeners):
        thing, failing = new_id(), [True]

        def fail_at_first(event: Happened, delivery: events.Delivery) -> None:
            if event.number == 1 and failing:
                raise ValueError("not yet")
            things.leave_effect("tests.stubborn", event, delivery)

        with listening("tests.stubborn", fail_at_first):
            happen(thing, 1, 2, 3)
            relay.drain()
            failing.clear()
            make_due()
            relay.drain()

        assert effects("tests.stubborn") == [1, 2, 3]

    def test_it_is_given_up_after_eight_attempts(self, listeners, soon):
        happen(new_id(), 1, what="raise")

        relay.drain()

        assert deliveries() == [(1, "DEAD", 8)]
        assert Delivery.objects.get(handler="tests.first").finished_at is not None

    def test_a_dead_event_blocks_its_aggregate(self, listeners, soon):
        poisoned, other = new_id(), new_id()
        happen(poisoned, 1, what="raise")
        happen(poisoned, 2)
        happen(other, 3)

        relay.drain()
        happen(poisoned, 4)
        relay.drain()

        assert effects("tests.first") == [3]
        assert [state for _, state, _ in deliveries()] == ["DEAD", "PENDING", "DONE", "PENDING"]

    def test_unless_the_handler_skips_the_dead(self, listeners, soon):
        def fail_on_one(event: Happened, delivery: events.Delivery) -> None:
            if event.number == 1:
                raise ValueError("never")
            things.leave_effect("tests.skipping", event, delivery)

        with listening("tests.skipping", fail_on_one, on_dead=events.OnDead.SKIP):
            happen(new_id(), 1, 2, 3)
            relay.drain()

        assert effects("tests.skipping") == [2, 3]

    def test_redelivery_lets_the_dead_and_those_behind_it_through(self, listeners, soon):
        thing, failing = new_id(), [True]

        def fail_at_first(event: Happened, delivery: events.Delivery) -> None:
            if event.number == 1 and failing:
                raise ValueError("not yet")
            things.leave_effect("tests.stubborn", event, delivery)

        with listening("tests.stubborn", fail_at_first):
            happen(thing, 1, 2, 3)
            relay.drain()
            failing.clear()
            redelivered = upkeep.redeliver(actor=SYSTEM, handler="tests.stubborn")
            relay.drain()

        assert redelivered == 1
        assert effects("tests.stubborn") == [1, 2, 3]

    def test_an_error_with_a_nul_is_stored_too(self, listeners):
        def fail(event: Happened, delivery: events.Delivery) -> None:
            raise ValueError("a\x00b")

        with listening("tests.nul", fail):
            happen(new_id(), 1)
            relay.drain()

        assert Delivery.objects.get(handler="tests.nul").last_error == "ValueError: ab"


@pytest.mark.django_db(transaction=True)
class TestCommit:
    """Some mistakes show only when the whole group commits."""

    def test_of_a_group_that_fails_at_its_commit_only_the_guilty_is_backed_off(self, listeners):
        def refer_to_nothing(event: Happened, delivery: events.Delivery) -> None:
            things.leave_effect("tests.deferred", event, delivery)
            if event.number == 2:
                with connection.cursor() as cursor:  # the foreign key is checked at the commit
                    cursor.execute(
                        "INSERT INTO outbox_delivery (id, handler, part, aggregate_type, aggregate_id,"
                        " state, attempts, last_error, event_id)"
                        " VALUES (gen_random_uuid(), 'nobody', 0, '', gen_random_uuid(), 'DONE', 0, '', -1)"
                    )

        with listening("tests.deferred", refer_to_nothing):
            for number in (1, 2, 3):
                happen(new_id(), number)
            relay.drain()

        assert sorted(effects("tests.deferred")) == [1, 3]
        guilty = Delivery.objects.get(handler="tests.deferred", state="PENDING")
        assert guilty.attempts == 2
        assert "IntegrityError" in guilty.last_error

    def test_a_failing_hook_after_the_commit_takes_nothing_back(self, listeners):
        def hook() -> None:
            raise RuntimeError("after the fact")

        def register(event: Happened, delivery: events.Delivery) -> None:
            things.leave_effect("tests.hook", event, delivery)
            transaction.on_commit(hook)

        with listening("tests.hook", register):
            happen(new_id(), 1)
            relay.drain()
            relay.drain()

        assert effects("tests.hook") == [1]
        assert deliveries("tests.hook") == [(1, "DONE", 1)]

    def test_what_another_process_delivered_meanwhile_takes_no_effect_twice(self, listeners):
        happen(new_id(), 1)
        parts = claims.find(["tests.first"])["tests.first"]
        due = claims.list_due("tests.first", parts, limit=32, blocks=True)
        group = claims.count_group(due)
        delivering.deliver("tests.first", group)

        with pytest.raises(delivering.LostClaim):
            delivering.deliver("tests.first", group)

        assert effects() == [1]

    def test_a_handler_that_breaks_the_connection_is_to_blame_for_it(self, listeners, settings):
        settings.RIZ_RELAY_BACK_OFF_SECONDS = 600  # not due again here, however slow the machine is

        def cut(event: Happened, delivery: events.Delivery) -> None:
            if event.number == 2:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
            things.leave_effect("tests.cut", event, delivery)

        with listening("tests.cut", cut):
            thing = new_id()
            happen(thing, 1, 2, 3)
            with pytest.raises(delivering.Abandoned):
                relay.drain()
            relay.drain()

        assert effects("tests.cut") == [1]
        assert deliveries("tests.cut")[1][1:] == ("PENDING", 1)


class TestCodeOfAnotherAge:
    def test_an_event_that_this_code_does_not_know_is_left_to_newer_code(self, listeners):
        thing = new_id()
        happen(thing, 1, 2)
        stored = OutboxEvent.objects.get(payload__number=1)
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE outbox_event DISABLE TRIGGER append_only")
            cursor.execute(
                "UPDATE outbox_event SET name = 'tests.thing.renamed.v9' WHERE id = %s", [stored.id]
            )
            cursor.execute("ALTER TABLE outbox_event ENABLE TRIGGER append_only")
        before = metrics.UNKNOWN.labels("tests.first")._value.get()

        relay.drain()

        assert deliveries() == [(1, "PENDING", 0), (2, "PENDING", 0)]
        assert metrics.UNKNOWN.labels("tests.first")._value.get() == before + 1

    def test_a_handler_that_this_code_does_not_know_keeps_its_deliveries(self, listeners):
        with listening("tests.newer", lambda event, delivery: None):
            happen(new_id(), 1)

        relay.drain()

        assert deliveries("tests.newer") == [(1, "PENDING", 0)]

    @pytest.mark.parametrize("change", [{"colour": "red"}, {"number": None}])
    def test_extra_and_missing_keys_are_read(self, listeners, change):
        payload = {"thing_id": str(new_id()), "number": 3, "occurred_at": "2026-03-14T09:30:00Z"}
        payload |= change
        if payload["number"] is None:
            del payload["number"]

        event = events.from_payload(Happened, payload)

        assert event.number == payload.get("number", 0)
