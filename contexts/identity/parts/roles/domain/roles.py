"""Roles are code: which permissions each one carries, and which staff screens those open."""

from __future__ import annotations

from collections.abc import Iterable

from riz.actor import Grant

from ..contracts import HeldRole, Role

_STAFF = frozenset(
    {
        "catalog.manage",
        "inventory.manage",
        "booking.read_any",
        "booking.manage_any",
        "payments.read_any",
        "payments.refund",
        "notifications.manage",
    }
)
PERMISSIONS: dict[str, frozenset[str]] = {
    Role.PORTAL_STAFF: _STAFF,
    Role.PORTAL_ADMIN: _STAFF | {"events.manage", "identity.manage"},
}

# The permission behind each kind of act on an app's staff screens. What is not named is for
# administrators alone: deleting, and the screens of every other app.
_MANAGE = ("view", "add", "change")
SCREENS: dict[tuple[str, str], str] = {
    **{("catalog", act): "catalog.manage" for act in _MANAGE},
    **{("inventory", act): "inventory.manage" for act in _MANAGE},
    **{("notifications", act): "notifications.manage" for act in _MANAGE},
    **{("booking", act): "booking.manage_any" for act in ("add", "change")},
    ("booking", "view"): "booking.read_any",
    **{("payments", act): "payments.refund" for act in ("add", "change")},
    ("payments", "view"): "payments.read_any",
}


def grants_of(held: Iterable[HeldRole]) -> frozenset[Grant]:
    """Return every permission that the roles carry; a role this code no longer knows carries none."""
    return frozenset(
        Grant(permission=permission, organisation_id=role.organisation_id)
        for role in held
        for permission in PERMISSIONS.get(role.code, ())
    )


def works_for_the_portal(held: Iterable[HeldRole]) -> bool:
    """Tell whether a role of the portal is held everywhere, which opens the staff screens."""
    return any(role.organisation_id is None and role.code in PERMISSIONS for role in held)


def opens_screen(held: frozenset[HeldRole], screen: str) -> bool:
    """Tell whether the roles allow `app_label.act_model` on the staff screens; the default is no."""
    if HeldRole(code=Role.PORTAL_ADMIN) in held:
        return True
    app_label, _, act_on_model = screen.partition(".")
    needed = SCREENS.get((app_label, act_on_model.partition("_")[0]))
    return needed is not None and Grant(permission=needed) in grants_of(held)
