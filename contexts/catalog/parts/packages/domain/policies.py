"""Policies of packages: whoever describes what their seller offers, or cares for the thing itself."""

from __future__ import annotations

from riz.policies import assignable, holds, policy

assignable("PACKAGE")

CREATE = policy(
    "catalog.package.create",
    holds("catalog.manage"),
    says="Offer a new package of a seller.",
    scope="catalog:write",
)
CHANGE = policy(
    "catalog.package.change",
    holds("catalog.manage", organisation="seller_id", assets=("id",)),
    says="Describe a package anew, withdraw it and offer it again.",
    scope="catalog:write",
)
