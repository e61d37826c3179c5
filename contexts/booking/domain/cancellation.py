"""Charges of a cancellation: how much of a price is kept, by the terms of its sale."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from riz.money import HOME_CURRENCY, Money

from ..contracts import (
    CancellationTerms,
    CancellationTier,
    Charge,
    ChargeKind,
    ChargeUntil,
    LineKind,
    PriceLine,
)
from .totals import totals

ALL = Charge(kind=ChargeKind.PERCENT, value=100)
DEFAULT_TERMS = CancellationTerms(
    tiers=(
        CancellationTier(hours_before=168, charge=Charge(kind=ChargeKind.PERCENT, value=0)),
        CancellationTier(hours_before=48, charge=Charge(kind=ChargeKind.PERCENT, value=50)),
    ),
    grace_hours=0,
    no_show=ALL,
)
# A century: no calendar has room for all that a tier could count.
_LONGEST_HOURS = 876_000


def charge_at(
    *,
    terms: CancellationTerms,
    lines: Sequence[PriceLine],
    booked_at: dt.datetime,
    travel_starts_at: dt.datetime,
    time_zone: str,
    at: dt.datetime,
) -> Money:
    """Return what is kept of the lines' total, tax included, when they are cancelled at an instant.

    A tier's edge belongs to it. Hours before the start are counted by the clock on the wall at the place, so that "24
    hours before" is the same time of the day before, whatever the clocks do that night; a time that a clock leaves out
    is read as the one that follows as long after, of a time that comes twice the first. Hours of grace are elapsed ones.
    """
    lines = _chargeable(lines)
    if at >= travel_starts_at:
        return _cost(terms.no_show, lines)
    if terms.grace_hours and at <= _grace_end(terms, booked_at):
        return Money(0, _currency(lines))
    for tier in _in_order(terms):
        if at <= _edge(tier, travel_starts_at, time_zone):
            return _cost(tier.charge, lines)
    return _cost(ALL, lines)


def charges_until(
    *,
    terms: CancellationTerms,
    lines: Sequence[PriceLine],
    booked_at: dt.datetime,
    travel_starts_at: dt.datetime,
    time_zone: str,
) -> tuple[ChargeUntil, ...]:
    """Write the terms as instants, the earliest first: until when, what is kept. What is past at `booked_at` is left out.

    Instants in a row that cost the same are one, the last: grace is seen only where it ends after what would be free
    anyway. None is after the start; one at the start holds until just before it, since the start is a no-show.
    """
    lines = _chargeable(lines)
    costs = [
        (_edge(tier, travel_starts_at, time_zone), _cost(tier.charge, lines))
        for tier in _in_order(terms)
    ]
    if terms.grace_hours:
        costs.insert(0, (_grace_end(terms, booked_at), Money(0, _currency(lines))))
    written: list[ChargeUntil] = []
    for edge, charge in costs:
        until = min(edge, travel_starts_at)
        if until < booked_at or (written and until <= written[-1].until):
            continue
        if written and written[-1].charge == charge:
            written.pop()
        written.append(ChargeUntil(until=until, charge=charge))
    return tuple(written)


def kept_lines(*, lines: Sequence[PriceLine], kept: Money) -> tuple[PriceLine, ...]:
    """Write what is kept of lines that fall away as lines, one for each rule of tax, which sum to it exactly.

    The charge bears the tax of what was sold (circular 178/10/2022 of India's CBIC): it is shared out by the lines'
    totals, and each share includes the tax at the line's rate.
    """
    if not kept:
        return ()
    by_rule: dict[tuple[UUID | None, int, str], list[PriceLine]] = {}
    for line in _chargeable(lines):
        rule = line.tax_rule_id, line.tax_rate_basis_points, line.sac
        by_rule.setdefault(rule, []).append(line)
    shares = kept.split([_total(group).amount_minor for group in by_rule.values()])
    return tuple(
        _kept_line(group, share)
        for group, share in zip(by_rule.values(), shares, strict=True)
        if share
    )


def _kept_line(sold: Sequence[PriceLine], gross: Money) -> PriceLine:
    """Write a share as a line; the whole keeps the tax that it was sold with, to the last minor unit."""
    first = sold[0]
    whole = totals(lines=sold, currency=gross.currency)
    tax = whole.tax if gross == whole.total else _tax_within(gross, first.tax_rate_basis_points)
    return PriceLine(
        kind=LineKind.CANCELLATION,
        name="Cancellation charge",
        date=None,
        traveller_kind=None,
        guests=None,
        quantity=1,
        unit_price=gross - tax,
        price=gross - tax,
        tax_rule_id=first.tax_rule_id,
        tax_rate_basis_points=first.tax_rate_basis_points,
        sac=first.sac,
        tax=tax,
    )


def _tax_within(gross: Money, rate: int) -> Money:
    """Return the tax that an amount includes, rounded half up."""
    divisor = 2 * (10_000 + rate)
    return Money((2 * gross.amount_minor * rate + divisor // 2) // divisor, gross.currency)


def _chargeable(lines: Iterable[PriceLine]) -> list[PriceLine]:
    """Leave out what was kept of an earlier cancellation: it is never charged for again."""
    return [line for line in lines if line.kind is not LineKind.CANCELLATION]


def _in_order(terms: CancellationTerms) -> list[CancellationTier]:
    return sorted(terms.tiers, key=lambda tier: -tier.hours_before)


def _grace_end(terms: CancellationTerms, booked_at: dt.datetime) -> dt.datetime:
    return booked_at + dt.timedelta(hours=terms.grace_hours)


def _edge(tier: CancellationTier, travel_starts_at: dt.datetime, time_zone: str) -> dt.datetime:
    zone = ZoneInfo(time_zone)
    start = travel_starts_at.astimezone(zone).replace(tzinfo=None)
    edge = start - dt.timedelta(hours=min(tier.hours_before, _LONGEST_HOURS))
    # fold=0 reads a time that is left out by the clock of before it (PEP 495).
    return edge.replace(tzinfo=zone, fold=0).astimezone(dt.UTC)


def _cost(charge: Charge, lines: Sequence[PriceLine]) -> Money:
    whole = _total(lines)
    if charge.kind is ChargeKind.NIGHTS:
        return _total(_of_nights(lines, charge.value))
    is_sum = charge.kind is ChargeKind.SUM
    cost = charge.value if is_sum else (whole.amount_minor * charge.value + 50) // 100
    return min(Money(cost, whole.currency), whole)


def _of_nights(lines: Sequence[PriceLine], count: int) -> Sequence[PriceLine]:
    """Return the lines of the first nights; of what has no nights, the first is the whole."""
    dates = sorted({line.date for line in lines if line.date is not None})
    if not dates:
        return lines[: len(lines) * min(count, 1)]
    return [line for line in lines if line.date in dates[:count]]


def _total(lines: Sequence[PriceLine]) -> Money:
    return totals(lines=lines, currency=_currency(lines)).total


def _currency(lines: Sequence[PriceLine]) -> str:
    return lines[0].price.currency if lines else HOME_CURRENCY
