"""Every action of every context: somebody who may, and those who come close and may not."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import UUID

import pytest

from contexts.identity.parts.organisations.domain.policies import Place
from contexts.inventory.domain.policies import HeldStock
from riz.actor import ANONYMOUS, SYSTEM, Actor, Grant
from riz.policies import Target, assignables, readable

ME, OTHER, STAFF = UUID(int=1), UUID(int=2), UUID(int=3)
HERE, THERE = UUID(int=10), UUID(int=11)
ASSET, ANOTHER = UUID(int=20), UUID(int=21)


def me(**facts):
    return Actor(id=ME, kind="traveller", **facts)


def having(permission, *, organisation_id=None, asset_id=None, by=STAFF):
    grant = Grant(permission=permission, organisation_id=organisation_id, asset_id=asset_id)
    return Actor(id=by, kind="traveller", grants=frozenset({grant}))


STRANGER = Actor(id=OTHER, kind="traveller")
BOOKING = SimpleNamespace(created_by=ME, seller_id=HERE, item_ids=(ASSET,))
OFFER = SimpleNamespace(id=ASSET, seller_id=HERE)
DESTINATION = SimpleNamespace(id=ASSET)
RESOURCE = SimpleNamespace(id=UUID(int=22), item_id=ASSET, seller_id=HERE)
DATE = SimpleNamespace(resource=RESOURCE, resource_id=RESOURCE.id)
HOLD = HeldStock(
    requester=f"user:{ME}",
    stock=(
        Target(organisation_id=HERE, asset_id=ASSET),
        Target(organisation_id=HERE, asset_id=ANOTHER),
    ),
)
ORDERED = HeldStock(requester="user:None", stock=())
PAYABLE = SimpleNamespace(
    payer_id=ME,
    payees=(SimpleNamespace(organisation_id=HERE), SimpleNamespace(organisation_id=THERE)),
)
BOTH = Actor(
    id=STAFF,
    grants=frozenset(
        Grant(permission="payments.refund", organisation_id=one) for one in (HERE, THERE)
    ),
)
PLACE = Place(organisation_id=HERE)
SHARED = assignables()["DESTINATION"]


def everywhere(permission):
    return [having(permission)], [having(permission, organisation_id=HERE), me(), ANONYMOUS]


def for_organisation(permission):
    return (
        [having(permission), having(permission, organisation_id=HERE)],
        [
            having(permission, organisation_id=THERE),
            having(permission, organisation_id=HERE, asset_id=ANOTHER),
            STRANGER,
            ANONYMOUS,
        ],
    )


def for_asset(permission):
    passing, failing = for_organisation(permission)
    return (
        [*passing, having(permission, organisation_id=HERE, asset_id=ASSET)],
        [*failing, having(permission, organisation_id=THERE, asset_id=ASSET)],
    )


def also(more, cases):
    return [*more, *cases[0]], cases[1]


SIGNED_IN = ([me()], [ANONYMOUS])
ONESELF = ([me()], [STRANGER, ANONYMOUS])
OWN_OR_ACCOUNTS = also([me()], ([having("identity.manage")], [STRANGER, ANONYMOUS]))
MANAGES_OFFER = (Target(organisation_id=HERE), *for_organisation("catalog.manage"))
OF_A_HOLD = (
    HOLD,
    [me(), having("inventory.manage"), having("inventory.manage", organisation_id=HERE)],
    [
        having("inventory.manage", organisation_id=THERE),
        having("inventory.manage", organisation_id=HERE, asset_id=ASSET),
        STRANGER,
        ANONYMOUS,
    ],
)
CASES = {
    "accounts.account.set_active": (None, *everywhere("identity.manage")),
    "accounts.facts.change": (ME, *OWN_OR_ACCOUNTS),
    "accounts.account.impersonate": (
        ME,
        [having("identity.impersonate")],
        [
            having("identity.impersonate", by=ME),
            having("identity.manage"),
            having("identity.impersonate", organisation_id=HERE),
            ANONYMOUS,
        ],
    ),
    "accounts.own_password.change": (None, *SIGNED_IN),
    "accounts.session.step_up": (None, *SIGNED_IN),
    "sessions.acts_that_matter.do": (None, *SIGNED_IN),
    "accounts.password.set": (ME, *OWN_OR_ACCOUNTS),
    "accounts.second_factors.reset": (
        ME,
        [having("identity.manage")],
        [having("identity.manage", by=ME), STRANGER, ANONYMOUS],
    ),
    "booking.audit.read": (BOOKING, *for_asset("booking.read_any")),
    "booking.cancel": (BOOKING, *also([me()], for_asset("booking.manage_any"))),
    "booking.complete": (BOOKING, [SYSTEM], [me(), having("booking.manage_any")]),
    "booking.create": (None, *SIGNED_IN),
    "booking.create_at_a_desk": (
        Target(organisation_id=HERE),
        *for_organisation("booking.manage_any"),
    ),
    "booking.hold": (BOOKING, *also([me()], for_asset("booking.manage_any"))),
    "booking.modify": (BOOKING, *also([me()], for_asset("booking.manage_any"))),
    "booking.terms.state": (
        SimpleNamespace(seller_id=HERE),
        *for_organisation("booking.manage_any"),
    ),
    "booking.read": (BOOKING, *also([me()], for_asset("booking.read_any"))),
    "catalog.accommodation.change": (OFFER, *for_asset("catalog.manage")),
    "catalog.accommodation.create": MANAGES_OFFER,
    "catalog.amenity.manage": (None, *everywhere("catalog.manage")),
    "catalog.destination.change": (
        DESTINATION,
        [having("catalog.manage"), having("catalog.manage", asset_id=ASSET)],
        [
            having("catalog.manage", organisation_id=HERE),
            having("catalog.manage", organisation_id=HERE, asset_id=ASSET),
            having("catalog.manage", asset_id=ANOTHER),
        ],
    ),
    "catalog.destination.create": (None, *everywhere("catalog.manage")),
    "catalog.destination.feature": (None, *everywhere("catalog.manage")),
    "catalog.experience.change": (OFFER, *for_asset("catalog.manage")),
    "catalog.experience.create": MANAGES_OFFER,
    "catalog.package.change": (OFFER, *for_asset("catalog.manage")),
    "catalog.package.create": MANAGES_OFFER,
    "catalog.place.manage": (None, *everywhere("catalog.manage")),
    "events.delivery.redeliver": (None, *everywhere("events.manage")),
    "federation.application.manage": (None, *everywhere("identity.manage")),
    "inventory.dates.change": (DATE, *for_asset("inventory.manage")),
    "inventory.hold.place": (None, *SIGNED_IN),
    "inventory.hold.read": OF_A_HOLD,
    "inventory.hold.release": OF_A_HOLD,
    "inventory.stock.read": (RESOURCE, *for_asset("inventory.manage")),
    "notifications.message.resend": (None, *everywhere("notifications.manage")),
    "organisations.administer": (None, *everywhere("organisations.manage")),
    "organisations.answer_invitation": (None, [me(), ANONYMOUS], []),
    "organisations.assign_shared": (SHARED, *everywhere("catalog.manage")),
    "organisations.change": (PLACE, *for_organisation("organisations.members")),
    "organisations.grant": (None, *everywhere("identity.manage")),
    "organisations.hand_over": (PLACE, *for_organisation("organisations.manage")),
    "organisations.leave": (
        Place(organisation_id=HERE, is_callers=True),
        [me()],
        [ANONYMOUS],
    ),
    "organisations.make": (None, *SIGNED_IN),
    "organisations.manage_members": (PLACE, *for_organisation("organisations.members")),
    "organisations.see": (PLACE, *for_organisation("organisations.read")),
    "organisations.see_addresses": (PLACE, *for_organisation("organisations.members")),
    "organisations.see_all": (None, *everywhere("organisations.read")),
    "partners.administer": (None, *everywhere("partners.manage")),
    "partners.manage": (PLACE, *for_organisation("partners.manage")),
    "partners.read": (PLACE, *for_organisation("partners.read")),
    "payments.takings.see": (Target(organisation_id=HERE), *for_organisation("payments.read_any")),
    "payments.payable.pay": (PAYABLE, [me()], [STRANGER, ANONYMOUS, having("payments.refund")]),
    "payments.payable.read": (
        PAYABLE,
        [
            me(),
            having("payments.read_any"),
            having("payments.read_any", organisation_id=HERE),
            having("payments.read_any", organisation_id=THERE),
        ],
        [having("payments.read_any", organisation_id=ASSET), STRANGER, ANONYMOUS],
    ),
    "payments.payable.refund": (
        PAYABLE,
        [having("payments.refund"), BOTH],
        [having("payments.refund", organisation_id=HERE), me(), ANONYMOUS],
    ),
    "personal_data.erase": (ME, *ONESELF),
    "personal_data.export": (ME, *ONESELF),
    "profiles.change": (ME, *ONESELF),
    "profiles.read": (ME, *OWN_OR_ACCOUNTS),
    "roles.catalogue.read": (
        None,
        [having("organisations.members", organisation_id=HERE), having("identity.manage")],
        [me(), ANONYMOUS, having("organisations.read", organisation_id=HERE)],
    ),
    "roles.own_permissions.read": (None, *SIGNED_IN),
    "roles.role.change": (
        Target(organisation_id=HERE),
        *also([having("identity.manage")], for_organisation("organisations.manage")),
    ),
    "roles.role.read": (
        Target(organisation_id=HERE),
        *also([having("identity.manage")], for_organisation("organisations.members")),
    ),
    "sessions.all.end": (ME, *OWN_OR_ACCOUNTS),
    "sessions.session.end": (
        SimpleNamespace(user_id=ME, impersonator_id=STAFF),
        *also([Actor(id=STAFF)], OWN_OR_ACCOUNTS),
    ),
    "transport.feed.manage": (None, *everywhere("transport.manage")),
    "transport.place.manage": (None, *everywhere("transport.manage")),
    "transport.tariff.manage": (None, *everywhere("transport.manage")),
    "work.repeat": (None, *everywhere("events.manage")),
}
POLICIES = {policy.action: policy for policy in readable()}


def test_every_action_has_a_case_and_every_case_an_action():
    assert set(CASES) == set(POLICIES)


@pytest.mark.requirement("ASVS 5.0 8.2.1", "ASVS 5.0 8.2.2")
@pytest.mark.parametrize("action", sorted(CASES))
def test_lets_in_who_may_and_nobody_else(action):
    thing, passing, failing = CASES[action]
    policy = POLICIES.get(action)

    assert policy is not None
    assert [str(one) for one in passing if not policy.allows(one, thing)] == []
    assert [str(one) for one in failing if policy.allows(one, thing)] == []
    assert policy.allows(SYSTEM, thing)


@pytest.mark.requirement("ASVS 5.0 8.2.1")
@pytest.mark.parametrize("action", sorted(CASES))
def test_a_program_needs_the_scope_that_is_named(action):
    thing, passing, _ = CASES[action]
    policy = POLICIES[action]
    for person in passing:
        if person.is_omnipotent:
            continue
        assert not policy.allows(_as_program(person, frozenset()), thing)
        assert not policy.allows(_as_program(person, frozenset({"openid"})), thing)
        if policy.scope:
            assert policy.allows(_as_program(person, frozenset({policy.scope})), thing)


@pytest.mark.parametrize("action", sorted(CASES))
def test_who_acts_as_somebody_reads_and_changes_only_what_says_why(action):
    thing, passing, _ = CASES[action]
    policy = POLICIES[action]
    for person in passing:
        if not person.is_omnipotent:
            acting = Actor(id=person.id, grants=person.grants, impersonator_id=UUID(int=99))
            assert policy.allows(acting, thing) is bool(policy.reads or policy.while_acting)


@pytest.mark.requirement("ASVS 5.0 8.2.2")
@pytest.mark.parametrize("action", sorted(name for name in CASES if POLICIES[name].can_be_listed))
def test_a_list_reaches_what_one_may_touch_and_nothing_else(action):
    """The reach of an action and its rule are two tellings of one thing."""
    thing, passing, failing = CASES[action]
    policy = POLICIES[action]
    if thing is None:
        return
    for actor in passing:
        assert not policy.visibility(actor).nothing
    for actor in failing:
        visibility = policy.visibility(actor)
        assert not visibility.everything
        assert HERE not in visibility.organisations
        assert ME not in visibility.owners
        assert (HERE, ASSET) not in visibility.assets or action == "catalog.destination.change"


def _as_program(person, scopes):
    return Actor(id=person.id, grants=person.grants, scopes=scopes)


def test_a_hold_of_nobody_is_nobodys():
    assert not POLICIES["inventory.hold.read"].allows(ANONYMOUS, ORDERED)
    assert not POLICIES["inventory.hold.release"].allows(ANONYMOUS, ORDERED)


@pytest.mark.requirement("ASVS 5.0 8.2.1")
def test_only_what_is_shared_is_assigned_as_shared():
    manager, package = having("catalog.manage"), assignables()["PACKAGE"]

    assert not POLICIES["organisations.assign_shared"].allows(manager, package)
