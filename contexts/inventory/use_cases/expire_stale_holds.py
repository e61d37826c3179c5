"""Giving back what nobody paid for in time."""

from __future__ import annotations

import datetime as dt

from riz.outbox.publishing import publish
from riz.use_cases import use_case

from .. import contracts, events
from ..domain.holds import Step
from ..models import Hold
from ._hold_transition import move_counters


@use_case
def expire_stale_holds(*, at: dt.datetime, limit: int = 500) -> int:
    """Expire holds whose time is over, at most `limit` of them; return how many there were.

    Several sweepers share the work: each skips what another has locked, and moves the counters of its
    whole batch in one statement in the global order.
    """
    due = list(
        Hold.objects.filter(state=contracts.HoldState.HELD, expires_at__lte=at)
        .order_by("expires_at")
        .select_for_update(skip_locked=True, no_key=True)
        .prefetch_related("lines")[:limit]
    )
    if not due:
        return 0
    Hold.objects.filter(id__in=[hold.id for hold in due]).step(step=Step.EXPIRE, at=at)
    publish(
        *(
            events.HoldExpired(hold_id=hold.id, requester=hold.requester, occurred_at=at)
            for hold in due
        )
    )
    move_counters(holds=due, step=Step.EXPIRE)
    return len(due)
