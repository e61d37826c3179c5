"""Have a login with another provider open the account no more."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.locking import lock_all
from riz.use_cases import use_case

from ...accounts import api as accounts
from ...activity import api as activity
from ...sessions import api as sessions
from .. import models
from ..errors import LastWayIn, LinkedLoginNotFound


@use_case
def unlink_login(*, login_id: UUID, actor: Actor, at: dt.datetime, ip: str | None = None) -> None:
    """Remove one of the caller's own links, unless it is their only way in.

    Raises:
        StepUpRequired: the caller has not just shown who they are.
        LinkedLoginNotFound: the caller has no such link.
        LastWayIn: they could not sign in any more.
    """
    sessions.require_recent_authentication(actor=actor, at=at)
    if actor.id is None:
        raise LinkedLoginNotFound
    # All of them are locked: of two that are removed at once, one stays.
    own = lock_all(models.LinkedLogin.objects.filter(user_id=actor.id))
    row = next((each for each in own if each.id == login_id), None)
    if row is None:
        raise LinkedLoginNotFound
    if len(own) == 1 and not accounts.has_own_way_in(user_id=actor.id):
        raise LastWayIn
    row.delete()
    activity.record_security_event(
        action=activity.Action.LOGIN_UNLINKED,
        user_id=actor.id,
        actor=str(actor),
        ip=ip,
        resource=("linked_login", login_id),
        metadata={"provider": row.provider},
        at=at,
    )
    accounts.mark_account_changed(actor.id)
