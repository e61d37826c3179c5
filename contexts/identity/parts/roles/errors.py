"""Refusals of roles, and what to do about them."""

from __future__ import annotations

from riz.errors import Conflict, Forbidden, Invalid, NotFound


class RoleNotFound(NotFound):
    """No role has this code, or it is another organisation's."""

    code = "identity.role_not_found"
    message = "There is no such role."


class RoleReachesTooFar(Forbidden):
    """Nobody hands out what they do not hold themselves; `permissions` says what is missing."""

    code = "identity.role_reaches_too_far"
    message = "You can't hand out permissions that you don't hold yourself."
    permissions: list[str]


class RoleNotForHere(Invalid):
    """The role can't be held there: everywhere, for one organisation, or for this one."""

    code = "identity.role_not_for_here"
    message = "This role can't be held here."
    role: str


class RoleOrganisationUnknown(Invalid):
    """No organisation has the id that a role was to be made for."""

    code = "identity.role_organisation_unknown"
    message = "There is no such organisation."


class PermissionsNotAcceptable(Invalid):
    """A role of people's own making would carry nothing, something unknown, or what reaches beyond an organisation."""

    code = "identity.permissions_not_acceptable"
    message = "A role can't carry these permissions here."


class RoleStillHeld(Conflict):
    """Somebody holds the role; `holders` counts them."""

    code = "identity.role_still_held"
    message = (
        "Somebody still holds this role. Take it from them first, or delete it with its grants."
    )
    holders: int


class RoleNameTaken(Conflict):
    """Another role of the same organisation has this name."""

    code = "identity.role_name_taken"
    message = "Another role has this name already."


class TooManyRoles(Conflict):
    """An organisation has as many roles of its own as it can have."""

    code = "identity.too_many_roles"
    message = "There are enough roles. Change or delete one."
    limit: int
