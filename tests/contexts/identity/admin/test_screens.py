import pytest
from django.test import Client
from django.urls import reverse

from contexts.identity import models
from contexts.identity.contracts import Role
from contexts.identity.parts.accounts.use_cases.sign_out_everywhere import sign_out_everywhere
from contexts.identity.parts.activity.contracts import Action
from contexts.identity.parts.sessions import queries
from contexts.identity.parts.sessions.use_cases.start_session import start_session
from riz.actor import SYSTEM
from tests.contexts.identity.admin.staff import TABLES, list_of, staff_client
from tests.contexts.identity.factories import (
    PASSWORD,
    OrganisationFactory,
    RoleGrantFactory,
    UserFactory,
)
from tests.support.api_client import ApiClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return staff_client()


def enter(email, password=PASSWORD):
    client = Client()
    client.post(reverse("admin:login"), {"username": email, "password": password})
    return client


def is_in(client):
    return client.get(reverse("admin:index")).status_code == 200


class TestEntering:
    def test_staff_signs_in_with_address_and_password(self):
        staff = RoleGrantFactory(role=Role.PORTAL_STAFF).user

        assert is_in(enter(staff.email.upper()))
        assert models.SecurityEvent.objects.get().action == Action.STAFF_SIGNED_IN

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_nobody_else_does(self):
        traveller = UserFactory()
        suspended = RoleGrantFactory(
            role=Role.SELLER_OWNER, organisation=OrganisationFactory(status="SUSPENDED")
        ).user
        disabled = RoleGrantFactory(user=UserFactory(is_active=False)).user

        assert not any(is_in(enter(user.email)) for user in (traveller, suspended, disabled))
        assert not any((disabled.is_staff, disabled.is_superuser, disabled.to_actor().grants))

    @pytest.mark.requirement("ASVS 5.0 6.3.1")
    def test_guessing_is_braked_here_too(self):
        staff = RoleGrantFactory(role=Role.PORTAL_STAFF).user
        for _ in range(5):
            enter(staff.email, "wrong password")

        assert not is_in(enter(staff.email))

    @pytest.mark.requirement("ASVS 5.0 7.4.2")
    def test_disabling_ends_it_at_the_next_request(self, admin):
        assert is_in(admin)

        models.User.objects.filter(id=admin.user.id).update(is_active=False)

        assert not is_in(admin)

    @pytest.mark.requirement("ASVS 5.0 8.3.2")
    def test_losing_the_role_ends_it_at_the_next_request(self, admin):
        assert is_in(admin)

        admin.user.role_grants.all().delete()

        assert not is_in(admin)

    @pytest.mark.requirement("ASVS 5.0 7.4.3")
    def test_signing_out_everywhere_ends_it(self, admin, at):
        assert is_in(admin)

        sign_out_everywhere(user_id=admin.user.id, reason="x", actor=SYSTEM, at=at)

        assert not is_in(admin)

    def test_signing_out_everywhere_else_ends_it_and_not_the_session_that_asks(self, admin):
        elsewhere = ApiClient().sign_in(admin.user)
        assert is_in(admin)

        assert elsewhere.delete("/auth/sessions").status_code == 204

        assert not is_in(admin)
        assert admin.get(reverse("admin:index")).status_code == 302
        assert elsewhere.get("/auth/me").status_code == 200

    def test_a_new_password_ends_it(self, admin):
        user = models.User.objects.get(id=admin.user.id)
        user.set_password("another long one")
        user.save()

        assert not is_in(admin)


class TestOwnPassword:
    def change(self, client, old, new):
        facts = {"old_password": old, "new_password1": new, "new_password2": new}
        return client.post(reverse("admin:password_change"), facts)

    @pytest.mark.requirement("ASVS 5.0 7.4.3")
    def test_is_changed_here_and_ends_every_other_session(self, at):
        here = staff_client(Role.PORTAL_STAFF)
        there = Client()
        there.force_login(here.user)
        start_session(user_id=here.user.id, at=at)

        assert self.change(here, PASSWORD, "quite another one").status_code == 302

        user = models.User.objects.get()
        assert user.check_password("quite another one")
        assert user.password_changed_at
        assert (is_in(here), is_in(there)) == (True, False)
        assert queries.live_session_ids(user_id=user.id) == ()

    @pytest.mark.requirement("ASVS 5.0 6.2.3", "ASVS 5.0 6.2.4")
    @pytest.mark.parametrize(
        ("old", "new"), [("wrong", "quite another one"), (PASSWORD, "password123")]
    )
    def test_needs_the_old_one_and_obeys_the_rule(self, old, new):
        client = staff_client(Role.PORTAL_STAFF)

        assert self.change(client, old, new).status_code == 200
        assert models.User.objects.get().check_password(PASSWORD)


class TestWhoSeesWhat:
    @pytest.mark.parametrize("table", TABLES)
    def test_administrators_see_every_list(self, admin, table, at):
        start_session(user_id=UserFactory().id, at=at)
        RoleGrantFactory(organisation=OrganisationFactory())

        assert admin.get(list_of(table)).status_code == 200
        assert admin.get(list_of(table), {"q": "riz"}).status_code == 200

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    @pytest.mark.parametrize("table", TABLES)
    def test_other_staff_sees_none_of_them(self, table):
        assert staff_client(Role.PORTAL_STAFF).get(list_of(table)).status_code == 403

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    @pytest.mark.parametrize("table", TABLES)
    def test_travellers_are_sent_away(self, table):
        client = Client()
        client.force_login(UserFactory())

        answer = client.get(list_of(table))

        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("admin:login"))

    @pytest.mark.requirement("ASVS 5.0 16.4.2")
    def test_the_log_is_read_only(self, admin, at):
        start_session(user_id=admin.user.id, at=at)
        entry = models.SecurityEvent.objects.get()
        page = reverse("admin:identity_securityevent_change", args=[entry.id])

        assert admin.get(page).status_code == 200
        assert admin.get(list_of("securityevent"), {"action": "signed_in"}).status_code == 200
        assert admin.post(page, {"action": "nothing"}).status_code == 403
        assert admin.get(reverse("admin:identity_securityevent_add")).status_code == 403
        delete = reverse("admin:identity_securityevent_delete", args=[entry.id])
        assert admin.post(delete, {"post": "yes"}).status_code == 403


class TestPeople:
    facts = {  # noqa: RUF012
        "full_name": "Bikash Saha",
        "phone": "",
        "locale": "en",
        "time_zone": "Asia/Kolkata",
        "default_currency": "INR",
        "role_grants-TOTAL_FORMS": 0,
        "role_grants-INITIAL_FORMS": 0,
    }
    new = {**facts, "email": "Bikash@RIZ.example", "kind": "TRAVELLER", "new_password": PASSWORD}  # noqa: RUF012

    def page(self, user):
        return reverse("admin:identity_user_change", args=[user.id])

    def test_are_added_through_the_use_case(self, admin):
        answer = admin.post(reverse("admin:identity_user_add"), self.new)

        assert answer.status_code == 302, answer.content.decode()[:3000]
        made = models.User.objects.get(email="bikash@riz.example")
        assert made.check_password(PASSWORD)
        assert models.SecurityEvent.objects.filter(
            action=Action.REGISTERED, user_id=made.id
        ).exists()

    @pytest.mark.parametrize(
        "change",
        [
            {"new_password": ""},
            {"new_password": "password123"},
            {"email": "nobody"},
            {"kind": "EMPEROR"},
        ],
    )
    def test_bad_values_are_said_at_the_field(self, admin, change):
        answer = admin.post(reverse("admin:identity_user_add"), {**self.new, **change})

        assert answer.status_code == 200
        assert models.User.objects.count() == 1

    def test_a_taken_address_is_said_at_the_field(self, admin):
        UserFactory(email="bikash@riz.example")

        answer = admin.post(reverse("admin:identity_user_add"), self.new)

        assert answer.status_code == 200
        assert models.User.objects.count() == 2

    def test_are_corrected_and_the_password_stays(self, admin):
        user = UserFactory()

        assert admin.get(self.page(user)).status_code == 200
        answer = admin.post(self.page(user), {**self.facts, "new_password": ""})

        changed = models.User.objects.get(id=user.id)
        assert answer.status_code == 302
        assert changed.full_name == "Bikash Saha"
        assert changed.check_password(PASSWORD)
        assert changed.email == user.email

    @pytest.mark.requirement("ASVS 5.0 7.4.3")
    def test_a_new_password_ends_their_sessions(self, admin, at):
        user = UserFactory()
        start_session(user_id=user.id, at=at)

        admin.post(self.page(user), {**self.facts, "new_password": "quite another one"})

        assert models.User.objects.get(id=user.id).check_password("quite another one")
        assert queries.live_session_ids(user_id=user.id) == ()

    def test_the_hash_is_never_shown(self, admin):
        user = UserFactory()

        assert user.password not in admin.get(self.page(user)).content.decode()

    def act(self, admin, table, action, *rows):
        return admin.post(
            list_of(table),
            {"action": action, "_selected_action": [str(row.pk) for row in rows]},
            follow=True,
        )

    def test_are_disabled_enabled_and_signed_out(self, admin, at):
        one, two = UserFactory(), UserFactory()
        start_session(user_id=one.id, at=at)
        start_session(user_id=two.id, at=at)

        self.act(admin, "user", "disable", one)
        self.act(admin, "user", "sign_out_everywhere", two)

        assert not models.User.objects.get(id=one.id).is_active
        assert not models.Session.objects.filter(revoked_at=None).exists()
        self.act(admin, "user", "enable", one)
        assert models.User.objects.get(id=one.id).is_active

    def test_can_not_be_deleted(self, admin):
        user = UserFactory()

        answer = admin.post(reverse("admin:identity_user_delete", args=[user.id]), {"post": "yes"})
        self.act(admin, "user", "delete_selected", user)

        assert answer.status_code == 403
        assert models.User.objects.filter(id=user.id).exists()

    def test_a_session_is_ended(self, admin, at):
        user = UserFactory()
        start_session(user_id=user.id, at=at)

        self.act(admin, "session", "end", models.Session.objects.get())

        assert models.Session.objects.get().revoked_reason == "ended_by_staff"


class TestRoles:
    def test_are_given_and_taken_through_the_use_cases(self, admin):
        user, seller = UserFactory(), OrganisationFactory()

        given = admin.post(
            reverse("admin:identity_rolegrant_add"),
            {"user": user.id, "role": "PORTAL_STAFF", "organisation": seller.id},
        )
        grant = models.RoleGrant.objects.get(user=user)
        taken = admin.post(
            reverse("admin:identity_rolegrant_delete", args=[grant.id]), {"post": "yes"}
        )

        assert (given.status_code, taken.status_code) == (302, 302)
        assert not models.RoleGrant.objects.filter(user=user).exists()
        noted = models.SecurityEvent.objects.filter(user_id=user.id).order_by("id")
        assert [entry.action for entry in noted] == [Action.ROLE_GRANTED, Action.ROLE_WITHDRAWN]
        assert {entry.actor for entry in noted} == {str(admin.user.to_actor())}


def test_an_organisation_is_added_and_renamed(admin):
    admin.post(
        reverse("admin:identity_organisation_add"), {"name": "Hill Lodges", "kind": "SELLER"}
    )
    row = models.Organisation.objects.get()
    page = reverse("admin:identity_organisation_change", args=[row.id])
    people = {
        f"{inline}-{name}": "0"
        for inline in ("memberships", "invitations", "assignments")
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    answer = admin.post(page, {"name": "Hill Lodges of Jampui", "kind": "SELLER", **people})

    slug = row.slug
    row.refresh_from_db()
    assert (answer.status_code, row.name, row.slug) == (302, "Hill Lodges of Jampui", slug)
    assert slug.startswith("hill-lodges-")
    assert row.created_at
