"""Questions that other parts may ask of organisations."""

from __future__ import annotations

from .queries import actor_in, get_organisation, list_organisations, members_of, sole_ownerships
from .use_cases.ensure_organisation import ensure_organisation
from .use_cases.grant_role import grant_role
from .use_cases.revoke_access import revoke_access

__all__ = [
    "actor_in",
    "ensure_organisation",
    "get_organisation",
    "grant_role",
    "list_organisations",
    "members_of",
    "revoke_access",
    "sole_ownerships",
]
