"""Giving a sale back."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.use_cases import use_case

from .. import contracts, errors, queries
from ..domain.holds import Step
from ._hold_transition import apply_step, lock_hold


@use_case
def return_sale(*, hold_id: UUID, at: dt.datetime) -> contracts.Hold:
    """Free what was sold. Returning twice changes nothing; what was never sold is refused."""
    hold = lock_hold(hold_id=hold_id)
    if hold is None:
        raise errors.HoldNotFound(hold_id=str(hold_id))
    if hold.state == contracts.HoldState.CONFIRMED:
        apply_step(hold=hold, step=Step.RETURN, at=at)
    elif hold.state != contracts.HoldState.RETURNED:
        raise errors.HoldEnded(hold_id=str(hold_id), state=hold.state)
    return queries.to_contract(hold)
