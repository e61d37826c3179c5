"""Secrets that programs show: long, random, told apart by what they start with, stored as hashes."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from dataclasses import dataclass, field

ACCESS_PREFIX = "riz_oat_"
REFRESH_PREFIX = "riz_ort_"
CODE_LIFETIME = dt.timedelta(seconds=60)
ACCESS_LIFETIME = dt.timedelta(minutes=10)
# A refresh token that nobody used for two weeks is over; three months after the person signed in, every one is.
REFRESH_IDLE = dt.timedelta(days=14)
REFRESH_LIFETIME = dt.timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two fresh secrets and what the first is good for."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    scopes: frozenset[str]


def new_access_token() -> str:
    """Make an access token: 256 random bits behind a prefix that scanners of leaked secrets know."""
    return ACCESS_PREFIX + secrets.token_urlsafe(32)


def new_refresh_token() -> str:
    """Make a refresh token."""
    return REFRESH_PREFIX + secrets.token_urlsafe(32)


def is_for_pkce(text: str) -> bool:
    """Tell whether a text can be a PKCE verifier or challenge (RFC 7636, 4.1 and 4.2)."""
    return re.fullmatch(r"[A-Za-z0-9._~-]{43,128}", text) is not None


def hash_of(secret: str) -> str:
    """Return the form in which a secret is stored; it has 256 bits of chance, so a plain hash is enough."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def refresh_expiry(*, authorised_at: dt.datetime, at: dt.datetime) -> dt.datetime:
    """Return when an unused refresh token ends."""
    return min(at + REFRESH_IDLE, authorised_at + REFRESH_LIFETIME)
