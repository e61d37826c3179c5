"""Somebody has the account: they set up every way in that there is, and take it; then its owner takes it back. Over HTTP."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from oidc_provider_mock import User, run_server_in_thread

from contexts.identity import models
from contexts.identity.contracts import MailLinkKind, Role
from contexts.identity.parts.federation.gateways import providers
from contexts.identity.tasks import gather_export
from riz.work.tasks import sweep
from tests.contexts.identity.factories import PASSWORD, RoleGrantFactory, UserFactory
from tests.contexts.identity.federation import walking
from tests.contexts.identity.federation.test_provider_sign_in import CALLBACK, go
from tests.contexts.identity.links import link_of, token_in_mail
from tests.contexts.identity.partners.factories import PartnerFactory
from tests.contexts.identity.second_factors.people import code_of
from tests.support.authenticator import Authenticator

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
OWNER, THIRD, FOURTH = "anita@riz.example", "mallory@riz.example", "mallory2@riz.example"
NEW_PASSWORD = "four boats under the bridge"


class Caller:
    """Somebody at a real connection to a real server."""

    def __init__(self, url: str) -> None:
        self.url = f"{url}/api/v1"
        self.headers: dict[str, str] = {}

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        shown = {**self.headers, **headers}
        return httpx.request(method, self.url + path, json=body, headers=shown, timeout=60)

    def ask(self, method: str, path: str, body: Any = None, *, is_: int = 200) -> Any:
        answer = self.send(method, path, body)
        assert answer.status_code == is_, (path, answer.status_code, answer.text)
        return answer.json() if answer.content else {}

    def post(self, path: str, *, is_: int = 200, **body: Any) -> Any:
        return self.ask("POST", path, body, is_=is_)

    def get(self, path: str, *, is_: int = 200) -> Any:
        return self.ask("GET", path, is_=is_)

    def show(self, token: str) -> Caller:
        self.headers["Authorization"] = f"Bearer {token}"
        return self


@pytest.fixture
def provider(settings):
    claims = {"email": "mallory@elsewhere.example", "email_verified": True, "name": "Mallory"}
    with run_server_in_thread(user_claims=[User(sub="mallory", claims=claims)]) as running:
        settings.OIDC_PROVIDERS = [
            {
                "id": "mock",
                "name": "Mock",
                "issuer": f"http://localhost:{running.server_port}",
                "client_id": "riz",
                "client_secret": "s3cret",
                "redirect_uri": CALLBACK,
            }
        ]
        providers.forget_what_was_read()
        yield


def come_back(caller, path):
    started = caller.post(f"{path}/start")
    back = go(started, "mallory")
    facts = {"code": back["code"], "state": back["state"], "secret": started["secret"]}
    return caller.send("POST", f"{path}/callback", facts)


@pytest.fixture
def taken(live_url, provider, settings):
    """The account, and everything that the intruder has of it."""
    user = UserFactory(email=OWNER, full_name="Anita Debbarma", phone="+913812225555")
    partner = PartnerFactory()
    for admin in (user, UserFactory()):
        RoleGrantFactory(user=admin, role=Role.PARTNER_ADMIN, organisation=partner.organisation)
        models.Membership.objects.create(user=admin, organisation=partner.organisation)
    it = SimpleNamespace(user=user, partner=partner, app=walking.register(scopes=walking.SCOPES))
    it.program = walking.tokens_for(it.app, user)
    it.intruder = intruder = Caller(live_url)
    it.tokens = intruder.post("/auth/login", email=OWNER, password=PASSWORD)
    intruder.show(it.tokens["access_token"])
    it.key = intruder.post(
        f"/partners/{partner.id}/credentials", is_=201, label="x", scopes=["bookings:read"]
    )["key"]
    it.organisation = f"/organisations/{partner.organisation_id}"
    it.friend = UserFactory(email="friend@riz.example")
    it.invitation = intruder.post(
        f"{it.organisation}/invitations", is_=201, email=it.friend.email, roles=["PARTNER_USER"]
    )
    assert come_back(intruder, "/auth/oidc/links/mock").status_code == 200
    it.device = Authenticator()
    options = intruder.post("/auth/passkeys/registration-options")["public_key"]
    credential = it.device.create(options)
    made = intruder.post("/auth/passkeys", is_=201, name="Mine", credential=credential)
    secret = intruder.post("/auth/2fa/enable")["secret"]
    it.codes = intruder.post("/auth/2fa/verify", code=code_of(secret))["recovery_codes"]
    assert made["recovery_codes"] != it.codes
    it.export = intruder.post("/auth/exports", is_=202)["id"]
    gather_export(export_id=it.export)
    intruder.get(f"/auth/exports/{it.export}/content")
    intruder.post("/auth/exports", is_=202)
    profile = intruder.send("GET", "/users/me/profile")
    changed = {
        **{key: profile.json()[key] for key in ("locale", "time_zone", "default_currency")},
        "full_name": "Mallory",
        "phone": "+74951234567",
        "avatar_url": "https://mallory.example/face.png",
        "bio": "",
        "home_place": "",
        "languages": [],
        "emergency_contact": {"name": "Mallory", "phone": "+74951234567", "relation": ""},
    }
    etag = {"If-Match": profile.headers["ETag"]}
    assert intruder.send("PUT", "/users/me/profile", changed, **etag).status_code == 200
    intruder.ask("DELETE", "/auth/me", is_=202)
    it.stay = token_in_mail(MailLinkKind.CANCEL_ERASURE)
    intruder.post("/auth/email/change", is_=202, new_email=THIRD)
    intruder.post(
        "/auth/email/change/confirm", is_=204, token=token_in_mail(MailLinkKind.CHANGE_EMAIL)
    )
    it.undo = token_in_mail(MailLinkKind.UNDO_EMAIL_CHANGE, OWNER)
    # And once more, so that the next undoing leads to a mailbox of the intruder's.
    intruder.post("/auth/email/change", is_=202, new_email=FOURTH)
    intruder.post(
        "/auth/email/change/confirm", is_=204, token=token_in_mail(MailLinkKind.CHANGE_EMAIL)
    )
    it.intruders_undo = token_in_mail(MailLinkKind.UNDO_EMAIL_CHANGE, THIRD)
    intruder.post("/auth/email/change", is_=202, new_email="mallory3@riz.example")
    it.change = token_in_mail(MailLinkKind.CHANGE_EMAIL)
    intruder.post("/auth/password/forgot", is_=202, email=FOURTH)
    it.reset = token_in_mail(MailLinkKind.RESET_PASSWORD, FOURTH)
    challenge = intruder.send("POST", "/auth/login", {"email": FOURTH, "password": PASSWORD})
    it.challenge = challenge.json()["challenge"]
    return it


def sign_in_with_passkey(caller, device):
    options = caller.post("/auth/passkeys/sign-in-options")["public_key"]
    return caller.send("POST", "/auth/passkeys/sign-in", {"credential": device.get(options)})


class TestUndoing:
    def test_leaves_the_intruder_no_way_in(self, live_url, taken):
        intruder = taken.intruder
        assert Caller(live_url).show(taken.key).get("/bookings") is not None

        Caller(live_url).post("/auth/email/change/undo", is_=204, token=taken.undo)

        intruder.get("/auth/me", is_=401)
        intruder.post("/auth/refresh", is_=401, refresh_token=taken.tokens["refresh_token"])
        nobody = Caller(live_url)
        assert sign_in_with_passkey(nobody, taken.device).status_code == 401
        for email in (OWNER, THIRD, FOURTH):
            nobody.post("/auth/login", is_=401, email=email, password=PASSWORD)
        answer = {"challenge": taken.challenge, "code": taken.codes[0]}
        nobody.post("/auth/2fa/verify", is_=401, **answer)
        elsewhere = come_back(nobody, "/auth/oidc/mock")
        assert elsewhere.json().get("user_id") != str(taken.user.id)
        program = Caller(live_url).show(taken.program["access_token"])
        program.get("/bookings", is_=401)
        assert taken.app.refresh(taken.program["refresh_token"]).status_code in {400, 401}
        Caller(live_url).show(taken.key).get("/bookings", is_=401)
        nobody.post("/auth/email/change/undo", is_=422, token=taken.intruders_undo)
        nobody.post("/auth/email/change/confirm", is_=422, token=taken.change)
        wanted = {"token": taken.reset, "new_password": NEW_PASSWORD}
        nobody.post("/auth/password/reset", is_=422, **wanted)
        nobody.post("/auth/erasure/cancel", is_=422, token=taken.stay)

    def test_lets_the_owner_in_without_a_stranger_s_factor(self, live_url, taken):
        owner = Caller(live_url)
        owner.post("/auth/email/change/undo", is_=204, token=taken.undo)

        wanted = {"token": token_in_mail(MailLinkKind.RESET_PASSWORD, OWNER)}
        owner.post("/auth/password/reset", is_=204, new_password=NEW_PASSWORD, **wanted)
        tokens = owner.post("/auth/login", email=OWNER, password=NEW_PASSWORD)

        owner.show(tokens["access_token"])
        mine = owner.get("/auth/me")
        assert (mine["email"], mine["full_name"], mine["phone"]) == (OWNER, "", "")
        assert owner.get("/users/me/profile")["emergency_contact"] is None
        owner.get("/auth/me/erasure", is_=404)
        owner.get(f"/auth/exports/{taken.export}", is_=404)
        sweep()
        assert not models.DataExport.objects.exists()
        assert owner.get("/auth/passkeys")["results"] == []
        assert owner.get("/auth/applications")["results"] == []
        assert owner.get("/auth/oidc/links")["results"] == []

    def test_withdraws_what_the_account_offered_to_a_friend(self, live_url, taken):
        friend = Caller(live_url)
        tokens = friend.post("/auth/login", email=taken.friend.email, password=PASSWORD)
        friend.show(tokens["access_token"])
        link = token_in_mail(MailLinkKind.INVITATION)

        Caller(live_url).post("/auth/email/change/undo", is_=204, token=taken.undo)

        friend.post("/invitations/accept", is_=422, token=link)
        friend.post("/invitations/accept", is_=404, invitation_id=taken.invitation["id"])

    def test_by_the_intruder_does_not_take_the_owner_s_link_away(self, live_url, taken):
        nobody = Caller(live_url)
        nobody.post("/auth/email/change/undo", is_=204, token=taken.intruders_undo)

        nobody.post("/auth/email/change/undo", is_=204, token=taken.undo)

        assert link_of(MailLinkKind.RESET_PASSWORD).recipient == OWNER


STRANGER = {
    "email": OWNER,
    "password": "a stranger chose this",
    "full_name": "Mallory",
    "phone": "+74951234567",
    "time_zone": "Europe/Moscow",
    "locale": "ru",
    "default_currency": "RUB",
}
ANITA = {
    "email": OWNER,
    "password": PASSWORD,
    "full_name": "Anita Debbarma",
    "time_zone": "Asia/Kolkata",
}


class TestAnAddressThatTwoClaim:
    """Nobody but its mailbox knows which of them it belongs to."""

    def finish(self, caller, kind):
        token = token_in_mail(kind)
        caller.post("/auth/password/reset", is_=204, token=token, new_password=NEW_PASSWORD)
        tokens = caller.post("/auth/login", email=OWNER, password=NEW_PASSWORD)
        caller.post("/auth/login", is_=401, email=OWNER, password=STRANGER["password"])
        return caller.show(tokens["access_token"]).get("/auth/me")

    def test_says_what_was_typed_for_the_mail_that_finishes_it(self, live_url):
        caller = Caller(live_url)
        caller.post("/auth/register", is_=202, **STRANGER)
        caller.post("/auth/register", is_=202, **ANITA)

        mine = self.finish(caller, MailLinkKind.FINISH_REGISTRATION)

        assert (mine["full_name"], mine["phone"]) == ("Anita Debbarma", "")
        shown = (mine["time_zone"], mine["locale"], mine["default_currency"])
        assert shown == ("Asia/Kolkata", "en", "INR")

    def test_says_nothing_where_its_owner_typed_nothing(self, live_url):
        caller = Caller(live_url)
        caller.post("/auth/register", is_=202, **STRANGER)
        caller.post("/auth/password/forgot", is_=202, email=OWNER)

        mine = self.finish(caller, MailLinkKind.RESET_PASSWORD)

        assert (mine["full_name"], mine["phone"], mine["time_zone"]) == ("", "", "UTC")

    def test_says_nothing_that_was_typed_when_no_mail_went_out(self, live_url):
        caller = Caller(live_url)
        caller.post("/auth/register", is_=202, **ANITA)
        for _ in range(10):
            caller.post("/auth/register", is_=202, **STRANGER)
        assert models.MailLink.objects.count() < 10

        mine = self.finish(caller, MailLinkKind.FINISH_REGISTRATION)

        assert "Mallory" not in str(mine)
        assert (mine["phone"], mine["time_zone"]) == ("", "UTC")

    def test_is_free_again_though_no_mail_went_to_who_took_it(self, live_url):
        caller = Caller(live_url)
        for _ in range(10):
            caller.post("/auth/email/verification", is_=202, email=OWNER)
        caller.post("/auth/register", is_=202, **STRANGER)
        assert not models.MailLink.objects.exclude(user=None).exists()
        caller.post("/auth/password/forgot", is_=202, email=OWNER)

        mine = self.finish(caller, MailLinkKind.RESET_PASSWORD)

        assert "Mallory" not in str(mine)
