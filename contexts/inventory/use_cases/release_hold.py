"""Giving a hold up."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models import prefetch_related_objects

from riz.actor import Actor
from riz.policies import allows
from riz.use_cases import use_case

from .. import contracts, errors, queries
from ..domain import policies
from ..domain.holds import Step
from ._hold_transition import apply_step, lock_hold


@use_case
def release_hold(*, hold_id: UUID, actor: Actor, at: dt.datetime) -> contracts.Hold:
    """Free what is held. A hold that is over already stays as it is; a sale is not released but returned.

    Raises:
        HoldNotFound: there is none that the actor may give up.
        HoldEnded: it was sold.
    """
    hold = lock_hold(hold_id=hold_id)
    if hold is not None:
        prefetch_related_objects([hold], "lines__resource")
    if hold is None or not allows(actor, policies.RELEASE_HOLD, queries.held_stock(hold)):
        raise errors.HoldNotFound(hold_id=str(hold_id))
    if hold.state == contracts.HoldState.CONFIRMED:
        raise errors.HoldEnded(hold_id=str(hold_id), state=hold.state)
    if hold.state == contracts.HoldState.HELD:
        apply_step(hold=hold, step=Step.RELEASE, at=at)
    return queries.to_contract(hold)
