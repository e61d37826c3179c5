"""Permissions that may be handed out, of those that the contexts state."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from riz.actor import Actor
from riz.policies import permissions as stated_permissions


def beyond(
    actor: Actor, *, permissions: Iterable[str], organisation_id: UUID | None
) -> frozenset[str]:
    """Return those of the permissions that the actor does not hold there itself, and so may hand to nobody.

    What it holds for single things only counts for nothing here: a role reaches all of an organisation.
    """
    return frozenset(
        one for one in permissions if not actor.can(one, organisation_id=organisation_id)
    )


def unknown(permissions: Iterable[str]) -> frozenset[str]:
    """Return the codes that no permission has."""
    return frozenset(permissions) - frozenset(stated_permissions())


def for_everywhere_only(permissions: Iterable[str]) -> frozenset[str]:
    """Return those that can't be given for one organisation's things."""
    stated = stated_permissions()
    return frozenset(
        one for one in permissions if one in stated and not stated[one].for_one_organisation
    )
