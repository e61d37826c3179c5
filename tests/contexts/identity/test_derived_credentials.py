"""A credential made of another is good for no more, nowhere else and no longer than that one."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest
from django.apps import apps
from django.test import override_settings

from contexts.identity import models
from contexts.identity.contracts import Role
from contexts.identity.parts.accounts.use_cases.set_user_active import set_user_active
from contexts.identity.parts.accounts.use_cases.sign_out_everywhere import sign_out_everywhere
from contexts.identity.parts.federation.use_cases.set_application_usable import (
    set_application_usable,
)
from contexts.identity.parts.organisations.use_cases.set_organisation_active import (
    set_organisation_active,
)
from contexts.identity.parts.partners import queries as partners
from contexts.identity.parts.partners.use_cases.revoke_credential import revoke_credential
from contexts.identity.parts.partners.use_cases.rotate_credential import rotate_credential
from contexts.identity.parts.partners.use_cases.set_partner_suspended import set_partner_suspended
from contexts.identity.parts.sessions import api as sessions
from contexts.identity.parts.sessions.errors import SessionEnded
from contexts.identity.rest.sockets import use_ticket
from riz import clock
from riz.actor import SYSTEM
from riz.errors import Unauthenticated
from tests.contexts.identity.factories import PASSWORD, RoleGrantFactory, UserFactory
from tests.contexts.identity.federation import walking
from tests.contexts.identity.partners.factories import PartnerFactory, issue
from tests.support.api_client import ApiClient

pytestmark = pytest.mark.django_db

BY = {"actor": SYSTEM}
OFFICE, ELSEWHERE = "198.51.100.7", "203.0.113.9"


def showing(authorization: str) -> ApiClient:
    api = ApiClient()
    api.headers["Authorization"] = authorization
    return api


# --- what is made of a partner's key: good in one network, for reading bookings, sixty times a minute


class OfAKey:
    """A key, and what shows it at an address."""

    def __init__(self) -> None:
        self.partner = PartnerFactory()
        self.issued = issue(
            self.partner, allowed_networks=("198.51.100.0/24",), scopes=("bookings:read",)
        )
        self.shown: dict[str, str] = {}
        self.ip = OFFICE

    def key(self) -> None:
        self.shown = {"Authorization": f"Bearer {self.issued.key}"}

    def client_id_and_secret(self) -> None:
        client_id, secret = self.issued.credential.client_id, self.issued.client_secret
        shown = walking.basic(client_id, secret)["HTTP_AUTHORIZATION"]
        self.shown = {"Authorization": shown}

    def token(self) -> None:
        client_id, secret = self.issued.credential.client_id, self.issued.client_secret
        answer = ApiClient().client.post(
            "/oauth/token",
            "grant_type=client_credentials",
            content_type="application/x-www-form-urlencoded",
            REMOTE_ADDR=OFFICE,
            **walking.basic(client_id, secret),
        )
        assert answer.status_code == 200, answer.content
        self.shown = {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def ask(self) -> Any:
        return ApiClient().client.get("/api/v1/bookings", headers=self.shown, REMOTE_ADDR=self.ip)


def _credential(world: OfAKey) -> dict[str, Any]:
    ids = {"partner_id": world.partner.id, "credential_id": world.issued.credential.id}
    return {**ids, **BY, "at": clock.now()}


def _tell(world: OfAKey) -> None:
    partners.publish_states((world.issued.credential.client_id,))


def _from_elsewhere(world: OfAKey) -> None:
    world.ip = ELSEWHERE


def _revoked(world: OfAKey) -> None:
    revoke_credential(**_credential(world))


def _rotated(world: OfAKey) -> None:
    rotate_credential(**_credential(world), overlap=dt.timedelta(0))


def _expired(world: OfAKey) -> None:
    past = clock.now() - dt.timedelta(minutes=1)
    before = past - dt.timedelta(days=1)
    models.PartnerCredential.objects.update(created_at=before, expires_at=past)
    _tell(world)


def _suspended(world: OfAKey) -> None:
    set_partner_suspended(
        partner_id=world.partner.id, is_suspended=True, reason="resold", at=clock.now(), **BY
    )


def _organisation_suspended(world: OfAKey) -> None:
    organisation_id = world.partner.organisation_id
    set_organisation_active(
        organisation_id=organisation_id, is_active=False, reason="closed", at=clock.now(), **BY
    )


def _scope_taken_from_the_partner(world: OfAKey) -> None:
    models.Partner.objects.update(scopes=["inventory:read"])
    _tell(world)


def _scope_taken_from_the_key(world: OfAKey) -> None:
    models.PartnerCredential.objects.update(scopes=["inventory:read"])
    _tell(world)


SHOWN = (OfAKey.key, OfAKey.client_id_and_secret, OfAKey.token)
BOUNDS_OF_A_KEY = (
    _from_elsewhere,
    _revoked,
    _rotated,
    _expired,
    _suspended,
    _organisation_suspended,
    _scope_taken_from_the_partner,
    _scope_taken_from_the_key,
)


@pytest.mark.parametrize(("made", "bound"), list(itertools.product(SHOWN, BOUNDS_OF_A_KEY)))
def test_what_is_made_of_a_key_has_its_bounds(made: Any, bound: Any) -> None:
    world = OfAKey()
    made(world)
    assert world.ask().status_code == 200

    bound(world)

    answer = world.ask()
    assert answer.status_code in {401, 403}
    assert bound is not _from_elsewhere or answer.json()["code"] == (
        "identity.partner_address_refused"
    )


@pytest.mark.parametrize("ip", ["", "not an address"])
def test_without_an_address_a_network_is_not_met(ip: str) -> None:
    world = OfAKey()
    world.token()
    world.ip = ip

    assert world.ask().status_code == 403


def test_what_is_made_of_a_key_shares_its_limit() -> None:
    world, left = OfAKey(), []
    for made in SHOWN:
        made(world)
        answer = world.ask()
        assert answer["RateLimit-Policy"] == '"partner";q=60;w=60'
        left.append(int(answer["RateLimit"].partition("r=")[2].partition(";")[0]))

    assert left == sorted(left, reverse=True)
    assert len(set(left)) == len(SHOWN)


# --- what is made of a session


class OfASession:
    """A member of staff who is signed in, and what comes of that; each tells whether it still lets in."""

    def __init__(self) -> None:
        self.user = RoleGrantFactory(role=Role.PORTAL_ADMIN).user
        self.tokens = sessions.start_session(user_id=self.user.id, at=clock.now())
        self.api = showing(f"Bearer {self.tokens.access_token}")

    def access_token(self) -> Any:
        return lambda: self.api.get("/auth/me").status_code == 200

    def refresh_token(self) -> Any:
        body = {"refresh_token": self.tokens.refresh_token}
        return lambda: ApiClient().post("/auth/refresh", body).status_code == 200

    def socket_ticket(self) -> Any:
        return ticket_of(self.api)

    def acting(self) -> Any:
        api = self.act()
        return lambda: api.get("/auth/me").status_code == 200

    def ticket_of_acting(self) -> Any:
        return ticket_of(self.act())

    def act(self) -> ApiClient:
        facts = {"user_id": str(UserFactory().id), "reason": "Ticket 4711"}
        answer = self.api.post("/auth/impersonations", facts)
        assert answer.status_code == 201, answer.content
        return showing(f"Bearer {answer.json()['access_token']}")


def ticket_of(api: ApiClient) -> Any:
    ticket = api.post("/auth/socket-tickets").json()["ticket"]

    def opens_a_socket() -> bool:
        try:
            use_ticket(ticket=ticket, at=clock.now())
        except Unauthenticated:
            return False
        return True

    return opens_a_socket


def _elsewhere(world: OfASession) -> ApiClient:
    """The same person on another device."""
    tokens = sessions.start_session(user_id=world.user.id, at=clock.now())
    return showing(f"Bearer {tokens.access_token}")


def _signs_out(world: OfASession) -> None:
    assert world.api.post("/auth/logout").status_code == 204


def _signs_out_here(world: OfASession) -> None:
    assert world.api.delete(f"/auth/sessions/{world.tokens.session_id}").status_code == 204


def _signs_out_there(world: OfASession) -> None:
    answer = _elsewhere(world).delete(f"/auth/sessions/{world.tokens.session_id}")
    assert answer.status_code == 204


def _signs_out_all_others(world: OfASession) -> None:
    assert _elsewhere(world).delete("/auth/sessions").status_code == 204


def _changes_the_password(world: OfASession) -> None:
    facts = {"current_password": PASSWORD, "new_password": "a lake and three rivers"}
    assert _elsewhere(world).post("/auth/password/change", facts).status_code == 204


def _is_ended_by_staff(world: OfASession) -> None:
    sessions.end_session(session_id=world.tokens.session_id, reason="x", at=clock.now(), **BY)


def _is_signed_out_everywhere(world: OfASession) -> None:
    sign_out_everywhere(user_id=world.user.id, reason="x", at=clock.now(), **BY)


def _is_disabled(world: OfASession) -> None:
    # Not the only one who looks after accounts.
    RoleGrantFactory(role=Role.PORTAL_ADMIN)
    set_user_active(user_id=world.user.id, is_active=False, at=clock.now(), **BY)


def _shows_a_refresh_token_twice(world: OfASession) -> None:
    shown = {"refresh_token": world.tokens.refresh_token}
    second = ApiClient().post("/auth/refresh", shown)
    if second.status_code == 200:
        body = {"refresh_token": second.json()["refresh_token"]}
        assert ApiClient().post("/auth/refresh", body).status_code == 200
    assert ApiClient().post("/auth/refresh", shown).status_code == 401


def _signs_in_too_often(world: OfASession) -> None:
    with override_settings(RIZ_SESSIONS_LIMIT=1):
        _elsewhere(world)


def _is_forgotten(world: OfASession) -> None:
    models.Session.objects.filter(id=world.tokens.session_id).delete()


MADE_OF_A_SESSION = (
    OfASession.access_token,
    OfASession.refresh_token,
    OfASession.socket_ticket,
    OfASession.acting,
    OfASession.ticket_of_acting,
)
ENDS_OF_A_SESSION = (
    _signs_out,
    _signs_out_here,
    _signs_out_there,
    _signs_out_all_others,
    _changes_the_password,
    _is_ended_by_staff,
    _is_signed_out_everywhere,
    _is_disabled,
    _shows_a_refresh_token_twice,
    _signs_in_too_often,
    _is_forgotten,
)


@pytest.mark.parametrize("made", MADE_OF_A_SESSION)
def test_what_is_made_of_a_session_lets_in(made: Any) -> None:
    assert made(OfASession())()


@pytest.mark.parametrize(
    ("made", "end"), list(itertools.product(MADE_OF_A_SESSION, ENDS_OF_A_SESSION))
)
def test_what_is_made_of_a_session_ends_with_it(made: Any, end: Any) -> None:
    world = OfASession()
    lets_in = made(world)

    end(world)

    assert not lets_in()


def test_acting_as_somebody_lasts_no_longer_than_ones_own_session() -> None:
    world = OfASession()
    soon = clock.now() + dt.timedelta(minutes=5)
    models.Session.objects.update(expires_at=soon)

    world.act()

    assert models.Session.objects.exclude(impersonator=None).get().expires_at == soon


def test_acting_as_somebody_is_not_begun_from_a_session_that_is_over() -> None:
    world = OfASession()
    _signs_out(world)

    with pytest.raises(SessionEnded):
        sessions.start_session(
            user_id=UserFactory().id,
            methods=("impersonation",),
            impersonator_id=world.user.id,
            started_from=world.tokens.session_id,
            reason="x",
            at=clock.now(),
        )


def test_that_acting_has_ended_is_in_the_persons_activity() -> None:
    world = OfASession()
    world.act()
    acting = models.Session.objects.exclude(impersonator=None).get()

    _signs_out(world)

    entry = models.SecurityEvent.objects.filter(user_id=acting.user_id).latest("id")
    assert (entry.action, entry.resource_id) == ("session_ended", str(acting.id))


# --- what is made of a consent


class OfAConsent:
    """Somebody who lets an application act for them, and what it gets."""

    def __init__(self) -> None:
        self.user, self.app = UserFactory(), walking.register()
        self.verifier = walking.new_verifier()

    def code(self) -> Any:
        told = walking.Browser().allow(self.app.authorization(self.verifier), self.user)
        return lambda: self.app.exchange(told["code"], self.verifier).status_code == 200

    def access_token(self) -> Any:
        got = walking.tokens_for(self.app, self.user)
        api = showing(f"Bearer {got['access_token']}")
        return lambda: api.get("/bookings").status_code == 200

    def refresh_token(self) -> Any:
        got = walking.tokens_for(self.app, self.user)

        def reads_bookings() -> bool:
            answer = self.app.refresh(got["refresh_token"])
            if answer.status_code != 200:
                return False
            api = showing(f"Bearer {answer.json()['access_token']}")
            return api.get("/bookings").status_code == 200

        return reads_bookings


def _is_withdrawn(world: OfAConsent) -> None:
    api = ApiClient().sign_in(world.user)
    assert api.delete(f"/auth/applications/{world.app.id}").status_code == 204


def _loses_its_application(world: OfAConsent) -> None:
    set_application_usable(application_id=world.app.id, is_usable=False, at=clock.now(), **BY)


def _loses_its_person(world: OfAConsent) -> None:
    set_user_active(user_id=world.user.id, is_active=False, at=clock.now(), **BY)


def _loses_its_session(world: OfAConsent) -> None:
    sign_out_everywhere(user_id=world.user.id, reason="x", at=clock.now(), **BY)


def _is_narrowed(world: OfAConsent) -> None:
    models.Consent.objects.update(scopes="openid")


def _is_of_an_application_that_is_narrowed(world: OfAConsent) -> None:
    models.Application.objects.update(scopes="openid")


MADE_OF_A_CONSENT = (OfAConsent.code, OfAConsent.access_token, OfAConsent.refresh_token)
ENDS_OF_A_CONSENT = (
    _is_withdrawn,
    _loses_its_application,
    _loses_its_person,
    _loses_its_session,
)
NARROWED = (_is_narrowed, _is_of_an_application_that_is_narrowed)


@pytest.mark.parametrize("made", MADE_OF_A_CONSENT)
def test_what_is_made_of_a_consent_lets_in(made: Any) -> None:
    assert made(OfAConsent())()


@pytest.mark.parametrize(
    ("made", "end"),
    [
        *itertools.product(MADE_OF_A_CONSENT, ENDS_OF_A_CONSENT),
        *itertools.product((OfAConsent.access_token, OfAConsent.refresh_token), NARROWED),
    ],
)
def test_what_is_made_of_a_consent_ends_and_narrows_with_it(made: Any, end: Any) -> None:
    world = OfAConsent()
    lets_in = made(world)

    end(world)

    assert not lets_in()


# --- none is forgotten


def test_every_table_of_what_is_made_of_another_is_among_them() -> None:
    """Whoever adds a table that hangs on one of these adds what it holds to the lists above."""
    parents = {models.Session, models.Consent, models.PartnerCredential, models.SignInChallenge}
    hanging = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("identity").get_models()
        for field in model._meta.get_fields()
        if getattr(field, "related_model", None) in parents and field.concrete
    }

    assert hanging == {
        "Session.started_from",
        "RefreshToken.session",
        "SocketTicket.session",
        "AuthorizationCode.consent",
        "ProgramToken.consent",
        "ProgramRefreshToken.consent",
        "PartnerAccess.credential",  # a log
        "WebauthnChallenge.sign_in",  # good for that sign-in alone
    }
