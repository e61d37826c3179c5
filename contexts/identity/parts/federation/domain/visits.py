"""The secrets of somebody's way to another provider and back: all made from one that the browser keeps."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import secrets

LIFETIME = dt.timedelta(minutes=10)


def new_secret() -> str:
    """Make what the browser keeps and brings back: 256 random bits."""
    return secrets.token_urlsafe(32)


def new_state() -> str:
    """Make what goes to the provider and comes back in the address."""
    return secrets.token_urlsafe(32)


def nonce_of(secret: str) -> str:
    """Return what the ID token has to repeat."""
    return _made_of(secret, b"nonce")


def verifier_of(secret: str) -> str:
    """Return the code verifier (RFC 7636); nothing of it is stored here or known there before the exchange."""
    return _made_of(secret, b"verifier")


def challenge_of(secret: str) -> str:
    """Return the S256 challenge of the verifier."""
    return _text(hashlib.sha256(verifier_of(secret).encode()).digest())


def _made_of(secret: str, purpose: bytes) -> str:
    return _text(hmac.digest(secret.encode(), b"riz.oidc." + purpose, hashlib.sha256))


def _text(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
