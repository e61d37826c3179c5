"""Claiming an idempotency key: a committed row with a lease, so that nobody waits for a lock and a crash is survived.

The database's clock counts, never the server's.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import DateTimeField, Func, QuerySet
from django.http import HttpResponse

from riz.rest import models
from riz.rest.errors import IdempotencyInProgress, IdempotencyKeyReused

log = logging.getLogger(__name__)

DEFAULT_LEASE_SECONDS = 60
RETENTION = dt.timedelta(hours=48)
REPLAYED = "Idempotent-Replayed"


class _Now(Func):
    function = "clock_timestamp"
    template = "%(function)s()"
    output_field = DateTimeField()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to carry a request out, until the lease ends or another attempt takes over."""

    row_id: int
    attempt: UUID

    def finish(self, response: HttpResponse) -> None:
        """Store the answer, in the transaction of the effect where there is one.

        Raises:
            IdempotencyInProgress: another attempt has taken over; this one's effect must not be committed.
        """
        stored = self._mine().update(
            finished_at=_Now(),
            status=response.status_code,
            headers=[[name, value] for name, value in response.items()],
            body=bytes(response.content),
        )
        if not stored:
            raise IdempotencyInProgress(headers={"Retry-After": "1"})

    def forget(self) -> None:
        """Let the key be used as if it had never been: the request was refused before it did anything."""
        self._quietly(lambda: self._mine().delete())

    def give_up(self) -> None:
        """End the lease at once, so that the same request can be repeated: it may have had an effect."""
        self._quietly(lambda: self._mine().update(leased_until=_Now()))

    def _mine(self) -> QuerySet[models.IdempotencyKey]:
        return models.IdempotencyKey.objects.filter(
            pk=self.row_id, attempt=self.attempt, finished_at=None
        )

    @staticmethod
    def _quietly(change: Callable[[], object]) -> None:
        """A claim that can't be given back is only waited for: its lease ends."""
        try:
            change()
        except (DatabaseError, InterfaceError):
            log.warning("idempotency.claim_not_given_back")


def claim(*, scope: str, key: str, fingerprint: str) -> Claim | HttpResponse:
    """Claim the key, or return the answer that its request was given.

    Raises:
        IdempotencyKeyReused: the key belongs to another request.
        IdempotencyInProgress: the request is being carried out.
    """
    for _again in range(3):  # the row may be forgotten between the insert and the look at it
        claimed = _insert(scope, key, fingerprint)
        if claimed:
            return claimed
        row = models.IdempotencyKey.objects.filter(scope=scope, key=key).first()
        if row:
            return _settle(row, fingerprint)
    raise IdempotencyInProgress(headers={"Retry-After": "1"})


def purge() -> int:
    """Forget keys that are older than any honest repetition; return how many."""
    count, _ = models.IdempotencyKey.objects.filter(created_at__lt=_Now() - RETENTION).delete()
    return count


def _insert(scope: str, key: str, fingerprint: str) -> Claim | None:
    attempt = uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO rest_idempotencykey (scope, key, fingerprint, attempt, leased_until, created_at)"
            " VALUES (%s, %s, %s, %s, clock_timestamp() + make_interval(secs => %s), clock_timestamp())"
            " ON CONFLICT (scope, key) DO NOTHING RETURNING id",
            [scope, key, fingerprint, attempt, _lease().total_seconds()],
        )
        inserted = cursor.fetchone()
    return Claim(row_id=inserted[0], attempt=attempt) if inserted else None


def _settle(row: models.IdempotencyKey, fingerprint: str) -> Claim | HttpResponse:
    if row.fingerprint != fingerprint:
        raise IdempotencyKeyReused
    if row.finished_at:
        return _replay(row)
    claim = _claim_expired(row)
    if claim:
        return claim
    row.refresh_from_db()
    if row.finished_at:
        return _replay(row)
    raise IdempotencyInProgress(headers={"Retry-After": "1"})


def _claim_expired(row: models.IdempotencyKey) -> Claim | None:
    attempt = uuid4()
    updated = models.IdempotencyKey.objects.filter(
        pk=row.pk, attempt=row.attempt, finished_at=None, leased_until__lte=_Now()
    ).update(attempt=attempt, leased_until=_Now() + _lease())
    return Claim(row_id=row.pk, attempt=attempt) if updated else None


def _replay(row: models.IdempotencyKey) -> HttpResponse:
    response = HttpResponse(bytes(row.body or b""), status=row.status)
    del response.headers["Content-Type"]
    for name, value in row.headers or []:
        response.headers[name] = value
    response.headers[REPLAYED] = "true"
    return response


def _lease() -> dt.timedelta:
    return dt.timedelta(
        seconds=getattr(settings, "RIZ_IDEMPOTENCY_LEASE_SECONDS", DEFAULT_LEASE_SECONDS)
    )
