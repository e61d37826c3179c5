"""Answering a sign-in that waits for its second factor, wherever it leads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from .. import models
from ..contracts import ChallengePurpose, PasskeyPurpose, SecondFactor
from ..errors import PasskeyNotAcceptable, SecondFactorWrong
from ._passkeys import use_own_passkey
from ._second_factors import use_code
from ._sign_ins import count_answer, find_challenge, record_failure, use_challenge


def answer(
    *,
    challenge: str,
    purpose: ChallengePurpose,
    code: str,
    passkey: Mapping[str, Any] | None,
    ip: str | None,
    at: dt.datetime,
) -> tuple[models.User, tuple[str, str]]:
    """Use the challenge up with a code or a passkey; return whose sign-in it was, and by which methods.

    Raises:
        SignInChallengeInvalid: no sign-in waits under this challenge.
        SecondFactorWrong: the code or the passkey is not right, or was used before.
        TooManyAttempts: codes were wrong too often; this one was not looked at.
    """
    waiting = find_challenge(secret=challenge, purpose=purpose, at=at)
    count_answer(challenge=waiting, at=at)
    factor = _factor_of(waiting, code, passkey, ip, at)
    if factor is None:
        record_failure(user_id=waiting.user_id, ip=ip, at=at)
        raise SecondFactorWrong
    return use_challenge(challenge=waiting, at=at), (waiting.method, factor.value)


def _factor_of(
    waiting: models.SignInChallenge,
    code: str,
    passkey: Mapping[str, Any] | None,
    ip: str | None,
    at: dt.datetime,
) -> SecondFactor | None:
    if passkey is None:
        return use_code(user_id=waiting.user_id, code=code, ip=ip, at=at)
    try:
        use_own_passkey(
            user_id=waiting.user_id,
            credential=passkey,
            purpose=PasskeyPurpose.SECOND_FACTOR,
            sign_in=waiting,
            ip=ip,
            at=at,
        )
    except PasskeyNotAcceptable:
        return None
    return SecondFactor.PASSKEY
