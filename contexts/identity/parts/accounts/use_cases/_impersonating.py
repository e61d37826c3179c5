"""What acting as somebody else takes, from wherever it is asked for."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.policies import require

from ...sessions import api as sessions
from .. import models
from ..domain import policies
from ..errors import MoreRightsThanCaller, ReasonMissing, UserNotFound

REASON_LENGTH = 200


def check_impersonation(*, user_id: UUID, reason: str, actor: Actor) -> str:
    """Return the reason as it is kept.

    Raises:
        Forbidden: the caller may not act as others, acts as somebody already, or is that person.
        UserNotFound: nobody who may sign in has this id.
        MoreRightsThanCaller: the person may do something that the caller may not.
        ReasonMissing: the person will want to know why.
    """
    require(actor, policies.IMPERSONATE, user_id)
    said = reason.strip()
    if not said or len(said) > REASON_LENGTH:
        raise ReasonMissing(errors={"reason": [f"Say why, in at most {REASON_LENGTH} characters."]})
    person = models.User.objects.filter(id=user_id, is_active=True).first()
    if person is None:
        raise UserNotFound
    if not policies.covers(actor, person.grants):
        raise MoreRightsThanCaller
    return said


def begin(
    *, user_id: UUID, reason: str, actor: Actor, ip: str | None, user_agent: str, at: dt.datetime
) -> sessions.Tokens:
    """Begin the session, once everything is checked."""
    return sessions.start_session(
        user_id=user_id,
        methods=("impersonation",),
        impersonator_id=actor.id,
        reason=reason,
        ip=ip,
        user_agent=user_agent,
        at=at,
    )
