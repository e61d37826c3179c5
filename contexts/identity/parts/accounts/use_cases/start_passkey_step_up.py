"""Begin to show with a passkey that it is still the same person."""

from __future__ import annotations

import datetime as dt
from typing import Any

from riz.actor import Actor
from riz.use_cases import use_case

from .. import models
from ..contracts import PasskeyPurpose
from ..errors import PasskeyNotFound
from ._passkeys import open_webauthn_challenge, request_options
from ._step_ups import session_of


@use_case
def start_passkey_step_up(*, actor: Actor, at: dt.datetime) -> dict[str, Any]:
    """Say what one of the caller's passkeys shall sign.

    Raises:
        StepUpRefused: the caller is not a person signed in as themselves.
        PasskeyNotFound: the caller has no passkey.
    """
    user_id, _ = session_of(actor)
    if not models.Passkey.objects.filter(user_id=user_id).exists():
        raise PasskeyNotFound
    asked = open_webauthn_challenge(purpose=PasskeyPurpose.STEP_UP, user_id=user_id, at=at)
    return request_options(challenge=asked, user_id=user_id, verify_user=False)
