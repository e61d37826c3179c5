"""Signing in with another provider: a third party's OpenID server, and answers that no honest one gives."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwk, jwt
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

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # The third party's server, which runs in this process, still uses what its library calls old.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

CALLBACK = "https://riz.example/sign-in/mock"


@pytest.fixture
def server(settings) -> Iterator[str]:
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
        address = f"http://localhost:{running.server_port}"
        settings.OIDC_PROVIDERS = [
            {
                "id": "mock",
                "name": "Mock",
                "issuer": address,
                "client_id": "riz",
                "client_secret": "s3cret",
                "redirect_uri": CALLBACK,
            }
        ]
        providers.forget_what_was_read()
        yield address


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
    assert answer.json() == {"results": [{"id": "mock", "name": "Mock"}]}


def test_the_way_there_is_bound_to_this_sign_in_asvs_10_1_2_and_10_2_3(api, server):
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
def test_what_another_browser_or_provider_sends_is_refused_asvs_10_2_1_and_10_2_2(
    api, server, changes
):
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
    assert api.get("/auth/oidc/links").json() == {"results": []}


# --- answers that no honest provider gives

ISSUER = "https://op.example"
METADATA = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/jwks",
    "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
}
KEY = jwk.RSAKey.generate_key(2048, {"kid": "k1"})
OTHER = jwk.RSAKey.generate_key(2048, {"kid": "k1"})


class Liar:
    """A provider behind httpx's own transport: the requests are RIZ's, the answers are ours."""

    def __init__(self) -> None:
        self.key: Any = KEY
        self.header: dict[str, Any] = {"alg": "RS256", "kid": "k1"}
        self.claims: dict[str, Any] = {}
        self.metadata: dict[str, Any] = dict(METADATA)
        self.nonce = ""
        self.raw: str | None = None
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path)
        if request.url.path.endswith("openid-configuration"):
            return httpx.Response(200, json=self.metadata)
        if request.url.path == "/jwks":
            return httpx.Response(200, json={"keys": [KEY.as_dict(private=False)]})
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": "riz",
            "sub": "anita",
            "iat": now,
            "exp": now + 300,
            "nonce": self.nonce,
            "email": "anita@example.com",
            "email_verified": True,
        } | self.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        id_token = self.raw or jwt.encode(
            self.header, claims, self.key, algorithms=["RS256", "HS256", "none"]
        )
        return httpx.Response(200, json={"access_token": "at", "id_token": id_token})


@pytest.fixture
def liar(settings, monkeypatch) -> Liar:
    settings.OIDC_PROVIDERS = [
        {"id": "mock", "name": "Mock", "issuer": ISSUER, "client_id": "riz", "client_secret": "s"}
    ]
    providers.forget_what_was_read()
    answers = Liar()
    real = httpx.Client

    def client(**options: Any) -> httpx.Client:
        return real(transport=httpx.MockTransport(answers), **options)

    monkeypatch.setattr(provider_http.httpx, "Client", client)
    return answers


def answer_of(api: ApiClient, liar: Liar) -> Any:
    started = start(api)
    asked = parse_qs(urlsplit(started["authorization_url"]).query)
    liar.nonce = liar.nonce or asked["nonce"][0]
    body = {"code": "c", "state": asked["state"][0], "secret": started["secret"]}
    return api.post("/auth/oidc/mock/callback", body)


def test_a_true_answer_is_believed(api, liar):
    assert answer_of(api, liar).status_code == 200


def test_a_login_is_known_by_its_subject_alone_asvs_10_5_2(api, liar):
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
    "issuer with slash": {"iss": ISSUER + "/"},
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


@pytest.mark.parametrize("claims", LIES.values(), ids=LIES.keys())
def test_a_false_claim_is_refused_asvs_10_5_1_and_10_5_4(api, liar, claims):
    liar.claims = claims
    if "nonce" in claims:
        liar.nonce = "x"
    answer = answer_of(api, liar)
    assert (answer.status_code, answer.json()["code"]) == (401, "identity.oidc_login_invalid")
    assert not models.User.objects.exists()


def test_signatures_that_anybody_can_make_are_refused_asvs_9_1_2(api, liar):
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

    said = text({"alg": "HS256", "kid": "k1"}) + b"." + text({"sub": "anita", "iss": ISSUER})
    mac = hmac.digest(KEY.as_pem(private=False), said, "sha256")
    return (said + b"." + base64.urlsafe_b64encode(mac).rstrip(b"=")).decode()


def test_an_unknown_key_is_asked_for_at_most_once_a_minute(api, liar):
    assert answer_of(api, liar).status_code == 200
    liar.key = jwk.RSAKey.generate_key(2048, {"kid": "k2"})
    liar.header = {"alg": "RS256", "kid": "k2"}
    for _ in range(3):
        liar.nonce = ""
        assert answer_of(api, liar).status_code == 401
    assert liar.asked.count("/jwks") == 1


def test_a_promised_issuer_parameter_has_to_come_asvs_10_2_2(api, liar):
    liar.metadata["authorization_response_iss_parameter_supported"] = True
    assert answer_of(api, liar).status_code == 401


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
def test_a_description_that_leads_elsewhere_is_not_followed_asvs_10_5_3_and_15_3_2(
    api, liar, changes
):
    liar.metadata |= changes
    answer = api.post("/auth/oidc/mock/start", {})
    assert (answer.status_code, answer.json()["code"]) == (
        503,
        "identity.oidc_provider_unavailable",
    )


def test_redirects_are_not_followed_and_long_answers_not_read_asvs_15_3_2(api, liar, monkeypatch):
    answers = iter(
        [
            httpx.Response(302, headers={"Location": "http://127.0.0.1/"}),
            httpx.Response(200, content=b'{"a": "' + b"x" * 300_000 + b'"}'),
            httpx.Response(200, content=b"[" * 100_000),
            httpx.Response(200, json=[]),
        ]
    )
    seen = []

    def answer(self: Liar, request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        return next(answers)

    monkeypatch.setattr(Liar, "__call__", answer)
    for _ in range(4):
        assert api.post("/auth/oidc/mock/start", {}).status_code == 503
    assert set(seen) == {f"{ISSUER}/.well-known/openid-configuration"}


def test_providers_on_this_machine_are_for_development(settings):
    settings.OIDC_LOOPBACK_PROVIDERS_ALLOWED = False
    for address in ("http://127.0.0.1:9", "https://localhost", "https://[::1]/x"):
        assert not provider_http.may_be_asked(address)
    assert provider_http.may_be_asked("https://accounts.google.com/x")


def test_an_unknown_provider_is_404(api, server):
    for path in ("/auth/oidc/nobody/start", "/auth/oidc/nobody/callback"):
        body = {} if path.endswith("start") else {"code": "c", "state": "s"}
        assert api.post(path, body).status_code == 404
