"""Which facts of a package are acceptable."""

from __future__ import annotations

from itertools import combinations

from ...experiences.contracts import LONGEST_BOOKING_CUTOFF_MINUTES
from ..contracts import PackageFacts, PackagePrice, TravellerKind


def faults_of(facts: PackageFacts) -> dict[str, list[str]]:
    """Return messages by field; nothing when all is well."""
    faults: dict[str, list[str]] = {}
    if facts.departure_capacity < 1:
        faults["departure_capacity"] = ["At least one person can start."]
    if not facts.departure_weekdays or not set(facts.departure_weekdays) <= set(range(1, 8)):
        faults["departure_weekdays"] = ["Name weekdays from Monday, 1, to Sunday, 7."]
    if not 0 <= facts.booking_cutoff_minutes <= LONGEST_BOOKING_CUTOFF_MINUTES:
        faults["booking_cutoff_minutes"] = [
            "Booking ends with the departure, or up to 30 days before it."
        ]
    if [day.day for day in facts.days] != list(range(1, facts.duration_days + 1)):
        faults["days"] = [f"Describe each of the {facts.duration_days} days once."]
    elif not facts.days or not facts.days[0].destinations:
        faults["days"] = ["The first day names the destination where the journey starts."]
    if messages := price_faults(facts.prices):
        faults["prices"] = messages
    return faults


def price_faults(prices: tuple[PackagePrice, ...]) -> list[str]:
    """Return what is wrong with the prices of a package."""
    messages = []
    if not any(price.traveller_kind is TravellerKind.ADULT for price in prices):
        messages.append("State a price for adults.")
    if len({price.price.currency for price in prices}) > 1:
        messages.append("All prices of a package are in one currency.")
    if any(price.price.amount_minor < 0 for price in prices):
        messages.append("A price is not negative.")
    if not all(_is_in_order(price) for price in prices):
        messages.append("A smallest party or first date does not lie beyond the largest or last.")
    messages += [
        f"Two prices for {a.traveller_kind.value.lower()} travellers overlap."
        for a, b in combinations(prices, 2)
        if _overlap(a, b)
    ]
    return list(dict.fromkeys(messages))


def _is_in_order(price: PackagePrice) -> bool:
    party = price.min_party >= 1 and (price.max_party is None or price.min_party <= price.max_party)
    if price.valid_from is None or price.valid_to is None:
        return party
    return party and price.valid_from <= price.valid_to


def _overlap(a: PackagePrice, b: PackagePrice) -> bool:
    return (
        a.traveller_kind is b.traveller_kind
        and (a.max_party is None or b.min_party <= a.max_party)
        and (b.max_party is None or a.min_party <= b.max_party)
        and (a.valid_to is None or b.valid_from is None or b.valid_from <= a.valid_to)
        and (b.valid_to is None or a.valid_from is None or a.valid_from <= b.valid_to)
    )
