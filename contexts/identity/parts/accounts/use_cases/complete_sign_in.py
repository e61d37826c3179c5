"""Complete a sign-in that waits for its second factor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ...sessions import api as sessions
from ..contracts import ChallengePurpose
from ._answering import answer
from ._sign_ins import sign_in


def complete_sign_in(
    *,
    challenge: str,
    at: dt.datetime,
    code: str = "",
    passkey: Mapping[str, Any] | None = None,
    ip: str | None = None,
    user_agent: str = "",
) -> sessions.Tokens:
    """Answer a challenge with a one-time or recovery code, or with a passkey, and begin the session.

    Raises:
        SignInChallengeInvalid: no sign-in waits under this challenge.
        SecondFactorWrong: the code or the passkey is not right, or was used before.
        TooManyAttempts: codes were wrong too often; this one was not looked at.
    """
    purpose = ChallengePurpose.SIGN_IN
    user, methods = answer(
        challenge=challenge, purpose=purpose, code=code, passkey=passkey, ip=ip, at=at
    )
    return sign_in(user=user, methods=methods, ip=ip, user_agent=user_agent, at=at)
