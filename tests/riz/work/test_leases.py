"""A row is worked off by one worker at a time, counted first, and found again if its worker is lost."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from riz.ids import new_id
from riz.work.backoff import Backoff
from riz.work.models import LeasedWork, Work
from tests.support.waiting import PATIENCE_SECONDS

AT = dt.datetime(2026, 3, 14, 9, 30, tzinfo=dt.UTC)
SECOND, LEASE = dt.timedelta(seconds=1), dt.timedelta(minutes=1)
MOST = 3

with isolate_apps("riz.work"):

    class Parcel(LeasedWork):
        """Something to carry."""

        work = Work(
            task="test.carry",
            lease=LEASE,
            backoff=Backoff(first=10 * SECOND, longest=LEASE, most_attempts=MOST),
        )
        id = models.UUIDField(primary_key=True, default=new_id)
        state = models.TextField(default="PENDING")

        class Meta:
            app_label = "work"


@pytest.fixture(autouse=True)
def _table(transactional_db):
    with connection.schema_editor() as editor:
        editor.create_model(Parcel)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Parcel)


@pytest.fixture
def parcel():
    return Parcel.objects.create(next_attempt_at=AT)


def claim(parcel, at=AT):
    return Parcel.objects.claim(parcel.pk, at=at)


def now(parcel):
    return Parcel.objects.get(pk=parcel.pk)


def due(at):
    return list(Parcel.objects.due(at))


class TestClaiming:
    def test_of_many_workers_one_gets_it(self, parcel):
        barrier = Barrier(8)

        def work(_):
            barrier.wait(timeout=PATIENCE_SECONDS)
            try:
                return claim(parcel) is not None
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(work, range(8))) == 1
        assert now(parcel).attempts == 1

    def test_nobody_waits_for_whoever_looks_at_it(self, parcel):
        with ThreadPoolExecutor(1) as pool, connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT 1 FROM work_parcel FOR UPDATE")

            def work():
                try:
                    return claim(parcel)
                finally:
                    connection.close()

            assert pool.submit(work).result(timeout=PATIENCE_SECONDS) is None
            cursor.execute("ROLLBACK")

    def test_the_attempt_is_counted_before_it_is_made(self, parcel):
        held = claim(parcel)

        assert (held.attempts, held.lease_until) == (1, AT + LEASE)
        assert now(parcel).attempts == 1

    def test_what_is_not_due_is_left_unless_somebody_wants_it_early(self, parcel):
        early = AT - SECOND

        assert claim(parcel, early) is None
        assert Parcel.objects.claim(parcel.pk, at=early, early=True)

    def test_the_work_of_a_lost_worker_is_taken_up_after_its_lease(self, parcel):
        claim(parcel)

        assert due(AT + LEASE - SECOND) == []
        assert claim(parcel, AT + LEASE - SECOND) is None
        assert due(AT + LEASE) == [parcel]
        assert claim(parcel, AT + LEASE).attempts == 2

    def test_whoever_comes_back_too_late_changes_nothing(self, parcel):
        late = claim(parcel)
        held = claim(parcel, AT + LEASE)

        assert not Parcel.objects.finish(late, state="DONE")
        assert not Parcel.objects.put_off(late, "late", at=AT + LEASE)
        assert not Parcel.objects.give_up(late, "late")
        assert (now(parcel).state, now(parcel).last_error) == ("PENDING", "")
        assert Parcel.objects.finish(held, state="DONE")

    def test_what_kills_its_workers_is_given_up(self, parcel):
        for attempt in range(MOST):
            assert claim(parcel, AT + attempt * LEASE)

        assert claim(parcel, AT + MOST * LEASE) is None
        assert (now(parcel).state, now(parcel).last_error) == ("DEAD", "no attempt ended")
        assert due(AT + 9 * LEASE) == []


class TestOutcomes:
    def test_what_is_finished_is_not_due_any_more(self, parcel):
        assert Parcel.objects.finish(claim(parcel), state="DONE")

        assert (now(parcel).state, now(parcel).lease_until) == ("DONE", None)
        assert due(AT + 9 * LEASE) == []

    def test_what_is_put_off_waits_and_is_given_up_after_the_last_attempt(self, parcel):
        at = AT
        for _ in range(MOST):
            assert now(parcel).state == "PENDING"
            Parcel.objects.put_off(claim(parcel, at), "x" * 1000, at=at)
            if now(parcel).state == "PENDING":
                assert now(parcel).next_attempt_at > at
                at = now(parcel).next_attempt_at

        assert (now(parcel).state, now(parcel).attempts) == ("DEAD", MOST)
        assert now(parcel).last_error == "x" * 500

    def test_a_fault_puts_off_and_is_passed_on(self, parcel):
        held = claim(parcel)

        with pytest.raises(ZeroDivisionError), Parcel.objects.attempt(held, at=AT):
            _ = 1 / 0

        assert now(parcel).last_error == "ZeroDivisionError"
        assert AT < now(parcel).next_attempt_at <= AT + 10 * SECOND

    def test_only_what_was_given_up_begins_anew(self, parcel):
        other = Parcel.objects.create(next_attempt_at=AT, attempts=1)
        Parcel.objects.give_up(claim(parcel), "broken")

        assert Parcel.objects.repeat(at=AT + LEASE) == 1

        assert (now(parcel).state, now(parcel).attempts) == ("PENDING", 0)
        assert now(other).attempts == 1
        assert claim(parcel, AT + LEASE)


class TestEnqueueing:
    def enqueued(self, at):
        return Parcel.objects.mark_enqueued(at=at, limit=10)

    def test_what_is_due_is_enqueued_once_for_the_time_of_a_lease(self, parcel):
        assert self.enqueued(AT - SECOND) == []
        assert self.enqueued(AT) == [parcel.pk]
        assert self.enqueued(AT + LEASE - SECOND) == []
        assert self.enqueued(AT + LEASE) == [parcel.pk]

    def test_what_is_due_once_more_is_enqueued_once_more(self, parcel):
        self.enqueued(AT)
        Parcel.objects.put_off(claim(parcel), "not yet", at=AT)
        again = now(parcel).next_attempt_at

        assert self.enqueued(again - SECOND) == []
        assert self.enqueued(again) == [parcel.pk]

    def test_the_oldest_come_first_and_many_are_enqueued_in_turns(self, parcel):
        older = Parcel.objects.create(next_attempt_at=AT - SECOND)

        assert Parcel.objects.mark_enqueued(at=AT, limit=1) == [older.pk]
        assert Parcel.objects.mark_enqueued(at=AT, limit=1) == [parcel.pk]
