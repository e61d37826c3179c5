"""How much of what was paid goes back when a booking is cancelled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from riz.money import Money

from ..contracts import RefundTier, RefundUntil

DEFAULT_TIERS = (
    RefundTier(hours_before=168, refund_percent=100),
    RefundTier(hours_before=48, refund_percent=50),
)


def refund_percent(
    *, tiers: Iterable[RefundTier], travel_starts_at: dt.datetime, at: dt.datetime
) -> int:
    """Return the percentage of the earliest tier still met; its edge belongs to the tier. None met is 0."""
    left = travel_starts_at - at
    for tier in sorted(tiers, key=lambda tier: -tier.hours_before):
        if left >= dt.timedelta(hours=tier.hours_before):
            return tier.refund_percent
    return 0


def refunds_until(
    *, tiers: Iterable[RefundTier], travel_starts_at: dt.datetime
) -> tuple[RefundUntil, ...]:
    """Write the terms of a sale as instants, the earliest first."""
    return tuple(
        RefundUntil(
            until=travel_starts_at - dt.timedelta(hours=tier.hours_before),
            refund_percent=tier.refund_percent,
        )
        for tier in sorted(tiers, key=lambda tier: -tier.hours_before)
    )


def refund_of(*, paid: Money, percent: int) -> Money:
    """Return the share of the paid amount, rounded half up."""
    return Money((paid.amount_minor * percent + 50) // 100, paid.currency)
