"""Who may do what with partners. Programs manage nobody, themselves included: no policy here names a scope."""

from __future__ import annotations

from riz.policies import holds, holds_everywhere, policy

READ = policy(
    "partners.read",
    holds("partners.read") | holds("partners.manage"),
    says="See an API partner, its credentials and what was called with them.",
    reads=True,
)
MANAGE = policy(
    "partners.manage",
    holds("partners.manage"),
    says="Change an API partner's contact; issue, rotate and revoke its credentials.",
)
ADMINISTER = policy(
    "partners.administer",
    holds_everywhere("partners.manage"),
    says="Make an organisation an API partner, decide what it may do and how often, suspend and resume it.",
)
