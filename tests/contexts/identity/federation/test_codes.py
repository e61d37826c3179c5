"""Authorization codes: how an application gets them, and what they are good for."""

from __future__ import annotations

import json

import jwt
import pytest
import time_machine

from contexts.identity import models
from riz.outbox.models import OutboxEvent
from tests.contexts.identity.factories import UserFactory
from tests.contexts.identity.federation import walking
from tests.contexts.identity.federation.walking import App, Browser, new_verifier, register, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def app() -> App:
    return register()


@pytest.fixture
def user():
    return UserFactory()


@pytest.mark.requirement("ASVS 5.0 10.4.6")
def test_an_application_gets_tokens_by_code_and_verifier(app, user):
    verifier = new_verifier()
    answer = Browser().allow(app.authorization(verifier), user)
    assert answer["state"] == "st-1"
    assert answer["iss"] == "http://127.0.0.1:8000"
    tokens = app.exchange(answer["code"], verifier)
    assert tokens.status_code == 200
    assert tokens["Cache-Control"] == "no-store"
    got = tokens.json()
    assert got["access_token"].startswith("riz_oat_")
    assert got["token_type"] == "Bearer"
    assert got["expires_in"] == 600
    keys = jwt.PyJWKSet.from_json(walking.Client().get("/oauth/jwks").content.decode())
    header = jwt.get_unverified_header(got["id_token"])
    claims = jwt.decode(
        got["id_token"],
        keys[header["kid"]].key,
        algorithms=["RS256"],
        audience=app.client_id,
        issuer="http://127.0.0.1:8000",
    )
    assert claims["sub"] == str(user.id)
    assert claims["nonce"] == "no-1"
    assert claims["email"] == user.email
    assert claims["amr"] == ["password"]
    assert "at_hash" in claims


def test_its_owner_is_told_once_of_what_an_application_may(app, user):
    told_of = OutboxEvent.objects.filter(name="identity.application.allowed.v1")
    for scope in ("openid", "openid", "openid profile"):
        Browser().allow(app.authorization(new_verifier(), scope=scope), user)

    said = [(row.payload["application_name"], row.payload["user_id"]) for row in told_of]
    assert said == [("Trip Helper", str(user.id))] * 2


def test_no_table_holds_a_secret_of_an_application(app, user):
    got = walking.tokens_for(app, user)
    for model in (models.ProgramToken, models.ProgramRefreshToken, models.AuthorizationCode):
        stored = json.dumps(list(model.objects.values()), default=str)
        assert got["access_token"] not in stored
        assert got["refresh_token"] not in stored
    assert app.secret not in models.Application.objects.get().client_secret


@pytest.mark.requirement("ASVS 5.0 10.4.2")
def test_a_code_is_good_once_and_its_second_use_ends_what_came_of_it(app, user):
    verifier = new_verifier()
    code = Browser().allow(app.authorization(verifier), user)["code"]
    first = app.exchange(code, verifier).json()
    assert _userinfo(first["access_token"]).status_code == 200
    second = app.exchange(code, verifier)
    assert (second.status_code, second.json()["error"]) == (400, "invalid_grant")
    assert _userinfo(first["access_token"]).status_code == 401
    assert app.refresh(first["refresh_token"]).json()["error"] == "invalid_grant"
    assert models.SecurityEvent.objects.filter(action="program_secret_reused").exists()


@pytest.mark.requirement("ASVS 5.0 10.4.3")
def test_a_code_lives_a_minute(app, user):
    verifier = new_verifier()
    with time_machine.travel("2026-11-22T10:00:00Z", tick=False) as clock:
        codes = [Browser().allow(app.authorization(verifier), user)["code"] for _ in range(2)]
        clock.shift(59)
        assert app.exchange(codes[0], verifier).status_code == 200
        clock.shift(1)
        assert app.exchange(codes[1], verifier).json()["error"] == "invalid_grant"


@pytest.mark.requirement("ASVS 5.0 10.4.6")
@pytest.mark.parametrize("verifier", [None, "", "wrong" * 10, "x"])
def test_a_code_without_its_verifier_is_good_for_nothing(app, user, verifier):
    code = Browser().allow(app.authorization(new_verifier()), user)["code"]
    answer = app.exchange(code, verifier)
    assert answer.status_code == 400
    assert answer.json()["error"] in {"invalid_grant", "invalid_request"}
    assert not models.ProgramToken.objects.exists()


def test_a_wrong_verifier_leaves_the_code_to_the_right_one(app, user):
    verifier = new_verifier()
    code = Browser().allow(app.authorization(verifier), user)["code"]
    assert app.exchange(code, new_verifier()).json()["error"] == "invalid_grant"
    assert app.exchange(code, verifier).status_code == 200


@pytest.mark.requirement("RFC 7636")
@pytest.mark.parametrize("verifier", ["short", "x" * 42, "x" * 129, "x" * 43 + "/", "x" * 43 + "="])
def test_a_verifier_has_the_letters_and_length_of_the_standard(app, user, verifier):
    code = Browser().allow(app.authorization(verifier), user)["code"]
    assert app.exchange(code, verifier).json()["error"] == "invalid_grant"


@pytest.mark.requirement("ASVS 5.0 10.4.6")
@pytest.mark.parametrize(
    "changes",
    [
        {"code_challenge": None, "code_challenge_method": None},
        {"code_challenge": None},
        {"code_challenge_method": None},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": "s256"},
        {"code_challenge": "abc"},
        {"code_challenge": "x" * 42},
        {"code_challenge": "x" * 129},
        {"code_challenge": "x" * 42 + "="},
        {"code_challenge": "x" * 42 + "\u00e9"},
        {"code_challenge": "x" * 43 + "\n"},
    ],
    ids=[
        *("none", "no challenge", "no method", "plain", "other case", "short", "nearly", "long"),
        *("padded", "no ASCII", "a line"),
    ],
)
@pytest.mark.parametrize("is_confidential", [True, False], ids=["confidential", "public"])
def test_no_code_without_a_hashed_challenge(changes, is_confidential):
    app = register(is_confidential=is_confidential)
    answer = told(Browser().open(app.authorization(new_verifier(), **changes)))
    assert answer["error"] == "invalid_request"
    assert answer["state"] == "st-1"
    assert answer["iss"] == "http://127.0.0.1:8000"


def test_a_code_is_of_one_application(app, user):
    verifier = new_verifier()
    code = Browser().allow(app.authorization(verifier), user)["code"]
    stranger = register(name="Stranger")
    assert stranger.exchange(code, verifier).json()["error"] == "invalid_grant"
    # And its owner still can.
    assert app.exchange(code, verifier).status_code == 200


@pytest.mark.requirement("ASVS 5.0 10.4.10")
@pytest.mark.parametrize("secret", ["wrong", ""])
def test_a_confidential_application_shows_its_secret(app, user, secret):
    verifier = new_verifier()
    code = Browser().allow(app.authorization(verifier), user)["code"]
    impostor = App(app.client_id, secret or None, app.id)
    answer = impostor.exchange(code, verifier)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


REDIRECTS = [
    "https://app.example/callback/",
    "https://app.example/callback?next=1",
    "https://app.example/callback#x",
    "https://app.example/Callback",
    "https://app.example:443/callback",
    "https://APP.example/callback",
    "https://app.example/x/../callback",
    "https://app.example/callback%2f..",
    "https://user@app.example/callback",
    "https://app.example.evil.example/callback",
    "https://evil.example/callback",
    "http://app.example/callback",
    "//app.example/callback",
    "https://app.example/callback ",
    "https://app.example",
    "javascript:alert(1)",
]


@pytest.mark.requirement("ASVS 5.0 10.4.1")
@pytest.mark.parametrize("uri", REDIRECTS, ids=range(len(REDIRECTS)))
def test_a_browser_is_sent_to_registered_addresses_alone(app, uri):
    page = Browser().open(app.authorization(new_verifier(), redirect_uri=uri))
    assert page.status_code == 400
    assert "Location" not in page
    assert page["X-Frame-Options"] == "DENY"


def test_an_unknown_application_sends_nobody_anywhere(app):
    page = Browser().open(app.authorization(new_verifier(), client_id="nobody"))
    assert page.status_code == 400
    assert "Location" not in page


def test_an_address_named_twice_is_refused(app):
    url = app.authorization(new_verifier()) + "&redirect_uri=https%3A%2F%2Fevil.example"
    assert Browser().open(url).status_code == 400


def test_the_address_at_the_exchange_is_the_one_of_the_code(user):
    app = register(redirect_uris=("https://app.example/a", "https://app.example/b"))
    verifier = new_verifier()
    code = Browser().allow(app.authorization(verifier), user)["code"]
    answer = app.exchange(code, verifier, redirect_uri="https://app.example/b")
    assert answer.status_code == 400


@pytest.mark.requirement("ASVS 5.0 10.4.4", "ASVS 5.0 10.6.1")
@pytest.mark.parametrize(
    "response_type", ["token", "id_token", "code token", "code id_token", "none", "CODE"]
)
def test_codes_are_all_there_is(app, response_type):
    answer = Browser().open(app.authorization(new_verifier(), response_type=response_type))
    assert told(answer)["error"] in {"unsupported_response_type", "unauthorized_client"}
    assert "#" not in answer["Location"]


@pytest.mark.requirement("ASVS 5.0 10.4.4")
@pytest.mark.parametrize(
    "grant_type",
    [
        "password",
        "implicit",
        "urn:ietf:params:oauth:grant-type:device_code",
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "openid",
        "unknown",
        "",
    ],
)
def test_no_other_grant_is_known(app, user, grant_type):
    answer = app.post(
        "/oauth/token", grant_type=grant_type, username=user.email, password=walking.PASSWORD
    )
    assert answer.status_code == 400
    assert answer.json()["error"] in {"unsupported_grant_type", "invalid_request"}


@pytest.mark.requirement("ASVS 5.0 10.4.11")
@pytest.mark.parametrize("scope", ["", "payments:write", "openid nonsense", "openid payments:read"])
def test_an_application_asks_for_what_it_is_registered_for(app, scope):
    answer = told(Browser().open(app.authorization(new_verifier(), scope=scope)))
    assert answer["error"] == "invalid_scope"


def test_a_disabled_application_gets_nothing(app, user):
    verifier = new_verifier()
    code = Browser().allow(app.authorization(verifier), user)["code"]
    got = walking.tokens_for(app, user)
    from contexts.identity.parts.federation.use_cases.set_application_usable import (  # noqa: PLC0415
        set_application_usable,
    )

    set_application_usable(
        application_id=app.id, is_usable=False, actor=walking.SYSTEM, at=walking.clock.now()
    )
    assert Browser().open(app.authorization(verifier)).status_code == 400
    assert app.exchange(code, verifier).status_code == 401
    assert app.refresh(got["refresh_token"]).status_code == 401
    assert _userinfo(got["access_token"]).status_code == 401


def test_parameters_of_the_token_endpoint_come_once_and_in_the_body(app):
    for path, body in (
        ("/oauth/token?grant_type=refresh_token", "refresh_token=x"),
        ("/oauth/token", "grant_type=refresh_token&grant_type=password"),
    ):
        answer = walking.Client().post(path, body, content_type="application/x-www-form-urlencoded")
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_userinfo_is_asked_by_post_with_the_bearer_alone_too(app, user):
    bearer = f"Bearer {walking.tokens_for(app, user)['access_token']}"

    def asked(**headers):
        return walking.Client().generic("POST", "/oauth/userinfo", **headers).status_code

    assert (asked(HTTP_AUTHORIZATION=bearer), asked()) == (200, 401)


def _userinfo(token: str):
    return walking.Client().get("/oauth/userinfo", HTTP_AUTHORIZATION=f"Bearer {token}")
