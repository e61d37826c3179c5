"""Turning a hold into a sale."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.use_cases import use_case

from .. import contracts, errors, queries
from ..domain.holds import Step
from ._hold_transition import apply_step, lock_hold


@use_case
def confirm_hold(*, hold_id: UUID, at: dt.datetime) -> contracts.Hold:
    """Sell what is held. Confirming twice changes nothing; what ran out or was given up is refused."""
    hold = lock_hold(hold_id=hold_id)
    if hold is None:
        raise errors.HoldNotFound(hold_id=str(hold_id))
    if hold.state == contracts.HoldState.CONFIRMED:
        return queries.to_contract(hold)
    if hold.state == contracts.HoldState.EXPIRED or (
        hold.state == contracts.HoldState.HELD and hold.expires_at <= at
    ):
        raise errors.HoldExpired(hold_id=str(hold_id), expired_at=hold.expires_at.isoformat())
    if hold.state != contracts.HoldState.HELD:
        raise errors.HoldEnded(hold_id=str(hold_id), state=hold.state)
    apply_step(hold=hold, step=Step.CONFIRM, at=at)
    return queries.to_contract(hold)
