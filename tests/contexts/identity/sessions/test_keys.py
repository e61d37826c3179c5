"""The public keys of access tokens, and how one follows another."""

from __future__ import annotations

import json

import jwt
import pytest
from django.test import Client, override_settings

from contexts.identity.parts.sessions.domain.access_tokens import new_key_ring_text
from contexts.identity.parts.sessions.use_cases.start_session import start_session
from riz import clock
from tests.contexts.identity.factories import UserFactory

pytestmark = pytest.mark.django_db
PLACE = "/.well-known/jwks.json"


def key_set(*keys):
    return override_settings(JWT_SIGNING_KEYS=json.dumps({"keys": list(keys)}))


def new_key():
    return json.loads(new_key_ring_text())["keys"][0]


def public_half(key):
    return {name: value for name, value in key.items() if name != "d"}


def published():
    return Client().get(PLACE)


def token():
    return start_session(user_id=UserFactory().id, at=clock.now()).access_token


def status_with(api, access_token):
    return api.get("/auth/me", headers={"Authorization": f"Bearer {access_token}"}).status_code


class TestPublishing:
    def test_anybody_reads_them_and_may_keep_them_for_a_while(self):
        with key_set(new_key()):
            answer = published()

        assert answer.status_code == 200
        assert answer["Cache-Control"] == "public, max-age=300"
        assert answer["Content-Type"] == "application/json"

    @pytest.mark.requirement("ASVS 5.0 13.3.1")
    def test_no_private_half_is_shown(self):
        key = new_key()
        with key_set(key):
            answer = published()

        (shown,) = answer.json()["keys"]
        assert set(shown) == {"kty", "crv", "x", "y", "kid", "alg", "use"}
        assert key["d"] not in answer.content.decode()

    @pytest.mark.requirement("ASVS 5.0 9.1.1")
    def test_somebody_elses_library_verifies_our_tokens_with_them(self):
        with key_set(new_key(), new_key()):
            written, keys = token(), jwt.PyJWKSet.from_dict(published().json())

        kid = jwt.get_unverified_header(written)["kid"]
        claims = jwt.decode(written, keys[kid].key, algorithms=["ES256"], audience="riz-api")

        assert claims["iss"].startswith("http")


class TestRotating:
    """A new key is published first, then signs, and the old one goes when its last token is over."""

    @pytest.mark.requirement("ASVS 5.0 9.1.3")
    def test_each_step_leaves_every_token_good(self, api):
        old, new = new_key(), new_key()
        with key_set(old):
            before = token()
        with key_set(old, new):
            meanwhile = token()
            assert status_with(api, before) == 200
            assert [key["kid"] for key in published().json()["keys"]] == [old["kid"], new["kid"]]
        with key_set(new, old):
            after = token()
            assert jwt.get_unverified_header(after)["kid"] == new["kid"]
            assert [status_with(api, one) for one in (before, meanwhile, after)] == [200] * 3
        with key_set(new, public_half(old)):
            assert [status_with(api, one) for one in (before, meanwhile, after)] == [200] * 3
        with key_set(new):
            assert [status_with(api, one) for one in (before, meanwhile, after)] == [401, 401, 200]
            assert [key["kid"] for key in published().json()["keys"]] == [new["kid"]]

    def test_refresh_tokens_outlive_every_key(self, api):
        with key_set(new_key()):
            pair = start_session(user_id=UserFactory().id, at=clock.now())
        with key_set(new_key()):
            body = {"refresh_token": pair.refresh_token}
            answer = api.post("/auth/refresh", body)

            assert answer.status_code == 200
            assert status_with(api, answer.json()["access_token"]) == 200

    @pytest.mark.requirement("ASVS 5.0 9.1.1")
    def test_another_key_under_a_known_name_signs_nothing(self, api):
        ours, theirs = new_key(), new_key()
        with key_set({**theirs, "kid": ours["kid"]}):
            forged = token()
        with key_set(ours):
            assert status_with(api, forged) == 401
