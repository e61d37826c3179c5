"""The person or program that sends a request, and the person at a staff screen."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from riz import clock
from riz.actor import Actor

from ..errors import AccessTokenInvalid
from ..parts.federation import api as federation
from ..parts.partners.rest.authentication import authenticate_partner, shows_partner_key
from ..parts.sessions import queries as sessions
from .cookies import KeptToken, has_kept_token, kept_token
from .programs import authenticate_program
from .refusals import counting_refusals

SCHEME = "bearer"
CHALLENGE = 'Bearer realm="riz"'


class AccessTokenAuthentication(BaseAuthentication):
    """Knows callers by `Authorization: Bearer <access token>`; anything else is nobody."""

    security: ClassVar[dict[str, list[str]]] = {"bearer": []}

    def authenticate(self, request: Request) -> tuple[Actor, Any] | None:
        """Return the actor and the token's claims, or None when no token is shown."""
        with counting_refusals():
            return self._recognised(request)

    def _recognised(self, request: Request) -> tuple[Actor, Any] | None:
        if shows_partner_key(request):
            return authenticate_partner(request)
        shown = request.headers.get("Authorization", "")
        scheme, _, token = shown.partition(" ")
        if scheme.lower() != SCHEME:
            return None
        if not token.isascii():
            raise AccessTokenInvalid
        if token.strip().startswith(federation.ACCESS_PREFIX):
            return authenticate_program(request, token=token.strip())
        return sessions.recognise_caller(access_token=token.strip(), at=clock.now())

    def authenticate_header(self, request: Request) -> str:
        """Return the challenge that goes with a 401."""
        del request
        return CHALLENGE


class KeptSessionAuthentication(BaseAuthentication):
    """Knows a browser by the cookie that keeps its session; good for ending that session and nothing else."""

    security: ClassVar[dict[str, list[str]]] = {"session_cookie": [], "csrf_token": []}

    def authenticate(self, request: Request) -> tuple[Actor, Any] | None:
        """Return the actor, or None when the browser keeps nothing."""
        if not has_kept_token(request):
            return None
        with counting_refusals():
            return behind_kept(kept_token(request))

    def authenticate_header(self, request: Request) -> str:
        """Return the challenge that goes with a 401."""
        del request
        return CHALLENGE


def behind_kept(kept: KeptToken) -> tuple[Actor, None]:
    """Return whose session a browser keeps, in the form of authenticators; good for ending that session.

    Raises:
        SessionEnded: it is over, or the token is not one of it.
    """
    actor = sessions.recognise_kept_session(
        session_id=kept.session_id, refresh_token=kept.refresh_token, at=clock.now()
    )
    return actor, None


def staff_actor(user: Any) -> Actor:
    """Return the actor behind a signed-in member of staff, with the grants held at this moment."""
    actor: Actor = user.to_actor()
    return actor
