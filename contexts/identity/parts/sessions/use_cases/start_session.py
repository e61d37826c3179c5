"""Sign somebody in whose identity is established."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from ...activity import api as activity
from .. import models
from ..contracts import Tokens
from ..domain import sessions
from ._tokens import issue_tokens


@transaction.atomic
def start_session(
    *, user_id: UUID, at: dt.datetime, ip: str | None = None, user_agent: str = ""
) -> Tokens:
    """Begin a family of refresh tokens and hand out its first pair."""
    session = models.Session.objects.create(
        user_id=user_id,
        ip=ip,
        user_agent=user_agent[: sessions.USER_AGENT_LENGTH],
        created_at=at,
        last_used_at=at,
        expires_at=at + sessions.LIFETIME,
    )
    token = sessions.first_token()
    row = models.RefreshToken.objects.create(
        hash=sessions.hash_of(token),
        session=session,
        salt=b"",
        created_at=at,
        expires_at=sessions.token_expiry(session_expires_at=session.expires_at, at=at),
    )
    activity.note_security_event(
        action=activity.Action.SIGNED_IN,
        user_id=user_id,
        ip=ip,
        resource=("session", session.id),
        at=at,
    )
    return issue_tokens(session=session, refresh_token=token, expires_at=row.expires_at, at=at)
