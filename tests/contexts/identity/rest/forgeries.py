"""Tokens that nobody but a forger makes: each is a name and a function of a good token and its key's file."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa, utils

from contexts.identity.parts.sessions.gateways import signing_keys


def encode(value: Any) -> str:
    """Write a segment."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(segment: str) -> Any:
    """Read a segment."""
    return json.loads(base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4)))


def all_of(good: str, *, refresh_token: str) -> Iterator[tuple[str, str]]:
    """Make every forgery of a good token."""
    head, body, signature = good.split(".")
    header, payload = decode(head), decode(body)
    yield from _unsigned(header, body, signature)
    yield from _signed_with_the_public_key(header, payload)
    yield from _signed_by_strangers(header, payload)
    yield from _with_tricks_in_the_header(header, payload)
    yield from _with_other_claims(head, payload, signature)
    yield from _signed_by_us_for_something_else(payload)
    yield from _signed_by_us_under_another_header(header, payload)
    yield from _torn(good, head, body, signature)
    yield from _written_otherwise(good, head, body, signature)
    yield "refresh as access", refresh_token


def _unsigned(header: dict, body: str, signature: str) -> Iterator[tuple[str, str]]:
    for alg in ("none", "None", "NONE", "nOnE", ""):
        forged = encode({**header, "alg": alg})
        yield f"alg {alg!r} without a signature", f"{forged}.{body}."
        yield f"alg {alg!r} with the old signature", f"{forged}.{body}.{signature}"


def _signed_with_the_public_key(header: dict, payload: dict) -> Iterator[tuple[str, str]]:
    public = signing_keys.key_ring().signing.pair.public_key
    shapes = {
        "PEM": public.public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        ),
        "DER": public.public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        ),
    }
    for name, secret in {**shapes, "nothing": b""}.items():
        yield f"HS256 with {name} of the public key", _hs256(header, payload, secret)


def _signed_by_strangers(header: dict, payload: dict) -> Iterator[tuple[str, str]]:
    headers = {"kid": header["kid"], "typ": header["typ"]}
    stranger = ec.generate_private_key(ec.SECP256R1())
    yield "a stranger's P-256 key", jwt.encode(payload, stranger, "ES256", headers=headers)
    larger = ec.generate_private_key(ec.SECP384R1())
    yield "a P-384 key", jwt.encode(payload, larger, "ES384", headers=headers)
    rsa_key = rsa.generate_private_key(65537, 2048)
    yield "an RSA key", jwt.encode(payload, rsa_key, "RS256", headers=headers)


def _with_tricks_in_the_header(header: dict, payload: dict) -> Iterator[tuple[str, str]]:
    stranger = ec.generate_private_key(ec.SECP256R1())
    own_jwk = jwt.algorithms.ECAlgorithm.to_jwk(stranger.public_key(), as_dict=True)
    tricks: dict[str, dict] = {
        "jwk": {"jwk": own_jwk},
        "jku": {"jku": "https://evil.example/keys.json"},
        "x5u": {"x5u": "https://evil.example/cert.pem"},
        "x5c": {"x5c": ["MIIB"]},
        "crit": {"crit": ["exp"]},
        "unknown kid": {"kid": "unknown"},
        "kid as a path": {"kid": "../../../dev/null"},
        "kid as SQL": {"kid": "' OR 1=1 --"},
        "kid as another path": {"kid": "/proc/sys/kernel/randomize_va_space"},
        "kid as a query": {"kid": "x' UNION SELECT 'AA"},
        "kid as a command": {"kid": "key;id"},
        "kid in other letters": {"kid": "\u212a\u0131d"},
        "x5t": {"x5t": "AAAA"},
        "crit of an unknown extension": {"crit": ["riz"], "riz": True},
        "compressed": {"zip": "DEF"},
        "a payload that is not encoded": {"b64": False, "crit": ["b64"]},
        "kid too long": {"kid": "k" * 900},
        "another typ": {"typ": "JWT"},
    }
    for name, trick in tricks.items():
        yield name, jwt.encode(payload, stranger, "ES256", headers={**header, **trick})
    for name, kid in {"a number": 1, "null": None, "a list": [], "an object": {}}.items():
        yield f"kid is {name}", f"{encode({**header, 'kid': kid})}.{encode(payload)}.AAAA"


def _with_other_claims(head: str, payload: dict, signature: str) -> Iterator[tuple[str, str]]:
    for name, change in {
        "another person": {"sub": "0198c5f0-1122-7aaa-8bbb-99aabbccddee"},
        "another session": {"sid": "0198c5f0-1122-7aaa-8bbb-99aabbccddee"},
        "longer life": {"exp": payload["exp"] + 10**6},
        "more rights": {"grants": ["identity.manage"]},
    }.items():
        yield f"claims changed: {name}", f"{head}.{encode({**payload, **change})}.{signature}"


def _signed_by_us_for_something_else(payload: dict) -> Iterator[tuple[str, str]]:
    changes: dict[str, dict] = {
        "expired": {"exp": payload["iat"] - 1},
        "wrong audience": {"aud": "riz-partners"},
        "no audience": {"aud": None},
        "wrong issuer": {"iss": "https://evil.example"},
        "subject is none": {"sub": None},
        "subject is no id": {"sub": "root"},
        "subject is another": {"sub": "0198c5f0-1122-7aaa-8bbb-99aabbccddee"},
        "session is unknown": {"sid": "0198c5f0-1122-7aaa-8bbb-99aabbccddee"},
        "session is no id": {"sid": "1"},
        "exp is text": {"exp": "never"},
        "exp is infinite": {"exp": 10**30},
        "exp is a list": {"exp": [payload["exp"]]},
        "exp is an object": {"exp": {"$gt": 0}},
        "nbf in the future": {"nbf": payload["exp"] + 3600},
        "nbf is text": {"nbf": "soon"},
        "iat in the future": {"iat": payload["iat"] + 3600, "exp": payload["exp"] + 3600},
        "several audiences, none of them we": {"aud": ["riz-partners", "riz-web"]},
        "audience as a part": {"aud": "riz-api-evil"},
        "issuer as a part": {"iss": payload["iss"] + ".evil.example"},
        "issuer is a list": {"iss": [payload["iss"]]},
        "session of another form": {"sid": {"id": payload["sid"]}},
    }
    for name, change in changes.items():
        merged = {**payload, **change}
        yield f"ours: {name}", _sign({k: v for k, v in merged.items() if v is not None})
    for claim in ("exp", "iat", "sub", "sid", "jti", "iss", "aud"):
        yield f"ours without {claim}", _sign({k: v for k, v in payload.items() if k != claim})


def _signed_by_us_under_another_header(header: dict, payload: dict) -> Iterator[tuple[str, str]]:
    """Our own key, but a header that we never write: whoever could have us sign something else gains nothing."""
    for name, change in {
        "typ JWT": {"typ": "JWT"},
        "typ of an ID token": {"typ": "id+jwt"},
        "typ in capitals": {"typ": "AT+JWT"},
        "an extension": {"riz": True},
        "crit": {"crit": ["riz"], "riz": True},
        "jku": {"jku": "https://riz.example/.well-known/jwks.json"},
        "no kid": {"kid": None},
    }.items():
        changed = {k: v for k, v in {**header, **change}.items() if v is not None}
        yield f"ours under another header: {name}", _signed(encode(changed), payload)


def _written_otherwise(
    good: str, head: str, body: str, signature: str
) -> Iterator[tuple[str, str]]:
    """The same bytes in other letters: one token must not have several spellings."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    # Of 64 bytes the last letter has four bits that mean nothing.
    other = letters[letters.index(signature[-1]) ^ 1]
    yield "spare bits of the signature", f"{head}.{body}.{signature[:-1]}{other}"
    yield "padding", f"{head}.{body}.{signature}=="
    yield "padding of the payload", f"{head}.{body}{'=' * (-len(body) % 4) or '===='}.{signature}"
    yield "line break inside", f"{head}.{body[:9]}\n{body[9:]}.{signature}"
    yield "blank inside", f"{head}.{body[:9]} {body[9:]}.{signature}"
    yield "the other alphabet", f"{head}.{body}.+/{signature[2:]}"
    yield "percent-encoded", good.replace(".", "%2E")
    yield "wide dots", good.replace(".", "\uff0e")
    yield "trailing dot", f"{good}."
    yield "leading dot", f".{good}"
    yield "two dots", f"{head}..{signature}"
    yield "only dots", ".."
    yield "detached payload", f"{head}..{signature}"
    yield "header twice", f"{head}.{head}.{signature}"
    yield "cut in the middle", good[: len(good) // 2]
    yield "without its last letter", good[:-1]
    yield "one letter more", f"{good}A"
    yield "lower case", good.lower()
    yield "backwards", good[::-1]
    yield "huge signature", f"{head}.{body}.{'A' * 7000}"
    yield "DER signature", f"{head}.{body}.{encode(_der_of(signature))}"
    yield (
        "JSON serialisation",
        json.dumps({"protected": head, "payload": body, "signature": signature}),
    )
    yield "five segments", f"{good}.{head}.{body}"


def _der_of(signature: str) -> bytes:
    raw = base64.urlsafe_b64decode(signature + "==")
    return utils.encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))


def _torn(good: str, head: str, body: str, signature: str) -> Iterator[tuple[str, str]]:
    yield "empty", ""
    yield "one segment", head
    yield "two segments", f"{head}.{body}"
    yield "four segments", f"{good}.{signature}"
    yield "empty signature", f"{head}.{body}."
    yield "flipped signature", f"{head}.{body}.{signature[::-1]}"
    yield "not base64", f"{head}.{body}.%%%"
    yield "not JSON", f"{encode(b'{')}.{body}.{signature}"
    yield "deep header", f"{encode(b'[' * 1500)}.{body}.{signature}"
    yield "deep payload", f"{head}.{encode(b'[' * 1300)}.{signature}"
    yield "huge", f"{head}.{'A' * 6000}.{signature}"
    yield "NUL", f"{head}\x00.{body}.{signature}"
    yield "not ASCII", f"{head}é.{body}.{signature}"
    yield "two tokens", f"{good} {good}"
    yield "null bytes signature", f"{head}.{body}.{encode(bytes(64))}"


def _hs256(header: dict, payload: dict, secret: bytes) -> str:
    signed = f"{encode({**header, 'alg': 'HS256'})}.{encode(payload)}"
    return f"{signed}.{encode(hmac.new(secret, signed.encode(), hashlib.sha256).digest())}"


def _sign(payload: dict) -> str:
    """Sign whatever it is exactly as we do; a library would refuse to write some of it."""
    ring = signing_keys.key_ring()
    return _signed(next(iter(ring.by_header)), payload)


def _signed(head: str, payload: dict) -> str:
    signed = f"{head}.{encode(payload)}"
    algorithm = jwt.algorithms.ECAlgorithm(jwt.algorithms.ECAlgorithm.SHA256)
    signature = algorithm.sign(signed.encode(), signing_keys.key_ring().signing.pair.private_key)
    return f"{signed}.{encode(signature)}"
