"""Which facts of an accommodation are acceptable."""

from __future__ import annotations

from ..contracts import AccommodationFacts


def faults_of(facts: AccommodationFacts) -> dict[str, list[str]]:
    """Return messages by field; nothing when all is well."""
    faults: dict[str, list[str]] = {}
    if facts.base_price.amount_minor < 0:
        faults["base_price"] = ["A price is not negative."]
    if facts.extra_guest_price.amount_minor < 0:
        faults["extra_guest_price"] = ["A price is not negative."]
    if facts.extra_guest_price.currency != facts.base_price.currency:
        faults["extra_guest_price"] = ["Both prices are in one currency."]
    if facts.base_occupancy < 1:
        faults["base_occupancy"] = ["The base price covers at least one guest."]
    if facts.max_occupancy < facts.base_occupancy:
        faults["max_occupancy"] = ["At least the guests of the base price fit in."]
    if facts.units < 1:
        faults["units"] = ["There is at least one unit."]
    return faults
