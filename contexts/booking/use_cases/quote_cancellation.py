"""The refund of a cancellation, before it is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from riz.actor import Actor

from .. import contracts, queries
from ..domain.parts import Part
from ._falling_away import quote_falling


def quote_cancellation(
    *, booking_id: UUID, actor: Actor, at: dt.datetime, parts: Sequence[Part] | None = None
) -> contracts.CancellationQuote:
    """Return what would go back if a booking, or some of it, were cancelled now."""
    booking = queries.get_visible_row(booking_id=booking_id, actor=actor)
    items, kept, refund = quote_falling(booking=booking, parts=parts, at=at)
    return contracts.CancellationQuote(
        booking_id=booking.id,
        quoted_at=at,
        items=items,
        kept=kept,
        paid=booking.paid,
        refund=refund,
    )
