"""Ask passkeys to sign, and check what they signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from riz.actor import ANONYMOUS

from ...activity import api as activity
from .. import models
from ..contracts import PasskeyPurpose
from ..domain import webauthn
from ..errors import PasskeyNotAcceptable


def relying_party() -> webauthn.RelyingParty:
    """Return for whom passkeys sign here."""
    return webauthn.RelyingParty(
        id=settings.WEBAUTHN_RP_ID,
        name=settings.RIZ_AUTHENTICATOR_ISSUER,
        origins=frozenset(settings.WEBAUTHN_ORIGINS),
    )


def open_webauthn_challenge(
    *,
    purpose: PasskeyPurpose,
    at: dt.datetime,
    user_id: UUID | None = None,
    sign_in: models.SignInChallenge | None = None,
) -> bytes:
    """Keep a new challenge until it is signed, or for five minutes."""
    challenge = webauthn.new_challenge()
    models.WebauthnChallenge.objects.create(
        hash=webauthn.hash_of(challenge),
        purpose=purpose,
        user_id=user_id,
        sign_in=sign_in,
        created_at=at,
        expires_at=at + webauthn.CHALLENGE_LIFETIME,
    )
    return challenge


def use_webauthn_challenge(
    *,
    credential: Mapping[str, Any],
    purpose: PasskeyPurpose,
    at: dt.datetime,
    user_id: UUID | None = None,
    sign_in: models.SignInChallenge | None = None,
) -> bytes:
    """Use up the challenge that a credential has signed: of several answers at once, one succeeds.

    Raises:
        PasskeyNotAcceptable: it is not for this purpose, person and sign-in, is over, or was used before.
    """
    challenge = webauthn.challenge_in(credential)
    open_ones = models.WebauthnChallenge.objects.filter(
        Q(user_id=user_id),
        hash=webauthn.hash_of(challenge),
        purpose=purpose,
        sign_in=sign_in,
        used_at=None,
        expires_at__gt=at,
    )
    if not open_ones.update(used_at=at):
        raise PasskeyNotAcceptable
    return challenge


def request_options(*, challenge: bytes, user_id: UUID | None, verify_user: bool) -> dict[str, Any]:
    """Say what shall be signed: by one of a person's passkeys, or by any that the authenticator knows for us."""
    own = models.Passkey.objects.filter(Q(user_id=user_id)).order_by("id")
    known = list(own.values_list("credential_id", flat=True)) if user_id else []
    return webauthn.request_options(
        relying_party(),
        challenge=challenge,
        known=[bytes(one) for one in known],
        verify_user=verify_user,
    )


def use_passkey(
    *,
    passkey: models.Passkey,
    credential: Mapping[str, Any],
    challenge: bytes,
    verify_user: bool,
    ip: str | None,
    at: dt.datetime,
) -> None:
    """Check a signature and move the passkey's counter on; a refusal is logged.

    Raises:
        PasskeyNotAcceptable: the signature is not good, or the counter went back: there may be a copy of the passkey.
    """
    try:
        assertion = webauthn.verify_assertion(
            relying_party(),
            challenge=challenge,
            credential=credential,
            credential_id=bytes(passkey.credential_id),
            public_key=bytes(passkey.public_key),
            verify_user=verify_user,
        )
    except PasskeyNotAcceptable:
        _record_event(activity.Action.PASSKEY_REFUSED, passkey, ip, at)
        raise
    if not _move_on(passkey, assertion, at):
        _record_event(activity.Action.PASSKEY_COUNTER_WENT_BACK, passkey, ip, at)
        raise PasskeyNotAcceptable


def use_own_passkey(
    *,
    user_id: UUID,
    credential: Mapping[str, Any],
    purpose: PasskeyPurpose,
    ip: str | None,
    at: dt.datetime,
    sign_in: models.SignInChallenge | None = None,
) -> None:
    """Check that a person has signed with one of their passkeys.

    Raises:
        PasskeyNotAcceptable: it is somebody else's passkey, or something is wrong with what it signed.
    """
    challenge = use_webauthn_challenge(
        credential=credential, purpose=purpose, user_id=user_id, sign_in=sign_in, at=at
    )
    shown = webauthn.credential_id_in(credential)
    passkey = models.Passkey.objects.filter(user_id=user_id, credential_id=shown).first()
    if passkey is None:
        activity.record_security_event(
            action=activity.Action.PASSKEY_REFUSED, user_id=user_id, ip=ip, at=at
        )
        raise PasskeyNotAcceptable
    use_passkey(
        passkey=passkey,
        credential=credential,
        challenge=challenge,
        verify_user=False,
        ip=ip,
        at=at,
    )


def _move_on(passkey: models.Passkey, assertion: webauthn.Assertion, at: dt.datetime) -> bool:
    """Write the counter only if it grows, in one statement, so that of two copies at once one is refused."""
    grows = Q(sign_count__lt=assertion.sign_count)
    if assertion.sign_count == 0:
        grows = Q(sign_count=0)
    moved = models.Passkey.objects.filter(grows, id=passkey.id)
    return bool(
        moved.update(
            sign_count=assertion.sign_count, is_backed_up=assertion.is_backed_up, last_used_at=at
        )
    )


def _record_event(
    action: activity.Action, passkey: models.Passkey, ip: str | None, at: dt.datetime
) -> None:
    activity.record_act(
        action, by=ANONYMOUS, of=passkey.user_id, ip=ip, on=("passkey", passkey.id), at=at
    )
