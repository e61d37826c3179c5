"""The price of a stay, night by night and unit by unit."""

from __future__ import annotations

from riz.money import Money

from .. import errors
from .calendar import DateFacts, ResourceFacts


def guests_by_unit(*, guests: int, units: int, max_occupancy: int) -> tuple[int, ...]:
    """Spread the guests as evenly as can be, the fuller units first."""
    if guests > units * max_occupancy:
        raise errors.TooManyGuests(guests=guests, units=units, max_occupancy=max_occupancy)
    each, rest = divmod(guests, units)
    return tuple(each + 1 if unit < rest else each for unit in range(units))


def unit_price(*, resource: ResourceFacts, facts: DateFacts) -> Money:
    """Return what one unit costs on a date for its base occupancy."""
    minor = resource.base_price_minor if facts.price_minor is None else facts.price_minor
    return Money(minor, resource.currency)


def night_prices(
    *, resource: ResourceFacts, facts: DateFacts, guests: tuple[int, ...]
) -> tuple[Money, ...]:
    """Return each unit's price on a date: its override or base price, and its extra guests."""
    base = unit_price(resource=resource, facts=facts)
    extra = Money(resource.extra_guest_minor, resource.currency)
    return tuple(base + extra * max(0, count - resource.base_occupancy) for count in guests)
