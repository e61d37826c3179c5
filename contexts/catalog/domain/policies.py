"""Policies of the catalog as a whole; each part says beside its things who may do what with them."""

from __future__ import annotations

from contexts.identity.contracts import MANAGERS, OWNERS, Role
from riz.policies import permission, scope, staff_screens

MANAGE = permission(
    "catalog.manage",
    says="Describe what can be offered: destinations, places to stay, experiences, packages.",
    for_one_organisation=True,
    roles={Role.PORTAL_STAFF, Role.ASSET_MANAGER, *OWNERS, *MANAGERS},
)
scope("catalog:write", says="Change what you offer", for_partners=True, permissions={MANAGE})
staff_screens(
    "catalog",
    dict.fromkeys(("view", "add", "change"), MANAGE),
    narrowed={
        *("accommodation", "amenity", "destination", "destinationimage"),
        *("experience", "experiencestop", "openinghours"),
        *("package", "packageday", "packageprice"),
    },
)
