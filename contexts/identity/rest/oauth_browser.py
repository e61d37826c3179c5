"""Who sits at the browser that an application sent here: a signed cookie that names a session, which may be ended any time."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from ..parts.federation.use_cases.issue_code import SignedIn
from ..parts.sessions import api as sessions

LIFETIME = dt.timedelta(hours=12)
_SALT = "riz.identity.oauth_browser"


def signed_in_person(request: HttpRequest, *, at: dt.datetime) -> SignedIn | None:
    """Return who signed in on these pages, as long as that session stands."""
    try:
        named = signing.loads(request.COOKIES.get(_name(), ""), salt=_SALT, max_age=LIFETIME)
        facts = sessions.describe_session(session_id=UUID(named))
    except (signing.BadSignature, ValueError, sessions.SessionNotFound):
        return None
    if at >= facts.expires_at or facts.id not in sessions.live_session_ids(user_id=facts.user_id):
        return None
    return SignedIn(user_id=facts.user_id, authenticated_at=facts.created_at, methods=facts.methods)


def remember(response: HttpResponse, *, session_id: UUID) -> None:
    """Have the browser bring the session along, to no other site's pages and no script."""
    response.set_cookie(
        _name(),
        signing.dumps(str(session_id), salt=_SALT),
        max_age=int(LIFETIME.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def forget(response: HttpResponse) -> None:
    """Have the browser forget it."""
    response.delete_cookie(_name(), path="/", samesite="Lax")


def _name() -> str:
    return "__Host-riz-oauth" if settings.SESSION_COOKIE_SECURE else "riz-oauth"
