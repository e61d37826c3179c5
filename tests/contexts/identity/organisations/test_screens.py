"""The staff screens of organisations and their people."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contexts.identity import models
from contexts.identity.contracts import Role
from riz import clock
from tests.contexts.identity.admin.staff import list_of, staff_client
from tests.contexts.identity.factories import OrganisationFactory, UserFactory
from tests.contexts.identity.organisations.people import belongs, member, roles_in, seller

pytestmark = pytest.mark.django_db
SCREENS = ("organisation", "membership", "invitation", "assignment", "rolegrant")


@pytest.fixture
def admin():
    return staff_client()


def add(admin, table, **sent):
    return admin.post(reverse(f"admin:identity_{table}_add"), sent, follow=True)


def act(admin, row, action, **sent):
    chosen = {"action": action, "_selected_action": [str(row.pk)], **sent}
    return admin.post(list_of(row._meta.model_name), chosen, follow=True)


def said(answer):
    return " ".join(str(message) for message in answer.context["messages"])


def invitation(organisation, **facts):
    now = clock.now()
    return models.Invitation.objects.create(
        organisation=organisation,
        roles=["SELLER_STAFF"],
        created_at=now,
        expires_at=now + dt.timedelta(days=7),
        **{"email": "bimal@riz.example", **facts},
    )


def assignment(organisation, user):
    return models.Assignment.objects.create(
        organisation=organisation,
        user=user,
        kind="PACKAGE",
        asset_id=uuid4(),
        assigned_at=clock.now(),
    )


class TestLooking:
    @pytest.mark.parametrize("table", SCREENS)
    def test_lists_and_forms_open(self, admin, table):
        organisation, owner = seller()
        invitation(organisation)
        row = assignment(organisation, owner)
        rows = {
            "organisation": organisation,
            "membership": owner.memberships.get(),
            "invitation": models.Invitation.objects.get(),
            "assignment": row,
            "rolegrant": organisation.role_grants.get(),
        }

        assert admin.get(list_of(table)).status_code == 200
        assert admin.get(list_of(table), {"q": "seller"}).status_code == 200
        shown = admin.get(reverse(f"admin:identity_{table}_change", args=[rows[table].pk]))
        assert shown.status_code == 200

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    @pytest.mark.parametrize("table", SCREENS)
    @pytest.mark.parametrize("role", [Role.SELLER_OWNER, Role.PORTAL_STAFF])
    def test_they_are_closed_to_sellers_people(self, table, role):
        client = staff_client(role=role, organisation=OrganisationFactory())

        assert client.get(list_of(table)).status_code == 403
        assert client.get(reverse(f"admin:identity_{table}_add")).status_code == 403

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_support_looks_and_changes_nothing(self):
        client = staff_client(role=Role.SUPPORT)
        organisation, owner = seller()

        assert client.get(list_of("organisation")).status_code == 200
        act(client, organisation, "suspend", reason="because")
        act(client, owner.memberships.get(), "remove")
        assert add(client, "organisation", name="x", kind="SELLER").status_code == 403

        organisation.refresh_from_db()
        assert (organisation.status, belongs(organisation, owner)) == ("ACTIVE", True)

    @pytest.mark.parametrize("table", SCREENS)
    def test_many_rows_take_as_few_queries_as_one(self, admin, table):
        organisation, owner = seller()
        invitation(organisation)
        assignment(organisation, owner)

        def count():
            with CaptureQueriesContext(connection) as seen:
                assert admin.get(list_of(table)).status_code == 200
            return len(seen)

        few = count()
        crowd = [UserFactory.build(email=f"crowd{number}@riz.example") for number in range(30)]
        models.User.objects.bulk_create(crowd)
        bodies = [OrganisationFactory.build(slug=f"body-{number}") for number in range(30)]
        models.Organisation.objects.bulk_create(bodies)
        pairs = list(zip(crowd, bodies, strict=True))
        models.Membership.objects.bulk_create(
            models.Membership(user=user, organisation=body) for user, body in pairs
        )
        models.RoleGrant.objects.bulk_create(
            models.RoleGrant(user=user, organisation=body, role="SELLER_STAFF")
            for user, body in pairs
        )
        now = clock.now()
        models.Invitation.objects.bulk_create(
            models.Invitation(
                organisation=body,
                email=user.email,
                roles=[],
                created_at=now,
                expires_at=now + dt.timedelta(days=7),
            )
            for user, body in pairs
        )
        models.Assignment.objects.bulk_create(
            models.Assignment(
                organisation=body, user=user, kind="PACKAGE", asset_id=uuid4(), assigned_at=now
            )
            for user, body in pairs
        )

        assert count() <= max(few, 15)
        assert few <= 15

    def test_a_large_organisation_opens_page_by_page(self, admin):
        organisation, _ = seller()
        crowd = [UserFactory.build(email=f"crowd{number}@riz.example") for number in range(300)]
        models.User.objects.bulk_create(crowd)
        models.Membership.objects.bulk_create(
            models.Membership(user=user, organisation=organisation) for user in crowd
        )
        path = reverse("admin:identity_organisation_change", args=[organisation.pk])

        with CaptureQueriesContext(connection) as seen:
            page = admin.get(path)

        assert page.status_code == 200
        assert len(seen) <= 30
        assert page.content.decode().count("crowd") < 300


class TestOrganisations:
    def test_a_seller_is_made_and_its_owner_invited(self, admin):
        made = add(admin, "organisation", name="Hotel", kind="SELLER", legal_name="Hotel Ltd.")
        organisation = models.Organisation.objects.get()
        asked = add(
            admin,
            "invitation",
            organisation=organisation.pk,
            email="Owner@riz.example",
            role="SELLER_OWNER",
        )

        assert made.status_code == asked.status_code == 200
        assert (organisation.name, organisation.legal_name) == ("Hotel", "Hotel Ltd.")
        assert organisation.slug.startswith("hotel-")
        invited = models.Invitation.objects.get()
        assert (invited.email, invited.roles) == ("owner@riz.example", ["SELLER_OWNER"])
        assert models.MailLink.objects.filter(subject_id=invited.id).exists()

    def test_it_is_changed_through_its_use_case(self, admin):
        organisation, _ = seller(name="Hotel")
        path = reverse("admin:identity_organisation_change", args=[organisation.pk])
        empty = {
            f"{prefix}-{name}": "0"
            for prefix in ("memberships", "invitations", "assignments")
            for name in ("TOTAL_FORMS", "INITIAL_FORMS")
        }

        admin.post(path, {"name": "Inn", "kind": "PARTNER", "status": "SUSPENDED", **empty})

        organisation.refresh_from_db()
        assert (
            organisation.name,
            organisation.kind,
            organisation.status,
            organisation.version,
        ) == (
            "Inn",
            "SELLER",
            "ACTIVE",
            2,
        )

    def test_it_is_suspended_for_a_reason_and_reactivated(self, admin):
        organisation, owner = seller()

        refused = act(admin, organisation, "suspend")
        act(admin, organisation, "suspend", reason="papers are missing")
        organisation.refresh_from_db()
        grants = models.User.objects.get(id=owner.id).grants

        assert "needs a reason" in said(refused)
        assert (organisation.status, grants) == ("SUSPENDED", frozenset())
        noted = models.SecurityEvent.objects.get(action="organisation_suspended")
        assert noted.metadata == {"reason": "papers are missing"}
        act(admin, organisation, "reactivate")
        assert models.User.objects.get(id=owner.id).grants

    def test_none_is_ever_deleted(self, admin):
        organisation, _ = seller()

        answer = admin.post(
            reverse("admin:identity_organisation_delete", args=[organisation.pk]), {"post": "yes"}
        )

        assert answer.status_code == 403


class TestMembers:
    def test_ownership_is_handed_over(self, admin):
        organisation, owner = seller()
        heir = member(organisation)

        answer = act(admin, heir.memberships.get(), "make_owner")

        assert "Handed over: 1." in said(answer)
        assert roles_in(organisation, heir) == {"SELLER_OWNER"}
        assert roles_in(organisation, owner) == {"SELLER_MANAGER"}

    @pytest.mark.requirement("ASVS 5.0 7.5.3")
    def test_it_takes_staff_who_has_just_signed_in(self, admin):
        organisation, owner = seller()
        heir = member(organisation)
        long_ago = clock.now() - dt.timedelta(minutes=11)
        models.User.objects.filter(id=admin.user.id).update(last_login=long_ago)

        answer = act(admin, heir.memberships.get(), "make_owner")

        assert "Handed over" not in said(answer)
        assert roles_in(organisation, owner) == {"SELLER_OWNER"}

    def test_a_member_is_removed_and_the_last_owner_is_not(self, admin):
        organisation, owner = seller()
        clerk = member(organisation, Role.SELLER_STAFF)

        removed = act(admin, clerk.memberships.get(), "remove")
        refused = act(admin, owner.memberships.get(), "remove")

        assert "Removed: 1." in said(removed)
        assert "needs an owner" in said(refused)
        assert (belongs(organisation, clerk), belongs(organisation, owner)) == (False, True)


class TestRoles:
    def test_a_role_for_an_organisation_makes_a_member(self, admin):
        organisation, _ = seller()
        user = UserFactory()

        add(admin, "rolegrant", user=user.pk, role="SELLER_STAFF", organisation=organisation.pk)

        assert roles_in(organisation, user) == {"SELLER_STAFF"}
        assert belongs(organisation, user)

    def test_a_role_that_people_made_is_given_by_its_code(self, admin):
        models.Role.objects.create(code="auditor", name="Auditor", permissions=["booking.read_any"])
        user = UserFactory()

        add(admin, "rolegrant", user=user.pk, own_role="auditor", organisation="")

        assert user.role_grants.get().role == "auditor"

    @pytest.mark.parametrize(
        ("sent", "answer"),
        [
            ({}, "Choose one role"),
            ({"role": "SUPPORT", "own_role": "auditor"}, "Choose one role"),
            ({"own_role": "no-such"}, "no such role"),
            ({"role": "SELLER_OWNER"}, "can&#x27;t be held here"),
        ],
    )
    def test_what_can_not_be_given_is_told(self, admin, sent, answer):
        user = UserFactory()

        page = add(admin, "rolegrant", user=user.pk, organisation="", **sent)

        shown = page.content.decode()
        assert answer in shown or answer.replace("&#x27;", "'") in said(page)
        assert not user.role_grants.exists()

    def test_the_last_owners_role_is_not_taken_and_it_is_told_why(self, admin):
        organisation, owner = seller()
        grant = organisation.role_grants.get()

        answer = admin.post(
            reverse("admin:identity_rolegrant_delete", args=[grant.pk]),
            {"post": "yes"},
            follow=True,
        )

        assert "needs an owner" in said(answer)
        assert roles_in(organisation, owner) == {"SELLER_OWNER"}


class TestAssignments:
    def test_a_thing_is_put_into_a_members_care_and_taken_out(self, admin):
        organisation, owner = seller()
        thing = uuid4()

        add(
            admin,
            "assignment",
            organisation=organisation.pk,
            user=owner.pk,
            kind="DESTINATION",
            asset_id=thing,
        )
        row = models.Assignment.objects.get()
        assert (row.asset_id, row.assigned_by) == (thing, admin.user.id)
        admin.post(reverse("admin:identity_assignment_delete", args=[row.pk]), {"post": "yes"})

        assert not models.Assignment.objects.exists()

    def test_strangers_get_nothing_and_it_is_told_why(self, admin):
        organisation, _ = seller()

        answer = add(
            admin,
            "assignment",
            organisation=organisation.pk,
            user=UserFactory().pk,
            kind="PACKAGE",
            asset_id=uuid4(),
        )

        assert "no such member" in said(answer)


class TestInvitations:
    def test_one_is_withdrawn(self, admin):
        organisation, _ = seller()
        row = invitation(organisation)

        answer = act(admin, row, "withdraw")

        assert "Withdrawn: 1." in said(answer)
        assert not models.Invitation.objects.open().exists()

    def test_the_open_ones_are_found(self, admin):
        organisation, _ = seller()
        invitation(organisation)
        invitation(organisation, email="old@riz.example", declined_at=clock.now())

        shown = admin.get(list_of("invitation"), {"state": "open"}).content.decode()

        assert "bimal@riz.example" in shown
        assert "old@riz.example" not in shown
