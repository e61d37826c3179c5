"""Roles that are code: which permissions each one carries, and which staff screens those open."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from riz.actor import Grant

from ..contracts import AssignedAsset, CustomRole, HeldRole, Role, RoleDescription
from .permissions import PERMISSIONS, for_everywhere_only

_SELLING = frozenset(
    {
        "catalog.manage",
        "inventory.manage",
        "booking.read_any",
        "booking.manage_any",
        "payments.read_any",
        "payments.refund",
    }
)
_RUNNING = frozenset({"organisations.read", "organisations.members", "organisations.manage"})
_DESK = frozenset(
    {"inventory.manage", "booking.read_any", "booking.manage_any", "organisations.read"}
)

ROLES: dict[str, RoleDescription] = {
    role.code: role
    for role in (
        RoleDescription(
            code=Role.PORTAL_STAFF,
            name="Portal staff",
            says="Works for the portal with everything that is sold on it, or for one seller.",
            permissions=_SELLING | {"notifications.manage", "transport.manage"},
            everywhere=True,
        ),
        RoleDescription(
            code=Role.PORTAL_ADMIN,
            name="Portal administrator",
            says="May do everything.",
            permissions=frozenset(PERMISSIONS),
            everywhere=True,
        ),
        RoleDescription(
            code=Role.SUPPORT,
            name="Support",
            says="Answers people who need help: looks things up, sends again, acts as the person for a while.",
            permissions=frozenset(
                {
                    "booking.read_any",
                    "payments.read_any",
                    "notifications.manage",
                    "identity.read_any",
                    "identity.impersonate",
                    "organisations.read",
                }
            ),
            everywhere=True,
            for_one_organisation=False,
        ),
        RoleDescription(
            code=Role.SELLER_OWNER,
            name="Owner of a seller",
            says="Runs a seller: all that it offers and sells, its people and its partners.",
            permissions=_SELLING | _RUNNING | {"partners.read", "partners.manage"},
        ),
        RoleDescription(
            code=Role.SELLER_MANAGER,
            name="Manager at a seller",
            says="Manages all that a seller offers and sells, and its people.",
            permissions=_SELLING | {"organisations.read", "organisations.members"},
        ),
        RoleDescription(
            code=Role.SELLER_STAFF,
            name="Staff of a seller",
            says="Works at a seller's desk: free dates and bookings.",
            permissions=_DESK,
        ),
        RoleDescription(
            code=Role.ASSET_MANAGER,
            name="Asset manager",
            says="Cares for the destinations, stays, experiences and packages that are assigned to the person.",
            permissions=frozenset({"catalog.manage", "inventory.manage", "booking.read_any"}),
            for_assigned_assets=True,
        ),
        RoleDescription(
            code=Role.OPERATOR_OWNER,
            name="Owner of an operator",
            says="Runs an operator: all that it offers and sells, its people and its partners.",
            permissions=_SELLING | _RUNNING | {"partners.read", "partners.manage"},
        ),
        RoleDescription(
            code=Role.OPERATOR_MANAGER,
            name="Manager at an operator",
            says="Manages all that an operator offers and sells, and its people.",
            permissions=_SELLING | {"organisations.read", "organisations.members"},
        ),
        RoleDescription(
            code=Role.OPERATOR_STAFF,
            name="Staff of an operator",
            says="Works at an operator's desk: free dates and bookings.",
            permissions=_DESK,
        ),
        RoleDescription(
            code=Role.PARTNER_ADMIN,
            name="Administrator of a partner",
            says="Runs an API partner: its people, its credentials, its bookings.",
            permissions=_RUNNING | {"partners.read", "partners.manage", "booking.read_any"},
        ),
        RoleDescription(
            code=Role.PARTNER_USER,
            name="User at a partner",
            says="Sees an API partner's credentials, calls and bookings.",
            permissions=frozenset({"partners.read", "booking.read_any", "organisations.read"}),
        ),
    )
}

MOST_OF_ONE_ORGANISATION = 50

# The permission behind each kind of act on an app's staff screens. What is not named is for administrators
# alone, who hold everything everywhere: deleting, and the screens of every other app.
_MANAGE = ("view", "add", "change")
SCREENS: dict[tuple[str, str], str] = {
    **{("catalog", act): "catalog.manage" for act in _MANAGE},
    **{("inventory", act): "inventory.manage" for act in _MANAGE},
    **{("notifications", act): "notifications.manage" for act in _MANAGE},
    **{("transport", act): "transport.manage" for act in _MANAGE},
    **{("booking", act): "booking.manage_any" for act in ("add", "change")},
    ("booking", "view"): "booking.read_any",
    **{("payments", act): "payments.refund" for act in ("add", "change")},
    ("payments", "view"): "payments.read_any",
    ("identity", "view"): "identity.read_any",
    **{("identity", act): "identity.manage" for act in ("add", "change", "delete")},
    **{("outbox", act): "events.manage" for act in ("view", "change")},
}
# The screens, and the tables within them, that show each member of staff what its organisations own, or what is public
# anyway, and let only that be changed which the policies allow: these open for who holds the permission anywhere, all
# others only for who holds it everywhere.
NARROWED_SCREENS = frozenset(
    {
        "catalog.accommodation",
        "catalog.amenity",
        "catalog.destination",
        "catalog.destinationimage",
        "catalog.experience",
        "catalog.experiencestop",
        "catalog.openinghours",
        "catalog.package",
        "catalog.packageday",
        "catalog.packageprice",
        "inventory.hold",
        "inventory.holdline",
        "inventory.resource",
        "inventory.stockdate",
        "booking.auditentry",
        "booking.booking",
        "booking.bookingitem",
        "booking.bookingversion",
        "booking.customer",
        "payments.payable",
        "payments.paymentintent",
        "payments.receipt",
        "payments.refund",
    }
)
_OF_AN_APP = frozenset(SCREENS.values())
_OF_NARROWED = frozenset(
    SCREENS[app_label, act]
    for app_label, act in SCREENS
    if any(screen.startswith(f"{app_label}.") for screen in NARROWED_SCREENS)
)
# Kinds of things that belong to no organisation.
_OF_THE_PORTAL = frozenset({"DESTINATION"})
_EVERYTHING = frozenset(Grant(permission=code) for code in PERMISSIONS)


def grants_of(
    held: Iterable[HeldRole],
    *,
    assigned: Iterable[AssignedAsset] = (),
    custom: Iterable[CustomRole] = (),
) -> frozenset[Grant]:
    """Return every permission that the roles carry, each where it was given.

    A role that nobody knows any more carries nothing; nor does one that is held where it can't be: a seller's role
    held everywhere, an organisation's own role held for another one. Permissions that reach further than
    one organisation are not carried into one.
    """
    own_roles = {role.code: role for role in custom}
    assets = tuple(assigned)
    return frozenset(
        grant for role in held for grant in _grants_of(role, own_roles.get(role.code), assets)
    )


def enters_screens(grants: frozenset[Grant]) -> bool:
    """Tell whether any staff screen at all is open to who holds the grants."""
    return any(_opens_some_screen(grant) for grant in grants)


def opens_screen(grants: frozenset[Grant], screen: str) -> bool:
    """Tell whether the grants allow `app_label.act_model` on the staff screens; the default is no.

    Whose things such a screen shows and lets be changed is for the screen to ask of the policies.
    """
    if grants >= _EVERYTHING:
        return True
    app_label, _, act_on_model = screen.partition(".")
    act, _, model = act_on_model.partition("_")
    needed = SCREENS.get((app_label, act))
    if needed is None:
        return False
    if f"{app_label}.{model}" in NARROWED_SCREENS:
        return any(grant.permission == needed for grant in grants)
    return Grant(permission=needed) in grants


def _opens_some_screen(grant: Grant) -> bool:
    is_everywhere = grant.organisation_id is None and grant.asset_id is None
    return grant.permission in (_OF_AN_APP if is_everywhere else _OF_NARROWED)


def _grants_of(
    held: HeldRole, custom: CustomRole | None, assets: tuple[AssignedAsset, ...]
) -> Iterable[Grant]:
    known = ROLES.get(held.code)
    if known is not None and known.for_assigned_assets:
        return _of_assets(known, held.organisation_id, assets)
    carried = _carried(held.organisation_id, known, custom)
    return (Grant(permission=one, organisation_id=held.organisation_id) for one in carried)


def _carried(
    organisation_id: UUID | None, known: RoleDescription | None, custom: CustomRole | None
) -> frozenset[str]:
    if known is not None:
        held_rightly = known.for_one_organisation if organisation_id else known.everywhere
        permissions = known.permissions if held_rightly else frozenset()
    elif custom is not None and custom.organisation_id in {None, organisation_id}:
        permissions = custom.permissions & frozenset(PERMISSIONS)
    else:
        permissions = frozenset()
    return permissions - for_everywhere_only(permissions) if organisation_id else permissions


def _of_assets(
    role: RoleDescription, organisation_id: UUID | None, assets: tuple[AssignedAsset, ...]
) -> Iterable[Grant]:
    return (
        Grant(
            permission=one,
            organisation_id=None if asset.kind in _OF_THE_PORTAL else organisation_id,
            asset_id=asset.asset_id,
        )
        for asset in assets
        if organisation_id is not None and asset.organisation_id == organisation_id
        for one in role.permissions
    )
