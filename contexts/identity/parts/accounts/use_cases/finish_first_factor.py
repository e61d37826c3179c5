"""Go on where somebody has shown who they are by a first factor: sign them in, or ask for the second one."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from ...sessions import api as sessions
from .. import queries
from ..contracts import ChallengePurpose
from ._sign_ins import open_challenge, sign_in


def finish_first_factor(
    *,
    user_id: UUID,
    at: dt.datetime,
    method: str = "password",
    ip: str | None = None,
    user_agent: str = "",
) -> sessions.Tokens:
    """Begin a session, unless the account has a second factor.

    Raises:
        SecondFactorRequired: `details` hold the challenge, the methods that answer it, and until when.
    """
    factors = queries.second_factors_of(user_id)
    if factors:
        raise open_challenge(
            user_id=user_id,
            purpose=ChallengePurpose.SIGN_IN,
            method=method,
            factors=factors,
            ip=ip,
            at=at,
        )
    return sign_in(user_id=user_id, methods=(method,), ip=ip, user_agent=user_agent, at=at)
