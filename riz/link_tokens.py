"""Secrets of links in mails: made from a row's id and a key, stored nowhere.

A token is the row's id and an HMAC-SHA256 over purpose, id and the row's nonce. Whoever reads the
table can't make one; making it again gives the same, so a mail that is sent twice holds one link. That a
link is good once, and until when, is the row's business.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode, urlsafe_b64encode
from uuid import UUID

from django.conf import settings

LENGTH = 64
_ID_BYTES = 16
_CONTEXT = b"riz.link_tokens.v1"


def make(*, purpose: str, row_id: UUID, nonce: bytes) -> str:
    """Return the token of a row: 64 URL-safe characters, 256 secret bits."""
    return _text(row_id, _signature(settings.SECRET_KEY, purpose, row_id, nonce))


def row_id_of(token: str) -> UUID | None:
    """Return the id of the row that a token names, or None when it is no token; nothing is verified yet."""
    try:
        # Strictly: the lenient decoder skips what it does not know, and would find a token of any length.
        read = b64decode(token, b"-_", validate=True) if len(token) == LENGTH else b""
    except ValueError:
        return None
    return UUID(bytes=read[:_ID_BYTES]) if read else None


def is_of(token: str, *, purpose: str, row_id: UUID, nonce: bytes) -> bool:
    """Tell, in constant time, whether the token is the row's, made with the key in force or one before it."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    made = [_text(row_id, _signature(key, purpose, row_id, nonce)) for key in keys]
    return any(hmac.compare_digest(token.encode(), good.encode()) for good in made)


def _signature(key: str, purpose: str, row_id: UUID, nonce: bytes) -> bytes:
    derived = hmac.digest(key.encode(), _CONTEXT, hashlib.sha256)
    return hmac.digest(derived, b"\n".join([purpose.encode(), row_id.bytes, nonce]), hashlib.sha256)


def _text(row_id: UUID, signature: bytes) -> str:
    return urlsafe_b64encode(row_id.bytes + signature).decode()
