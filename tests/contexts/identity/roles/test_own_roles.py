"""Roles of people's own making: made, changed and deleted, and never by whoever holds less."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from contexts.identity import models
from contexts.identity.contracts import Role
from contexts.identity.parts.activity.contracts import Action
from contexts.identity.parts.organisations.use_cases.grant_role import grant_role
from contexts.identity.parts.roles import api as roles
from contexts.identity.parts.roles import queries
from contexts.identity.parts.roles.errors import (
    PermissionsNotAcceptable,
    RoleNameTaken,
    RoleNotFound,
    RoleReachesTooFar,
    RoleStillHeld,
    TooManyRoles,
)
from contexts.identity.parts.roles.use_cases.change_role import change_role
from contexts.identity.parts.roles.use_cases.create_role import create_role
from contexts.identity.parts.roles.use_cases.delete_role import delete_role
from riz.actor import SYSTEM, Actor
from riz.errors import Forbidden
from tests.contexts.identity.factories import (
    OrganisationFactory,
    RoleGrantFactory,
    UserFactory,
)
from tests.support.seconds import coming_second

pytestmark = pytest.mark.django_db


def person(role, organisation=None):
    user = UserFactory()
    RoleGrantFactory(user=user, role=role, organisation=organisation)
    return user.to_actor()


def fresh(user):
    return models.User.objects.get(id=user.id).to_actor()


@pytest.fixture
def seller():
    return OrganisationFactory()


@pytest.fixture
def owner(seller):
    return person(Role.SELLER_OWNER, seller)


@pytest.fixture
def guides(seller, owner, at):
    return create_role(
        name="Guides",
        permissions=["booking.read_any"],
        organisation_id=seller.id,
        actor=owner,
        at=at,
    )


def give(user, role, organisation, actor, at):
    grant_role(user_id=user.id, role=role.code, organisation_id=organisation.id, actor=actor, at=at)


class TestMaking:
    def test_an_owner_makes_roles_of_what_they_hold_and_gives_them(self, seller, guides, at):
        guide = UserFactory()
        RoleGrantFactory(user=guide, role=guides.code, organisation=seller)

        actor = fresh(guide)

        assert actor.can("booking.read_any", organisation_id=seller.id)
        assert not actor.can("booking.manage_any", organisation_id=seller.id)
        assert not actor.can("booking.read_any")
        entry = models.SecurityEvent.objects.get(action=Action.ROLE_CREATED)
        assert entry.resource_id == guides.code
        assert entry.metadata == {"permissions": ["booking.read_any"]}

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    @pytest.mark.parametrize(
        "role", [Role.SELLER_MANAGER, Role.SELLER_STAFF, Role.PORTAL_STAFF, Role.PARTNER_USER]
    )
    def test_others_of_the_organisation_make_none(self, seller, role, at):
        with pytest.raises(Forbidden):
            create_role(
                name="Guides",
                permissions=["booking.read_any"],
                organisation_id=seller.id,
                actor=person(role, seller),
                at=at,
            )
        assert not models.Role.objects.exists()

    @pytest.mark.requirement("ASVS 5.0 8.4.1")
    def test_an_owner_makes_none_elsewhere_and_none_for_everywhere(self, owner, at):
        for organisation_id in (OrganisationFactory().id, None):
            with pytest.raises(Forbidden):
                create_role(
                    name="Guides",
                    permissions=["booking.read_any"],
                    organisation_id=organisation_id,
                    actor=owner,
                    at=at,
                )

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    @pytest.mark.parametrize(
        "permissions",
        [["identity.manage"], ["booking.read_any", "identity.impersonate"], ["no.such"], []],
        ids=str,
    )
    def test_what_reaches_beyond_an_organisation_is_never_its_own(self, seller, permissions, at):
        for actor in (person(Role.SELLER_OWNER, seller), person(Role.PORTAL_ADMIN), SYSTEM):
            with pytest.raises(PermissionsNotAcceptable):
                create_role(
                    name="Guides",
                    permissions=permissions,
                    organisation_id=seller.id,
                    actor=actor,
                    at=at,
                )

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_nobody_puts_more_into_a_role_than_they_hold(self, at):
        partner = OrganisationFactory(kind="PARTNER")
        admin_of_partner = person(Role.PARTNER_ADMIN, partner)

        with pytest.raises(RoleReachesTooFar) as refused:
            create_role(
                name="Treasurer",
                permissions=["partners.read", "payments.refund"],
                organisation_id=partner.id,
                actor=admin_of_partner,
                at=at,
            )
        assert refused.value.details["permissions"] == ["payments.refund"]

    def test_a_manager_of_everywhere_who_holds_less_makes_no_more(self, at):
        accounts = create_role(name="A", permissions=["identity.manage"], actor=SYSTEM, at=at)
        user = UserFactory()
        RoleGrantFactory(user=user, role=accounts.code)

        with pytest.raises(RoleReachesTooFar):
            create_role(name="B", permissions=["payments.refund"], actor=fresh(user), at=at)

    def test_names_are_told_apart_within_one_organisation(self, seller, owner, guides, at):
        with pytest.raises(RoleNameTaken):
            create_role(
                name="GUIDES",
                permissions=["booking.read_any"],
                organisation_id=seller.id,
                actor=owner,
                at=at,
            )
        another = create_role(
            name="Guides",
            permissions=["booking.read_any"],
            organisation_id=OrganisationFactory().id,
            actor=SYSTEM,
            at=at,
        )
        assert another.code != guides.code

    @pytest.mark.parametrize("name", ["Führer", "গাইড", "007", "' OR 1=1 --", "x" * 80])
    def test_any_name_makes_a_code(self, name, at):
        made = create_role(name=name, permissions=["booking.read_any"], actor=SYSTEM, at=at)

        assert models.Role.objects.get(code=made.code).name == name
        assert len(made.code) <= 40

    def test_there_are_only_so_many(self, seller, guides, at):
        models.Role.objects.bulk_create(
            models.Role(code=f"r-{n}", name=f"R {n}", organisation=seller, permissions=["x"])
            for n in range(49)
        )
        with pytest.raises(TooManyRoles):
            create_role(
                name="One more",
                permissions=["booking.read_any"],
                organisation_id=seller.id,
                actor=SYSTEM,
                at=at,
            )

    def test_who_acts_as_the_owner_makes_none(self, seller, owner, at):
        acting = Actor(id=owner.id, grants=owner.grants, impersonator_id=seller.id)

        with pytest.raises(Forbidden):
            create_role(
                name="Mine",
                permissions=["booking.read_any"],
                organisation_id=seller.id,
                actor=acting,
                at=at,
            )


class TestChanging:
    def change(self, role, actor, at, permissions=("inventory.manage",)):
        return change_role(
            code=role.code,
            name="Guides and more",
            description="",
            permissions=permissions,
            actor=actor,
            at=at,
        )

    def test_whoever_holds_it_can_do_something_else(self, seller, owner, guides, at):
        guide = UserFactory()
        RoleGrantFactory(user=guide, role=guides.code, organisation=seller)

        changed = self.change(guides, owner, at)

        assert changed.code == guides.code
        assert fresh(guide).can("inventory.manage", organisation_id=seller.id)
        assert not fresh(guide).can("booking.read_any", organisation_id=seller.id)

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_nobody_makes_their_own_role_reach_further(self, seller, guides, at):
        guide = UserFactory()
        RoleGrantFactory(user=guide, role=guides.code, organisation=seller)

        with pytest.raises(RoleNotFound):
            self.change(guides, fresh(guide), at, permissions=["organisations.manage"])
        with pytest.raises(PermissionsNotAcceptable):
            self.change(guides, SYSTEM, at, permissions=["identity.manage"])

    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    def test_that_of_another_organisation_is_not_there(self, guides, at):
        stranger = person(Role.SELLER_OWNER, OrganisationFactory())

        with pytest.raises(RoleNotFound):
            self.change(guides, stranger, at)
        with pytest.raises(RoleNotFound):
            delete_role(code=guides.code, actor=stranger, at=at, with_grants=True)
        assert models.Role.objects.get().permissions == ["booking.read_any"]

    def test_an_organisations_owner_never_changes_one_for_everywhere(self, owner, at):
        portals = create_role(name="P", permissions=["booking.read_any"], actor=SYSTEM, at=at)

        with pytest.raises(RoleNotFound):
            self.change(portals, owner, at)


class TestDeleting:
    def test_one_that_is_held_goes_only_with_its_grants(self, seller, owner, guides, at):
        guide = UserFactory()
        RoleGrantFactory(user=guide, role=guides.code, organisation=seller)

        with pytest.raises(RoleStillHeld) as refused:
            delete_role(code=guides.code, actor=owner, at=at)
        assert refused.value.details == {"holders": 1}

        delete_role(code=guides.code, actor=owner, at=at, with_grants=True)

        assert fresh(guide).grants == frozenset()
        assert not models.Role.objects.exists()
        assert models.SecurityEvent.objects.get(action=Action.ROLE_WITHDRAWN).user_id == guide.id

    def test_system_roles_are_never_rows(self, at):
        with pytest.raises(RoleNotFound):
            delete_role(code=Role.SELLER_STAFF, actor=SYSTEM, at=at, with_grants=True)


class TestTheDatabase:
    @pytest.mark.parametrize(
        "facts",
        [
            {"code": "SELLER_OWNER"},
            {"code": "Guides"},
            {"code": "g b"},
            {"permissions": []},
        ],
        ids=str,
    )
    def test_refuses_a_row_that_could_pass_for_something_else(self, facts):
        row = {"code": "guides-1", "name": "Guides", "permissions": ["x"], **facts}
        with pytest.raises(IntegrityError), transaction.atomic():
            models.Role.objects.create(**row)

    def test_refuses_a_grant_of_a_role_that_is_not_there(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            RoleGrantFactory(role="no-such-role")

    def test_refuses_to_delete_a_role_that_is_held(self, seller, guides):
        RoleGrantFactory(role=guides.code, organisation=seller)
        models.Role.objects.all().delete()
        with pytest.raises(IntegrityError):
            connection.check_constraints()

    def test_lets_an_organisation_go_with_its_roles_and_grants(self, seller, guides):
        models.RoleGrant.objects.filter(organisation=seller).delete()
        RoleGrantFactory(role=guides.code, organisation=seller)

        seller.delete()
        connection.check_constraints()

        assert not models.Role.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_role_is_given_or_deleted_but_never_both(seller, at):
    """Whoever gives it locks it, and whoever deletes it is looked at when the deletion commits."""
    role = create_role(
        name="Guides",
        permissions=["booking.read_any"],
        organisation_id=seller.id,
        actor=SYSTEM,
        at=at,
    )
    user = UserFactory()

    def delete_it():
        try:
            delete_role(code=role.code, actor=SYSTEM, at=at)
        except (IntegrityError, RoleStillHeld) as refused:
            return refused
        return None

    assert coming_second(
        lambda: RoleGrantFactory(user=user, role=role.code, organisation=seller), delete_it
    )
    assert models.Role.objects.count() == models.RoleGrant.objects.filter(role=role.code).count()


class TestShowing:
    def test_the_catalogue_is_for_who_hands_out(self, seller, owner, guides):
        found = queries.show_catalogue(actor=owner, organisation_id=seller.id)

        assert [role.code for role in found.custom] == [guides.code]
        assert {role.code for role in found.roles} == set(Role)
        with pytest.raises(Forbidden):
            queries.show_catalogue(actor=person(Role.SELLER_STAFF, seller))
        with pytest.raises(RoleNotFound):
            queries.show_catalogue(actor=owner, organisation_id=OrganisationFactory().id)

    def test_describe_role_knows_both_kinds(self, guides):
        assert roles.describe_role(code=guides.code).name == "Guides"
        assert roles.describe_role(code=Role.SUPPORT).name == "Support"
        with pytest.raises(RoleNotFound):
            roles.describe_role(code="no-such-role")
