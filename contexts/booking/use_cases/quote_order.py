"""Prices of several things together, and the terms that they are sold on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.conf import settings

from contexts.inventory import api as inventory
from riz.errors import RizError
from riz.money import HOME_CURRENCY, Money, total

from .. import contracts, errors, queries
from ..domain.cancellation import refunds_until
from ..domain.offers import Offer, Wish
from ..domain.parties import check_party
from ._offers import make_offer
from ._stock import to_line


def quote_order(
    *, wishes: Sequence[Wish], source: contracts.Source, at: dt.datetime
) -> contracts.OrderQuote:
    """Price each of the wishes, tax included line by line, as if those before it were held; nothing is written."""
    offers, currency = _offers(wishes, at)
    lines = [to_line(offer.stock) for offer in offers if isinstance(offer, Offer)]
    refusals = iter(inventory.find_refusals(lines=lines, at=at) if lines else ())
    tiers = queries.current_tiers(source=source)
    items = []
    for wish, offer in zip(wishes, offers, strict=True):
        if isinstance(offer, Offer):
            items.append(_priced(wish, offer, next(refusals), tiers))
        else:
            items.append(_refused(wish, offer, currency))
    return contracts.OrderQuote(
        quoted_at=at,
        items=tuple(items),
        price=total((item.price for item in items), currency),
        tax=total((item.tax for item in items), currency),
        total=total((item.total for item in items), currency),
    )


def _offers(wishes: Sequence[Wish], at: dt.datetime) -> tuple[list[Offer | RizError], str]:
    """Make the offers, and the first one's currency that of all; what is sold in another is refused."""
    offers: list[Offer | RizError] = []
    currency = ""
    for wish in wishes:
        offer = _offer(wish, at)
        if isinstance(offer, Offer):
            currency = currency or offer.currency
            if offer.currency != currency:
                offer = errors.WrongCurrency(currency=currency)
        offers.append(offer)
    return offers, currency or HOME_CURRENCY


def _offer(wish: Wish, at: dt.datetime) -> Offer | RizError:
    try:
        check_party(wish=wish, limit=settings.RIZ_PARTY_LIMIT)
        return make_offer(wish=wish, at=at)
    except RizError as refusal:
        return refusal


def _priced(
    wish: Wish,
    offer: Offer,
    refusal: RizError | None,
    tiers: Sequence[contracts.RefundTier],
) -> contracts.ItemQuote:
    return contracts.ItemQuote(
        kind=wish.kind,
        item_id=wish.item_id,
        name=offer.name,
        lines=tuple(
            contracts.BookingItem(
                kind=wish.kind,
                item_id=wish.item_id,
                name=line.name,
                quantity=line.quantity,
                unit_price=line.unit_price,
                price=line.price,
                tax_rate_basis_points=line.tax_rule.rate_basis_points,
                sac=line.tax_rule.sac,
                tax=line.tax,
            )
            for line in offer.lines
        ),
        price=total((line.price for line in offer.lines), offer.currency),
        tax=total((line.tax for line in offer.lines), offer.currency),
        total=offer.total,
        travel_starts_at=offer.travel_starts_at,
        refunds=refunds_until(tiers=tiers, travel_starts_at=offer.travel_starts_at),
        refusal=refusal.code if refusal else None,
        refusal_message=refusal.message if refusal else None,
    )


def _refused(wish: Wish, refusal: RizError, currency: str) -> contracts.ItemQuote:
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
        refunds=(),
        refusal=refusal.code,
        refusal_message=refusal.message,
    )
