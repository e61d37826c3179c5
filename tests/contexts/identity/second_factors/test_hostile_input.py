"""Nonsense where something secret is expected, of people who have a second factor: refused, never a fault of the server."""

from __future__ import annotations

import pytest

from tests.contexts.identity.second_factors.people import (
    challenge_of,
    person,
    with_passkey,
    with_totp,
)
from tests.support.api_client import ApiClient

pytestmark = pytest.mark.django_db

TEXTS = ["", " ", "null", "'; DROP TABLE users; --", "\u202etxt", "x" * 81, "x" * 100_000, "١٢٣٤٥٦", "AAAA", "A" * 16_385, "====", "a b"]  # fmt: skip
OTHERS = [None, True, 5, [], ["x"], {}, {"a": 1}, [[[[]]]]]
REFUSED = {400, 401, 413, 422, 429}


def answers(send, values):
    return {repr(value)[:40]: send(value).status_code for value in values}


@pytest.mark.parametrize("values", [TEXTS, OTHERS], ids=["texts", "others"])
class TestEverySecret:
    def test_codes(self, values):
        anita = with_totp()
        for path in ("/auth/2fa/verify", "/auth/2fa/disable", "/auth/step-up"):
            found = answers(lambda value, to=path: anita.api.post(to, {"code": value}), values)
            assert set(found.values()) <= {*REFUSED, 409}, found

    def test_challenges(self, values):
        anita = with_totp()
        real = challenge_of(anita)

        def complete(value):
            return ApiClient().post("/auth/2fa/verify", {"challenge": value, "code": "123456"})

        def ask(value):
            return ApiClient().post("/auth/2fa/passkey-options", {"challenge": value})

        def answer(value):
            return ApiClient().post("/auth/2fa/verify", {"challenge": real, "code": value})

        for send in (complete, ask, answer):
            found = answers(send, values)
            assert set(found.values()) <= REFUSED, found

    @pytest.mark.parametrize(
        "field", ["id", "rawId", "type", "clientDataJSON", "authenticatorData", "signature", "userHandle"]
    )  # fmt: skip
    def test_each_part_of_a_credential(self, values, field):
        anita = with_passkey()
        for value in values:
            options = ApiClient().post("/auth/passkeys/sign-in-options").json()["public_key"]
            credential = anita.device.get(options)
            part = credential if field in credential else credential["response"]
            part[field] = value

            answer = ApiClient().post("/auth/passkeys/sign-in", {"credential": credential})

            assert answer.status_code in REFUSED, (field, repr(value)[:40])

    def test_whole_credentials(self, values):
        anita = person()
        for path, body in (
            ("/auth/passkeys", lambda value: {"name": "Phone", "credential": value}),
            ("/auth/passkeys/sign-in", lambda value: {"credential": value}),
            ("/auth/step-up", lambda value: {"passkey": value}),
        ):
            for value in values:
                assert anita.api.post(path, body(value)).status_code in REFUSED, repr(value)[:40]
