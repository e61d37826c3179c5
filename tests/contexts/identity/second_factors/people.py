"""People with second factors, who act over HTTP."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pyotp

from contexts.identity import models
from riz import clock
from tests.contexts.identity.factories import PASSWORD, UserFactory
from tests.support.api_client import ApiClient
from tests.support.authenticator import Authenticator


def person(**facts):
    """Somebody who has just signed in."""
    user = UserFactory(**facts)
    return SimpleNamespace(user=user, api=ApiClient().sign_in(user))


def with_totp(who=None):
    """Somebody with an authenticator app that is on, and their recovery codes."""
    who = who or person()
    who.secret = who.api.post("/auth/2fa/enable").json()["secret"]
    who.used_code = code_of(who.secret)
    answer = who.api.post("/auth/2fa/verify", {"code": who.used_code})
    assert answer.status_code == 200, answer.content
    who.recovery_codes = answer.json()["recovery_codes"]
    return who


def with_passkey(who=None, **facts):
    """Somebody with a passkey."""
    who = who or person()
    who.device = Authenticator(**facts)
    options = who.api.post("/auth/passkeys/registration-options").json()["public_key"]
    answer = who.api.post(
        "/auth/passkeys", {"name": "Phone", "credential": who.device.create(options)}
    )
    assert answer.status_code == 201, answer.content
    who.passkey = answer.json()["passkey"]
    who.recovery_codes = answer.json()["recovery_codes"]
    return who


def code_of(secret, at=None):
    """The code of this moment."""
    return pyotp.TOTP(secret).at(at or clock.now())


def fresh_code(who):
    """A code of a step that was not used yet, as if the last one had been used long ago."""
    models.TotpDevice.objects.filter(user=who.user).update(last_step=0)
    return code_of(who.secret)


def wrong_code(secret):
    """Six digits that are the code of none of the steps near this moment."""
    near = {code_of(secret, clock.now() + dt.timedelta(seconds=30 * n)) for n in range(-3, 4)}
    return next(f"{n:06}" for n in range(20) if f"{n:06}" not in near)


def log_in(who, api=None):
    """The answer to address and password."""
    facts = {"email": who.user.email, "password": PASSWORD}
    return (api or ApiClient()).post("/auth/login", facts)


def challenge_of(who):
    """The challenge of a sign-in whose password was right."""
    answer = log_in(who)
    assert "challenge" in answer.json(), answer.content
    return answer.json()["challenge"]


def forget_step_up(who):
    """Let everything that was shown be long ago."""
    long_ago = clock.now() - dt.timedelta(hours=1)
    models.Session.objects.filter(user=who.user).update(authenticated_at=long_ago)


def log_of(who):
    """The entries of somebody's activity log, the oldest first."""
    entries = models.SecurityEvent.objects.filter(user_id=who.user.id).order_by("id")
    return list(entries.values_list("action", flat=True))
