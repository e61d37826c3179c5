"""Sign in with a passkey instead of a password."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from riz.actor import ANONYMOUS

from ...activity import api as activity
from ...sessions import api as sessions
from .. import models
from ..contracts import PasskeyPurpose
from ..domain import webauthn
from ..errors import PasskeyNotAcceptable, PasskeyUnknown
from ._passkeys import use_passkey, use_webauthn_challenge
from ._sign_ins import sign_in


def sign_in_with_passkey(
    *,
    credential: Mapping[str, Any],
    at: dt.datetime,
    ip: str | None = None,
    user_agent: str = "",
) -> sessions.Tokens:
    """Begin a session for whoever's passkey has signed, its owner's presence verified: two factors in one.

    Raises:
        PasskeyUnknown: whatever is wrong; what it is, the activity log knows.
    """
    try:
        passkey = _check(credential, ip, at)
    except PasskeyNotAcceptable as refused:
        raise PasskeyUnknown from refused
    return sign_in(user=passkey.user, methods=("passkey",), ip=ip, user_agent=user_agent, at=at)


def _check(credential: Mapping[str, Any], ip: str | None, at: dt.datetime) -> models.Passkey:
    challenge = use_webauthn_challenge(credential=credential, purpose=PasskeyPurpose.SIGN_IN, at=at)
    passkey = (
        models.Passkey.objects.filter(credential_id=webauthn.credential_id_in(credential))
        .select_related("user")
        .first()
    )
    if passkey is None or webauthn.user_id_in(credential) != passkey.user_id:
        activity.record_act(
            activity.Action.PASSKEY_REFUSED,
            by=ANONYMOUS,
            of=passkey.user_id if passkey else None,
            ip=ip,
            at=at,
        )
        raise PasskeyNotAcceptable
    use_passkey(
        passkey=passkey,
        credential=credential,
        challenge=challenge,
        verify_user=True,
        ip=ip,
        at=at,
    )
    if not passkey.user.may_sign_in:
        raise PasskeyNotAcceptable
    return passkey
