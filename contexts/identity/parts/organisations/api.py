"""Questions that other parts may ask of organisations."""

from __future__ import annotations

from .contracts import Organisation
from .errors import OrganisationNotFound
from .queries import (
    actor_in,
    describe_invitation,
    find_organisations,
    get_organisation,
    list_organisations,
    members_of,
    organisations_of,
    sole_ownerships,
)
from .use_cases.ensure_organisation import ensure_organisation
from .use_cases.grant_role import grant_role
from .use_cases.make_organisation import make_organisation
from .use_cases.revoke_access import revoke_access
from .use_cases.withdraw_role import withdraw_role

__all__ = [
    "Organisation",
    "OrganisationNotFound",
    "actor_in",
    "describe_invitation",
    "ensure_organisation",
    "find_organisations",
    "get_organisation",
    "grant_role",
    "list_organisations",
    "make_organisation",
    "members_of",
    "organisations_of",
    "revoke_access",
    "sole_ownerships",
    "withdraw_role",
]
