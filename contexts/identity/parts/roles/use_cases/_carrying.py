"""Permissions that a role of people's own making may carry."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError

from riz.actor import Actor

from ..domain.permissions import beyond, for_everywhere_only, unknown
from ..errors import PermissionsNotAcceptable, RoleNameTaken, RoleReachesTooFar

_ONE_NAME = "identity_role_name_once"


def check_carried(
    *, permissions: Iterable[str], organisation_id: UUID | None, actor: Actor
) -> list[str]:
    """Return the permissions in order, if they exist, can be given there, and are all held there by the actor.

    Raises:
        PermissionsNotAcceptable: one is unknown, can't be given for one organisation, or there is none.
        RoleReachesTooFar: the actor does not hold them all.
    """
    wanted = sorted(set(permissions))
    bad = unknown(wanted) | (for_everywhere_only(wanted) if organisation_id else frozenset())
    if bad or not wanted:
        raise PermissionsNotAcceptable(errors={"permissions": _faults(bad)})
    missing = beyond(actor, permissions=wanted, organisation_id=organisation_id)
    if missing:
        raise RoleReachesTooFar(permissions=sorted(missing))
    return wanted


def refusal_of(error: IntegrityError) -> Exception:
    """Say what the database refused."""
    return RoleNameTaken() if _ONE_NAME in str(error) else error


def _faults(bad: Iterable[str]) -> list[str]:
    return [f"{one} can't be given here." for one in sorted(bad)] or ["A role carries something."]
