"""The browser's form of a session: a refresh token that no script can read, and what keeps other sites from using it.

The refresh token travels in `__Host-riz-refresh`. Our own pages read `__Host-riz-csrf` and send it back as
`X-CSRF-Token`: an HMAC over the session, so that one session's token is worth nothing with another's cookie. On top, browsers
tell where a request comes from, and what comes from elsewhere is refused. Chromium and Firefox take these cookies over plain
HTTP from this machine's own addresses too, since nobody listens in there.
"""

from __future__ import annotations

import enum
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from ..errors import OriginRefused, RefreshTokenInvalid

REFRESH_COOKIE = "__Host-riz-refresh"
CSRF_COOKIE = "__Host-riz-csrf"
CSRF_HEADER = "X-CSRF-Token"


class Client(enum.StrEnum):
    """The client that signs in: a browser, from whose scripts the refresh token is kept, or any other program."""

    API = "api"
    BROWSER = "browser"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptToken:
    """The token in a browser's cookie."""

    session_id: UUID
    refresh_token: str


def keep_in_browser(
    response: HttpResponseBase, *, session_id: UUID, refresh_token: str, seconds: int
) -> None:
    """Put the refresh token where no script reads it, and beside it what our own pages have to show."""
    kept = f"{session_id.hex}.{refresh_token}"
    _set(response, REFRESH_COOKIE, kept, seconds=seconds, is_readable=False)
    token = _signer(session_id).sign(secrets.token_urlsafe(16))
    _set(response, CSRF_COOKIE, token, seconds=seconds, is_readable=True)


def forget_in_browser(response: HttpResponseBase) -> None:
    """Have the browser drop both cookies."""
    _set(response, REFRESH_COOKIE, "", seconds=0, is_readable=False)
    _set(response, CSRF_COOKIE, "", seconds=0, is_readable=True)


def has_kept_token(request: Request) -> bool:
    """Tell whether a browser keeps a session of ours."""
    return REFRESH_COOKIE in request.COOKIES


def kept_token(request: Request) -> KeptToken:
    """Return what the cookie holds, once it is sure that a page of ours sends it.

    Raises:
        OriginRefused: another site sends it, or the token of our pages is missing or of another session.
        RefreshTokenInvalid: the cookie holds nothing that we wrote.
    """
    check_own_page(request)
    kept = stored_token(request)
    if kept is None:
        raise RefreshTokenInvalid
    try:
        _signer(kept.session_id).unsign(request.headers.get(CSRF_HEADER, ""))
    except BadSignature:
        raise OriginRefused from None
    return kept


def stored_token(request: Request) -> KeptToken | None:
    """Return what the cookie holds, whoever sends it, or None where that is nothing we wrote."""
    session, _, refresh_token = request.COOKIES.get(REFRESH_COOKIE, "").partition(".")
    try:
        return KeptToken(session_id=UUID(hex=session), refresh_token=refresh_token)
    except ValueError:
        return None


def check_own_page(request: Request) -> None:
    """Make sure that a page of ours sends the request; no browser leaves out both headers.

    Raises:
        OriginRefused: another site sends it, or nobody says who does.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is None and origin is None:
        raise OriginRefused
    if site not in (None, "same-origin") or not (origin is None or _is_ours(request, origin)):
        raise OriginRefused


def _is_ours(request: Request, origin: str) -> bool:
    own = f"{request.scheme}://{request.get_host()}"
    return _normal(origin) in {_normal(one) for one in (own, *settings.CSRF_TRUSTED_ORIGINS)}


def _normal(origin: str) -> tuple[str, str]:
    try:
        parts = urlsplit(origin.lower())
    except ValueError:
        raise OriginRefused from None
    default = {"http": ":80", "https": ":443"}.get(parts.scheme, "")
    return parts.scheme, parts.netloc.removesuffix(default)


def _signer(session_id: UUID) -> Signer:
    return Signer(salt=f"riz.identity.csrf.{session_id}", sep=".")


def _set(
    response: HttpResponseBase, name: str, value: str, *, seconds: int, is_readable: bool
) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path="/",
        secure=True,
        httponly=not is_readable,
        samesite="Strict",
    )
