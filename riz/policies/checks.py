"""Checks: what use cases and queries ask before they act, and by what they narrow lists."""

from __future__ import annotations

from typing import Any

from riz.actor import Actor
from riz.errors import Forbidden, InPersonOnly, RizError
from riz.policies.registry import find_policy
from riz.policies.visibility import Visibility

_Refusal = type[RizError] | RizError


def allows(actor: Actor, action: str, target: Any = None) -> bool:
    """Tell whether the actor may do it to the thing.

    Raises:
        PolicyError: nobody stated such an action.
    """
    return find_policy(action).allows(actor, target)


def require(
    actor: Actor, action: str, target: Any = None, *, refusal: _Refusal | None = None
) -> None:
    """Refuse unless the actor may do it to the thing.

    Raises:
        Forbidden: the actor may not; InPersonOnly, nobody may who acts as somebody else.
        RizError: what is named instead, such as not found where the thing is a secret.
        PolicyError: nobody stated such an action.
    """
    stated = find_policy(action)
    if not stated.allows(actor, target):
        raise refusal or (InPersonOnly if stated.is_closed_to_impersonator(actor) else Forbidden)


def visible(actor: Actor, action: str) -> Visibility:
    """Tell on which things the actor may do it, for lists to be narrowed by.

    Raises:
        PolicyError: nobody stated such an action, or its rule can't be told for a list.
    """
    return find_policy(action).visibility(actor)
