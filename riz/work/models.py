"""The columns of leased work, and the statements that move it. Rows stay tables of their contexts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, Self, TypeVar

from django.db import models, transaction
from django.db.models import F, Q
from prometheus_client import Counter

from riz.work.backoff import Backoff
from riz.work.policies import REPEAT

LONGEST_ERROR = 500
PUT_OFF = Counter("riz_work_put_off_total", "Attempts that failed.", ["task"])
GIVEN_UP = Counter("riz_work_given_up_total", "Work that was given up.", ["task"])

Row = TypeVar("Row", bound="LeasedWork")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Facts that are true of a kind of work.

    Attributes:
        task: the name of the task that works one row off.
        lease: for how long a worker has a row to itself, and a message about it counts: until then nobody else is told.
        pending, given_up: the states of rows that wait and of those that nobody tries any more, if there are such.
        repeat_policy: the action whose policy says who may have it tried again.
    """

    task: str
    lease: dt.timedelta
    backoff: Backoff
    pending: str = "PENDING"
    given_up: str | None = "DEAD"
    repeat_policy: str = REPEAT


class WorkQuerySet(models.QuerySet[Row]):
    """Rows of one kind of work. A row is held by whoever knows the end of its lease, which no other attempt has."""

    def waiting(self) -> Self:
        """Keep what is to be worked off, now or later."""
        return self.filter(state=self.model.work.pending)

    def due(self, at: dt.datetime) -> Self:
        """Keep what is to be worked off now: its time has come, or whoever held it didn't come back."""
        return self.waiting().filter(next_attempt_at__lte=at)

    def given_up(self) -> Self:
        """Keep what nobody tries any more."""
        state = self.model.work.given_up
        return self.filter(state=state) if state else self.none()

    def held(self, row: Row) -> Self:
        """Keep the row as long as its holder's lease is the last one."""
        return self.filter(pk=row.pk, lease_until=row.lease_until)

    def claim(self, pk: Any, *, at: dt.datetime, early: bool = False) -> Row | None:
        """Take a row that is due, or that waits at all, and return it; None where there is nothing to do or others are at it.

        The attempt is counted before it is made, so what kills its workers is given up in the end.
        """
        rows = self.waiting() if early else self.due(at)
        with transaction.atomic():
            locked = rows.select_for_update(skip_locked=True, of=("self",), no_key=True)
            row = locked.filter(pk=pk).first()
            if row is None:
                return None
            if row.backoff.is_exhausted(row.attempts):
                self.give_up(row, "no attempt ended")
                return None
            row.attempts += 1
            row.lease_until = row.next_attempt_at = at + row.work.lease
            row.save(update_fields=["attempts", "lease_until", "next_attempt_at"])
        return row

    def finish(self, row: Row, **outcome: Any) -> bool:
        """Write what came of it, unless the lease ran out and others took over; return whether that is so."""
        return bool(self.held(row).update(lease_until=None, **{"last_error": "", **outcome}))

    def put_off(self, row: Row, error: str, *, at: dt.datetime, **outcome: Any) -> bool:
        """Write that an attempt failed; it is made again after a pause, or given up after the last one."""
        if row.backoff.is_exhausted(row.attempts):
            return self.give_up(row, error, **outcome)
        PUT_OFF.labels(row.work.task).inc()
        next_attempt_at = at + row.backoff.pause_after(row.attempts)
        error = error[:LONGEST_ERROR]
        return self.finish(row, last_error=error, next_attempt_at=next_attempt_at, **outcome)

    def give_up(self, row: Row, error: str, **outcome: Any) -> bool:
        """Write that nobody tries it any more, and why."""
        error = error[:LONGEST_ERROR]
        is_recorded = self.finish(row, state=row.work.given_up, last_error=error, **outcome)
        GIVEN_UP.labels(row.work.task).inc(is_recorded)
        return is_recorded

    @contextmanager
    def attempt(self, row: Row, *, at: dt.datetime) -> Iterator[None]:
        """Put the row off when the block fails, and pass the fault on; its text may hold what staff must not read."""
        try:
            yield
        except Exception as fault:
            self.put_off(row, type(fault).__name__, at=at)
            raise

    def repeat(self, *, at: dt.datetime) -> int:
        """Give what was given up a new start; return how many rows that were."""
        return self.given_up().update(
            state=self.model.work.pending,
            attempts=0,
            next_attempt_at=at,
            lease_until=None,
            enqueued_at=None,
        )

    def mark_enqueued(self, *, at: dt.datetime, limit: int) -> list[Any]:
        """Mark due rows as enqueued now, and return their ids; rows that were enqueued within their lease are left out."""
        not_enqueued = (
            Q(enqueued_at=None)
            | Q(enqueued_at__lt=F("next_attempt_at"))
            | Q(enqueued_at__lte=at - self.model.work.lease)
        )
        rows = self.due(at).filter(not_enqueued).order_by("next_attempt_at")
        with transaction.atomic():
            locked = rows.select_for_update(skip_locked=True, of=("self",), no_key=True)
            ids = list(locked.values_list("pk", flat=True)[:limit])
            self.filter(pk__in=ids).update(enqueued_at=at)
        return ids


class LeasedWork(models.Model):
    """A row that is worked off in the background, by one worker at a time. A subclass states `work`, and has a `state`."""

    work: ClassVar[Work]

    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    enqueued_at = models.DateTimeField(null=True, blank=True)

    objects = WorkQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def backoff(self) -> Backoff:
        """The back-off of this row, which is that of its kind unless the row knows better."""
        return self.work.backoff
