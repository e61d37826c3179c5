"""Roles that are code: what each one is for, what somebody may do who holds it, and which staff screens that opens."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from riz.actor import Grant
from riz.policies import all_staff_screens, assignables, permissions

from ..contracts import AssignedAsset, CustomRole, HeldRole, Role, RoleDescription
from .permissions import for_everywhere_only

ROLES: dict[str, RoleDescription] = {
    role.code: role
    for role in (
        RoleDescription(
            code=Role.PORTAL_STAFF,
            name="Portal staff",
            says="Works for the portal with everything that is sold on it, or for one seller.",
            everywhere=True,
        ),
        RoleDescription(
            code=Role.PORTAL_ADMIN,
            name="Portal administrator",
            says="May do everything.",
            everywhere=True,
            carries_everything=True,
        ),
        RoleDescription(
            code=Role.SUPPORT,
            name="Support",
            says="Answers people who need help: looks things up, sends again, acts as the person for a while.",
            everywhere=True,
            for_one_organisation=False,
        ),
        RoleDescription(
            code=Role.SELLER_OWNER,
            name="Owner of a seller",
            says="Runs a seller: all that it offers and sells, its people and its partners.",
        ),
        RoleDescription(
            code=Role.SELLER_MANAGER,
            name="Manager at a seller",
            says="Manages all that a seller offers and sells, and its people.",
        ),
        RoleDescription(
            code=Role.SELLER_STAFF,
            name="Staff of a seller",
            says="Works at a seller's desk: free dates and bookings.",
        ),
        RoleDescription(
            code=Role.ASSET_MANAGER,
            name="Asset manager",
            says="Cares for the destinations, stays, experiences and packages that are assigned to the person.",
            for_assigned_assets=True,
        ),
        RoleDescription(
            code=Role.OPERATOR_OWNER,
            name="Owner of an operator",
            says="Runs an operator: all that it offers and sells, its people and its partners.",
        ),
        RoleDescription(
            code=Role.OPERATOR_MANAGER,
            name="Manager at an operator",
            says="Manages all that an operator offers and sells, and its people.",
        ),
        RoleDescription(
            code=Role.OPERATOR_STAFF,
            name="Staff of an operator",
            says="Works at an operator's desk: free dates and bookings.",
        ),
        RoleDescription(
            code=Role.PARTNER_ADMIN,
            name="Administrator of a partner",
            says="Runs an API partner: its people, its credentials, its bookings.",
        ),
        RoleDescription(
            code=Role.PARTNER_USER,
            name="User at a partner",
            says="Sees an API partner's credentials, calls and bookings.",
        ),
    )
}

MOST_OF_ONE_ORGANISATION = 50


def grants_of(
    held: Iterable[HeldRole],
    *,
    assigned: Iterable[AssignedAsset] = (),
    custom: Iterable[CustomRole] = (),
) -> frozenset[Grant]:
    """Return every permission that the roles carry, each where it was given.

    What nobody states any more, role, permission or kind of thing, carries nothing; nor does a role that is held where
    it can't be: a seller's role held everywhere, an organisation's own role held for another one. Permissions that
    reach further than one organisation are not carried into one.
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
    everywhere = {grant.permission for grant in grants if _is_everywhere(grant)}
    if everywhere and everywhere >= permissions().keys():
        return True
    app_label, _, act_on_model = screen.partition(".")
    act, _, model = act_on_model.partition("_")
    screens = all_staff_screens().get(app_label)
    needed = screens.permissions.get(act) if screens else None
    if screens is None or needed is None:
        return False
    is_narrowed = model in screens.narrowed
    return needed in everywhere or (is_narrowed and any(one.permission == needed for one in grants))


def opens_app(grants: frozenset[Grant], app_label: str) -> bool:
    """Tell whether any staff screen of an app can be looked at by who holds the grants."""
    screens = all_staff_screens().get(app_label)
    models = ("anything", *(screens.narrowed if screens else ()))
    return any(opens_screen(grants, f"{app_label}.view_{model}") for model in models)


def _opens_some_screen(grant: Grant) -> bool:
    return any(
        grant.permission in screens.permissions.values()
        for screens in all_staff_screens().values()
        if screens.narrowed or _is_everywhere(grant)
    )


def _is_everywhere(grant: Grant) -> bool:
    return grant.organisation_id is None and grant.asset_id is None


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
        carried = known.permissions if held_rightly else frozenset()
    elif custom is not None and custom.organisation_id in {None, organisation_id}:
        carried = custom.permissions & frozenset(permissions())
    else:
        carried = frozenset()
    return carried - for_everywhere_only(carried) if organisation_id else carried


def _of_assets(
    role: RoleDescription, organisation_id: UUID | None, assets: tuple[AssignedAsset, ...]
) -> Iterable[Grant]:
    kinds, carried = assignables(), role.permissions
    return (
        Grant(
            permission=one,
            organisation_id=None if kinds[asset.kind].shared_under else organisation_id,
            asset_id=asset.asset_id,
        )
        for asset in assets
        if organisation_id is not None and asset.organisation_id == organisation_id
        if asset.kind in kinds
        for one in carried
    )
