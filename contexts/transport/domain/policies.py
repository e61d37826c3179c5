"""Who may do what with timetables."""

from __future__ import annotations

from riz.policies import holds_everywhere, policy

MANAGE_FEEDS = policy(
    "transport.feed.manage",
    holds_everywhere("transport.manage"),
    says="Import timetables, put them into searches and take them out, go back to an older version, remove them.",
)
MANAGE_PLACES = policy(
    "transport.place.manage",
    holds_everywhere("transport.manage"),
    says="Name places that journeys start from and lead to, and mend what is stated of them.",
)
MANAGE_TARIFFS = policy(
    "transport.tariff.manage",
    holds_everywhere("transport.manage"),
    says="State what travel costs: tariffs, emission factors, comfort weights and exchange rates.",
)
