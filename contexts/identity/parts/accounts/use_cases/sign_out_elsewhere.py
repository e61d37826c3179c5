"""Sign oneself out everywhere but in the present session."""

from __future__ import annotations

import datetime as dt

from riz.actor import Actor
from riz.errors import Forbidden
from riz.use_cases import use_case

from ...sessions import api as sessions
from .. import models


@use_case
def sign_out_elsewhere(*, actor: Actor, at: dt.datetime) -> int:
    """End all but the caller's session, staff screens and applications included; return how many sessions there were.

    Raises:
        Forbidden: the caller has no session.
        StepUpRequired: the caller has not just shown who they are.
    """
    if actor.id is None or actor.session_id is None:
        raise Forbidden
    sessions.require_recent_authentication(actor=actor, at=at)
    ended = sessions.end_sessions(
        user_id=actor.id,
        reason="signed_out",
        actor=actor,
        at=at,
        except_session_id=actor.session_id,
    )
    models.User.objects.filter(id=actor.id).update(signed_out_at=at)
    return ended
