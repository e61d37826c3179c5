"""What identity as a whole knows: who calls."""

from __future__ import annotations

import datetime as dt
from typing import Any

from riz.actor import Actor

from .parts.sessions import api as sessions


def recognise_caller(*, access_token: str, at: dt.datetime) -> tuple[Actor, Any]:
    """Return who stands behind a bearer token at this moment, and what the token says.

    Raises:
        AccessTokenInvalid: the token is not ours.
        AccessTokenExpired: its time is over.
        SessionEnded: its session was ended, or its owner may no longer sign in.
    """
    return sessions.recognise_caller(access_token=access_token, at=at)
