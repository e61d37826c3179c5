"""Quotes of single things, as others see them."""

from __future__ import annotations

import datetime as dt

from riz.errors import RizError
from riz.money import Money

from .. import contracts
from ..domain.cancellation import charges_until
from ..domain.offers import Offer, Wish
from ..domain.totals import totals


def to_item_quote(
    *,
    offer: Offer,
    terms: contracts.CancellationTerms | None,
    at: dt.datetime,
    refusal: RizError | None = None,
) -> contracts.ItemQuote:
    """Write an offer as others see it; with terms, those as instants."""
    sums = totals(lines=offer.lines, currency=offer.currency)
    charges = (
        charges_until(
            terms=terms,
            lines=offer.lines,
            booked_at=at,
            travel_starts_at=offer.travel_starts_at,
            time_zone=offer.time_zone,
        )
        if terms
        else ()
    )
    return contracts.ItemQuote(
        kind=offer.wish.kind,
        item_id=offer.wish.item_id,
        name=offer.name,
        lines=offer.lines,
        price=sums.price,
        tax=sums.tax,
        total=sums.total,
        travel_starts_at=offer.travel_starts_at,
        free_until=max((each.until for each in charges if not each.charge), default=None),
        charges=charges,
        refusal=refusal.code if refusal else None,
        refusal_message=refusal.message if refusal else None,
    )


def to_refused_quote(wish: Wish, refusal: RizError, currency: str) -> contracts.ItemQuote:
    """Write why a thing can't even be priced."""
    nothing = Money(0, currency)
    return contracts.ItemQuote(
        kind=wish.kind,
        item_id=wish.item_id,
        name="",
        lines=(),
        price=nothing,
        tax=nothing,
        total=nothing,
        travel_starts_at=None,
        free_until=None,
        charges=(),
        refusal=refusal.code,
        refusal_message=refusal.message,
    )
