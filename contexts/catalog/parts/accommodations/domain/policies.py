"""Policies of accommodations: whoever describes what their seller offers, or cares for the thing itself."""

from __future__ import annotations

from riz.policies import assignable, holds, policy

assignable("ACCOMMODATION")

CREATE = policy(
    "catalog.accommodation.create",
    holds("catalog.manage"),
    says="Offer a new place to stay of a seller.",
    scope="catalog:write",
)
CHANGE = policy(
    "catalog.accommodation.change",
    holds("catalog.manage", organisation="seller_id", assets=("id",)),
    says="Describe a place to stay anew, withdraw it and offer it again.",
    scope="catalog:write",
)
