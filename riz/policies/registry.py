"""Registry: what the contexts state at import, each in its `domain/policies.py`, read by whoever hands it out or asks.

It is whole when the apps are ready; what shows it before that, such as the choices of a form, reads it late. What is
stated is told by `riz.policies.definitions`, argument by argument; what is stated twice is a PolicyError.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeVar

from riz.policies.definitions import Assignable, Permission, Policy, Scope, StaffScreens
from riz.policies.rules import Rule
from riz.policies.visibility import PolicyError

_T = TypeVar("_T")
_policies: dict[str, Policy] = {}
_permissions: dict[str, Permission] = {}
_scopes: dict[str, Scope] = {}
_assignables: dict[str, Assignable] = {}
_staff_screens: dict[str, StaffScreens] = {}


def policy(
    action: str,
    rule: Rule,
    *,
    says: str,
    scope: str | None = None,
    reads: bool = False,
    while_acting: str = "",
) -> str:
    """State who may do what the sentence says, and return the action's name."""
    stated = Policy(
        action=action, rule=rule, says=says, scope=scope, reads=reads, while_acting=while_acting
    )
    return _state(_policies, action, stated)


def permission(
    code: str, *, says: str, for_one_organisation: bool, roles: Collection[str] = ()
) -> str:
    """State something that a role can carry, and return its code."""
    stated = Permission(
        code=code, says=says, for_one_organisation=for_one_organisation, roles=frozenset(roles)
    )
    return _state(_permissions, code, stated)


def scope(
    code: str, *, says: str, for_partners: bool = False, permissions: Collection[str] = ()
) -> str:
    """State what a program may be allowed, and return its code."""
    stated = Scope(
        code=code, says=says, for_partners=for_partners, permissions=frozenset(permissions)
    )
    return _state(_scopes, code, stated)


def assignable(kind: str, *, shared_under: str | None = None) -> str:
    """State a kind of things that can be assigned, and return it."""
    return _state(_assignables, kind, Assignable(kind=kind, shared_under=shared_under))


def staff_screens(
    app_label: str, permissions: Mapping[str, str], *, narrowed: Collection[str] = ()
) -> None:
    """State which permission opens an app's staff screens."""
    stated = StaffScreens(permissions=permissions, narrowed=frozenset(narrowed))
    _state(_staff_screens, app_label, stated)


def readable() -> tuple[Policy, ...]:
    """Return every policy that was stated, by name."""
    return tuple(_sorted(_policies).values())


def find_policy(action: str) -> Policy:
    """Return what is stated of an action.

    Raises:
        PolicyError: nobody stated such an action.
    """
    found = _policies.get(action)
    if found is None:
        raise PolicyError(f"nobody stated who may {action!r}")
    return found


def permissions() -> dict[str, Permission]:
    """Return every permission that was stated, by its code."""
    return _sorted(_permissions)


def scopes() -> dict[str, Scope]:
    """Return every scope that was stated, by its code."""
    return _sorted(_scopes)


def assignables() -> dict[str, Assignable]:
    """Return every kind of things that can be assigned."""
    return _sorted(_assignables)


def all_staff_screens() -> dict[str, StaffScreens]:
    """Return what opens the staff screens of each app that states it, by the app's label."""
    return _sorted(_staff_screens)


def _state(stated: dict[str, _T], name: str, what: _T) -> str:
    if name in stated:
        raise PolicyError(f"{name} is stated twice")
    stated[name] = what
    return name


def _sorted(stated: dict[str, _T]) -> dict[str, _T]:
    return dict(sorted(stated.items()))
