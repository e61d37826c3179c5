"""Keeping a hold longer."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.use_cases import use_case

from .. import contracts, errors, queries
from ._hold_transition import lock_hold


@use_case
def extend_hold(
    *,
    hold_id: UUID,
    expires_at: dt.datetime,
    at: dt.datetime,
    from_requester: str | None = None,
    to_requester: str | None = None,
) -> contracts.Hold:
    """Move a live hold's end to `expires_at`, never to an earlier instant, and hand it over where that is asked.

    A hold that is handed over has to be `from_requester`'s, so that of two takers one finds it gone.
    """
    hold = lock_hold(hold_id=hold_id)
    if hold is None or from_requester not in (None, hold.requester):
        raise errors.HoldNotFound(hold_id=str(hold_id))
    if hold.state != contracts.HoldState.HELD or hold.expires_at <= at:
        raise errors.HoldExpired(hold_id=str(hold_id), state=hold.state)
    hold.expires_at = max(expires_at, hold.expires_at)
    hold.requester = to_requester or hold.requester
    hold.changed_at = at
    hold.save(update_fields=["expires_at", "requester", "changed_at"])
    return queries.to_contract(hold)
