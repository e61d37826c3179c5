"""Charges of a cancellation, worked out a second time by other means than the domain's.

Times on the wall are found by asking what the clock shows at candidate instants, money is counted in fractions and rounded
by the decimal module. The words of the rules are those of the contracts; nothing is shared with the code under test.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from zoneinfo import ZoneInfo

from contexts.booking.contracts import ChargeKind, LineKind

SECOND = dt.timedelta(seconds=1)
# Wider than any clock was ever moved.
WINDOW = dt.timedelta(days=2)


def shown(zone, instant):
    """Return what the clock on the wall shows."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


@cache
def change_between(zone, first, last):
    """Return the first instant at which the clock goes otherwise than at `first`; it does so by `last`."""
    before = first.astimezone(ZoneInfo(zone)).utcoffset()
    while last - first > SECOND:
        middle = first + SECOND * ((last - first) // SECOND // 2)
        if middle.astimezone(ZoneInfo(zone)).utcoffset() == before:
            first = middle
        else:
            last = middle
    return last


def instant_of(zone, wall):
    """Return when the clock first shows a time; of one that it leaves out, as long after the jump as it's beyond it."""
    around = wall.replace(tzinfo=dt.UTC)
    ways = {(around + side).astimezone(ZoneInfo(zone)).utcoffset() for side in (-WINDOW, WINDOW)}
    found = [around - ahead for ahead in ways if shown(zone, around - ahead) == wall]
    if found:
        return min(found)
    day = around.replace(hour=0, minute=0, second=0, microsecond=0)
    jump = change_between(zone, day - WINDOW, day + 2 * WINDOW)
    last_shown = shown(zone, jump - SECOND) + SECOND
    return jump + (wall - last_shown)


def edges(terms, start, zone):
    """Return the last instant of each tier, with its charge, from the one with the most hours on."""
    at_the_place = shown(zone, start)
    tiers = {tier.hours_before: tier.charge for tier in terms.tiers}
    return [
        (instant_of(zone, at_the_place - hours * dt.timedelta(hours=1)), tiers[hours])
        for hours in sorted(tiers, reverse=True)
    ]


def gross(line):
    """Count a line with its tax; one of an earlier cancellation counts nothing."""
    if line.kind == LineKind.CANCELLATION:
        return 0
    return line.price.amount_minor + line.tax.amount_minor


def half_up(fraction):
    """Round a fraction to a whole, a half away from nothing."""
    exact = Decimal(fraction.numerator) / Decimal(fraction.denominator)
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def cost(charge, lines):
    """Return the minor units that a charge comes to."""
    lines = [line for line in lines if line.kind != LineKind.CANCELLATION]
    whole = sum(map(gross, lines))
    if charge.kind == ChargeKind.PERCENT:
        return min(whole, half_up(Fraction(whole * charge.value, 100)))
    if charge.kind == ChargeKind.SUM:
        return min(whole, charge.value)
    by_night = {}
    for line in lines:
        if line.date:
            by_night[line.date] = by_night.get(line.date, 0) + gross(line)
    if not by_night:
        return whole if charge.value else 0
    kept = 0
    for _ in range(min(charge.value, len(by_night))):
        kept += by_night.pop(min(by_night))
    return kept


def charge_at(*, terms, lines, booked_at, travel_starts_at, time_zone, at):
    """Return the minor units that are kept at an instant."""
    if not at < travel_starts_at:
        return cost(terms.no_show, lines)
    since = at - booked_at
    if terms.grace_hours > 0 and since / dt.timedelta(hours=1) <= terms.grace_hours:
        return 0
    met = [charge for edge, charge in edges(terms, travel_starts_at, time_zone) if not edge < at]
    return cost(met[0], lines) if met else sum(map(gross, lines))
