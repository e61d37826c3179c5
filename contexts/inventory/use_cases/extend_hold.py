"""Keeping a hold longer."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from .. import contracts, errors, queries
from ._steps import lock_hold


@transaction.atomic
def extend_hold(*, hold_id: UUID, expires_at: dt.datetime, at: dt.datetime) -> contracts.Hold:
    """Move a live hold's end to `expires_at`, never to an earlier instant."""
    hold = lock_hold(hold_id=hold_id)
    if hold is None:
        raise errors.HoldNotFound(hold_id=str(hold_id))
    if hold.state != contracts.HoldState.HELD or hold.expires_at <= at:
        raise errors.HoldExpired(hold_id=str(hold_id), state=hold.state)
    if expires_at > hold.expires_at:
        hold.expires_at, hold.changed_at = expires_at, at
        hold.save(update_fields=["expires_at", "changed_at"])
    return queries.to_contract(hold)
