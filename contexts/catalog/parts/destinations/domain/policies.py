"""Policies of destinations: they are the portal's, and may be put into somebody's care one by one."""

from __future__ import annotations

from riz.policies import assignable, holds_everywhere, policy

assignable("DESTINATION", shared_under="catalog.manage")

CREATE = policy(
    "catalog.destination.create",
    holds_everywhere("catalog.manage"),
    says="Present a new destination.",
    scope="catalog:write",
)
CHANGE = policy(
    "catalog.destination.change",
    holds_everywhere("catalog.manage", assets=("id",)),
    says="Describe a destination anew, withdraw it and show it again.",
    scope="catalog:write",
)
FEATURE = policy(
    "catalog.destination.feature",
    holds_everywhere("catalog.manage"),
    says="Show a destination with preference over the others.",
    scope="catalog:write",
)
