"""Disable an account, or enable it again."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.locking import lock
from riz.policies import require
from riz.use_cases import use_case

from ...activity import api as activity
from .. import models
from ..domain import policies
from ..errors import MoreRightsThanCaller, UserNotFound
from .sign_out_everywhere import sign_out_everywhere


@use_case
def set_user_active(
    *, user_id: UUID, is_active: bool, actor: Actor, at: dt.datetime
) -> tuple[str, ...]:
    """Disable or enable an account; whoever is disabled is signed out everywhere.

    Returns:
        names of organisations in which no owner can act any more, for staff to see to.

    Raises:
        Forbidden: the caller does not manage accounts.
        UserNotFound: nobody has this id.
        MoreRightsThanCaller: the person may do something that the caller may not.
    """
    require(actor, policies.SET_ACTIVE)
    row = lock(models.User, id=user_id, refusal=UserNotFound)
    if not policies.covers(actor, row.grants) and actor.id != user_id:
        raise MoreRightsThanCaller
    if row.is_active == is_active:
        return ()
    row.is_active = is_active
    row.save(update_fields=["is_active"])
    if not is_active:
        sign_out_everywhere(user_id=user_id, reason="user_disabled", actor=actor, at=at)
    action = activity.Action.USER_ENABLED if is_active else activity.Action.USER_DISABLED
    activity.record_security_event(
        action=action, user_id=user_id, actor=str(actor), resource=("user", user_id), at=at
    )
    left = () if is_active else row.role_grants.of_sole_owners().values_list("organisation__name")
    return tuple(name for (name,) in left)
