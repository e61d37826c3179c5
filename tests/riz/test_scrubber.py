"""No secret reaches a log, whatever it is called and wherever it hides."""

from __future__ import annotations

import pytest

from riz.scrubber import MASK, scrub

JWT = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxMjMifQ.c2lnbmF0dXJlLXNlZWRlZA"

# Each holds the word that must not come through.
SEEDED: dict[str, tuple[object, str]] = {
    "password": ({"password": "hunter2seed"}, "hunter2seed"),
    "newPassword": ({"newPassword": "hunter2seed"}, "hunter2seed"),
    "nested": ({"body": {"user": [{"passwd": "hunter2seed"}]}}, "hunter2seed"),
    "refresh token": ({"refresh_token": "r-seed-1"}, "r-seed-1"),
    "access token": ({"access-token": "a-seed-1"}, "a-seed-1"),
    "client secret": ({"client_secret": "s-seed-1"}, "s-seed-1"),
    "authorization header": ({"Authorization": "Bearer b-seed-1"}, "b-seed-1"),
    "bearer in a sentence": ("sent Authorization: Bearer b-seed-2 to them", "b-seed-2"),
    "basic": ("Authorization: Basic dXNlcjpwYXNzd29yZA==", "dXNlcjpwYXNzd29yZA"),
    "cookie": ({"Cookie": "sessionid=c-seed-1"}, "c-seed-1"),
    "set-cookie": ({"Set-Cookie": "x=c-seed-2"}, "c-seed-2"),
    "cookie in a sentence": ("Cookie: sessionid=c-seed-3; theme=dark", "c-seed-3"),
    "jwt": (f"token was {JWT}.", "c2lnbmF0dXJlLXNlZWRlZA"),
    "jwt in a list": ([JWT], "eyJzdWIiOiIxMjMifQ"),
    "card by name": ({"card": {"number": "1234"}}, "1234"),
    "card number": ("paid with 4242424242424242 today", "4242424242424242"),
    "card number in groups": ("paid with 4242 4242 4242 4242", "4242 4242"),
    "card number with dashes": ("378282246310005 or 3782-822463-10005", "822463"),
    "cvc": ({"cvc": "987"}, "987"),
    "webhook secret": ("signed with whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "MfKQ9r8G"),
    "secret key": ("sk_live_51Hseedseedseed", "51Hseed"),
    "otpauth": ("otpauth://totp/RIZ:a@b?secret=JBSWY3DPEHPK3PXP", "JBSWY3DPEHPK3PXP"),
    "totp": ({"totp": "123456"}, "123456"),
    "recovery code": ({"recovery_code": "aaaa-bbbb"}, "aaaa-bbbb"),
    "query": ("GET /reset?token=q-seed-1&next=/", "q-seed-1"),
    "json in a text": ('body was {"password": "j-seed-1", "a": 1}', "j-seed-1"),
    "url": ("postgres://riz:u-seed-1@db:5432/riz", "u-seed-1"),
    "private key": (
        "-----BEGIN EC PRIVATE KEY-----\nseedseed\n-----END EC PRIVATE KEY-----",
        "seedseed",
    ),
    "argon2": ("$argon2id$v=19$m=102400,t=2,p=8$c2FsdA$aGFzaHNlZWQ", "aGFzaHNlZWQ"),
    "cloud key": ("AKIAIOSFODNN7EXAMPLE", "IOSFODNN7"),
    "api key": ({"X-Api-Key": "k-seed-1"}, "k-seed-1"),
    "bytes": (b"password=by-seed-1", "by-seed-1"),
}


@pytest.mark.parametrize(("value", "secret"), SEEDED.values(), ids=SEEDED)
def test_masks(value, secret):
    clean = str(scrub(value))

    assert secret not in clean
    assert MASK in clean


@pytest.mark.parametrize(
    "value",
    [
        "TRP-2026-000123", "0198c5f2-7a3e-7c1d-9a52-3b1f6f0e2d11", "4242424242424241", "1763800000000",
        {"booking_id": "x", "company": "Acme", "discarded": 3, "status": 200}, "the token has expired",
        "2026-11-22T14:00:00.000Z", {"token_type": "Bearer"}, 42, None, ["a", 1.5],
    ],
)  # fmt: skip
def test_leaves_the_rest_alone(value):
    assert scrub(value) == value


def test_survives_what_contains_itself():
    loop: dict[str, object] = {}
    loop["loop"] = loop

    assert "[deep]" in str(scrub(loop))
