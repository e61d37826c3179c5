"""Policies of amenities: one list for the whole portal."""

from __future__ import annotations

from riz.policies import holds_everywhere, policy

MANAGE = policy(
    "catalog.amenity.manage",
    holds_everywhere("catalog.manage"),
    says="Name what stays and packages can include, and withdraw it.",
    scope="catalog:write",
)
