"""Complete a sign-in to the staff screens that waits for its second factor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from ...activity import api as activity
from ..contracts import ChallengePurpose
from ..errors import SignInChallengeInvalid
from ._answering import answer


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
    purpose = ChallengePurpose.STAFF_SCREENS
    user, methods = answer(
        challenge=challenge, purpose=purpose, code=code, passkey=passkey, ip=ip, at=at
    )
    if not user.is_staff:
        raise SignInChallengeInvalid
    activity.record_security_event(
        action=activity.Action.STAFF_SIGNED_IN,
        user_id=user.id,
        ip=ip,
        metadata={"methods": list(methods)},
        at=at,
    )
    return user.id
