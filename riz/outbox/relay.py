"""The relay: takes what is deliverable to its handlers, each aggregate's events in their order.

For each handler the relay locks the parts that no other relay holds, delivers new deliveries in
groups, and those that have been tried before alone: whatever takes its process down condemns only itself.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from riz import events
from riz.outbox import claims, delivering

FIRST_GROUP = 32
LARGEST_GROUP = 128
PARTS_AT_ONCE = 8
VISIT_SECONDS = 1.0
CONTENDED_SECONDS = 5.0

logger = logging.getLogger(__name__)


class DeliveryFailed(RuntimeError):
    """A handler failed while `drain(strict=True)` ran."""


@dataclass(slots=True)
class Round:
    """The outcome of one look at all handlers."""

    settled: int = 0
    contended: bool = False


def drain(limit: int | None = None, *, strict: bool = False) -> int:
    """Deliver everything deliverable now in this process, also what its handlers publish; returns how many were run.

    It works inside an open transaction too, whose fate the effects then share. What fails is backed
    off as in a relay; with `strict` it raises.

    Raises:
        DeliveryFailed: a handler failed and `strict` was asked for.
    """
    count = 0
    patience = time.monotonic() + CONTENDED_SECONDS
    while limit is None or count < limit:
        room = None if limit is None else limit - count
        result = make_round(limit=room, on_failure=_refuse if strict else _ignore)
        count += result.settled
        if result.settled:
            patience = time.monotonic() + CONTENDED_SECONDS
        elif not result.contended or time.monotonic() > patience:
            break
        else:
            time.sleep(0.02)
    return count


def make_round(
    *,
    limit: int | None = None,
    should_stop: Callable[[], bool] = lambda: False,
    on_failure: Callable[[str], None] = lambda _error: None,
) -> Round:
    """Visit each handler that has something due once."""
    result = Round()
    due = list(claims.find(events.handlers()).items())
    random.shuffle(due)
    for handler, parts in due:
        if should_stop() or (limit is not None and result.settled >= limit):
            break
        some = random.sample(parts, min(len(parts), PARTS_AT_ONCE))
        with claims.lock(handler, some) as held:
            result.contended |= len(held) < len(some)
            if held:
                visit = _Visit(handler, held, should_stop, on_failure)
                result.settled += visit.work(None if limit is None else limit - result.settled)
    return result


class _Visit:
    """A stay at one handler, bounded in time so that the others get their turn."""

    def __init__(
        self,
        handler: str,
        parts: list[int],
        should_stop: Callable[[], bool],
        on_failure: Callable[[str], None],
    ) -> None:
        self._handler = handler
        self._parts = parts
        self._should_stop = should_stop
        self._on_failure = on_failure
        subscribed = events.subscriptions_of(handler).values()
        self._blocks = any(sub.on_dead is events.OnDead.BLOCK for sub in subscribed)

    def work(self, limit: int | None) -> int:
        until = time.monotonic() + VISIT_SECONDS
        count, size = 0, FIRST_GROUP
        while not self._should_stop() and time.monotonic() < until:
            room = size if limit is None else min(size, limit - count)
            due = self._list_due(room) if room > 0 else []
            if not due:
                break
            new = [claim for claim in due if not claim.attempts]
            if new:
                settled = self._deliver(claims.count_group(new))
                count += settled
                # Quick handlers get larger groups, and with them fewer statements and commits for each delivery.
                size = min(LARGEST_GROUP, max(FIRST_GROUP, 2 * settled))
            # Those that were tried before come second, the least tried first: one that takes the process
            # down has let the others pass.
            for claim in sorted(due, key=lambda claim: claim.attempts)[len(new) :]:
                if not self._should_stop():
                    count += self._deliver_alone(claim)
        return count

    def _list_due(self, limit: int) -> list[claims.Claim]:
        """Return what is due: new deliveries, and of each aggregate at most one that was tried before."""
        due = claims.list_due(self._handler, self._parts, limit=limit, blocks=self._blocks)
        has_new = {claim.aggregate for claim in due if not claim.attempts}
        return [claim for claim in due if not claim.attempts or claim.aggregate not in has_new]

    def _deliver_alone(self, claim: claims.Claim) -> int:
        if claim.attempts >= claims.MAX_ATTEMPTS:
            delivering.give_up(self._handler, claim)
            return 1
        return self._deliver(claims.count_alone(claim))

    def _deliver(self, group: list[claims.Claim]) -> int:
        if not group:
            return 0
        try:
            outcome = delivering.deliver(self._handler, group)
        except delivering.Abandoned as abandoned:
            self._start_over(abandoned)
            raise
        except Exception as error:  # noqa: BLE001 - whatever a commit or what follows it may raise
            self._record_common_failure(group, error)
            return len(group)
        for _claim, what in outcome.failed:
            self._on_failure(what)
        return outcome.settled

    def _start_over(self, abandoned: delivering.Abandoned) -> None:
        """Leave a spoilt connection, and with it the locks, and note the failure on a new one."""
        if connection.in_atomic_block:
            raise abandoned.reason
        connection.close()
        delivering.record_failure(self._handler, abandoned.claim, abandoned.reason)

    def _record_common_failure(self, group: list[claims.Claim], error: Exception) -> None:
        """Note that the transaction as a whole failed, at its commit for one.

        One delivery alone is to blame for it; of several each is tried alone from now on.
        """
        if connection.connection is None or connection.connection.closed:
            raise error
        logger.warning("%s: %d failed together", self._handler, len(group), exc_info=error)
        if len(group) == 1:
            delivering.record_failure(self._handler, group[0], error)
        self._on_failure(str(error))


def _ignore(_error: str) -> None:
    """Leave it to the back-off."""


def _refuse(error: str) -> None:
    raise DeliveryFailed(error)
