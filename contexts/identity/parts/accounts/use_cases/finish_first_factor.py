"""Go on where somebody has shown who they are by a first factor: sign them in, or ask for the second one."""

from __future__ import annotations

import datetime as dt

from ...sessions import api as sessions
from .. import models, queries
from ..contracts import ChallengePurpose
from ._sign_ins import open_challenge, sign_in


def finish_first_factor(
    *,
    user: models.User,
    at: dt.datetime,
    method: str = "password",
    ip: str | None = None,
    user_agent: str = "",
) -> sessions.Tokens:
    """Begin a session, unless the account has a second factor; `user` was read before its first factor was looked at.

    Raises:
        BadCredentials: the person was signed out everywhere since.
        SecondFactorRequired: `details` hold the challenge, the methods that answer it, and until when.
    """
    factors = queries.second_factors_of(user.id)
    if factors:
        raise open_challenge(
            user_id=user.id,
            purpose=ChallengePurpose.SIGN_IN,
            method=method,
            factors=factors,
            ip=ip,
            at=at,
        )
    return sign_in(user=user, methods=(method,), ip=ip, user_agent=user_agent, at=at)
