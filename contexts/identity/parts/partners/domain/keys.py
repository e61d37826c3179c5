"""The keys of partners: `riz_<environment>_<prefix>_<secret>`.

The first three words are the client id, which is public and finds the row; the secret is 32 random bytes, so that a plain
hash is enough and a guesser has nothing to go by. The shape lets scanners find a key that was published by mistake.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from base64 import b32encode
from dataclasses import dataclass, field

SECRET_BYTES = 32
HASH_LENGTH = 64
PREFIX_BYTES = 10
# The longest thing that can be a key; longer ones are not looked at.
LONGEST = 160
# What is compared where there is nothing to compare with: of no secret anybody can show.
_HASH_OF_NOTHING = "0" * HASH_LENGTH
_CLIENT_ID = re.compile(r"riz_[a-z]{2,12}_[a-z2-7]{16}", re.ASCII)
_SECRET = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A client id and its secret."""

    client_id: str
    secret: str = field(repr=False)

    @property
    def text(self) -> str:
        """Return both in one word."""
        return f"{self.client_id}_{self.secret}"


def new_key(*, environment: str) -> Key:
    """Make a key nobody had before."""
    prefix = b32encode(secrets.token_bytes(PREFIX_BYTES)).decode().lower()
    return Key(client_id=f"riz_{environment}_{prefix}", secret=secrets.token_hex(SECRET_BYTES))


def read_key(text: str) -> Key | None:
    """Read a key; None means that nobody can have it."""
    if len(text) > LONGEST:
        return None
    client_id, _, secret = text.rpartition("_")
    return key_of(client_id, secret)


def key_of(client_id: str, secret: str) -> Key | None:
    """Put a key together; None means that nobody can have it."""
    if not _CLIENT_ID.fullmatch(client_id) or not _SECRET.fullmatch(secret):
        return None
    return Key(client_id=client_id, secret=secret)


def hash_of(secret: str) -> str:
    """Return the form in which a secret is stored: the SHA-256 of its 32 bytes."""
    return hashlib.sha256(bytes.fromhex(secret)).hexdigest()


def is_right(secret: str, *, stored: str | None) -> bool:
    """Tell whether the secret is the stored one, in the same time whatever it is and whether or not one is stored."""
    return hmac.compare_digest(hash_of(secret), stored or _HASH_OF_NOTHING)
