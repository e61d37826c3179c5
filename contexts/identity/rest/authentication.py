"""Who sends a request, and who sits at a staff screen."""

from __future__ import annotations

from typing import Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from riz import clock
from riz.actor import Actor

from .. import queries
from ..errors import AccessTokenInvalid

SCHEME = "bearer"


class AccessTokenAuthentication(BaseAuthentication):
    """Knows callers by `Authorization: Bearer <access token>`; anything else is nobody."""

    def authenticate(self, request: Request) -> tuple[Actor, Any] | None:
        """Return the actor and the token's claims, or None when no token is shown."""
        shown = request.headers.get("Authorization", "")
        scheme, _, token = shown.partition(" ")
        if scheme.lower() != SCHEME:
            return None
        if not token.isascii():
            raise AccessTokenInvalid
        return queries.recognise_caller(access_token=token.strip(), at=clock.now())

    def authenticate_header(self, request: Request) -> str:
        """Return the challenge that goes with a 401."""
        del request
        return 'Bearer realm="riz"'


def staff_actor(user: Any) -> Actor:
    """Return the actor behind a signed-in member of staff, with the grants held at this moment."""
    actor: Actor = user.to_actor()
    return actor
