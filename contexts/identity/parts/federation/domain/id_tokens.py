"""Claims that another provider's ID token must hold before anybody is believed to be somebody."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from joserfc import jwk, jws

from riz import values
from riz.errors import Malformed
from riz.strict_json import read_json

# Signatures that only the provider can make. `none` and those with a shared key are not among them.
ALGORITHMS = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)
# RFC 7518, 3.3 and 3.5.
_SHORTEST_RSA = 2048
LEEWAY = dt.timedelta(seconds=60)
OLDEST = dt.timedelta(minutes=15)
_LONGEST_SUBJECT = 255
# "A string or Boolean value", says the documentation of Sign in with Apple; of others, anything but `true` is a no.
_WRITE_BOOLEANS_AS_TEXT = frozenset({"https://appleid.apple.com"})
_cleaned = partial(values.clean_line, longest=150)
_HASHES = {"256": hashlib.sha256, "384": hashlib.sha384, "512": hashlib.sha512}


class Untrue(Exception):
    """The token doesn't prove what it should; the text is for the log alone."""


class NoKeyFits(Untrue):
    """None of the keys that are known has signed the token; others may have come since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The values that the token is compared with."""

    issuer: str
    client_id: str
    nonce: str
    access_token: str | None
    algorithms: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The person who signed in with the provider."""

    subject: str
    email: str
    email_is_verified: bool
    full_name: str
    locale: str


def algorithms_of(metadata: Mapping[str, Any]) -> frozenset[str]:
    """Return which signatures of a provider count: what it announces, as far as it is one of ours."""
    announced = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    return ALGORITHMS & {str(name) for name in announced}


def verify(
    id_token: str, *, keys: Mapping[str, Any], expected: Expected, at: dt.datetime
) -> Subject:
    """Return who the token says has signed in.

    Raises:
        NoKeyFits: none of the keys has signed it.
        Untrue: issuer, audience, time, nonce or hash is not what it should be.
    """
    claims, algorithm = _decode(id_token, keys, expected.algorithms)
    _check_parties(claims, expected)
    _check_time(claims, at)
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), expected.nonce.encode()):
        raise Untrue("nonce")
    _check_access_token(claims, algorithm, expected.access_token)
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT or "\0" in subject:
        raise Untrue("sub")
    return Subject(
        subject=subject,
        email=_read(values.email, claims.get("email")),
        email_is_verified=_is_verified(claims, expected.issuer),
        full_name=_read(_cleaned, claims.get("name")),
        locale=_read(values.language, claims.get("locale")),
    )


def _decode(
    id_token: str, keys: Mapping[str, Any], algorithms: frozenset[str]
) -> tuple[dict[str, Any], str]:
    header = _header(id_token)
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in algorithms:
        raise Untrue("alg")
    for key in _candidates(keys, header.get("kid")):
        try:
            imported = jwk.import_key(key)
            if isinstance(imported, jwk.RSAKey) and imported.raw_value.key_size < _SHORTEST_RSA:
                continue
            signed = jws.deserialize_compact(id_token, imported, algorithms=[algorithm]).payload
        except Exception:  # noqa: BLE001, S112 - strangers' keys fail in every way; each only spoils itself
            continue
        return _object(signed or b""), algorithm
    raise NoKeyFits("signature")


def _header(id_token: str) -> dict[str, Any]:
    part = id_token.partition(".")[0]
    try:
        return _object(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError as unreadable:
        raise Untrue("header") from unreadable


def _object(text: bytes) -> dict[str, Any]:
    try:
        read = read_json(text)
    except Malformed as unreadable:
        raise Untrue(unreadable.code) from unreadable
    if not isinstance(read, dict):
        raise Untrue("no object")
    return read


def _candidates(keys: Mapping[str, Any], kid: Any) -> list[dict[str, Any]]:
    """Return the keys that may have signed by their names; the library looks at their use and algorithms."""
    listed = keys.get("keys")
    members = [key for key in listed if isinstance(key, dict)] if isinstance(listed, list) else []
    return [key for key in members if kid is None or key.get("kid", kid) == kid]


def _check_parties(claims: Mapping[str, Any], expected: Expected) -> None:
    if claims.get("iss") != expected.issuer:
        raise Untrue("iss")
    named = claims.get("aud")
    audience = [named] if isinstance(named, str) else named
    if not isinstance(audience, list) or expected.client_id not in audience:
        raise Untrue("aud")
    party = claims.get("azp")
    if (len(audience) > 1 or party is not None) and party != expected.client_id:
        raise Untrue("azp")


def _check_time(claims: Mapping[str, Any], at: dt.datetime) -> None:
    now = at.timestamp()
    expires, issued = _number(claims, "exp"), _number(claims, "iat")
    if expires + LEEWAY.total_seconds() <= now:
        raise Untrue("exp")
    if not now - OLDEST.total_seconds() <= issued <= now + LEEWAY.total_seconds():
        raise Untrue("iat")
    if "nbf" in claims and _number(claims, "nbf") > now + LEEWAY.total_seconds():
        raise Untrue("nbf")


def _check_access_token(
    claims: Mapping[str, Any], algorithm: str, access_token: str | None
) -> None:
    claim = claims.get("at_hash")
    if claim is None or access_token is None:
        return
    digest = _HASHES.get(algorithm[-3:], hashlib.sha512)(access_token.encode()).digest()
    half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=")
    if not hmac.compare_digest(str(claim).encode(), half):
        raise Untrue("at_hash")


def _number(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Untrue(name)
    return float(value)


def _read(rule: Callable[[str], str], claim: object) -> str:
    """Return what can be kept of a claim: nobody is kept out for a name or a language that is none."""
    try:
        return rule(claim) if isinstance(claim, str) else ""
    except values.BadValue:
        return ""


def _is_verified(claims: Mapping[str, Any], issuer: str) -> bool:
    claim = claims.get("email_verified")
    return claim is True or (claim == "true" and issuer in _WRITE_BOOLEANS_AS_TEXT)
