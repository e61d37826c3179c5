"""End a session of one's own: the present one, or one on another device."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.use_cases import use_case

from .. import queries
from .end_session import end_session


@use_case
def end_own_session(
    *, session_id: UUID, actor: Actor, at: dt.datetime, ip: str | None = None
) -> None:
    """Sign out here or there; whoever has taken a device shall not lock its owner out of the others.

    Raises:
        SessionNotFound: there is none, or it is somebody else's.
        StepUpRequired: it is another one than the present one, and the caller has not just shown who they are.
    """
    queries.get_own_session(session_id=session_id, actor=actor)
    if session_id != actor.session_id:
        queries.require_recent_authentication(actor=actor, at=at)
    end_session(session_id=session_id, reason="signed_out", actor=actor, at=at, ip=ip)
