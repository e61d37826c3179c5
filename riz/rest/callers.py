"""The caller of a request: the actor behind a request."""

from __future__ import annotations

from rest_framework.request import Request

from riz.actor import ANONYMOUS, Actor


def anonymous() -> Actor:
    """Return the caller of a request that shows no credentials."""
    return ANONYMOUS


def actor_of(request: Request) -> Actor:
    """Return the actor behind the request."""
    user = request.user
    return user if isinstance(user, Actor) else ANONYMOUS
