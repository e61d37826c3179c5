"""Register a passkey."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from riz.actor import Actor
from riz.use_cases import use_case

from ...sessions import api as sessions
from .. import models, queries
from ..contracts import Passkey, PasskeyPurpose, SecondFactorChange
from ..domain import webauthn
from ..errors import PasskeyTaken, StepUpRefused, TooManyPasskeys
from ._passkeys import relying_party, use_webauthn_challenge
from ._second_factors import record_change, renew_codes

_KNOWN_TRANSPORTS = frozenset({"usb", "nfc", "ble", "smart-card", "hybrid", "internal"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredPasskey:
    """The new passkey and, if it is the first second factor, recovery codes that are shown once."""

    passkey: Passkey
    recovery_codes: list[str] = field(repr=False)


def register_passkey(
    *,
    name: str,
    credential: Mapping[str, Any],
    actor: Actor,
    at: dt.datetime,
    ip: str | None = None,
) -> RegisteredPasskey:
    """Keep the public key of a new passkey.

    Raises:
        StepUpRequired: the caller has not shown lately who they are.
        PasskeyNotAcceptable: it is for another challenge, page or person, or of a kind that is not taken.
        PasskeyTaken: it is registered already, by whomever.
        TooManyPasskeys: the caller has as many as one person may have.
    """
    sessions.require_recent_authentication(actor=actor, at=at)
    if actor.id is None:
        raise StepUpRefused
    challenge = use_webauthn_challenge(
        credential=credential, purpose=PasskeyPurpose.REGISTER, user_id=actor.id, at=at
    )
    made = webauthn.verify_registration(relying_party(), challenge=challenge, credential=credential)
    row = models.Passkey(
        user_id=actor.id,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        aaguid=made.aaguid,
        transports=_transports(credential),
        name=name,
        is_backed_up=made.is_backed_up,
        created_at=at,
    )
    codes = _store(row, actor.id, ip, actor=actor, at=at)
    return RegisteredPasskey(passkey=queries.to_passkey(row), recovery_codes=codes)


@use_case
def _store(
    row: models.Passkey, user_id: UUID, ip: str | None, *, actor: Actor, at: dt.datetime
) -> list[str]:
    sessions.require_recent_authentication(actor=actor, at=at)
    is_first = not queries.second_factors_of(user_id)
    if models.Passkey.objects.filter(user_id=user_id).count() >= webauthn.MOST_PASSKEYS:
        raise TooManyPasskeys
    models.Passkey.objects.bulk_create([row], ignore_conflicts=True)
    if not models.Passkey.objects.filter(id=row.id).exists():
        raise PasskeyTaken
    record_change(
        user_id=user_id,
        what=SecondFactorChange.PASSKEY_ADDED,
        actor=str(actor),
        ip=ip,
        resource=("passkey", row.id),
        at=at,
    )
    return renew_codes(user_id=user_id, at=at) if is_first else []


def _transports(credential: Mapping[str, Any]) -> list[str]:
    """Keep what browsers say of how the passkey is reached, as a hint; nothing is decided by it."""
    transports = credential["response"].get("transports") or []
    return sorted(_KNOWN_TRANSPORTS.intersection(transports))
