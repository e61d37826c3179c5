"""Every way by which somebody could come to hold more than was given to them, refused."""

from __future__ import annotations

import pytest

from contexts.identity import models
from contexts.identity.contracts import Role
from contexts.identity.errors import OrganisationNotFound
from contexts.identity.parts.accounts.errors import MoreRightsThanCaller
from contexts.identity.parts.accounts.use_cases.reset_second_factors import reset_second_factors
from contexts.identity.parts.accounts.use_cases.set_password import set_password
from contexts.identity.parts.accounts.use_cases.set_user_active import set_user_active
from contexts.identity.parts.organisations.use_cases.grant_role import grant_role
from contexts.identity.parts.roles.errors import RoleNotForHere, RoleReachesTooFar
from contexts.identity.parts.roles.use_cases.create_role import create_role
from riz.actor import SYSTEM
from riz.errors import RizError
from tests.contexts.identity.factories import (
    PASSWORD,
    OrganisationFactory,
    RoleGrantFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(at):
    """Somebody who manages accounts by a role of the portal's own making, and nothing else."""
    role = create_role(
        name="Accounts",
        permissions=["identity.manage", "identity.impersonate"],
        actor=SYSTEM,
        at=at,
    )
    user = UserFactory()
    RoleGrantFactory(user=user, role=role.code)
    return user


def actor_of(user):
    return models.User.objects.get(id=user.id).to_actor()


def grants():
    return set(models.RoleGrant.objects.values_list("user_id", "role", "organisation_id"))


class TestByGivingARole:
    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    @pytest.mark.parametrize("role", [Role.PORTAL_ADMIN, Role.PORTAL_STAFF, Role.SUPPORT])
    def test_who_manages_accounts_gives_nobody_more_than_they_hold(self, clerk, role, at):
        before = grants()
        for user in (clerk, UserFactory()):
            with pytest.raises(RoleReachesTooFar):
                grant_role(user_id=user.id, role=role, actor=actor_of(clerk), at=at)
        assert grants() == before

    @pytest.mark.parametrize("role", [Role.SELLER_OWNER, Role.PORTAL_STAFF, Role.PORTAL_ADMIN])
    def test_nor_in_an_organisation(self, clerk, role, at):
        before = grants()
        with pytest.raises(RizError):
            grant_role(
                user_id=clerk.id,
                role=role,
                organisation_id=OrganisationFactory().id,
                actor=actor_of(clerk),
                at=at,
            )
        assert grants() == before

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    @pytest.mark.parametrize(
        "role",
        [Role.SELLER_OWNER, Role.PORTAL_STAFF, Role.PORTAL_ADMIN, Role.OPERATOR_OWNER, "nonsense"],
    )
    def test_a_manager_makes_nobody_an_owner(self, role, at):
        seller = OrganisationFactory()
        manager = RoleGrantFactory(role=Role.SELLER_MANAGER, organisation=seller).user
        models.Membership.objects.get_or_create(organisation=seller, user=manager)
        before = grants()

        with pytest.raises(RizError):
            grant_role(
                user_id=manager.id,
                role=role,
                organisation_id=seller.id,
                actor=actor_of(manager),
                at=at,
            )
        assert grants() == before

    @pytest.mark.requirement("ASVS 5.0 8.4.1")
    def test_an_owner_gives_nothing_elsewhere(self, at):
        owner = RoleGrantFactory(role=Role.SELLER_OWNER, organisation=OrganisationFactory()).user
        with pytest.raises(OrganisationNotFound):
            grant_role(
                user_id=owner.id,
                role=Role.SELLER_STAFF,
                organisation_id=OrganisationFactory().id,
                actor=actor_of(owner),
                at=at,
            )


class TestByAMadeRole:
    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_one_that_reaches_further_is_not_given_by_who_holds_less(self, clerk, at):
        wide = create_role(
            name="Wide", permissions=["identity.manage", "payments.refund"], actor=SYSTEM, at=at
        )
        with pytest.raises(RoleReachesTooFar):
            grant_role(user_id=clerk.id, role=wide.code, actor=actor_of(clerk), at=at)

    def test_an_organisations_role_carries_the_portals_permissions_nowhere(self, at):
        """Even where somebody got at the table."""
        seller = OrganisationFactory()
        models.Role.objects.create(
            code="evil-1",
            name="Evil",
            organisation=seller,
            permissions=["identity.manage", "events.manage", "booking.read_any"],
        )
        user = RoleGrantFactory(role="evil-1", organisation=seller).user
        everywhere = RoleGrantFactory(role="evil-1").user

        assert {grant.permission for grant in actor_of(user).grants} == {"booking.read_any"}
        assert actor_of(everywhere).grants == frozenset()

    @pytest.mark.requirement("ASVS 5.0 8.4.1")
    def test_an_organisations_role_is_held_nowhere_else(self, at):
        own = create_role(
            name="Guides",
            permissions=["booking.read_any"],
            organisation_id=OrganisationFactory().id,
            actor=SYSTEM,
            at=at,
        )
        admin = RoleGrantFactory(role=Role.PORTAL_ADMIN).user
        with pytest.raises(RoleNotForHere):
            grant_role(user_id=admin.id, role=own.code, actor=actor_of(admin), at=at)


class TestByAnotherAccount:
    """Whoever gets hold of an account holds what it holds."""

    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    @pytest.mark.parametrize(
        "act",
        [
            lambda user, actor, at: set_password(
                user_id=user.id, password="mine from now on", actor=actor, at=at
            ),
            lambda user, actor, at: reset_second_factors(
                user_id=user.id, reason="x", actor=actor, at=at
            ),
            lambda user, actor, at: set_user_active(
                user_id=user.id, is_active=False, actor=actor, at=at
            ),
        ],
        ids=["password", "second factors", "disabling"],
    )
    def test_of_whoever_may_do_more_is_out_of_reach(self, clerk, act, at):
        admin = RoleGrantFactory(role=Role.PORTAL_ADMIN).user
        sellers = RoleGrantFactory(role=Role.SELLER_OWNER, organisation=OrganisationFactory()).user
        for user in (admin, sellers):
            with pytest.raises(MoreRightsThanCaller):
                act(user, actor_of(clerk), at)
            assert models.User.objects.get(id=user.id).check_password(PASSWORD)
            assert models.User.objects.get(id=user.id).is_active

        act(UserFactory(), actor_of(clerk), at)
        act(admin, actor_of(RoleGrantFactory(role=Role.PORTAL_ADMIN).user), at)

    def test_ones_own_is_always_ones_own(self, at):
        owner = RoleGrantFactory(role=Role.PORTAL_ADMIN).user

        set_password(user_id=owner.id, password="mine from now on", actor=actor_of(owner), at=at)

        assert models.User.objects.get(id=owner.id).check_password("mine from now on")
