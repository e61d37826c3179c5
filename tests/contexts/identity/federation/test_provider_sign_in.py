"""Signing in with another provider: a third party's OpenID server, and answers that no honest one gives."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jwk, jws, jwt
from oidc_provider_mock import User, run_server_in_thread

from contexts.identity import models
from contexts.identity.contracts import MailLinkKind
from contexts.identity.parts.federation.gateways import provider_http, providers
from contexts.identity.parts.sessions import api as sessions
from riz import clock
from riz.outbox.models import OutboxEvent
from riz.sealing import seal
from tests.contexts.identity.factories import UserFactory
from tests.contexts.identity.links import token_in_mail
from tests.support.api_client import ApiClient
from tests.support.strangers import (
    PUBLIC_ONLY,
    SPELLINGS,
    listening,
    redirect,
    resolver,
    response,
    stranger,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # The third party's server, which runs in this process, still uses what its library calls old.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

CALLBACK = "https://riz.example/sign-in/mock"


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """The address of somebody else's server; it makes a key as it starts, which takes longer than a test."""
    anita = {
        "email": "anita@example.com",
        "email_verified": True,
        "name": "Anita D",
        "locale": "bn",
    }
    with run_server_in_thread(
        user_claims=[
            User(sub="anita", claims=anita),
            User(sub="unverified", claims={"email": "u@example.com", "email_verified": False}),
            User(sub="nameless", claims={}),
        ]
    ) as running:
        yield f"http://localhost:{running.server_port}"


@pytest.fixture
def server(elsewhere: str, settings) -> str:
    """The address of a provider that RIZ knows."""
    settings.OIDC_PROVIDERS = [
        {
            "id": "mock",
            "name": "Mock",
            "issuer": elsewhere,
            "client_id": "riz",
            "client_secret": "s3cret",
            "redirect_uri": CALLBACK,
        }
    ]
    providers.forget_what_was_read()
    return elsewhere


def go(started: dict[str, Any], sub: str) -> dict[str, str]:
    """Sign in over there, and return what the provider sends back."""
    answer = httpx.post(started["authorization_url"], data={"sub": sub})
    assert answer.status_code == 302, answer.text
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    return {name: values[0] for name, values in query.items()}


def start(api: ApiClient, path: str = "/auth/oidc/mock/start", **fields: Any) -> dict[str, Any]:
    answer = api.post(path, fields)
    assert answer.status_code == 200, answer.content
    return answer.json()


def come_back(api: ApiClient, sub: str = "anita", **changes: Any) -> Any:
    started = start(api)
    back = go(started, sub)
    body = {"code": back["code"], "state": back["state"], "secret": started["secret"]} | changes
    return api.post("/auth/oidc/mock/callback", body)


def test_somebody_new_gets_an_account_and_comes_back_to_it(api, server):
    first = come_back(api)
    assert first.status_code == 200, first.content
    user = models.User.objects.get()
    assert (user.email, user.full_name, user.locale) == ("anita@example.com", "Anita D", "bn")
    assert user.email_verified_at is not None
    assert not user.has_usable_password()
    second = come_back(api)
    assert second.json()["user_id"] == first.json()["user_id"] == str(user.id)
    assert models.LinkedLogin.objects.get().last_used_at is not None
    assert models.Session.objects.filter(user=user).count() == 2


def test_providers_are_listed_without_their_secrets(api, server):
    answer = api.get("/auth/oidc/providers")
    assert answer.json()["results"] == [{"id": "mock", "name": "Mock"}]


@pytest.mark.requirement("ASVS 5.0 10.1.2", "ASVS 5.0 10.2.3")
def test_the_way_there_is_bound_to_this_sign_in(api, server):
    asked = parse_qs(urlsplit(start(api)["authorization_url"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [CALLBACK]
    assert asked["scope"] == ["openid email profile"]
    assert len(asked["state"][0]) >= 43
    assert len(asked["nonce"][0]) >= 43
    again = parse_qs(urlsplit(start(api)["authorization_url"]).query)
    for name in ("state", "nonce", "code_challenge"):
        assert asked[name] != again[name]


def test_an_account_is_never_opened_by_its_address(api, server):
    owner = UserFactory(email="anita@example.com")
    answer = come_back(api)
    assert (answer.status_code, answer.json()["code"]) == (409, "identity.oidc_login_not_linked")
    assert not models.LinkedLogin.objects.exists()
    assert not models.Session.objects.filter(user=owner).exists()


class TestAnAddressThatAStrangerTookFirst:
    """Somebody opened an account for the address and could not confirm it; then its owner comes."""

    PASSWORD = "three rivers and a lake"

    @pytest.fixture
    def taken(self, api):
        body = {"email": "Anita@example.com", "password": self.PASSWORD, "full_name": "Mallory"}
        assert api.post("/auth/register", body).status_code == 202
        user = models.User.objects.get()
        now = clock.now()
        models.TotpDevice.objects.create(user=user, secret_sealed=seal("x"), created_at=now)
        models.RecoveryCode.objects.create(hash="x" * 64, user=user, created_at=now)
        models.LinkedLogin.objects.create(
            user=user, provider="mock", subject="mallory", email="", created_at=now
        )
        sessions.start_session(user_id=user.id, at=now)
        return user

    def test_is_its_owner_s(self, api, server, taken):
        answer = come_back(api)

        assert answer.status_code == 200, answer.content
        user = models.User.objects.get()
        assert answer.json()["user_id"] == str(user.id)
        assert (user.email, user.full_name, user.locale) == ("anita@example.com", "Anita D", "bn")
        assert user.email_verified_at is not None
        assert models.LinkedLogin.objects.get().subject == "anita"

    def test_lets_the_stranger_in_no_more(self, api, server, taken):
        (before,) = models.Session.objects.all()
        token = token_in_mail(MailLinkKind.VERIFY_EMAIL)
        come_back(api)

        user = models.User.objects.get()
        assert not user.has_usable_password()
        known = {"email": "anita@example.com", "password": self.PASSWORD}
        assert ApiClient().post("/auth/login", known).status_code == 401
        assert ApiClient().post("/auth/email/verify", {"token": token}).status_code >= 400
        assert models.MailLink.objects.filter(user=user, superseded_at=None).count() == 0
        assert models.Session.objects.get(id=before.id).revoked_at is not None
        assert not models.TotpDevice.objects.exists()
        assert not models.RecoveryCode.objects.exists()
        assert not models.LinkedLogin.objects.filter(subject="mallory").exists()

    def test_stays_closed_where_staff_have_disabled_it(self, api, server, taken):
        models.User.objects.update(is_active=False)

        answer = come_back(api)

        assert answer.json()["code"] == "identity.oidc_login_not_linked"
        assert models.LinkedLogin.objects.get().subject == "mallory"


@pytest.mark.parametrize("sub", ["unverified", "nameless"])
def test_no_account_is_made_of_an_address_that_nobody_verified(api, server, sub):
    answer = come_back(api, sub)
    assert (answer.status_code, answer.json()["code"]) == (422, "identity.oidc_email_not_verified")
    assert not models.User.objects.exists()


@pytest.mark.requirement("ASVS 5.0 10.2.1", "ASVS 5.0 10.2.2")
@pytest.mark.parametrize(
    "changes",
    [
        {"secret": "another browser's"},
        {"secret": ""},
        {"state": "made up"},
        {"iss": "https://evil.example"},
    ],
    ids=["browser", "no secret", "state", "issuer"],
)
def test_what_another_browser_or_provider_sends_is_refused(api, server, changes):
    answer = come_back(api, **changes)
    assert answer.status_code in {401, 422}
    assert not models.User.objects.exists()


def test_nobody_comes_back_twice(api, server):
    started = start(api)
    back = go(started, "anita")
    body = {**back, "secret": started["secret"]}
    body = {name: body[name] for name in ("code", "state", "secret")}
    assert api.post("/auth/oidc/mock/callback", body).status_code == 200
    again = api.post("/auth/oidc/mock/callback", body)
    assert (again.status_code, again.json()["code"]) == (401, "identity.oidc_login_invalid")


def test_a_code_of_another_visit_is_refused(api, server):
    one, other = start(api), start(api)
    code = go(one, "anita")["code"]
    state = go(other, "anita")["state"]
    body = {"code": code, "state": state, "secret": other["secret"]}
    assert api.post("/auth/oidc/mock/callback", body).status_code == 401


def test_a_browser_keeps_the_secret_in_a_cookie(api, server):
    answer = api.post(
        "/auth/oidc/mock/start", {"client": "browser"}, headers={"Origin": "http://testserver"}
    )
    assert answer.status_code == 200, answer.content
    assert "secret" not in answer.json()
    cookie = answer.cookies["__Host-riz-oidc"]
    assert cookie["httponly"]
    assert cookie["secure"]
    assert cookie["samesite"] == "Lax"
    back = go(answer.json(), "anita")
    body = {"code": back["code"], "state": back["state"], "client": "browser"}
    done = api.post("/auth/oidc/mock/callback", body, headers={"Origin": "http://testserver"})
    assert done.status_code == 200, done.content
    assert "refresh_token" not in done.json()


def test_a_second_factor_is_still_asked_for(api, server):
    come_back(api)
    user = models.User.objects.get()
    models.Passkey.objects.create(
        user=user,
        credential_id=b"1",
        public_key=b"2",
        aaguid=user.id,
        name="key",
        created_at=user.created_at,
    )
    answer = come_back(api)
    assert (answer.status_code, answer.json()["code"]) == (401, "identity.second_factor_required")
    assert "passkey" in answer.json()["methods"]


def test_a_disabled_account_stays_shut(api, server):
    come_back(api)
    models.User.objects.update(is_active=False)
    assert come_back(api).status_code == 401


# --- linking


def link(api: ApiClient, sub: str = "anita") -> Any:
    started = start(api, "/auth/oidc/links/mock/start")
    back = go(started, sub)
    body = {"code": back["code"], "state": back["state"], "secret": started["secret"]}
    return api.post("/auth/oidc/links/mock/callback", body)


def test_whoever_is_signed_in_links_a_login_and_signs_in_with_it(api, server):
    user = UserFactory(email="anita@example.com")
    api.sign_in(user)
    linked = link(api)
    assert linked.status_code == 200, linked.content
    listed = api.get("/auth/oidc/links").json()["results"]
    assert [each["provider"] for each in listed] == ["mock"]
    told = OutboxEvent.objects.get(name="identity.login.linked.v1").payload
    assert (told["user_id"], told["provider"]) == (str(user.id), "mock")
    assert come_back(ApiClient()).json()["user_id"] == str(user.id)
    assert api.delete(f"/auth/oidc/links/{listed[0]['id']}").status_code == 204
    assert come_back(ApiClient()).status_code == 409


def test_linking_needs_a_recent_sign_in(api, server):
    api.sign_in(UserFactory())
    models.Session.objects.update(authenticated_at="2020-01-01T00:00:00Z")
    answer = api.post("/auth/oidc/links/mock/start", {})
    assert (answer.status_code, answer.json()["code"]) == (403, "identity.step_up_required")


def test_a_login_is_not_linked_with_the_account_of_whoever_is_tricked(api, server):
    """An attacker's code and state, brought by a victim who is signed in, link nothing."""
    attacker, victim = ApiClient().sign_in(UserFactory()), ApiClient().sign_in(UserFactory())
    started = start(attacker, "/auth/oidc/links/mock/start")
    back = go(started, "anita")
    body = {"code": back["code"], "state": back["state"], "secret": started["secret"]}
    assert victim.post("/auth/oidc/links/mock/callback", body).status_code == 401
    # Nor does a visit to sign in link, or one to link sign in.
    assert ApiClient().post("/auth/oidc/mock/callback", body).status_code == 401
    assert not models.LinkedLogin.objects.exists()


def test_a_login_opens_one_account(api, server):
    link(ApiClient().sign_in(UserFactory()))
    answer = link(ApiClient().sign_in(UserFactory()))
    assert (answer.status_code, answer.json()["code"]) == (
        409,
        "identity.oidc_login_linked_elsewhere",
    )


def test_the_last_way_in_stays(api, server):
    come_back(api)
    api.sign_in(models.User.objects.get())
    login = models.LinkedLogin.objects.get()
    answer = api.delete(f"/auth/oidc/links/{login.id}")
    assert (answer.status_code, answer.json()["code"]) == (409, "identity.last_way_in")


def test_links_of_others_are_unknown(api, server):
    come_back(ApiClient())
    api.sign_in(UserFactory())
    assert api.delete(f"/auth/oidc/links/{models.LinkedLogin.objects.get().id}").status_code == 404
    assert api.get("/auth/oidc/links").json() == {"results": [], "next": None, "previous": None}


# --- answers that no honest provider gives

WITH_SLASH = "the issuer's address and a slash"
KEY = jwk.RSAKey.generate_key(2048, {"kid": "k1"})
OTHER = jwk.RSAKey.generate_key(2048, {"kid": "k1"})


class Liar:
    """A provider on a real socket, whose answers are ours."""

    def __init__(self) -> None:
        self.issuer = ""
        self.key: Any = KEY
        self.header: dict[str, Any] = {"alg": "RS256", "kid": "k1"}
        self.claims: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {}
        self.keys: list[Any] = [KEY.as_dict(private=False)]
        self.nonce = ""
        self.raw: str | None = None
        self.payload = ""
        self.head: bytes | None = None
        self.asked: list[str] = []
        self.instead: dict[str, bytes] = {}
        """Whole answers, by path."""

    def __call__(self, request: bytes) -> bytes:
        path = request.split()[1].decode()
        self.asked.append(path)
        if path in self.instead:
            return self.instead[path]
        if path.endswith("openid-configuration"):
            described = {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/jwks",
                "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256", "none"],
            }
            return response(json.dumps(described | self.metadata).encode())
        if path == "/jwks":
            return response(json.dumps({"keys": self.keys}).encode())
        return response(json.dumps({"access_token": "at", "id_token": self.id_token()}).encode())

    def id_token(self) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": "riz",
            "sub": "anita",
            "iat": now,
            "exp": now + 300,
            "nonce": self.nonce,
            "email": "anita@example.com",
            "email_verified": True,
        } | self.claims
        if claims["iss"] == WITH_SLASH:
            claims["iss"] = f"{self.issuer}/"
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.head is not None:
            payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=")
            signed = self.head + b"." + payload
            signature = self.key.private_key.sign(signed, PKCS1v15(), SHA256())
            return (signed + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")).decode()
        return self.raw or jwt.encode(
            self.header, claims, self.key, algorithms=["RS256", "ES256", "HS256", "none"]
        )

    def sign(self, payload: str) -> str:
        """Sign a text that may be no JSON; `%s` are the claims that have to be right."""
        now = int(time.time())
        right = f'"iss": "{self.issuer}", "aud": "riz", "iat": {now}, "nonce": "{self.nonce}"'
        return jws.serialize_compact(self.header, (payload % right).encode(), self.key)


@pytest.fixture
def liar(settings) -> Iterator[Liar]:
    answers = Liar()
    with stranger(answers) as there:
        answers.issuer = there.url("")
        settings.OIDC_PROVIDERS = [
            {
                "id": "mock",
                "name": "Mock",
                "issuer": answers.issuer,
                "client_id": "riz",
                "client_secret": "s",
            }
        ]
        settings.RIZ_OUTGOING_PRIVATE_NETWORKS = PUBLIC_ONLY
        providers.forget_what_was_read()
        yield answers


def answer_of(api: ApiClient, liar: Liar) -> Any:
    started = start(api)
    asked = parse_qs(urlsplit(started["authorization_url"]).query)
    liar.nonce = liar.nonce or asked["nonce"][0]
    if liar.payload:
        liar.raw = liar.sign(liar.payload)
    body = {"code": "c", "state": asked["state"][0], "secret": started["secret"]}
    return api.post("/auth/oidc/mock/callback", body)


def test_a_true_answer_is_believed(api, liar):
    assert answer_of(api, liar).status_code == 200


@pytest.mark.parametrize(
    ("claimed", "kept"),
    [
        ({"name": "A\nB\x07"}, ("A B", "en")),
        ({"name": "\u200b", "locale": "no such locale"}, ("", "en")),
        ({"name": "\u202eatinA\u202c", "locale": "BN_in"}, ("atinA", "bn-IN")),
        ({"name": "Anita", "locale": "xx"}, ("Anita", "en")),
        ({"name": "x" * 200, "locale": ["bn"]}, ("x" * 150, "en")),
        ({"name": {"first": "Anita"}, "locale": "\x07"}, ("", "en")),
        ({"name": " অনীতা দেববর্মা "}, ("অনীতা দেববর্মা", "en")),
        ({"name": "ক্\u200dষ", "locale": "bn"}, ("ক্\u200dষ", "bn")),
        ({"name": "Z" + "\u0335" * 40, "locale": "en-" + "x" * 40}, ("Z" + "\u0335" * 6, "en")),
    ],
)
def test_nobody_is_kept_out_for_a_name_or_a_language_that_is_none(api, liar, claimed, kept):
    liar.claims = claimed

    assert answer_of(api, liar).status_code == 200

    user = models.User.objects.get()
    assert (user.full_name, user.locale) == kept


@pytest.mark.requirement("ASVS 5.0 10.5.2")
def test_a_login_is_known_by_its_subject_alone(api, liar):
    first = answer_of(api, liar).json()["user_id"]
    liar.nonce, liar.claims = "", {"email": "married@example.com"}
    assert answer_of(api, liar).json()["user_id"] == first
    liar.nonce, liar.claims = "", {"sub": "somebody else"}
    assert answer_of(api, liar).status_code == 409


def _hours(count: float) -> int:
    return int(time.time() + 3600 * count)


LIES = {
    "nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "issuer": {"iss": "https://evil.example"},
    "issuer with slash": {"iss": WITH_SLASH},
    "no issuer": {"iss": None},
    "audience": {"aud": "another"},
    "no audience": {"aud": None},
    "audiences without azp": {"aud": ["riz", "another"]},
    "azp of another": {"aud": ["riz", "another"], "azp": "another"},
    "azp alone of another": {"azp": "another"},
    "expired": {"exp": _hours(-1)},
    "no expiry": {"exp": None},
    "expiry as text": {"exp": "9999999999"},
    "issued tomorrow": {"iat": _hours(24)},
    "issued yesterday": {"iat": _hours(-24)},
    "no issue": {"iat": None},
    "not yet": {"nbf": _hours(1)},
    "no subject": {"sub": None},
    "subject is a number": {"sub": 7},
    "subject too long": {"sub": "x" * 256},
    "hash of another access token": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
}


@pytest.mark.requirement("ASVS 5.0 10.5.1", "ASVS 5.0 10.5.4")
@pytest.mark.parametrize("claims", LIES.values(), ids=LIES.keys())
def test_a_false_claim_is_refused(api, liar, claims):
    liar.claims = claims
    if "nonce" in claims:
        liar.nonce = "x"
    answer = answer_of(api, liar)
    assert (answer.status_code, answer.json()["code"]) == (401, "identity.oidc_login_invalid")
    assert not models.User.objects.exists()


@pytest.mark.requirement("ASVS 5.0 9.1.2")
def test_signatures_that_anybody_can_make_are_refused(api, liar):
    liar.key = OTHER
    assert answer_of(api, liar).status_code == 401
    liar.raw = _signed_with_the_public_key()
    assert answer_of(api, liar).status_code == 401
    liar.raw = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbml0YSJ9."
    assert answer_of(api, liar).status_code == 401
    liar.raw = "no.token"
    assert answer_of(api, liar).status_code == 401
    assert not models.User.objects.exists()


def _signed_with_the_public_key() -> str:
    """Make an HS256 token whose shared key is the provider's public one, as libraries once took for signed by it."""

    def text(value: Any) -> bytes:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")

    said = text({"alg": "HS256", "kid": "k1"}) + b"." + text({"sub": "anita", "aud": "riz"})
    mac = hmac.digest(KEY.as_pem(private=False), said, "sha256")
    return (said + b"." + base64.urlsafe_b64encode(mac).rstrip(b"=")).decode()


@pytest.mark.requirement("ASVS 5.0 10.2.2")
def test_a_promised_issuer_parameter_has_to_come(api, liar):
    liar.metadata["authorization_response_iss_parameter_supported"] = True
    assert answer_of(api, liar).status_code == 401


@pytest.mark.requirement("ASVS 5.0 10.5.3", "ASVS 5.0 15.3.2")
@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://op.example/token"},
        {"token_endpoint": "https://169.254.169.254/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": "https://user:pw@op.example/jwks"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": None},
        {"token_endpoint": ["https://op.example/token"]},
    ],
    ids=["issuer", "http", "metadata service", "file", "password", "script", "none", "list"],
)
def test_a_description_that_leads_elsewhere_is_not_followed(api, liar, changes):
    liar.metadata |= changes
    answer = api.post("/auth/oidc/mock/start", {})
    assert (answer.status_code, answer.json()["code"]) == (
        503,
        "identity.oidc_provider_unavailable",
    )


@pytest.mark.requirement("ASVS 5.0 15.3.2")
@pytest.mark.parametrize(
    "answer",
    [
        redirect("/elsewhere"),
        response(b'{"a": "' + b"x" * 300_000 + b'"}'),
        response(b"[" * 100_000),
        response(b"[]"),
        response(b"null"),
        response(b""),
        response(b"<html>"),
        response(b'{"a": NaN}'),
        response(b'{"a": 1e999}'),
        response(b'{"issuer": "x", "issuer": "y"}'),
        response(b'{"a": "\\ud800"}'),
        response(b'\xff\xfe{"a": 1}'),
        response(b"{}", status="500 Oh"),
    ],
)
@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/jwks", "/token"])
def test_what_is_no_document_is_not_followed_and_not_read(api, liar, path, answer):
    liar.instead[path] = answer
    if path.startswith("/."):
        assert api.post("/auth/oidc/mock/start", {}).status_code == 503
    else:
        assert answer_of(api, liar).status_code in {401, 503}
    assert "/elsewhere" not in liar.asked
    assert not models.User.objects.exists()


@pytest.mark.parametrize(
    "name", ["id_token_signing_alg_values_supported", "token_endpoint_auth_methods_supported"]
)
@pytest.mark.parametrize("value", [5, "RS256", {"RS256": 1}, True])
def test_a_description_of_other_types_is_none(api, liar, name, value):
    liar.metadata[name] = value
    assert api.post("/auth/oidc/mock/start", {}).status_code == 503


class TestKeys:
    BAD = (
        {"kty": "EC", "crv": "P-999", "x": "AA", "y": "AA", "kid": "k1"},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
        {"kty": "RSA", "kid": "k1"},
        {"kty": "RSA", "n": 5, "e": "AQAB", "kid": "k1"},
        {"kty": "RSA", "n": "AQ", "e": "A" * 4000, "kid": "k1"},
        {"kty": "OKP", "crv": "Ed25519", "x": "!!", "kid": "k1"},
        {"kty": "OKP", "crv": "X25519", "x": "A" * 43, "kid": "k1"},
        {"kty": "AKP", "alg": "ML-DSA-44", "pub": "AA", "kid": "k1"},
        {"kty": "oct", "k": "AAAA", "kid": "k1"},
        {"kty": [], "kid": "k1"},
        {"kty": "RSA", "use": [], "key_ops": 5, "kid": {}},
        {},
        "text",
        None,
        5,
        ["RSA"],
    )

    @pytest.mark.parametrize("bad", BAD, ids=range(len(BAD)))
    def test_a_bad_one_spoils_no_other(self, api, liar, bad):
        liar.keys = [bad, *liar.keys]
        assert answer_of(api, liar).status_code == 200

    def test_of_two_that_could_have_signed_either_may(self, api, liar):
        liar.keys = [OTHER.as_dict(private=False), *liar.keys]
        assert answer_of(api, liar).status_code == 200

    def test_one_for_another_use_or_algorithm_is_none(self, api, liar):
        for change in ({"use": "enc"}, {"alg": "RS512"}, {"kid": "k2"}):
            liar.nonce, liar.keys = "", [KEY.as_dict(private=False) | change]
            providers.forget_what_was_read()
            assert answer_of(api, liar).status_code == 401

    @pytest.mark.requirement("RFC 7518 3.3")
    @pytest.mark.parametrize(("bits", "status"), [(1024, 401), (2047, 401), (2048, 200)])
    def test_a_short_one_is_none(self, api, liar, bits, status):
        made = rsa.generate_private_key(65537, bits)
        liar.key = jwk.import_key(
            made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
            "RSA",
            {"kid": "k1"},
        )
        liar.keys = [liar.key.as_dict(private=False)]

        assert answer_of(api, liar).status_code == status
        liar.nonce, liar.key, liar.keys = "", KEY, [*liar.keys, KEY.as_dict(private=False)]
        providers.forget_what_was_read()
        assert answer_of(api, liar).status_code == 200

    @pytest.mark.parametrize("has_names", [True, False], ids=["named", "nameless"])
    def test_a_new_one_is_asked_for_when_none_fits(self, api, liar, monkeypatch, has_names):
        monkeypatch.setattr(providers, "KEYS_SECONDS", 0.0)
        for key in (KEY, OTHER):
            shown = key.as_dict(private=False)
            if not has_names:
                del shown["kid"]
            liar.nonce, liar.key, liar.keys = "", key, [shown]
            liar.header = {"alg": "RS256"} | ({"kid": "k1"} if has_names else {})
            assert answer_of(api, liar).status_code == 200

    @pytest.mark.parametrize("header", [{"alg": "RS256", "kid": "k2"}, {"alg": "RS256"}])
    def test_it_is_asked_for_at_most_once_a_minute(self, api, liar, header):
        assert answer_of(api, liar).status_code == 200
        liar.key, liar.header = OTHER, header
        for _ in range(3):
            liar.nonce = ""
            assert answer_of(api, liar).status_code == 401
        assert liar.asked.count("/jwks") == 1

    def test_nor_more_often_where_it_does_not_answer(self, api, liar, monkeypatch):
        assert answer_of(api, liar).status_code == 200
        liar.key, liar.instead["/jwks"] = OTHER, response(status="500 Oh")
        monkeypatch.setattr(providers, "time", SimpleNamespace(monotonic=lambda: 1e12))
        statuses = set()
        for _ in range(3):
            liar.nonce = ""
            statuses.add(answer_of(api, liar).status_code)
        assert statuses <= {401, 503}
        assert liar.asked.count("/jwks") == 2


PAYLOADS = {
    "not a number": '{%s, "exp": NaN, "sub": "anita"}',
    "infinity": '{%s, "exp": Infinity, "sub": "anita"}',
    "beyond floats": '{%s, "exp": 1e999, "sub": "anita"}',
    "beyond 64 bits": '{%s, "exp": 99999999999999999999, "sub": "anita"}',
    "issued at no time": '{%s, "iat": NaN, "exp": 9999999999, "sub": "anita"}',
    "half a character": '{%s, "exp": 9999999999, "sub": "anita", "name": "\\ud800"}',
    "half a character as a name": '{%s, "exp": 9999999999, "sub": "anita", "\\ud800": 1}',
    "NUL": '{%s, "exp": 9999999999, "sub": "anita", "name": "\\u0000"}',
    "twice": '{%s, "exp": 9999999999, "sub": "anita", "sub": "mallory"}',
    "twice, spelt otherwise": '{%s, "exp": 9999999999, "sub": "anita", "s\\u0075b": "mallory"}',
    "deep": '{%s, "exp": 9999999999, "sub": "anita", "x": ' + "[" * 40 + "]" * 40 + "}",
    "many": '{%s, "exp": 9999999999, "sub": "anita", "x": [' + "1," * 10_000 + "1]}",
    "a list": "[{%s}]",
    "a comment": '{%s, "exp": 9999999999, "sub": "anita"} //',
    "a word": '"%s"',
    "nothing": "",
}


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS.keys())
def test_claims_are_read_as_strictly_as_requests(api, liar, payload):
    liar.payload = payload if "%s" in payload else payload + "%.0s"
    answer = answer_of(api, liar)
    assert (answer.status_code, answer.json()["code"]) == (401, "identity.oidc_login_invalid")
    assert not models.User.objects.exists()


def test_claims_that_are_signed_as_a_text_are_read(api, liar):
    """The reader of the tests above reads what is right."""
    liar.payload = (
        '{%s, "exp": 9999999999, "sub": "a", "email": "a@example.com", "email_verified": true}'
    )
    assert answer_of(api, liar).status_code == 200


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (b'{"alg": "RS256", "kid": "k1"}', 200),
        (b'{"alg": "none", "alg": "RS256", "kid": "k1"}', 401),
        (b'{"alg": "RS256", "kid": "k1", "cty": NaN}', 401),
        (b'{"alg": ["RS256"], "kid": "k1"}', 401),
        (b'{"alg": "RS256", "kid": ["k1"]}', 401),
        (b'["RS256"]', 401),
        (b"", 401),
    ],
)
def test_a_header_is_read_as_strictly(api, liar, header, status):
    liar.head = base64.urlsafe_b64encode(header).rstrip(b"=")
    assert answer_of(api, liar).status_code == status


@pytest.mark.parametrize("said", [1, 1.0, "true", "True", "yes", [True], {"a": True}, 0, "", None])
def test_an_address_is_verified_by_the_plain_word_alone(api, liar, said):
    liar.claims = {"email_verified": said}
    answer = answer_of(api, liar)
    assert (answer.status_code, answer.json()["code"]) == (422, "identity.oidc_email_not_verified")
    assert not models.User.objects.exists()


@pytest.mark.parametrize(
    "said", ["anita@localhost", "ani\u202eta@example.com", "a\nb@example.com", "অনিতা@example.com"]
)
def test_an_address_that_is_none_makes_no_account(api, liar, said):
    liar.claims = {"email": said}
    answer = answer_of(api, liar)
    assert (answer.status_code, answer.json()["code"]) == (422, "identity.oidc_email_not_verified")
    assert not models.User.objects.exists()


ODD = [None, True, -1, 1.5, "", "x", "\u200b", " ", [], {}, ["x", 1], {"x": {}}, "x" * 5000]


@pytest.mark.parametrize(
    "name",
    [
        "iss",
        "aud",
        "azp",
        "sub",
        "exp",
        "iat",
        "nbf",
        "nonce",
        "at_hash",
        "email",
        "name",
        "locale",
    ],
)
def test_no_claim_is_a_fault_whatever_it_holds(api, liar, name):
    for odd in ODD:
        liar.nonce, liar.claims = "", {name: odd}
        assert answer_of(api, liar).status_code < 500


class TestAddresses:
    @pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
    def test_no_description_leads_inside_however_it_is_written(self, api, liar, name):
        with listening() as listener:
            for spelling in SPELLINGS:
                if spelling.startswith(AT_CONNECTION):
                    continue
                for written in (spelling, spelling.replace("http:", "https:", 1)):
                    liar.metadata = {name: written.format(port=listener.port)}
                    answer = api.post("/auth/oidc/mock/start", {})
                    assert answer.json().get("code") == "identity.oidc_provider_unavailable", (
                        written
                    )
            assert listener.connections() == 0

    def test_no_issuer_does(self, api, liar, settings):
        settings.RIZ_OUTGOING_PRIVATE_NETWORKS = []
        (there,) = settings.OIDC_PROVIDERS
        with listening() as listener:
            for spelling in SPELLINGS:
                issuer = spelling.format(port=listener.port)
                settings.OIDC_PROVIDERS = [there | {"issuer": issuer}]
                assert api.post("/auth/oidc/mock/start", {}).status_code == 503, issuer
            assert listener.connections() == 0

    @pytest.mark.parametrize("name", ["token_endpoint", "jwks_uri"])
    def test_a_name_that_leads_inside_is_not_asked(self, api, liar, name, monkeypatch):
        with listening() as listener, resolver(monkeypatch) as names:
            names.tells("op.example.org", "127.0.0.1", "::1")
            liar.metadata = {name: f"https://op.example.org:{listener.port}/"}
            assert answer_of(api, liar).status_code in {401, 503}
            assert names.asked == ["op.example.org"]
            assert listener.connections() == 0

    def test_a_redirect_inside_is_not_followed(self, api, liar):
        with listening() as listener:
            there = redirect(f"http://127.0.0.1:{listener.port}/")
            for path in ("/.well-known/openid-configuration", "/jwks", "/token"):
                liar.instead = {path: there}
                assert api.post("/auth/oidc/mock/start", {}).status_code == 503 or (
                    answer_of(api, liar).status_code in {401, 503}
                )
                providers.forget_what_was_read()
            assert listener.connections() == 0

    def test_providers_without_https_are_for_networks_that_are_allowed(self, settings):
        for address in ("http://127.0.0.2:9000/x", "http://localhost:9000/x"):
            settings.RIZ_OUTGOING_PRIVATE_NETWORKS = PUBLIC_ONLY
            assert provider_http.may_be_asked(address)
            settings.RIZ_OUTGOING_PRIVATE_NETWORKS = []
            assert not provider_http.may_be_asked(address)
            assert not provider_http.may_be_asked(address.replace("http:", "https:"))
        assert provider_http.may_be_asked("https://accounts.google.com/x")
        assert not provider_http.may_be_asked("http://accounts.google.com/x")
        assert not provider_http.may_be_asked("https://accounts.google.com/x#y")


# Names that may be asked where some private network is allowed: what they lead to is judged when it is connected to.
AT_CONNECTION = tuple(
    f"http://{name}"
    for name in (
        *("localhost", "LOCALHOST", "sub.localhost", "ｌｏｃａｌｈｏｓｔ", "lo\u00adcalhost"),
        *("printer.local", "metadata.google.internal"),
    )
)


def test_an_unknown_provider_is_404(api, server):
    for path in ("/auth/oidc/nobody/start", "/auth/oidc/nobody/callback"):
        body = {} if path.endswith("start") else {"code": "c", "state": "s"}
        assert api.post(path, body).status_code == 404
