"""Begin to register a passkey."""

from __future__ import annotations

import datetime as dt
from typing import Any

from riz.actor import Actor
from riz.use_cases import use_case

from ...sessions import api as sessions
from .. import models
from ..contracts import PasskeyPurpose
from ..domain import webauthn
from ..errors import StepUpRefused, TooManyPasskeys
from ._passkeys import open_webauthn_challenge, relying_party


@use_case
def start_passkey_registration(*, actor: Actor, at: dt.datetime) -> dict[str, Any]:
    """Say what the new passkey shall sign, in the browser's own JSON.

    Raises:
        StepUpRequired: the caller has not shown lately who they are.
        TooManyPasskeys: the caller has as many as one person may have.
    """
    sessions.require_recent_authentication(actor=actor, at=at)
    if actor.id is None:
        raise StepUpRefused
    owner = models.User.objects.get(id=actor.id)
    known = [bytes(key.credential_id) for key in owner.passkeys.order_by("id")]
    if len(known) >= webauthn.MOST_PASSKEYS:
        raise TooManyPasskeys
    return webauthn.registration_options(
        relying_party(),
        challenge=open_webauthn_challenge(purpose=PasskeyPurpose.REGISTER, user_id=owner.id, at=at),
        user_id=owner.id,
        account=owner.email,
        full_name=owner.full_name,
        known=known,
    )
