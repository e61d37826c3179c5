"""Begin to use an authenticator app."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.conf import settings

from riz import sealing
from riz.actor import Actor
from riz.use_cases import use_case

from ...sessions import api as sessions
from .. import models
from ..domain import second_factors
from ..errors import StepUpRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """The secret for an authenticator app, shown once."""

    secret: str = field(repr=False)
    """Base32, for apps without a camera."""
    otpauth_uri: str = field(repr=False)
    expires_at: dt.datetime
    """Confirm it with a first code until then."""


@use_case
def start_totp_enrolment(*, actor: Actor, at: dt.datetime) -> Enrolment:
    """Make a new secret that counts once a first code has confirmed it; an app that is on stays on until then.

    Raises:
        StepUpRequired: the caller has not shown lately who they are.
    """
    sessions.require_recent_authentication(actor=actor, at=at)
    if actor.id is None:
        raise StepUpRefused
    owner = models.User.objects.get(id=actor.id)
    secret = second_factors.new_totp_secret()
    models.TotpDevice.objects.filter(user=owner, confirmed_at=None).delete()
    models.TotpDevice.objects.create(user=owner, secret_sealed=sealing.seal(secret), created_at=at)
    return Enrolment(
        secret=secret,
        otpauth_uri=second_factors.otpauth_uri(
            secret=secret, account=owner.email, issuer=settings.RIZ_AUTHENTICATOR_ISSUER
        ),
        expires_at=at + second_factors.ENROLMENT_LIFETIME,
    )
