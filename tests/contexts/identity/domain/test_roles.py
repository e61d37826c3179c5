from uuid import UUID, uuid4

import pytest

from contexts.identity.parts.roles.contracts import AssignedAsset, CustomRole
from contexts.identity.parts.roles.domain.handing_out import check_hand_out
from contexts.identity.parts.roles.domain.permissions import beyond
from contexts.identity.parts.roles.domain.roles import (
    ROLES,
    HeldRole,
    Role,
    enters_screens,
    grants_of,
    opens_screen,
)
from contexts.identity.parts.roles.errors import RoleNotForHere, RoleReachesTooFar
from riz.actor import Actor, Grant
from riz.policies import permissions

SELLER, ANOTHER = UUID(int=1), UUID(int=2)
STAFF = frozenset({HeldRole(code=Role.PORTAL_STAFF)})
ADMIN = frozenset({HeldRole(code=Role.PORTAL_ADMIN)})
SUPPORT = frozenset({HeldRole(code=Role.SUPPORT)})
SELLERS_STAFF = frozenset({HeldRole(code=Role.PORTAL_STAFF, organisation_id=SELLER)})
OWNER = frozenset({HeldRole(code=Role.SELLER_OWNER, organisation_id=SELLER)})
MANAGER = frozenset({HeldRole(code=Role.SELLER_MANAGER, organisation_id=SELLER)})
CARER = frozenset({HeldRole(code=Role.ASSET_MANAGER, organisation_id=SELLER)})
PARTNER = frozenset({HeldRole(code=Role.PARTNER_ADMIN, organisation_id=SELLER)})


def custom(*permissions, organisation_id=None, code="guides-1"):
    return CustomRole(
        code=code,
        name="Guides",
        description="",
        organisation_id=organisation_id,
        permissions=frozenset(permissions),
    )


def actor(held, **more):
    return Actor(id=uuid4(), grants=grants_of(held, **more))


class TestCatalogue:
    def test_every_role_is_described_and_can_be_held_somewhere(self):
        for role in ROLES.values():
            assert role.everywhere or role.for_one_organisation
        assert set(ROLES) == set(Role)

    def test_a_permission_is_carried_by_roles_that_there_are(self):
        assert set().union(*(stated.roles for stated in permissions().values())) <= set(ROLES)

    def test_an_administrator_holds_every_permission(self):
        assert grants_of(ADMIN) == {Grant(permission=code) for code in permissions()}


class TestGrants:
    def test_a_role_for_one_organisation_reaches_no_other(self):
        staff = actor(SELLERS_STAFF)

        assert staff.can("booking.read_any", organisation_id=SELLER)
        assert not staff.can("booking.read_any", organisation_id=ANOTHER)
        assert not staff.can("booking.read_any")

    def test_staff_manages_neither_accounts_nor_events(self):
        staff = actor(STAFF)

        assert staff.can("catalog.manage")
        assert not staff.can("identity.manage")
        assert not staff.can("events.manage")

    @pytest.mark.parametrize(
        "held",
        [
            HeldRole(code="EMPEROR"),
            HeldRole(code="emperor-1"),
            HeldRole(code=Role.SELLER_OWNER),
            HeldRole(code=Role.SUPPORT, organisation_id=SELLER),
            HeldRole(code=Role.ASSET_MANAGER),
        ],
        ids=str,
    )
    def test_a_role_that_is_unknown_or_held_where_it_cant_be_carries_nothing(self, held):
        thing = AssignedAsset(organisation_id=SELLER, kind="PACKAGE", asset_id=uuid4())

        assert grants_of({held}, assigned=[thing]) == frozenset()

    @pytest.mark.requirement("ASVS 5.0 8.4.1")
    def test_what_reaches_everybody_is_not_carried_into_one_organisation(self):
        administrator_of_one = HeldRole(code=Role.PORTAL_ADMIN, organisation_id=SELLER)
        carried = {grant.permission for grant in grants_of({administrator_of_one})}

        assert "catalog.manage" in carried
        assert carried & {"identity.manage", "identity.impersonate", "events.manage"} == set()

    @pytest.mark.requirement("ASVS 5.0 8.4.1")
    def test_an_organisations_own_role_counts_there_alone(self):
        own = custom("booking.read_any", "identity.manage", "nonsense", organisation_id=SELLER)

        assert grants_of(
            {HeldRole(code=own.code, organisation_id=SELLER)}, custom=[own]
        ) == frozenset({Grant(permission="booking.read_any", organisation_id=SELLER)})
        for elsewhere in (ANOTHER, None):
            held = HeldRole(code=own.code, organisation_id=elsewhere)
            assert grants_of({held}, custom=[own]) == frozenset()

    def test_a_made_role_for_everywhere_can_be_held_anywhere(self):
        own = custom("booking.read_any")

        assert grants_of({HeldRole(code=own.code)}, custom=[own]) == {
            Grant(permission="booking.read_any")
        }
        assert grants_of({HeldRole(code=own.code, organisation_id=SELLER)}, custom=[own]) == {
            Grant(permission="booking.read_any", organisation_id=SELLER)
        }

    def test_a_made_role_never_stands_in_for_one_that_is_code(self):
        false = custom("identity.manage", code=Role.SELLER_STAFF)

        assert not actor(
            {HeldRole(code=Role.SELLER_STAFF, organisation_id=SELLER)}, custom=[false]
        ).can("identity.manage")


class TestAssets:
    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    def test_an_asset_manager_cares_for_what_is_assigned_and_nothing_else(self):
        mine, other = uuid4(), uuid4()
        carer = actor(
            CARER, assigned=[AssignedAsset(organisation_id=SELLER, kind="PACKAGE", asset_id=mine)]
        )

        assert carer.can("catalog.manage", organisation_id=SELLER, asset_id=mine)
        assert not carer.can("catalog.manage", organisation_id=SELLER, asset_id=other)
        assert not carer.can("catalog.manage", organisation_id=ANOTHER, asset_id=mine)
        assert not carer.can("catalog.manage", organisation_id=SELLER)
        assert not carer.can("payments.refund", organisation_id=SELLER, asset_id=mine)

    def test_what_another_organisation_assigned_is_not_carried_by_this_role(self):
        thing = AssignedAsset(organisation_id=ANOTHER, kind="PACKAGE", asset_id=uuid4())

        assert grants_of(CARER, assigned=[thing]) == frozenset()

    def test_an_assignment_without_the_role_is_worth_nothing(self):
        thing = AssignedAsset(organisation_id=SELLER, kind="PACKAGE", asset_id=uuid4())

        assert not any(grant.asset_id for grant in grants_of(OWNER, assigned=[thing]))

    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    def test_a_kind_of_thing_that_nobody_states_opens_nothing(self):
        thing = AssignedAsset(organisation_id=SELLER, kind="CASTLE", asset_id=uuid4())

        assert grants_of(CARER, assigned=[thing]) == frozenset()

    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    def test_only_what_is_assigned_as_a_destination_counts_for_one(self):
        place = uuid4()
        told = {
            kind: actor(
                CARER, assigned=[AssignedAsset(organisation_id=SELLER, kind=kind, asset_id=place)]
            )
            for kind in ("DESTINATION", "PACKAGE")
        }

        assert told["DESTINATION"].can("catalog.manage", asset_id=place)
        assert not told["PACKAGE"].can("catalog.manage", asset_id=place)


class TestHandingOut:
    @pytest.mark.parametrize(
        ("giver", "role", "organisation_id"),
        [
            (ADMIN, Role.PORTAL_ADMIN, None),
            (ADMIN, Role.SELLER_OWNER, SELLER),
            (OWNER, Role.SELLER_OWNER, SELLER),
            (OWNER, Role.SELLER_STAFF, SELLER),
            (MANAGER, Role.SELLER_MANAGER, SELLER),
            (MANAGER, Role.ASSET_MANAGER, SELLER),
        ],
        ids=str,
    )
    def test_of_what_is_held(self, giver, role, organisation_id):
        check_hand_out(actor=actor(giver), role=ROLES[role], organisation_id=organisation_id)

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    @pytest.mark.parametrize(
        ("giver", "role", "organisation_id"),
        [
            (MANAGER, Role.SELLER_OWNER, SELLER),
            (OWNER, Role.SELLER_OWNER, ANOTHER),
            (OWNER, Role.PORTAL_STAFF, None),
            (OWNER, Role.SUPPORT, None),
            (STAFF, Role.PORTAL_ADMIN, None),
            (SUPPORT, Role.PORTAL_STAFF, None),
            (PARTNER, Role.SELLER_STAFF, SELLER),
            (CARER, Role.ASSET_MANAGER, SELLER),
        ],
        ids=str,
    )
    def test_nobody_hands_out_what_they_do_not_hold(self, giver, role, organisation_id):
        with pytest.raises(RoleReachesTooFar):
            check_hand_out(actor=actor(giver), role=ROLES[role], organisation_id=organisation_id)

    @pytest.mark.parametrize(
        ("role", "organisation_id"),
        [
            (ROLES[Role.SELLER_OWNER], None),
            (ROLES[Role.SUPPORT], SELLER),
            (custom("booking.read_any", organisation_id=SELLER), None),
            (custom("booking.read_any", organisation_id=SELLER), ANOTHER),
        ],
        ids=lambda value: getattr(value, "code", "where"),
    )
    def test_no_role_is_held_where_it_cant_be(self, role, organisation_id):
        with pytest.raises(RoleNotForHere):
            check_hand_out(actor=actor(ADMIN), role=role, organisation_id=organisation_id)

    def test_an_organisations_owner_gives_no_role_that_carries_the_portals(self):
        portals = custom("booking.read_any", "partners.manage", "identity.manage")

        with pytest.raises(RoleReachesTooFar):
            check_hand_out(actor=actor(MANAGER), role=portals, organisation_id=SELLER)
        check_hand_out(actor=actor(OWNER), role=portals, organisation_id=SELLER)
        held = HeldRole(code=portals.code, organisation_id=SELLER)
        assert not actor({held}, custom=[portals]).can("identity.manage")

    def test_single_things_count_for_nothing(self):
        thing = AssignedAsset(organisation_id=SELLER, kind="PACKAGE", asset_id=uuid4())
        carer = actor(CARER, assigned=[thing])

        assert beyond(carer, permissions=["catalog.manage"], organisation_id=SELLER)


class TestScreens:
    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    @pytest.mark.parametrize(
        ("held", "screen", "opens"),
        [
            (STAFF, "catalog.change_destination", True),
            (STAFF, "catalog.delete_destination", False),
            (STAFF, "booking.view_booking", True),
            (STAFF, "identity.view_user", False),
            (STAFF, "outbox.view_outboxevent", False),
            (STAFF, "catalog", False),
            (STAFF, "", False),
            (ADMIN, "identity.change_user", True),
            (ADMIN, "identity.delete_rolegrant", True),
            (ADMIN, "outbox.view_outboxevent", True),
            (ADMIN, "anything.delete_everything", True),
            (SUPPORT, "identity.view_user", True),
            (SUPPORT, "identity.change_user", False),
            (SUPPORT, "booking.change_booking", False),
            (SELLERS_STAFF, "catalog.change_package", True),
            (SELLERS_STAFF, "booking.view_booking", True),
            (SELLERS_STAFF, "booking.view_cancellationterms", True),
            (SELLERS_STAFF, "payments.view_payable", True),
            (SELLERS_STAFF, "payments.view_webhookinbox", False),
            (SELLERS_STAFF, "notifications.view_message", False),
            (PARTNER, "catalog.view_package", False),
            (frozenset(), "catalog.view_destination", False),
        ],
    )
    def test_the_default_is_no(self, held, screen, opens):
        assert opens_screen(grants_of(held), screen) is opens

    @pytest.mark.parametrize(
        ("held", "enters"),
        [(STAFF, True), (ADMIN, True), (SUPPORT, True), (OWNER, True), (CARER, False)],
    )
    def test_who_holds_what_some_screen_shows_enters(self, held, enters):
        assert enters_screens(grants_of(held)) is enters

    def test_who_cares_for_one_thing_enters_to_see_it(self):
        thing = AssignedAsset(organisation_id=SELLER, kind="PACKAGE", asset_id=uuid4())

        assert enters_screens(grants_of(CARER, assigned=[thing]))

    def test_a_made_role_opens_no_more_than_it_carries(self):
        everything_of_accounts = custom("identity.manage")
        grants = grants_of(
            {HeldRole(code=everything_of_accounts.code)}, custom=[everything_of_accounts]
        )

        assert opens_screen(grants, "identity.change_user")
        assert not opens_screen(grants, "payments.view_payable")
