"""Exchange a refresh token for its successor and a fresh access token."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.conf import settings

from riz.locking import lock_or_none
from riz.outbox.publishing import publish
from riz.use_cases import use_case

from .. import events, models
from ..contracts import Tokens
from ..domain import sessions
from ..domain.sessions import Shown, Verdict
from ..errors import RefreshTokenInvalid
from ._endings import end_rows
from ._tokens import issue_tokens


def refresh_session(
    *,
    refresh_token: str,
    at: dt.datetime,
    ip: str | None = None,
    session_id: UUID | None = None,
) -> Tokens:
    """Consume the token and hand out the next pair.

    Where a session is named the token has to be one of it. A reused token ends its whole family, and that is committed although the answer is a refusal.

    Raises:
        RefreshTokenInvalid: it is unknown, over, was used before, or its owner may not sign in.
    """
    tokens = _exchange(refresh_token, session_id, ip, at)
    if tokens is None:
        raise RefreshTokenInvalid
    return tokens


@use_case
def _exchange(
    token: str, session_id: UUID | None, ip: str | None, at: dt.datetime
) -> Tokens | None:
    hashed = sessions.hash_of(token)
    session = _lock_session_of(hashed)
    if session is None or session_id not in (None, session.id):
        return None
    # Read only now: whoever held the session's lock before may have used the token.
    row = models.RefreshToken.objects.get(hash=hashed)
    successor = models.RefreshToken.objects.filter(parent=row).first()
    match sessions.judge(_shown(session, row, successor, at), grace=_grace(), at=at):
        case Verdict.ROTATE:
            return _rotate(token, row, session, at)
        case Verdict.REPEAT if successor is not None:
            return _pair(token, successor, session, at)
        case Verdict.END:
            _end_family(session, ip, at)
    return None


def _end_family(session: models.Session, ip: str | None, at: dt.datetime) -> None:
    end_rows(rows=[session], reason="refresh_token_reused", actor="system", ip=ip, at=at)
    publish(
        events.SessionReuseDetected(session_id=session.id, user_id=session.user_id, occurred_at=at)
    )


def _lock_session_of(hashed: str) -> models.Session | None:
    """Lock the family, so that of parallel refreshes and ends each sees what the one before it did."""
    families = models.Session.objects.select_related("user")
    return lock_or_none(families, refresh_tokens__hash=hashed)


def _shown(
    session: models.Session,
    row: models.RefreshToken,
    successor: models.RefreshToken | None,
    at: dt.datetime,
) -> Shown:
    return Shown(
        session_is_live=session.is_live(at) and session.user.is_active,
        expires_at=row.expires_at,
        used_at=row.used_at,
        successor_is_unused=successor is not None and successor.used_at is None,
    )


def _rotate(
    token: str, row: models.RefreshToken, session: models.Session, at: dt.datetime
) -> Tokens | None:
    # The lock makes this the only one; the condition holds even if somebody forgets the lock.
    if not models.RefreshToken.objects.filter(hash=row.hash, used_at=None).update(used_at=at):
        return None
    salt = sessions.new_salt()
    successor = models.RefreshToken.objects.create(
        hash=sessions.hash_of(sessions.successor_of(token, salt=salt)),
        session=session,
        parent=row,
        salt=salt,
        created_at=at,
        expires_at=sessions.token_expiry(session_expires_at=session.expires_at, at=at),
    )
    session.last_used_at = at
    session.save(update_fields=["last_used_at"])
    return _pair(token, successor, session, at)


def _pair(
    token: str, successor: models.RefreshToken, session: models.Session, at: dt.datetime
) -> Tokens:
    return issue_tokens(
        session=session,
        refresh_token=sessions.successor_of(token, salt=bytes(successor.salt)),
        expires_at=successor.expires_at,
        at=at,
    )


def _grace() -> dt.timedelta:
    return dt.timedelta(seconds=settings.RIZ_REFRESH_GRACE_SECONDS)
