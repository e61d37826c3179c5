"""The price of a change of a booking, before it is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from riz.actor import Actor
from riz.money import Money, total

from .. import contracts, queries
from ..domain.targets import Target
from ._changing import plan_change
from ._item_quotes import to_item_quote


def quote_modification(
    *, booking_id: UUID, targets: Sequence[Target], actor: Actor, at: dt.datetime
) -> contracts.ModificationQuote:
    """Return what a booking would come to if it were changed now; nothing is written, and stock is not looked at."""
    booking = queries.get_visible_row(booking_id=booking_id, actor=actor)
    plans = plan_change(booking=booking, targets=targets, at=at)
    difference = total((plan.difference for plan in plans), booking.currency)
    return contracts.ModificationQuote(
        booking_id=booking.id,
        quoted_at=at,
        items=tuple(to_item_quote(offer=plan.offer, terms=None, at=at) for plan in plans),
        total_before=booking.total,
        total_after=booking.total + difference,
        kept=total((plan.kept for plan in plans), booking.currency),
        difference=Money(difference.amount_minor, booking.currency),
    )
