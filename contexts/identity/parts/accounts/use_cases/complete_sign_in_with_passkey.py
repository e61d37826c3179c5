"""Complete a sign-in with a passkey."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ...sessions import api as sessions
from ..contracts import ChallengePurpose, PasskeyPurpose, SecondFactor
from ..errors import PasskeyNotAcceptable, SecondFactorWrong
from ._passkeys import use_own_passkey
from ._sign_ins import count_answer, find_challenge, note_failure, sign_in, use_challenge


def complete_sign_in_with_passkey(
    *,
    challenge: str,
    credential: Mapping[str, Any],
    at: dt.datetime,
    ip: str | None = None,
    user_agent: str = "",
) -> sessions.Tokens:
    """Answer a challenge with a passkey and begin the session.

    Raises:
        SignInChallengeInvalid: no sign-in waits under this challenge.
        SecondFactorWrong: whatever is wrong with what the passkey signed.
    """
    waiting = find_challenge(secret=challenge, purpose=ChallengePurpose.SIGN_IN, at=at)
    count_answer(challenge=waiting, at=at)
    try:
        use_own_passkey(
            user_id=waiting.user_id,
            credential=credential,
            purpose=PasskeyPurpose.SECOND_FACTOR,
            sign_in=waiting,
            ip=ip,
            at=at,
        )
    except PasskeyNotAcceptable as refused:
        note_failure(user_id=waiting.user_id, ip=ip, at=at)
        raise SecondFactorWrong from refused
    return sign_in(
        user=use_challenge(challenge=waiting, at=at),
        methods=(waiting.method, SecondFactor.PASSKEY.value),
        ip=ip,
        user_agent=user_agent,
        at=at,
    )
