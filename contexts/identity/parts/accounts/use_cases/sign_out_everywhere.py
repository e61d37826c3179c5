"""Sign a person out everywhere."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from riz.actor import Actor
from riz.use_cases import use_case

from ...sessions import api as sessions
from .. import models


@use_case
def sign_out_everywhere(*, user_id: UUID, reason: str, actor: Actor, at: dt.datetime) -> int:
    """End every session of a person, those of the staff screens included; return how many sessions there were.

    Raises:
        Forbidden: the caller is neither that person nor manages accounts.
    """
    ended = sessions.end_sessions(user_id=user_id, reason=reason, actor=actor, at=at)
    models.User.objects.filter(id=user_id).update(signed_out_at=at)
    return ended
