"""Rules of second factors: one-time codes, recovery codes, and sign-ins that wait for one of them."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets
from base64 import b32encode
from collections.abc import Mapping

import pyotp

from ..contracts import SecondFactor

STEP = dt.timedelta(seconds=30)
# A code of the step before or after counts too: clocks differ, and typing takes time.
STEPS_ASIDE = 1
ENROLMENT_LIFETIME = dt.timedelta(minutes=15)

CHALLENGE_LIFETIME = dt.timedelta(minutes=5)
CHALLENGE_ATTEMPTS = 5

RECOVERY_CODES = 10
# 120 random bits: enough for a plain hash to keep them (ASVS 6.5.2 asks for 112).
_RECOVERY_BYTES = 15
_RECOVERY_SHAPE = re.compile(r"[A-Z2-7]{24}")
_GROUP = 4
_TOTP_SHAPE = re.compile(r"[0-9]{6}")
_SECRET_BITS = 160


def of_those(has: Mapping[str, bool]) -> tuple[str, ...]:
    """Return which factors count: a recovery code is none by itself, for it stands in for another one."""
    found = tuple(name for name, is_there in has.items() if is_there)
    return () if found == (SecondFactor.RECOVERY_CODE,) else found


def new_totp_secret() -> str:
    """Return a new seed, 160 random bits in base32, as RFC 4226 recommends."""
    return pyotp.random_base32(_SECRET_BITS // 5)


def otpauth_uri(*, secret: str, account: str, issuer: str) -> str:
    """Return the address that authenticator apps read from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def matching_step(*, secret: str, code: str, at: dt.datetime) -> int | None:
    """Return the time step whose code this is, near the given instant, or None."""
    now = int(at.timestamp()) // int(STEP.total_seconds())
    totp = pyotp.TOTP(secret)
    steps = range(now - STEPS_ASIDE, now + STEPS_ASIDE + 1)
    matching = [
        step
        for step in steps
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode())
    ]
    return max(matching, default=None)


def read_totp_code(text: str) -> str | None:
    """Return the six digits that were meant, or None when it is no one-time code."""
    plain = re.sub(r"[\s-]", "", text)
    return plain if _TOTP_SHAPE.fullmatch(plain) else None


def read_recovery_code(text: str) -> str | None:
    """Return the recovery code that was meant, however it was typed, or None when it is none."""
    plain = re.sub(r"[\s-]", "", text).upper()
    return plain if _RECOVERY_SHAPE.fullmatch(plain) else None


def new_recovery_codes() -> list[str]:
    """Return a set of recovery codes as they are shown, once: six groups of four."""
    return [_new_recovery_code() for _ in range(RECOVERY_CODES)]


def new_challenge() -> str:
    """Return the secret of a sign-in that waits for its second factor: 256 random bits."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """Return what is stored of a recovery code or a challenge."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _new_recovery_code() -> str:
    plain = b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode()
    return "-".join(plain[start : start + _GROUP] for start in range(0, len(plain), _GROUP))
