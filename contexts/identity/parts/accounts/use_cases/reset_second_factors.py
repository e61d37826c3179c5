"""Help somebody who has lost every second factor."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.locking import lock
from riz.policies import require
from riz.use_cases import use_case

from ...activity import api as activity
from .. import models
from ..contracts import SecondFactorChange
from ..domain import policies
from ..errors import MoreRightsThanCaller, UserNotFound
from ._reasons import kept_reason
from ._second_factors import drop_second_factors, publish_change
from .sign_out_everywhere import sign_out_everywhere


@use_case
def reset_second_factors(*, user_id: UUID, reason: str, actor: Actor, at: dt.datetime) -> None:
    """Remove a person's app, passkeys and recovery codes and sign them out everywhere; they are told by mail.

    Raises:
        Forbidden: the caller does not manage accounts, or it is their own.
        ReasonMissing: staff have to say how they know that it is this person who asks.
        UserNotFound: nobody has this id.
        MoreRightsThanCaller: the person may do something that the caller may not.
    """
    require(actor, policies.RESET_SECOND_FACTORS, user_id)
    kept = kept_reason(reason)
    row = lock(models.User, id=user_id, refusal=UserNotFound)
    if not policies.covers(actor, row.grants):
        raise MoreRightsThanCaller
    drop_second_factors(user_id=user_id)
    sign_out_everywhere(user_id=user_id, reason="second_factors_reset", actor=actor, at=at)
    activity.record_act(
        activity.Action.SECOND_FACTORS_RESET,
        by=actor,
        of=user_id,
        on=("user", user_id),
        reason=kept,
        at=at,
    )
    publish_change(user_id=user_id, what=SecondFactorChange.RESET_BY_STAFF, at=at)
