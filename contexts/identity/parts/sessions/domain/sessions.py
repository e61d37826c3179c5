"""How long signing in lasts, and what a refresh token is worth when it is shown."""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass

LIFETIME = dt.timedelta(days=30)
IDLE_LIFETIME = dt.timedelta(days=14)
IMPERSONATION_LIFETIME = dt.timedelta(minutes=15)
# So recently somebody must have shown who they are to do what matters most.
STEP_UP_AGE = dt.timedelta(minutes=10)
TICKET_LIFETIME = dt.timedelta(seconds=60)
USER_AGENT_LENGTH = 400
METHOD_LENGTH = 20
REASON_LENGTH = 200
SALT_BYTES = 32


class Verdict(enum.StrEnum):
    """The fate of a session whose refresh token is shown."""

    ROTATE = "ROTATE"
    REPEAT = "REPEAT"
    END = "END"
    REFUSE = "REFUSE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A known refresh token at the moment it is shown."""

    session_is_live: bool
    expires_at: dt.datetime
    used_at: dt.datetime | None
    successor_is_unused: bool


def judge(shown: Shown, *, grace: dt.timedelta, at: dt.datetime) -> Verdict:
    """Decide on a refresh token.

    A token is good once. Whoever lost the answer may ask again for a few seconds, as long as the
    successor was not used, and gets the same successor. Any other reuse means that two parties
    hold the family, so it ends.
    """
    if not shown.session_is_live:
        return Verdict.REFUSE
    if shown.used_at is None:
        return Verdict.ROTATE if at < shown.expires_at else Verdict.REFUSE
    if shown.successor_is_unused and at - shown.used_at < grace:
        return Verdict.REPEAT
    return Verdict.END


def first_token() -> str:
    """Make the first secret of a family: 256 random bits."""
    return secrets.token_urlsafe(32)


def new_salt() -> bytes:
    """Make the random half of a successor's secret."""
    return secrets.token_bytes(SALT_BYTES)


def successor_of(token: str, *, salt: bytes) -> str:
    """Make the successor's secret from its parent's and the stored salt.

    Neither is enough alone: who reads the table has no parent, who stole a parent has no salt.
    """
    digest = hmac.new(token.encode(), salt, hashlib.sha256).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def hash_of(token: str) -> str:
    """Return the form in which a token is stored; it has 256 bits of chance, so a plain hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def token_expiry(*, session_expires_at: dt.datetime, at: dt.datetime) -> dt.datetime:
    """Return when an unused token ends: after two idle weeks, and never later than its session."""
    return min(session_expires_at, at + IDLE_LIFETIME)
