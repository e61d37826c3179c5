"""What the form of a request is refused for is asked before anything is looked at: codes, challenges, visits and links stay good."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from contexts.identity import models
from contexts.identity.contracts import MailLinkKind
from riz.strict_json import MAX_DEPTH
from tests.contexts.identity.factories import PASSWORD, UserFactory
from tests.contexts.identity.federation.test_provider_sign_in import elsewhere, go, server, start
from tests.contexts.identity.links import token_in_mail
from tests.contexts.identity.second_factors.people import (
    challenge_of,
    forget_step_up,
    fresh_code,
    person,
    with_passkey,
    with_totp,
)
from tests.support.api_client import ApiClient
from tests.support.checksums import checksums
from tests.support.described import description

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # of the provider's server
    pytest.mark.usefixtures("server"),
]
__all__ = ["elsewhere", "server"]

HERE = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}


@dataclass
class Attempt:
    """A request that would succeed."""

    path: str
    body: dict[str, Any]
    api: ApiClient = field(default_factory=ApiClient)

    def send(self, headers: dict[str, str], **more: Any) -> Any:
        content = more.pop("content", None)
        query = more.pop("query", "")
        kind = more.pop("content_type", "application/json")
        body = content if content is not None else json.dumps(self.body | more).encode()
        return self.api.send_raw(
            "POST", self.path + query, body, content_type=kind, headers=headers
        )


def by_password() -> Attempt:
    return Attempt("/auth/login", {"email": UserFactory().email, "password": PASSWORD})


def by_totp() -> Attempt:
    who = with_totp()
    return Attempt("/auth/2fa/verify", {"challenge": challenge_of(who), "code": fresh_code(who)})


def by_recovery_code() -> Attempt:
    who = with_totp()
    facts = {"challenge": challenge_of(who), "code": who.recovery_codes[0]}
    return Attempt("/auth/2fa/verify", facts)


def by_passkey() -> Attempt:
    who = with_passkey()
    options = ApiClient().post("/auth/passkeys/sign-in-options").json()["public_key"]
    return Attempt("/auth/passkeys/sign-in", {"credential": who.device.get(options)})


def by_passkey_as_second_factor() -> Attempt:
    who = with_passkey()
    asked = {"challenge": challenge_of(who)}
    options = ApiClient().post("/auth/2fa/passkey-options", asked).json()["public_key"]
    return Attempt("/auth/2fa/passkey", asked | {"credential": who.device.get(options)})


def by_provider() -> Attempt:
    started = start(ApiClient())
    back = go(started, "anita")
    facts = {name: back[name] for name in ("code", "state")}
    return Attempt("/auth/oidc/mock/callback", facts | {"secret": started["secret"]})


def linking_a_provider() -> Attempt:
    who = person()
    started = start(who.api, "/auth/oidc/links/mock/start")
    back = go(started, "anita")
    facts = {name: back[name] for name in ("code", "state")}
    return Attempt("/auth/oidc/links/mock/callback", facts | {"secret": started["secret"]}, who.api)


def stepping_up_by_totp() -> Attempt:
    who = with_totp()
    forget_step_up(who)
    return Attempt("/auth/step-up", {"code": fresh_code(who)}, who.api)


def stepping_up_by_recovery_code() -> Attempt:
    who = with_totp()
    return Attempt("/auth/step-up", {"code": who.recovery_codes[0]}, who.api)


def stepping_up_by_passkey() -> Attempt:
    who = with_passkey()
    options = who.api.post("/auth/step-up/passkey-options").json()["public_key"]
    return Attempt("/auth/step-up", {"passkey": who.device.get(options)}, who.api)


def confirming_an_app() -> Attempt:
    who = person()
    secret = who.api.post("/auth/2fa/enable").json()["secret"]
    who.secret = secret
    return Attempt("/auth/2fa/verify", {"code": fresh_code(who)}, who.api)


def confirming_an_address() -> Attempt:
    UserFactory(email="new@riz.example", email_verified_at=None)
    ApiClient().post("/auth/email/verification", {"email": "new@riz.example"})
    token = token_in_mail(MailLinkKind.VERIFY_EMAIL, "new@riz.example")
    return Attempt("/auth/email/verify", {"token": token})


def choosing_a_new_password() -> Attempt:
    who = UserFactory()
    ApiClient().post("/auth/password/forgot", {"email": who.email})
    token = token_in_mail(MailLinkKind.RESET_PASSWORD, who.email)
    return Attempt(
        "/auth/password/reset", {"token": token, "new_password": "a lake and three rivers"}
    )


# Those whose answer has two forms, and the others.
SIGN_INS = (
    by_password,
    by_totp,
    by_recovery_code,
    by_passkey,
    by_passkey_as_second_factor,
    by_provider,
    linking_a_provider,
)
OTHERS = (
    stepping_up_by_totp,
    stepping_up_by_recovery_code,
    stepping_up_by_passkey,
    confirming_an_app,
    confirming_an_address,
    choosing_a_new_password,
)
DEEP = b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1)
REFUSALS: dict[str, tuple[int, dict[str, str], dict[str, Any]]] = {
    "an unknown field": (422, {}, {"colour": "red"}),
    "an unknown parameter": (422, {}, {"query": "?next=/"}),
    "another type of answer": (406, {"Accept": "text/html"}, {}),
    "another type of body": (415, {}, {"content_type": "text/plain"}),
    "a compressed body": (415, {"Content-Encoding": "gzip"}, {}),
    "a key that is none": (400, {"Idempotency-Key": "two words"}, {}),
    "an empty key": (400, {"Idempotency-Key": " "}, {}),
    "no JSON": (400, {}, {"content": b"{"}),
    "nested too deeply": (400, {}, {"content": DEEP}),
    "too large": (413, {}, {"content": b'"' + b"x" * 300_000 + b'"'}),
}
OF_BROWSERS: dict[str, dict[str, str]] = {
    "nobody says who asks": {},
    "another origin": {"Origin": "https://evil.example"},
    "another site": {"Sec-Fetch-Site": "cross-site"},
    "two origins": {"Origin": "http://testserver, https://evil.example"},
}


def refused(attempt: Attempt, status: int, headers: dict[str, str], **more: Any) -> None:
    before = checksums()
    answer = attempt.send(headers, **more)
    assert answer.status_code == status, (answer.status_code, answer.content)
    assert checksums() == before


@pytest.mark.parametrize("way", [*SIGN_INS, *OTHERS])
def test_a_refusal_of_form_uses_nothing_up(way: Any) -> None:
    attempt = way()

    for status, headers, more in REFUSALS.values():
        refused(attempt, status, headers, **more)

    assert attempt.send({}).status_code in {200, 204}


@pytest.mark.parametrize("way", SIGN_INS)
def test_a_page_that_is_not_ours_uses_nothing_up(way: Any) -> None:
    attempt = way()

    for headers in OF_BROWSERS.values():
        refused(attempt, 403, headers, client="browser")
    refused(attempt, 422, HERE, client="a third form")

    good = attempt.send({}, client="api")
    assert good.status_code == 200, good.content


def test_a_password_that_is_too_weak_uses_no_link_up() -> None:
    attempt = choosing_a_new_password()

    refused(attempt, 422, {}, new_password="password")
    assert attempt.send({}).status_code == 204


def test_every_sign_in_is_among_them() -> None:
    """Whatever takes `client` hands out tokens in two forms, or keeps a secret in two."""
    schema = description()
    known = schema["components"]["schemas"]
    taking = set()
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            content = operation.get("requestBody", {}).get("content", {})
            name = content.get("application/json", {}).get("schema", {}).get("$ref", "")
            if "client" in known.get(name.rpartition("/")[2], {}).get("properties", {}):
                taking.add(path.removeprefix("/api/v1"))
    covered = {way().path.replace("mock", "{provider}") for way in SIGN_INS}

    starts = {"/auth/oidc/{provider}/start", "/auth/oidc/links/{provider}/start"}
    assert taking == covered | starts


@pytest.mark.parametrize("bearer", ["Bearer x.y.z", "Bearer riz_test_nobody_x", "Bearer riz_oat_x"])
def test_a_challenge_is_good_beside_a_bearer_that_is_not(bearer: str) -> None:
    attempt = by_totp()

    assert attempt.send({"Authorization": bearer}).status_code == 200
    assert confirming_an_app().send({"Authorization": bearer}).status_code == 401


def test_another_clients_visit_leaves_the_browsers_cookie_alone() -> None:
    browser = ApiClient()
    assert browser.post(
        "/auth/oidc/mock/start", {"client": "browser"}, headers=HERE
    ).cookies.keys() == {"__Host-riz-oidc"}
    attempt = by_provider()
    attempt.api = browser

    answer = attempt.send({})

    assert (answer.status_code, answer.cookies) == (200, {})


def test_a_recovery_code_of_whoever_may_not_sign_in_stays_good() -> None:
    attempt = by_recovery_code()
    models.User.objects.update(is_active=False)
    before = checksums()["identity_recoverycode"]

    assert attempt.send({}).status_code == 401
    assert checksums()["identity_recoverycode"] == before


def test_the_answer_of_another_provider_uses_no_visit_up() -> None:
    attempt = by_provider()
    before = checksums()["identity_providervisit"]

    assert attempt.send({}, iss="https://other.example").status_code == 401
    assert checksums()["identity_providervisit"] == before
    assert attempt.send({}).status_code == 200
