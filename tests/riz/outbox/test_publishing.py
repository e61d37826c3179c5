"""Publishing shares the fate of the transaction, and versions follow the order of commits."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from riz import trace
from riz.ids import new_id
from riz.outbox import relay
from riz.outbox.models import Delivery, OutboxEvent
from riz.outbox.publishing import NoOpenTransaction, PayloadTooLarge, publish
from tests.riz.outbox.things import AT, Happened, effects, happen
from tests.support.waiting import PATIENCE_SECONDS


def make(thing_id: UUID | None = None, number: int = 0, what: str = "") -> Happened:
    return Happened(thing_id=thing_id or new_id(), number=number, what=what, occurred_at=AT)


class TestPublish:
    def test_stores_the_event_and_a_delivery_for_each_handler(self, listeners):
        thing = new_id()

        happen(thing, 7)

        event = OutboxEvent.objects.get(aggregate_id=thing)
        assert event.name == "tests.thing.happened.v1"
        assert event.aggregate_type == "tests.thing"
        assert event.aggregate_version == 1
        assert event.payload["number"] == 7
        assert set(event.deliveries.values_list("handler", "state", "attempts")) == {
            ("tests.first", "PENDING", 0),
            ("tests.second", "PENDING", 0),
        }

    def test_numbers_the_events_of_each_aggregate(self, listeners):
        one, other = new_id(), new_id()

        with transaction.atomic():
            publish(make(one, 1), make(other, 2), make(one, 3))
            publish(make(one, 4))

        versions = OutboxEvent.objects.filter(aggregate_id=one).order_by("id")
        assert list(versions.values_list("aggregate_version", "payload__number")) == [
            (1, 1),
            (2, 3),
            (3, 4),
        ]
        assert OutboxEvent.objects.get(aggregate_id=other).aggregate_version == 1

    def test_carries_the_trace_and_the_actor(self, listeners):
        with trace.work(request_id="abcdefgh", actor="user:1") as scope:
            happen(new_id(), 1)

        event = OutboxEvent.objects.get()
        assert event.actor == "user:1"
        assert event.correlation_id == "abcdefgh"
        assert event.traceparent == scope.traceparent

    def test_refuses_a_payload_that_is_too_large(self, listeners):
        with pytest.raises(PayloadTooLarge), transaction.atomic():
            publish(make(what="x" * 300_000))

        assert not OutboxEvent.objects.exists()


class TestAppendOnly:
    @pytest.mark.parametrize(
        "statement", ["UPDATE outbox_event SET name = 'x'", "DELETE FROM outbox_event"]
    )
    def test_the_database_refuses_to_change_what_happened(self, listeners, statement):
        happen(new_id(), 1)

        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

    def test_a_purge_has_to_say_so(self, db):
        happen(new_id(), 1)

        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL riz.outbox_purge = 'on'")
            cursor.execute("DELETE FROM outbox_event")

        assert not OutboxEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
class TestTransactions:
    def test_outside_a_transaction_it_raises(self):
        with pytest.raises(NoOpenTransaction):
            publish(make())

    def test_a_rolled_back_one_leaves_nothing(self, listeners):
        with transaction.atomic():
            publish(make())
            transaction.set_rollback(True)

        assert not OutboxEvent.objects.exists()
        assert not Delivery.objects.exists()
        assert relay.drain() == 0

    def test_a_rolled_back_one_leaves_no_gap_in_the_versions(self, listeners):
        thing = new_id()
        happen(thing, 1)

        with transaction.atomic():
            publish(make(thing, 2))
            transaction.set_rollback(True)
        happen(thing, 3)

        assert list(
            OutboxEvent.objects.order_by("id").values_list("aggregate_version", "payload__number")
        ) == [(1, 1), (2, 3)]

    def test_versions_and_ids_follow_the_commits_of_concurrent_publishers(self, listeners):
        thing = new_id()
        start = threading.Barrier(6)

        def work(worker: int) -> None:
            try:
                start.wait()
                for number in range(15):
                    happen(thing, worker * 100 + number)
            finally:
                connection.close()

        threads = [threading.Thread(target=work, args=(worker,)) for worker in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        rows = list(
            OutboxEvent.objects.order_by("id").values_list("aggregate_version", "payload__number")
        )
        assert [version for version, _ in rows] == list(range(1, 91))
        for worker in range(6):
            own = [number for _, number in rows if number // 100 == worker]
            assert own == sorted(own)

    def test_publishers_in_opposite_order_do_not_deadlock(self, listeners):
        one, other = new_id(), new_id()
        start = threading.Barrier(2)
        errors: list[Exception] = []

        def work(*things: UUID) -> None:
            try:
                start.wait()
                for _ in range(30):
                    with transaction.atomic():
                        publish(*[make(thing) for thing in things])
            except DatabaseError as error:
                errors.append(error)
            finally:
                connection.close()

        threads = [
            threading.Thread(target=work, args=pair) for pair in [(one, other), (other, one)]
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert errors == []

    def test_a_slow_transaction_overtaken_by_fast_ones_loses_nothing(self, listeners):
        slow, published, go_on = new_id(), threading.Event(), threading.Event()

        def publish_slowly() -> None:
            try:
                with transaction.atomic():
                    publish(make(slow, 1))
                    published.set()
                    go_on.wait(PATIENCE_SECONDS)
            finally:
                connection.close()

        thread = threading.Thread(target=publish_slowly)
        thread.start()
        published.wait(PATIENCE_SECONDS)
        for number in range(2, 12):
            happen(new_id(), number)
        relay.drain()
        overtaken = effects()
        go_on.set()
        thread.join()
        relay.drain()

        assert sorted(overtaken) == list(range(2, 12))
        assert sorted(effects()) == list(range(1, 12))
        assert effects(aggregate_id=slow) == [1]


def test_the_clock_of_the_event_is_the_publishers(db):
    happen(new_id(), 1)

    event = OutboxEvent.objects.get()
    assert event.occurred_at == AT
    assert event.stored_at > datetime(2026, 1, 1, tzinfo=UTC)
