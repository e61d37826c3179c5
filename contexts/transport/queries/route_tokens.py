"""Ids of routes: a way written as text, with a signature behind it that the key in force, or one before it, has made.

Nothing is stored: any worker that holds the timetable can tell the way again, and nobody can make the server look up
what it has not told itself.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from riz import link_tokens

from ..domain.options.route_ids import NotARoute, Route, decode, encode
from ..errors import UnknownRoute

LONGEST: Final = 640
_PURPOSE: Final = "transport.route"
_NOBODY: Final = UUID(int=0)
# What a token says of its row: nothing here, for there is none. The rest of its letters are the signature.
_EMPTY: Final = "A" * 21
_SIGNATURE: Final = link_tokens.LENGTH - len(_EMPTY)


def sign(route: Route) -> str:
    """Return the id of a route."""
    text = encode(route)
    token = link_tokens.make(purpose=_PURPOSE, row_id=_NOBODY, nonce=text.encode())
    return text + token.removeprefix(_EMPTY)


def read(route_id: str) -> Route:
    """Return the route of an id.

    Raises:
        UnknownRoute: we have never given it out.
    """
    text, signature = route_id[:-_SIGNATURE], route_id[-_SIGNATURE:]
    if not route_id.isascii() or len(route_id) > LONGEST or not text:
        raise UnknownRoute
    token = _EMPTY + signature
    if not link_tokens.is_of(token, purpose=_PURPOSE, row_id=_NOBODY, nonce=text.encode()):
        raise UnknownRoute
    try:
        return decode(text)
    except NotARoute:
        raise UnknownRoute from None
