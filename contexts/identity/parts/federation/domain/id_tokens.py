"""What another provider's ID token has to say before anybody is believed to be somebody."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

# Signatures that only the provider can make. `none` and those with a shared key are not among them.
ALGORITHMS = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)
LEEWAY = dt.timedelta(seconds=60)
OLDEST = dt.timedelta(minutes=15)
_LONGEST_SUBJECT = 255
_LOCALE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_HASHES = {"256": hashlib.sha256, "384": hashlib.sha384, "512": hashlib.sha512}


class Untrue(Exception):
    """The token doesn't prove what it should; the text is for the log alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the token is held against."""

    issuer: str
    client_id: str
    nonce: str
    access_token: str | None
    algorithms: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Who signed in over there."""

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
        Untrue: signature, issuer, audience, time, nonce or hash is not what it should be.
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
        email=_text(claims, "email", 254),
        # Some providers write the word; anything but a plain yes is a no.
        email_is_verified=claims.get("email_verified") in {True, "true"},
        full_name=_text(claims, "name", 150),
        locale=_locale(claims),
    )


def _decode(
    id_token: str, keys: Mapping[str, Any], algorithms: frozenset[str]
) -> tuple[dict[str, Any], str]:
    try:
        usable = [
            key
            for key in keys.get("keys", ())
            if isinstance(key, dict) and key.get("kty") != "oct" and key.get("use", "sig") == "sig"
        ]
        token = jwt.decode(
            id_token, KeySet.import_key_set({"keys": usable}), algorithms=sorted(algorithms)
        )
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as untrue:
        raise Untrue(f"signature: {type(untrue).__name__}") from untrue
    return dict(token.claims), str(token.header["alg"])


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
    said = claims.get("at_hash")
    if said is None or access_token is None:
        return
    digest = _HASHES.get(algorithm[-3:], hashlib.sha512)(access_token.encode()).digest()
    half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=")
    if not hmac.compare_digest(str(said).encode(), half):
        raise Untrue("at_hash")


def _number(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Untrue(name)
    return float(value)


def _locale(claims: Mapping[str, Any]) -> str:
    written = _text(claims, "locale", 35).replace("_", "-")
    return written if _LOCALE.fullmatch(written) else ""


def _text(claims: Mapping[str, Any], name: str, longest: int) -> str:
    value = claims.get(name)
    return value if isinstance(value, str) and len(value) <= longest and "\0" not in value else ""
