"""Programs at RIZ's own API: what a token opens, and how soon it opens nothing any more."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from contexts.identity import models
from contexts.identity.contracts import Role
from contexts.identity.parts.accounts.use_cases.set_user_active import set_user_active
from contexts.identity.parts.accounts.use_cases.sign_out_everywhere import sign_out_everywhere
from contexts.identity.parts.federation import api as federation
from contexts.identity.parts.federation.use_cases.set_application_usable import (
    set_application_usable,
)
from contexts.identity.parts.partners.use_cases.set_partner_suspended import set_partner_suspended
from riz import clock
from riz.actor import SYSTEM, Grant
from tests.contexts.identity.factories import UserFactory
from tests.contexts.identity.federation import walking
from tests.contexts.identity.federation.walking import App, register, tokens_for
from tests.contexts.identity.partners.factories import PartnerFactory, issue
from tests.support.api_client import ApiClient

pytestmark = pytest.mark.django_db

EVERYTHING = (
    "openid", "profile", "email", "profile:read", "bookings:read", "bookings:write", "inventory:read", "inventory:write",
    "payments:read", "payments:write", "catalog:write", "trips:read", "trips:write",
)  # fmt: skip
ALL = " ".join(EVERYTHING)


@pytest.fixture
def app() -> App:
    return register(scopes=EVERYTHING)


@pytest.fixture
def user():
    return UserFactory()


def program(token: str) -> ApiClient:
    client = ApiClient()
    client.headers["Authorization"] = f"Bearer {token}"
    return client


@pytest.mark.requirement("ASVS 5.0 10.3.2", "ASVS 5.0 10.3.3")
def test_a_program_acts_for_the_person_within_its_scopes(app, user):
    token = tokens_for(app, user, scope="openid bookings:read")["access_token"]
    actor = federation.find_program(token=token, at=clock.now()).actor
    assert actor.id == user.id
    assert actor.scopes == {"openid", "bookings:read"}
    assert actor.session_id is None
    assert program(token).get("/bookings").status_code == 200
    refused = program(token).post("/bookings", {})
    assert refused.status_code == 403
    assert refused.json()["scope"] == "bookings:write"


def test_of_a_members_of_staff_grants_a_program_uses_what_its_scopes_name(app, user):
    models.RoleGrant.objects.create(user=user, role=Role.PORTAL_ADMIN)
    token = tokens_for(app, user, scope="openid bookings:read")["access_token"]
    actor = federation.find_program(token=token, at=clock.now()).actor
    assert Grant(permission="booking.read_any") in actor.grants
    assert {grant.permission.partition(".")[0] for grant in actor.grants} == {"booking"}
    wide = tokens_for(app, user, scope=ALL)["access_token"]
    everything = federation.find_program(token=wide, at=clock.now()).actor
    contexts = {grant.permission.partition(".")[0] for grant in everything.grants}
    assert contexts <= {"booking", "inventory", "payments", "catalog", "trips"}


@pytest.mark.parametrize(
    "token", ["riz_oat_", "riz_oat_" + "x" * 43, "riz_oat_\u00e9", "riz_oat_" + "x" * 7000]
)
def test_a_made_up_token_opens_nothing(token):
    answer = Client().get("/api/v1/bookings", HTTP_AUTHORIZATION=f"Bearer {token}")
    assert answer.status_code == 401


@pytest.mark.requirement("ASVS 5.0 10.3.1")
def test_other_secrets_of_an_application_open_nothing(app, user):
    got = tokens_for(app, user)
    for secret in (got["refresh_token"], got["id_token"], app.secret, app.client_id):
        assert program(secret).get("/bookings").status_code == 401
        answer = Client().get("/oauth/userinfo", HTTP_AUTHORIZATION=f"Bearer {secret}")
        assert answer.status_code == 401


@pytest.mark.requirement("ASVS 5.0 14.2.1")
def test_a_token_in_the_address_opens_nothing(app, user):
    got = tokens_for(app, user)
    assert Client().get(f"/api/v1/bookings?access_token={got['access_token']}").status_code == 401
    assert Client().get(f"/oauth/userinfo?access_token={got['access_token']}").status_code == 401


def _withdraw(app, user):
    answer = ApiClient().sign_in(user).delete(f"/auth/applications/{app.id}")
    assert answer.status_code == 204


def _disable_person(app, user):
    set_user_active(user_id=user.id, is_active=False, actor=SYSTEM, at=clock.now())


def _sign_out(app, user):
    sign_out_everywhere(user_id=user.id, reason="test", actor=SYSTEM, at=clock.now())


def _disable_application(app, user):
    set_application_usable(application_id=app.id, is_usable=False, actor=SYSTEM, at=clock.now())


@pytest.mark.requirement("ASVS 5.0 10.4.9")
@pytest.mark.parametrize("end", [_withdraw, _disable_person, _sign_out, _disable_application])
def test_it_ends_at_once_and_for_good(app, user, end):
    got = tokens_for(app, user, scope=ALL)
    assert program(got["access_token"]).get("/bookings").status_code == 200
    end(app, user)
    assert program(got["access_token"]).get("/bookings").status_code == 401
    assert app.refresh(got["refresh_token"]).status_code in {400, 401}


def test_a_code_that_was_not_exchanged_falls_with_the_consent(app, user):
    verifier = walking.new_verifier()
    code = walking.Browser().allow(app.authorization(verifier), user)["code"]
    _withdraw(app, user)
    assert app.exchange(code, verifier).json()["error"] == "invalid_grant"


@pytest.mark.requirement("ASVS 5.0 10.7.3")
def test_one_sees_what_one_allowed_and_nobody_elses(app, user):
    tokens_for(app, user, scope="openid bookings:read")
    mine = ApiClient().sign_in(user).get("/auth/applications").json()["results"]
    assert [(each["name"], each["scopes"]) for each in mine] == [
        ("Trip Helper", ["bookings:read", "openid"])
    ]
    stranger = ApiClient().sign_in(UserFactory())
    assert stranger.get("/auth/applications").json() == {
        "results": [],
        "next": None,
        "previous": None,
    }
    for unknown in (app.id, uuid4()):
        assert stranger.delete(f"/auth/applications/{unknown}").status_code == 404
    assert models.Consent.objects.count() == 1


def _paths() -> list[str]:
    """Return every address under /api/v1 that identity has."""
    from contexts.identity.rest.urls import urlpatterns  # noqa: PLC0415

    made = []
    for pattern in urlpatterns:
        path = str(pattern.pattern)
        for name, converter in pattern.pattern.converters.items():
            kind = type(converter).__name__.removesuffix("Converter").lower()
            value = str(uuid4()) if kind == "uuid" else "x"
            path = path.replace(f"<{kind}:{name}>", value)
        made.append("/" + path)
    return sorted(made)


@pytest.mark.requirement("ASVS 5.0 10.3.2")
def test_a_program_reaches_no_account_of_a_person(app, user):
    """Whatever identity has is closed to programs, but for what names a scope and what is open to everybody."""
    token = tokens_for(app, user, scope=ALL)["access_token"]
    before = models.Session.objects.count(), models.User.objects.values().get(id=user.id)
    client = program(token)
    let_in = set()
    for path in _paths():
        for method in ("get", "post", "put", "patch", "delete"):
            send = getattr(client, method)
            answer = send(path) if method in {"get", "delete"} else send(path, {})
            if answer.status_code < 300:
                let_in.add((method, path.split("?", maxsplit=1)[0]))
    after = models.Session.objects.count(), models.User.objects.values().get(id=user.id)
    assert before == after
    assert let_in <= {
        ("get", "/auth/oidc/providers"),
        ("get", "/auth/permissions"),
        ("post", "/auth/passkeys/sign-in-options"),
    }


# --- partners


@pytest.fixture
def credential():
    return issue(PartnerFactory())


def own_token(client_id: str, secret: str, **fields: str):
    return App(client_id, secret, None).post(
        "/oauth/token", grant_type="client_credentials", **fields
    )


def test_a_partner_gets_a_token_of_its_own(credential):
    answer = own_token(credential.credential.client_id, credential.client_secret)
    assert answer.status_code == 200, answer.content
    got = answer.json()
    assert got["access_token"].startswith("riz_oat_")
    assert "refresh_token" not in got
    assert "id_token" not in got
    assert got["expires_in"] == 600
    client = program(got["access_token"])
    answer = client.get("/bookings")
    assert answer.status_code == 200
    assert answer["RateLimit-Policy"].startswith('"partner"')
    assert models.ProgramToken.objects.get().user is None


def test_a_partner_may_show_its_secret_in_the_body(credential):
    body = (
        f"grant_type=client_credentials&client_id={credential.credential.client_id}"
        f"&client_secret={credential.client_secret}"
    )
    kind = "application/x-www-form-urlencoded"
    assert Client().post("/oauth/token", body, content_type=kind).status_code == 200


@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke", "/oauth/introspect"])
def test_whoever_names_somebody_else_beside_their_secret_is_refused(credential, path):
    own, others = credential.credential.client_id, issue(PartnerFactory()).credential.client_id
    partner = App(own, credential.client_secret, None)
    app, other_app = walking.register(), walking.register(name="Another")
    shown = {"token": "x", "grant_type": "client_credentials"}

    fields = {"token": "x", "grant_type": "refresh_token", "refresh_token": "x"}
    answers = [app.post(path, client_id=other_app.client_id, **fields)]
    if path == "/oauth/token":
        answers += [
            partner.post(path, client_id=named, **shown) for named in (others, app.client_id, "x")
        ]
        assert partner.post(path, client_id=own, **shown).status_code == 200

    assert [(each.status_code, each.json()["error"]) for each in answers] == [
        (401, "invalid_client")
    ] * len(answers)


def test_a_partners_token_is_as_narrow_as_it_asked_and_never_wider(credential):
    client_id, secret = credential.credential.client_id, credential.client_secret
    narrow = own_token(client_id, secret, scope="bookings:read").json()
    assert narrow["scope"] == "bookings:read"
    assert program(narrow["access_token"]).post("/bookings", {}).status_code == 403
    for scope in ("payments:write", "openid", "bookings:read nonsense"):
        assert own_token(client_id, secret, scope=scope).json()["error"] == "invalid_scope"


def test_suspending_a_partner_ends_its_tokens_at_once(credential):
    partner = models.Partner.objects.get()
    token = own_token(credential.credential.client_id, credential.client_secret).json()
    assert program(token["access_token"]).get("/bookings").status_code == 200
    set_partner_suspended(
        partner_id=partner.id, is_suspended=True, reason="test", actor=SYSTEM, at=clock.now()
    )
    assert program(token["access_token"]).get("/bookings").status_code in {401, 403}
    refused = own_token(credential.credential.client_id, credential.client_secret)
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("secret", ["wrong", ""])
def test_a_wrong_secret_gets_nothing(credential, secret):
    answer = own_token(credential.credential.client_id, secret or "x")
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert not models.ProgramToken.objects.exists()


def test_an_application_of_people_has_no_token_of_its_own(app):
    answer = own_token(app.client_id, app.secret)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_a_partners_credential_exchanges_no_code(app, user, credential):
    verifier = walking.new_verifier()
    code = walking.Browser().allow(app.authorization(verifier), user)["code"]
    thief = App(credential.credential.client_id, credential.client_secret, None)
    assert thief.exchange(code, verifier).status_code == 401


def test_recognising_a_program_takes_a_constant_number_of_queries(
    app, user, django_assert_max_num_queries
):
    models.RoleGrant.objects.create(user=user, role=Role.PORTAL_STAFF)
    token = tokens_for(app, user, scope=ALL)["access_token"]
    with django_assert_max_num_queries(4):
        federation.find_program(token=token, at=clock.now())
