"""Acting as somebody else: short, seen by the person, with nobody's rights but those that both have."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from contexts.identity import models
from contexts.identity.contracts import Role
from contexts.identity.parts.accounts.use_cases.set_user_active import set_user_active
from contexts.identity.parts.organisations.use_cases.withdraw_role import withdraw_role
from contexts.identity.parts.sessions import api as sessions
from contexts.identity.parts.sessions import queries
from contexts.identity.parts.sessions.use_cases.refresh_session import refresh_session
from riz import clock
from riz.actor import SYSTEM
from tests.contexts.identity.admin.staff import staff_client
from tests.contexts.identity.factories import (
    PASSWORD,
    OrganisationFactory,
    RoleGrantFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
BEGIN, END = "/auth/impersonations", "/auth/impersonations/current"
REASON = "Ticket 4711: the booking does not show"


@pytest.fixture
def staff():
    return RoleGrantFactory(role=Role.PORTAL_ADMIN).user


@pytest.fixture
def person():
    return UserFactory()


def signed_in(user, *, at=None):
    tokens = sessions.start_session(user_id=user.id, at=at or clock.now())
    return {"Authorization": f"Bearer {tokens.access_token}"}


def begin(api, staff, person, *, headers=None, **more):
    body = {"user_id": str(person.id), "reason": REASON} | more
    return api.post(BEGIN, body, headers=headers or signed_in(staff))


def acting(api, staff, person):
    answer = begin(api, staff, person)
    assert answer.status_code == 201, answer.content
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def code_of(answer):
    return answer.status_code, answer.json()["code"]


class TestBeginning:
    def test_takes_a_quarter_of_an_hour_and_nothing_refreshes_it(self, api, staff, person):
        answer = begin(api, staff, person)

        assert answer.status_code == 201
        body = answer.json()
        assert body["user_id"] == str(person.id)
        assert {"refresh_token", "refresh_expires_at"} & body.keys() == set()
        left = dt.datetime.fromisoformat(body["access_expires_at"]) - clock.now()
        assert dt.timedelta(minutes=14) < left <= dt.timedelta(minutes=15)
        session = models.Session.objects.get(id=body["session_id"])
        assert session.refresh_tokens.count() == 0
        assert session.expires_at == dt.datetime.fromisoformat(body["access_expires_at"])

    def test_shows_what_they_see_and_says_who_looks(self, api, staff, person):
        me = api.get("/auth/me", headers=acting(api, staff, person)).json()

        assert (me["id"], me["impersonator_id"]) == (str(person.id), str(staff.id))
        own = api.get("/auth/me", headers=signed_in(person)).json()
        assert own["impersonator_id"] is None

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_takes_the_permission(self, api, person):
        for role in (None, Role.PORTAL_STAFF):
            user = RoleGrantFactory(role=role).user if role else UserFactory()

            assert code_of(begin(api, user, person)) == (403, "auth.forbidden")

    @pytest.mark.requirement("ASVS 5.0 7.5.3")
    def test_takes_a_recent_sign_in(self, api, staff, person):
        begun = clock.now() - dt.timedelta(minutes=11)
        tokens = sessions.start_session(user_id=staff.id, at=begun)
        tokens = _refreshed(tokens)

        answer = begin(
            api, staff, person, headers={"Authorization": f"Bearer {tokens.access_token}"}
        )

        assert code_of(answer) == (403, "identity.step_up_required")
        assert not models.Session.objects.filter(user=person).exists()

    def test_is_never_nested_and_never_as_oneself(self, api, staff, person):
        other_admin = RoleGrantFactory(role=Role.PORTAL_ADMIN).user
        as_admin = acting(api, staff, other_admin)

        assert begin(api, staff, person, headers=as_admin).status_code == 403
        assert begin(api, staff, staff).status_code == 403

    @pytest.mark.requirement("ASVS 5.0 8.3.3")
    def test_is_never_of_somebody_who_may_do_more(self, api):
        support = RoleGrantFactory(role=Role.SUPPORT).user
        admin = RoleGrantFactory(role=Role.PORTAL_ADMIN).user
        seller = RoleGrantFactory(role=Role.SELLER_OWNER, organisation=OrganisationFactory()).user

        for person in (admin, seller):
            answer = begin(api, support, person)
            assert code_of(answer) == (403, "identity.more_rights_than_caller")

    def test_nobody_and_whoever_is_disabled_are_not_found(self, api, staff):
        disabled = UserFactory(is_active=False)

        assert code_of(begin(api, staff, disabled)) == (404, "identity.user_not_found")
        nobody = {"user_id": "0198c5f0-1122-7aaa-8bbb-99aabbccddee"}
        assert begin(api, staff, disabled, **nobody).status_code == 404

    @pytest.mark.parametrize("reason", ["", "  ", "x" * 201, None, ["x"], {}], ids=str)
    def test_needs_a_reason(self, api, staff, person, reason):
        assert begin(api, staff, person, reason=reason).status_code == 422

    @pytest.mark.requirement("ASVS 5.0 15.3.3")
    @pytest.mark.parametrize(
        "extra", ["impersonator_id", "methods", "expires_at", "client", "minutes"]
    )
    def test_takes_nothing_else(self, api, staff, person, extra):
        assert begin(api, staff, person, **{extra: "x"}).status_code == 422


class TestWhileActing:
    @pytest.mark.requirement("ASVS 5.0 16.2.1")
    def test_every_entry_names_both(self, api, staff, person):
        headers = acting(api, staff, person)
        api.delete(END, headers=headers)

        began, ended = models.SecurityEvent.objects.filter(user=person).order_by("id")
        assert (began.action, began.actor) == ("impersonation_started", f"user:{staff.id}")
        assert began.metadata["reason"] == REASON
        assert ended.action == "session_ended"
        assert str(person.id) in ended.actor
        assert str(staff.id) in ended.actor

    def test_the_person_sees_it_in_their_activity(self, api, staff, person):
        acting(api, staff, person)

        answer = api.get("/auth/activity", headers=signed_in(person))

        assert answer.status_code == 200
        assert "impersonation_started" in {row["action"] for row in answer.json()["results"]}

    def test_rights_are_those_that_both_have(self, api, staff):
        seller = OrganisationFactory()
        person = RoleGrantFactory(role=Role.SELLER_STAFF, organisation=seller).user
        token = acting(api, staff, person)["Authorization"].removeprefix("Bearer ")
        RoleGrantFactory(user=person, role=Role.PORTAL_ADMIN)
        models.RoleGrant.objects.filter(user=staff).update(role=Role.SUPPORT)

        actor, _ = queries.recognise_caller(access_token=token, at=clock.now())

        support = models.User.objects.get(id=staff.id).to_actor()
        assert actor.can("booking.read_any", organisation_id=seller.id)
        assert all(
            support.can(grant.permission, organisation_id=grant.organisation_id)
            for grant in actor.grants
        )
        assert not actor.can("identity.manage")

    @pytest.mark.requirement("ASVS 5.0 7.5.1")
    def test_what_is_the_persons_alone_stays_closed(self, api, staff, person):
        headers = acting(api, staff, person)

        for method, path, body in (
            ("post", "/auth/2fa/enable", {}),
            ("delete", "/auth/sessions", None),
            ("post", "/auth/exports", {}),
            ("post", "/auth/me/erasure", {}),
        ):
            answer = getattr(api, method)(path, body, headers=headers)
            assert answer.status_code in {403, 404, 405, 422}, (path, answer.status_code)
            assert answer.status_code != 422 or "errors" in answer.json(), path
        assert models.User.objects.get(id=person.id).is_active

    @pytest.mark.requirement("ASVS 5.0 7.3.2")
    def test_it_ends_when_it_is_over(self, api, staff, person):
        headers = acting(api, staff, person)
        models.Session.objects.filter(user=person).update(expires_at=clock.now())

        assert api.get("/auth/me", headers=headers).status_code == 401


class TestEnding:
    def test_by_whoever_acts(self, api, staff, person):
        headers = acting(api, staff, person)

        assert api.delete(END, headers=headers).status_code == 204
        assert api.get("/auth/me", headers=headers).status_code == 401

    def test_ones_own_session_is_none(self, api, person):
        assert code_of(api.delete(END, headers=signed_in(person))) == (
            404, "identity.session_not_found",
        )  # fmt: skip

    @pytest.mark.requirement("ASVS 5.0 7.4.2")
    def test_when_whoever_acts_is_disabled(self, api, staff, person):
        headers = acting(api, staff, person)

        set_user_active(user_id=staff.id, is_active=False, actor=SYSTEM, at=clock.now())

        assert api.get("/auth/me", headers=headers).status_code == 401

    @pytest.mark.requirement("ASVS 5.0 8.3.2")
    def test_when_whoever_acts_may_no_longer(self, api, staff, person):
        headers = acting(api, staff, person)

        withdraw_role(user_id=staff.id, role=Role.PORTAL_ADMIN, actor=SYSTEM, at=clock.now())

        assert api.get("/auth/me", headers=headers).status_code == 401

    def test_when_the_person_signs_out_everywhere(self, api, staff, person):
        headers = acting(api, staff, person)

        api.delete("/auth/sessions", headers=signed_in(person))

        assert api.get("/auth/me", headers=headers).status_code == 401


def _refreshed(tokens):
    return refresh_session(refresh_token=tokens.refresh_token, at=clock.now())


class TestTheScreen:
    @pytest.fixture
    def browser(self):
        return staff_client()

    @pytest.fixture
    def address(self, person):
        return reverse("admin:identity_user_act_as", args=[person.id])

    def send(self, browser, address, **more):
        return browser.post(address, {"reason": REASON, "password": PASSWORD} | more)

    def test_is_offered_on_the_persons_page(self, browser, person, address):
        page = browser.get(reverse("admin:identity_user_change", args=[person.id]))

        assert address in page.content.decode()

    def test_begins_shows_until_when_and_ends(self, browser, person, address):
        page = self.send(browser, address).content.decode()

        session = models.Session.objects.get(user=person)
        assert session.impersonator_id == browser.user.id
        until = session.expires_at.astimezone(ZoneInfo("Asia/Kolkata"))
        assert f"until\n      {until:%H:%M:%S} (IST)" in page
        assert person.email in page

        assert "It is over." in browser.post(address, {"end": str(session.id)}).content.decode()
        session.refresh_from_db()
        assert session.revoked_reason == "impersonation_ended"

    def test_the_token_is_one_of_the_person(self, browser, person, address):
        page = self.send(browser, address)
        token = page.context_data["tokens"].access_token

        actor, _ = queries.recognise_caller(access_token=token, at=clock.now())

        assert (actor.id, actor.impersonator_id) == (person.id, browser.user.id)
        assert page["Cache-Control"].startswith("max-age=0") or "no-store" in page["Cache-Control"]

    @pytest.mark.requirement("ASVS 5.0 7.5.3")
    @pytest.mark.parametrize("change", [{"password": "wrong"}, {"reason": " "}, {"password": ""}])
    def test_needs_a_reason_and_the_password_of_who_sits_there(
        self, browser, person, address, change
    ):
        self.send(browser, address, **change)

        assert not models.Session.objects.filter(user=person).exists()

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_is_closed_to_other_staff(self, person, address):
        browser = staff_client(Role.PORTAL_STAFF)

        assert self.send(browser, address).status_code in {302, 403}
        assert not models.Session.objects.filter(user=person).exists()

    def test_nobody_ends_what_is_not_theirs_with_it(self, person):
        browser = staff_client(Role.SUPPORT)
        theirs = sessions.start_session(user_id=person.id, at=clock.now())
        address = reverse("admin:identity_user_act_as", args=[person.id])

        browser.post(address, {"end": str(theirs.session_id)})
        browser.post(address, {"end": "nonsense"})

        assert models.Session.objects.get(id=theirs.session_id).revoked_at is None
