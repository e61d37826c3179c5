"""Act as somebody else, to see what they see."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor

from ...sessions import api as sessions
from ._impersonating import begin, check_impersonation


def start_impersonation(
    *,
    user_id: UUID,
    reason: str,
    actor: Actor,
    at: dt.datetime,
    ip: str | None = None,
    user_agent: str = "",
) -> sessions.Tokens:
    """Begin a quarter of an hour as somebody else: an access token that nothing refreshes, and an entry in their log.

    Raises:
        Forbidden: the caller may not act as others, acts as somebody already, or is that person.
        StepUpRequired: the caller has not just shown who they are.
        UserNotFound: nobody who may sign in has this id.
        MoreRightsThanCaller: the person may do something that the caller may not.
        ReasonMissing: the person will want to know why.
    """
    said = check_impersonation(user_id=user_id, reason=reason, actor=actor)
    sessions.require_recent_authentication(actor=actor, at=at)
    return begin(user_id=user_id, reason=said, actor=actor, ip=ip, user_agent=user_agent, at=at)
