"""Policies of places: one map for the whole portal."""

from __future__ import annotations

from riz.policies import holds_everywhere, policy

MANAGE = policy(
    "catalog.place.manage",
    holds_everywhere("catalog.manage"),
    says="Register a point of interest, describe it anew, withdraw it and show it again.",
)
