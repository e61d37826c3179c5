"""Complete the sign-in of a member of staff to the staff screens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from ...activity import api as activity
from .. import models
from ..contracts import ChallengePurpose, PasskeyPurpose, SecondFactor
from ..errors import PasskeyNotAcceptable, SecondFactorWrong, SignInChallengeInvalid
from ._passkeys import use_own_passkey
from ._second_factors import use_code
from ._sign_ins import count_answer, find_challenge, note_failure, use_challenge


def complete_staff_sign_in(
    *,
    challenge: str,
    at: dt.datetime,
    code: str = "",
    passkey: Mapping[str, Any] | None = None,
    ip: str | None = None,
) -> UUID:
    """Answer a challenge with a code or a passkey; return whose sign-in it was.

    Raises:
        SignInChallengeInvalid: no sign-in to the staff screens waits under this challenge.
        SecondFactorWrong: the code or the passkey is not right, or was used before.
        TooManyAttempts: codes were wrong too often; this one was not looked at.
    """
    waiting = find_challenge(secret=challenge, purpose=ChallengePurpose.STAFF_SCREENS, at=at)
    count_answer(challenge=waiting, at=at)
    factor = _factor_of(waiting, code, passkey, ip, at)
    if factor is None:
        note_failure(user_id=waiting.user_id, ip=ip, at=at)
        raise SecondFactorWrong
    use_challenge(challenge=waiting, at=at)
    if not models.User.objects.get(id=waiting.user_id).is_staff:
        raise SignInChallengeInvalid
    activity.note_security_event(
        action=activity.Action.STAFF_SIGNED_IN,
        user_id=waiting.user_id,
        ip=ip,
        metadata={"methods": [waiting.method, factor.value]},
        at=at,
    )
    return waiting.user_id


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
