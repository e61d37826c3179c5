"""Who may do what with the applications that people sign in to with RIZ."""

from __future__ import annotations

from riz.policies import holds_everywhere, policy

MANAGE_APPLICATIONS = policy(
    "federation.application.manage",
    holds_everywhere("identity.manage"),
    says="Register an application, renew its secret, disable it.",
)
