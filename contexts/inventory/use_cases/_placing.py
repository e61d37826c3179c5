"""Writing a hold, and moving what it is of, in one call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from riz.ids import new_id

from .. import contracts, errors
from ..models import Hold


def write_hold(
    *,
    lines: Sequence[contracts.HoldLine],
    requester: str,
    expires_at: dt.datetime,
    at: dt.datetime,
    live_limit: int | None = None,
    is_durable: bool = True,
) -> contracts.Hold:
    """Write a hold and move its counters in one call, or refuse what the locked rows don't have."""
    hold_id = new_id()
    has_too_many, misfit = Hold.objects.place(
        hold_id=hold_id,
        requester=requester,
        lines=lines,
        at=at,
        expires_at=expires_at,
        live_limit=live_limit,
        is_durable=is_durable,
    )
    if has_too_many:
        raise errors.TooManyHolds(limit=live_limit, retry_after_seconds=60)
    if misfit is not None:
        raise misfit.refusal()
    return contracts.Hold(
        id=hold_id,
        requester=requester,
        state=contracts.HoldState.HELD,
        expires_at=expires_at,
        lines=tuple(lines),
    )
