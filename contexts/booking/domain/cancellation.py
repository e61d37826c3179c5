"""Charges of a cancellation: how much of a price is kept, by the terms of its sale."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from riz.money import Money, total

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
    is read as the one that follows as long after.
    """
    raise NotImplementedError


def charges_until(
    *,
    terms: CancellationTerms,
    lines: Sequence[PriceLine],
    booked_at: dt.datetime,
    travel_starts_at: dt.datetime,
    time_zone: str,
) -> tuple[ChargeUntil, ...]:
    """Write the terms as instants, the earliest first: until when, what is kept. What is past at `booked_at` is left out."""
    raise NotImplementedError


def kept_lines(*, lines: Sequence[PriceLine], kept: Money) -> tuple[PriceLine, ...]:
    """Write what is kept of lines that fall away as lines, one for each rule of tax, which sum to it exactly.

    The charge bears the tax of what was sold (circular 178/10/2022 of India's CBIC): it is shared out by the lines'
    totals, and each share includes the tax at the line's rate.
    """
    raise NotImplementedError
