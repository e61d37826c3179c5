"""Policies of profiles and with somebody's data, one sentence for each act."""

from __future__ import annotations

from riz.policies import holds_everywhere, is_self, policy, scope

READ_PROFILE = scope("profile:read", says="See your travel profile and preferences")

READ = policy(
    "profiles.read",
    is_self | holds_everywhere("identity.manage"),
    says="Read somebody's profile and preferences.",
    scope=READ_PROFILE,
    reads=True,
)
CHANGE = policy("profiles.change", is_self, says="Change one's own profile and preferences.")
EXPORT = policy(
    "personal_data.export",
    is_self,
    says="Have everything that RIZ knows of oneself, after showing anew who one is.",
)
ERASE = policy(
    "personal_data.erase",
    is_self,
    says="Have one's account erased, after showing anew who one is; take that back.",
)
