"""Policies of timetables."""

from __future__ import annotations

from contexts.identity.contracts import Role
from riz.policies import holds_everywhere, permission, policy, staff_screens

MANAGE = permission(
    "transport.manage",
    says="Keep the timetables and what travel costs.",
    for_one_organisation=False,
    roles={Role.PORTAL_STAFF},
)
staff_screens("transport", dict.fromkeys(("view", "add", "change"), MANAGE))

MANAGE_FEEDS = policy(
    "transport.feed.manage",
    holds_everywhere(MANAGE),
    says="Import timetables, put them into searches and take them out, go back to an older version, remove them.",
)
MANAGE_PLACES = policy(
    "transport.place.manage",
    holds_everywhere(MANAGE),
    says="Name places that journeys start from and lead to, and mend what is stated of them.",
)
MANAGE_TARIFFS = policy(
    "transport.tariff.manage",
    holds_everywhere(MANAGE),
    says="State what travel costs: tariffs, emission factors, comfort weights and exchange rates.",
)
