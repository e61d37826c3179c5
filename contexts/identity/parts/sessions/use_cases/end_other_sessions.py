"""End every session of one's own but the present one."""

from __future__ import annotations

import datetime as dt

from riz.actor import Actor
from riz.errors import Forbidden

from .. import queries
from .end_sessions import end_sessions


def end_other_sessions(*, actor: Actor, at: dt.datetime) -> int:
    """Sign out everywhere else; return how many sessions there were.

    Raises:
        Forbidden: the caller has no session.
        StepUpRequired: the caller has not just shown who they are.
    """
    if actor.id is None or actor.session_id is None:
        raise Forbidden
    queries.require_recent_authentication(actor=actor, at=at)
    return end_sessions(
        user_id=actor.id,
        reason="signed_out",
        actor=actor,
        at=at,
        except_session_id=actor.session_id,
    )
