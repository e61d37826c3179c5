"""Policies of the applications that people sign in to with RIZ."""

from __future__ import annotations

from riz.policies import holds_everywhere, policy, scope

scope("openid", says="Know that it is you who signed in")
scope("profile", says="See your name, language and time zone")
scope("email", says="See your e-mail address")

MANAGE_APPLICATIONS = policy(
    "federation.application.manage",
    holds_everywhere("identity.manage"),
    says="Register an application, renew its secret, disable it.",
)
