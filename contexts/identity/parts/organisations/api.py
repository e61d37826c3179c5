"""What other parts may ask of organisations."""

from __future__ import annotations

from .contracts import Organisation
from .errors import OrganisationNotFound
from .queries import get_organisation
from .use_cases.ensure_organisation import ensure_organisation
from .use_cases.grant_role import grant_role
from .use_cases.withdraw_role import withdraw_role

__all__ = [
    "Organisation",
    "OrganisationNotFound",
    "ensure_organisation",
    "get_organisation",
    "grant_role",
    "withdraw_role",
]
