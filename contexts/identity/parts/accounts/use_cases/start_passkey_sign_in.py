"""Begin to sign in with a passkey instead of a password."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ..contracts import PasskeyPurpose
from ._passkeys import open_webauthn_challenge, request_options


def start_passkey_sign_in(*, at: dt.datetime) -> dict[str, Any]:
    """Say what any passkey of ours shall sign; nobody's account has a part in the answer."""
    challenge = open_webauthn_challenge(purpose=PasskeyPurpose.SIGN_IN, at=at)
    return request_options(challenge=challenge, user_id=None, verify_user=True)
