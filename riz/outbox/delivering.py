"""Running handlers: several in one transaction with a savepoint for each, or one alone.

A handler's effects, the record that it is done and the events that it publishes commit together.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection, transaction

from riz import trace
from riz.events import Delivery, Subscription, event_class, from_payload, subscriptions_of
from riz.outbox import limits, metrics
from riz.outbox.claims import (
    MAX_ATTEMPTS,
    UNKNOWN_EVENT_SECONDS,
    Claim,
    back_off,
    back_off_parameters,
)

GROUP_SECONDS = 0.1
LOCK_TIMEOUT_ALONE = "5s"

_FAILED = f"""
UPDATE outbox_delivery
SET last_error = %(error)s,
    state = CASE WHEN attempts >= %(most)s THEN 'DEAD' ELSE 'PENDING' END,
    finished_at = CASE WHEN attempts >= %(most)s THEN clock_timestamp() END,
    available_at = clock_timestamp() + {back_off("attempts - 1")}
WHERE id = %(id)s AND state = 'PENDING'
"""  # noqa: S608 - an expression of this code

logger = logging.getLogger(__name__)


class LostClaim(RuntimeError):
    """Somebody else has taken a delivery that this process held; what was done here is rolled back."""


class Abandoned(Exception):
    """A handler spoilt the transaction or ran too long; the connection is of no more use."""

    def __init__(self, claim: Claim, reason: BaseException) -> None:
        super().__init__(f"{claim.name} was abandoned: {reason!r}")
        self.claim = claim
        self.reason = reason


class _OneFailed(Exception):
    """A handler without a savepoint failed."""

    def __init__(self, claim: Claim, reason: Exception) -> None:
        super().__init__(claim, reason)
        self.claim = claim
        self.reason = reason


Attempt = Callable[[Subscription, Claim], str]


@dataclass(slots=True)
class Outcome:
    """Outcome of some claims."""

    done: list[Claim] = field(default_factory=list)
    failed: list[tuple[Claim, str]] = field(default_factory=list)
    unknown: list[Claim] = field(default_factory=list)
    not_run: list[Claim] = field(default_factory=list)

    @property
    def settled(self) -> int:
        """Return how many were run, with whatever result."""
        return len(self.done) + len(self.failed)


def deliver(handler: str, claims: Sequence[Claim]) -> Outcome:
    """Run a handler for each claim in one transaction and record the outcome in it.

    Nearly always all of them succeed, so several are first run without savepoints, which would cost more
    than many a handler; if one fails, nothing has happened and they are run again with them.

    Raises:
        Abandoned: one of them made it impossible to go on; nothing took effect.
        LostClaim: another process was faster; nothing took effect.
    """
    outcome = _deliver(handler, claims, _attempt_bare) if len(claims) > 1 else None
    if outcome is None:
        outcome = _deliver(handler, claims, _attempt_guarded) or Outcome()
    metrics.record_outcome(handler, outcome)
    return outcome


def record_failure(handler: str, claim: Claim, reason: BaseException) -> None:
    """Write down a failure that left no transaction to write it in."""
    outcome = Outcome(failed=[(claim, _describe(reason))])
    _record(outcome)
    metrics.record_outcome(handler, outcome)


def give_up(handler: str, claim: Claim) -> None:
    """Mark a delivery dead whose process ended at every attempt."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE outbox_delivery SET state = 'DEAD', finished_at = clock_timestamp(), attempts = %s,"
            " last_error = coalesce(nullif(last_error, ''), 'the process ended during each attempt')"
            " WHERE id = %s AND state = 'PENDING'",
            [MAX_ATTEMPTS, claim.id],
        )
    logger.error("%s gave up %s of %s %s", handler, claim.name, *claim.aggregate)
    metrics.DEAD.labels(handler).inc()


def _deliver(handler: str, claims: Sequence[Claim], attempt: Attempt) -> Outcome | None:
    outcome = Outcome()
    try:
        with transaction.atomic():
            if claims[0].attempts > 1:
                _be_patient()
            with limits.watchdog():
                _run(handler, claims, outcome, attempt)
            _record(outcome)
    except _OneFailed as failed:
        if _is_connection_spoilt():
            raise Abandoned(failed.claim, failed.reason) from failed.reason
        return None
    return outcome


def _run(handler: str, claims: Sequence[Claim], outcome: Outcome, attempt: Attempt) -> None:
    known = subscriptions_of(handler)
    halted: set[tuple[str, UUID]] = set()
    until = time.monotonic() + GROUP_SECONDS
    for claim in claims:
        if claim.aggregate in halted or (outcome.settled and time.monotonic() > until):
            halted.add(claim.aggregate)
            outcome.not_run.append(claim)
        elif claim.name not in known:
            halted.add(claim.aggregate)
            outcome.unknown.append(claim)
        elif error := attempt(known[claim.name], claim):
            halted.add(claim.aggregate)
            outcome.failed.append((claim, error))
        else:
            outcome.done.append(claim)


def _be_patient() -> None:
    """Let a delivery that runs alone wait longer for a lock than the session's default.

    A group holds the locks of several handlers and gives way early, before the server's deadlock
    detection makes a request the victim.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_TIMEOUT_ALONE])


def _attempt_bare(subscription: Subscription, claim: Claim) -> str:
    """Run one handler; what goes wrong takes the whole transaction with it."""
    try:
        _call(subscription, claim)
    except limits.HandlerTimedOut as timeout:
        raise Abandoned(claim, timeout) from timeout
    except Exception as error:
        raise _OneFailed(claim, error) from error
    return ""


def _attempt_guarded(subscription: Subscription, claim: Claim) -> str:
    """Run one handler inside a savepoint; returns what went wrong."""
    try:
        with transaction.atomic():
            _call(subscription, claim)
    except limits.HandlerTimedOut as timeout:
        raise Abandoned(claim, timeout) from timeout
    except Exception as error:
        if _is_connection_spoilt():
            raise Abandoned(claim, error) from error
        is_last = claim.attempts >= MAX_ATTEMPTS
        logger.log(
            logging.ERROR if is_last else logging.WARNING,
            "%s failed at %s of %s %s, attempt %d%s",
            subscription.handler,
            claim.name,
            *claim.aggregate,
            claim.attempts,
            ", and is given up" if is_last else "",
            exc_info=True,
        )
        return _describe(error)
    return ""


def _call(subscription: Subscription, claim: Claim) -> None:
    with (
        trace.work(
            correlation_id=claim.correlation_id, traceparent=claim.traceparent, actor=claim.actor
        ),
        limits.handler_time(),
    ):
        event = from_payload(event_class(claim.name), claim.payload)
        subscription.call(
            event,
            Delivery(
                id=claim.id,
                event_id=claim.event_id,
                aggregate_version=claim.aggregate_version,
                attempt=claim.attempts,
            ),
        )


def _record(outcome: Outcome) -> None:
    with connection.cursor() as cursor:
        if outcome.done:
            cursor.execute(
                # One instant for all: the rows of a statement are updated in no particular order.
                "UPDATE outbox_delivery SET state = 'DONE', finished_at = statement_timestamp()"
                " WHERE id = ANY(%s) AND state = 'PENDING'",
                [[claim.id for claim in outcome.done]],
            )
            if cursor.rowcount != len(outcome.done):
                raise LostClaim(f"{len(outcome.done) - cursor.rowcount} were already delivered")
        for claim, error in outcome.failed:  # few, so one by one
            cursor.execute(
                _FAILED,
                {"id": claim.id, "error": error, "most": MAX_ATTEMPTS, **back_off_parameters()},
            )
        _put_back(outcome.not_run, wait_seconds=0)
        _put_back(outcome.unknown, wait_seconds=UNKNOWN_EVENT_SECONDS)


def _put_back(claims: Sequence[Claim], *, wait_seconds: int) -> None:
    """Take the count of an attempt that was not made back."""
    if claims:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE outbox_delivery SET attempts = attempts - 1,"
                " available_at = available_at + make_interval(secs => %s)"
                " WHERE id = ANY(%s) AND state = 'PENDING'",
                [wait_seconds, [claim.id for claim in claims]],
            )


def _is_connection_spoilt() -> bool:
    return (
        connection.needs_rollback or connection.connection is None or connection.connection.closed
    )


def _describe(error: BaseException) -> str:
    return f"{type(error).__qualname__}: {error}".replace("\x00", "")[:2000]
