"""Policies of experiences: whoever describes what their seller offers, or cares for the thing itself."""

from __future__ import annotations

from riz.policies import assignable, holds, policy

assignable("EXPERIENCE")

CREATE = policy(
    "catalog.experience.create",
    holds("catalog.manage"),
    says="Offer a new experience of a seller.",
    scope="catalog:write",
)
CHANGE = policy(
    "catalog.experience.change",
    holds("catalog.manage", organisation="seller_id", assets=("id",)),
    says="Describe an experience anew, withdraw it and offer it again.",
    scope="catalog:write",
)
