"""Begin to complete a sign-in with a passkey."""

from __future__ import annotations

import datetime as dt
from typing import Any

from .. import models
from ..contracts import ChallengePurpose, PasskeyPurpose
from ..errors import PasskeyNotFound
from ._passkeys import open_webauthn_challenge, request_options
from ._sign_ins import find_challenge


def start_passkey_second_factor(
    *, challenge: str, at: dt.datetime, purpose: ChallengePurpose = ChallengePurpose.SIGN_IN
) -> dict[str, Any]:
    """Say what one of the passkeys of whoever is signing in shall sign.

    Raises:
        SignInChallengeInvalid: no sign-in waits under this challenge.
        PasskeyNotFound: whoever is signing in has no passkey.
    """
    waiting = find_challenge(secret=challenge, purpose=purpose, at=at)
    if not models.Passkey.objects.filter(user_id=waiting.user_id).exists():
        raise PasskeyNotFound
    asked = open_webauthn_challenge(
        purpose=PasskeyPurpose.SECOND_FACTOR, user_id=waiting.user_id, sign_in=waiting, at=at
    )
    return request_options(challenge=asked, user_id=waiting.user_id, verify_user=False)
