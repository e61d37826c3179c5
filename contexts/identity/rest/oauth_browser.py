"""The person whom an application sent here: a signed cookie that names a session, which may be ended any time."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from riz.actor import Actor
from riz.rest.addresses import client_ip

from ..parts.federation.use_cases.issue_code import SignedIn
from ..parts.sessions import api as sessions
from ..parts.sessions.contracts import SessionFacts

LIFETIME = dt.timedelta(hours=12)
_SALT = "riz.identity.oauth_browser"


def signed_in_person(request: HttpRequest, *, at: dt.datetime) -> SignedIn | None:
    """Return who signed in on these pages, as long as that session stands."""
    facts = _session_in(request, at)
    if facts is None:
        return None
    return SignedIn(user_id=facts.user_id, authenticated_at=facts.created_at, methods=facts.methods)


def remember(
    request: HttpRequest, response: HttpResponse, *, session_id: UUID, at: dt.datetime
) -> None:
    """Have the browser bring the session along, to no other site's pages and no script, in place of one before."""
    _end_session(request, at)
    response.set_cookie(
        _name(),
        signing.dumps(str(session_id), salt=_SALT),
        max_age=int(LIFETIME.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def forget(request: HttpRequest, response: HttpResponse, *, at: dt.datetime) -> None:
    """End the session and have the browser forget it."""
    _end_session(request, at)
    response.delete_cookie(_name(), path="/", samesite="Lax")


def _session_in(request: HttpRequest, at: dt.datetime) -> SessionFacts | None:
    try:
        named = signing.loads(request.COOKIES.get(_name(), ""), salt=_SALT, max_age=LIFETIME)
        facts = sessions.describe_session(session_id=UUID(named))
    except (signing.BadSignature, ValueError, sessions.SessionNotFound):
        return None
    is_live = facts.id in sessions.live_session_ids(user_id=facts.user_id)
    return facts if is_live and at < facts.expires_at else None


def _end_session(request: HttpRequest, at: dt.datetime) -> None:
    """End what no other browser or program has: its cookie goes."""
    if facts := _session_in(request, at):
        owner = Actor(id=facts.user_id, kind="user", session_id=facts.id)
        sessions.end_session(
            session_id=facts.id, reason="signed_out", actor=owner, ip=client_ip(request), at=at
        )


def _name() -> str:
    return "__Host-riz-oauth" if settings.SESSION_COOKIE_SECURE else "riz-oauth"
