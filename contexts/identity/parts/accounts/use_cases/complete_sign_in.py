"""Complete a sign-in with a code."""

from __future__ import annotations

import datetime as dt

from ...sessions import api as sessions
from ..contracts import ChallengePurpose
from ..errors import SecondFactorWrong
from ._second_factors import use_code
from ._sign_ins import count_answer, find_challenge, note_failure, sign_in, use_challenge


def complete_sign_in(
    *, challenge: str, code: str, at: dt.datetime, ip: str | None = None, user_agent: str = ""
) -> sessions.Tokens:
    """Answer a challenge with a one-time or recovery code and begin the session.

    Raises:
        SignInChallengeInvalid: no sign-in waits under this challenge.
        SecondFactorWrong: the code is not right, or was used before.
        TooManyAttempts: codes were wrong too often; this one was not looked at.
    """
    waiting = find_challenge(secret=challenge, purpose=ChallengePurpose.SIGN_IN, at=at)
    count_answer(challenge=waiting, at=at)
    factor = use_code(user_id=waiting.user_id, code=code, ip=ip, at=at)
    if factor is None:
        note_failure(user_id=waiting.user_id, ip=ip, at=at)
        raise SecondFactorWrong
    return sign_in(
        user=use_challenge(challenge=waiting, at=at),
        methods=(waiting.method, factor.value),
        ip=ip,
        user_agent=user_agent,
        at=at,
    )
