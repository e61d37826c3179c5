"""Replace somebody's recovery codes."""

from __future__ import annotations

import datetime as dt

from riz.actor import Actor
from riz.use_cases import use_case

from ...sessions import api as sessions
from .. import queries
from ..contracts import SecondFactorChange
from ..errors import SecondFactorNotOn, StepUpRefused
from ._second_factors import record_change, renew_codes


@use_case
def renew_recovery_codes(*, actor: Actor, at: dt.datetime, ip: str | None = None) -> list[str]:
    """Make a new set, shown once; the codes of the old one count no more.

    Raises:
        StepUpRequired: the caller has not shown lately who they are.
        SecondFactorNotOn: there is nothing that a recovery code could stand in for.
    """
    sessions.require_recent_authentication(actor=actor, at=at)
    if actor.id is None:
        raise StepUpRefused
    if not queries.second_factors_of(actor.id):
        raise SecondFactorNotOn
    record_change(
        user_id=actor.id,
        what=SecondFactorChange.RECOVERY_CODES_RENEWED,
        actor=str(actor),
        ip=ip,
        at=at,
    )
    return renew_codes(user_id=actor.id, at=at)
