"""The tokens that signing in and refreshing hand out."""

from __future__ import annotations

import datetime as dt
import secrets

from django.conf import settings

from .. import models
from ..contracts import Tokens
from ..domain import access_tokens
from ..domain.access_tokens import Claims
from ..gateways import signing_keys


def issue_tokens(
    *,
    session: models.Session,
    at: dt.datetime,
    refresh_token: str | None = None,
    expires_at: dt.datetime | None = None,
) -> Tokens:
    """Make a fresh access token, beside the refresh token where there is one."""
    access_expires_at = _access_expiry(session, at)
    claims = Claims(
        user_id=session.user_id,
        session_id=session.id,
        token_id=secrets.token_hex(8),
        issued_at=at,
        expires_at=access_expires_at,
    )
    return Tokens(
        user_id=session.user_id,
        session_id=session.id,
        access_token=access_tokens.issue(
            claims, ring=signing_keys.key_ring(), realm=signing_keys.realm()
        ),
        access_expires_at=access_expires_at,
        refresh_token=refresh_token,
        refresh_expires_at=expires_at,
    )


def _access_expiry(session: models.Session, at: dt.datetime) -> dt.datetime:
    """Return when the access token ends: never after its session, and with it where nothing can refresh it."""
    if session.impersonator_id is not None:
        return session.expires_at
    return min(session.expires_at, at + dt.timedelta(seconds=settings.RIZ_ACCESS_TOKEN_SECONDS))
