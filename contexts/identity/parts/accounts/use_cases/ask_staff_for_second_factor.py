"""Ask a member of staff whose password was right for the second factor, if the account has one."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from .. import queries
from ..contracts import ChallengePurpose
from ._sign_ins import open_challenge


def ask_staff_for_second_factor(*, user_id: UUID, at: dt.datetime, ip: str | None = None) -> None:
    """Let whoever has no second factor pass.

    Raises:
        SecondFactorRequired: the account has one; `details` hold the challenge.
    """
    factors = queries.second_factors_of(user_id)
    if factors:
        raise open_challenge(
            user_id=user_id,
            purpose=ChallengePurpose.STAFF_SCREENS,
            method="password",
            factors=factors,
            ip=ip,
            at=at,
        )
