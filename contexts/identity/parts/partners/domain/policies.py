"""Policies of partners. Programs manage nobody, themselves included: no policy here names a scope."""

from __future__ import annotations

from riz.policies import holds, holds_everywhere, permission, policy

from ...roles.contracts import OWNERS, Role

READ_PARTNERS = permission(
    "partners.read",
    says="See an API partner's credentials and what was called with them.",
    for_one_organisation=True,
    roles={Role.PARTNER_ADMIN, Role.PARTNER_USER, *OWNERS},
)
MANAGE_PARTNERS = permission(
    "partners.manage",
    says="Make and withdraw an API partner's credentials.",
    for_one_organisation=True,
    roles={Role.PARTNER_ADMIN, *OWNERS},
)

READ = policy(
    "partners.read",
    holds(READ_PARTNERS) | holds(MANAGE_PARTNERS),
    says="See an API partner, its credentials and what was called with them.",
    reads=True,
)
MANAGE = policy(
    "partners.manage",
    holds(MANAGE_PARTNERS),
    says="Change an API partner's contact; issue, rotate and revoke its credentials.",
)
ADMINISTER = policy(
    "partners.administer",
    holds_everywhere(MANAGE_PARTNERS),
    says="Make an organisation an API partner, decide what it may do and how often, suspend and resume it.",
)
