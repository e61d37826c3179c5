"""Access tokens: short-lived JWTs that only we sign and only for ourselves.

The rule against every trick with headers is one comparison: a token is read only if its first
segment is, byte for byte, a header that we write ourselves. Nothing that a stranger put into a header
(`alg`, `kid`, `jku`, `jwk`, `crit`) is ever looked at.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from riz.errors import Malformed
from riz.strict_json import read_json

from ..errors import AccessTokenExpired, AccessTokenInvalid

ALGORITHM = "ES256"
CURVE = "P-256"
LONGEST = 2048
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
# Processes on several machines issue and read tokens.
CLOCKS_DIFFER = dt.timedelta(seconds=60)
_REQUIRED = ("iss", "aud", "sub", "sid", "jti", "iat", "exp")


@dataclass(frozen=True, slots=True)
class Key:
    """A signing key; without its private half it only verifies what was signed before the rotation."""

    kid: str
    pair: ECKey


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys in force: the first one signs, every one verifies."""

    signing: Key
    by_header: Mapping[str, Key]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """The claims of an access token."""

    user_id: UUID
    session_id: UUID
    token_id: str
    issued_at: dt.datetime
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Realm:
    """The issuer of tokens, and their audience."""

    issuer: str
    audience: str


def read_key_ring(text: str) -> KeyRing:
    """Read a JWK Set (RFC 7517) of P-256 keys, the signing one first; ValueError when it can't serve."""
    try:
        keys = [_read_key(entry) for entry in json.loads(text)["keys"]]
    except (KeyError, TypeError, JoseError) as unreadable:
        raise ValueError("the signing keys are no JWK Set of P-256 keys") from unreadable
    if not keys or not keys[0].pair.is_private:
        raise ValueError("the first signing key needs its private half")
    return KeyRing(signing=keys[0], by_header={_header_of(key): key for key in keys})


def new_key_ring_text() -> str:
    """Make a JWK Set with one new key."""
    key = Key(kid=secrets.token_hex(8), pair=ECKey.generate_key(CURVE))
    return json.dumps({"keys": [_to_jwk(key, private=True)]})


def issue(claims: Claims, *, ring: KeyRing, realm: Realm) -> str:
    """Sign a token."""
    payload = {
        "iss": realm.issuer,
        "aud": realm.audience,
        "sub": str(claims.user_id),
        "sid": str(claims.session_id),
        "jti": claims.token_id,
        # To the millisecond, so that a token can be told from one that was issued within the same second.
        "iat": milliseconds(claims.issued_at) / 1000,
        "exp": int(claims.expires_at.timestamp()),
    }
    return _sign(payload, ring.signing)


def read(token: str, *, ring: KeyRing, realm: Realm, at: dt.datetime) -> Claims:
    """Verify a token and return what it says.

    Raises:
        AccessTokenInvalid: it is not ours, not for us, or was tampered with.
        AccessTokenExpired: it was ours and its time is over.
    """
    key = ring.by_header.get(token.partition(".")[0])
    if key is None or len(token) > LONGEST or not _is_written_as_we_write(token):
        raise AccessTokenInvalid
    payload = _verified_payload(token, key, realm)
    claims = _to_claims(payload)
    if at >= claims.expires_at:
        raise AccessTokenExpired
    if at < _first_instant(payload) - CLOCKS_DIFFER:
        raise AccessTokenInvalid
    return claims


def public_keys(ring: KeyRing) -> list[dict[str, Any]]:
    """Return the public halves as JWKs, the signing one first."""
    return [_to_jwk(key, private=False) for key in ring.by_header.values()]


def _is_written_as_we_write(token: str) -> bool:
    """Tell whether each segment is the only way to write its bytes: decoders are lenient, and so one token has several."""
    segments = token.split(".")
    return len(segments) == 3 and all(_is_canonical(segment) for segment in segments)  # noqa: PLR2004 - the parts of a JWS


def _is_canonical(segment: str) -> bool:
    if not segment.isascii():
        return False
    try:
        raw = urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
    except ValueError:
        return False
    return urlsafe_b64encode(raw).rstrip(b"=").decode() == segment


def _first_instant(payload: Mapping[str, Any]) -> dt.datetime:
    """Return from when the token holds; we write no `nbf`, but who sees one must heed it."""
    try:
        return dt.datetime.fromtimestamp(payload.get("nbf", payload["iat"]), dt.UTC)
    except (TypeError, ValueError, OverflowError, OSError) as unreadable:
        raise AccessTokenInvalid from unreadable


def milliseconds(instant: dt.datetime) -> int:
    """Count the milliseconds since 1970, the precision in which tokens say when they were issued."""
    return (instant - _EPOCH) // dt.timedelta(milliseconds=1)


def _verified_payload(token: str, key: Key, realm: Realm) -> dict[str, Any]:
    try:
        signed = jws.deserialize_compact(token, key.pair, algorithms=[ALGORITHM])
        payload = read_json(signed.payload or b"")
    except (JoseError, Malformed, ValueError) as forged:
        raise AccessTokenInvalid from forged
    if not isinstance(payload, dict) or any(payload.get(name) is None for name in _REQUIRED):
        raise AccessTokenInvalid
    if (payload["iss"], payload["aud"]) != (realm.issuer, realm.audience):
        raise AccessTokenInvalid
    return payload


def _to_claims(payload: Mapping[str, Any]) -> Claims:
    try:
        return Claims(
            user_id=UUID(payload["sub"]),
            session_id=UUID(payload["sid"]),
            token_id=str(payload["jti"]),
            issued_at=dt.datetime.fromtimestamp(payload["iat"], dt.UTC),
            expires_at=dt.datetime.fromtimestamp(payload["exp"], dt.UTC),
        )
    except (TypeError, ValueError, AttributeError, OverflowError, OSError) as unreadable:
        raise AccessTokenInvalid from unreadable


def _read_key(entry: Mapping[str, Any]) -> Key:
    if entry.get("kty") != "EC" or entry.get("crv") != CURVE:
        raise ValueError("a signing key is no P-256 key")
    return Key(kid=str(entry["kid"]), pair=ECKey.import_key(dict(entry)))


def _to_jwk(key: Key, *, private: bool) -> dict[str, Any]:
    written = key.pair.as_dict(private=private)
    return {**written, "kid": key.kid, "alg": ALGORITHM, "use": "sig"}


def _header_of(key: Key) -> str:
    """Return the first segment of every token that this key signs; it holds nothing but the key's id."""
    return _sign({}, Key(kid=key.kid, pair=ECKey.generate_key(CURVE))).partition(".")[0]


def _sign(payload: dict[str, Any], key: Key) -> str:
    if not key.pair.is_private:
        raise ValueError("this key only verifies")
    header = {"alg": ALGORITHM, "kid": key.kid, "typ": "at+jwt"}
    written = json.dumps(payload, separators=(",", ":")).encode()
    return jws.serialize_compact(header, written, key.pair, algorithms=[ALGORITHM])
