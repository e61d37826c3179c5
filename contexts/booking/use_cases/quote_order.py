"""Prices of several things together, and the terms that they are sold on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from contexts.inventory import api as inventory
from riz.errors import RizError
from riz.money import HOME_CURRENCY, Money, total

from .. import contracts, errors
from ..domain.offers import Offer, Wish
from ._item_quotes import to_item_quote, to_refused_quote
from ._offers import due_of, make_offers
from ._stock import to_line
from ._terms import load_deposits, load_terms


def quote_order(
    *, wishes: Sequence[Wish], source: contracts.Source, at: dt.datetime
) -> contracts.OrderQuote:
    """Price each of the wishes, tax included line by line, as if those before it were held; nothing is written."""
    offers, currency = _offers(wishes, at)
    made = [offer for offer in offers if isinstance(offer, Offer)]
    refusals = iter(_refusals(made, at))
    things = {(offer.seller_id, offer.wish.item_id) for offer in made}
    terms = load_terms(things=things, source=source)
    items = [
        to_item_quote(offer=offer, terms=terms[wish.item_id], at=at, refusal=next(refusals))
        if isinstance(offer, Offer)
        else to_refused_quote(wish, offer, currency)
        for wish, offer in zip(wishes, offers, strict=True)
    ]
    due, balance_due_at = _due(made, currency, at)
    return contracts.OrderQuote(
        quoted_at=at,
        items=tuple(items),
        price=total((item.price for item in items), currency),
        tax=total((item.tax for item in items), currency),
        total=total((item.total for item in items), currency),
        due_now=due,
        balance_due_at=balance_due_at,
    )


def _offers(wishes: Sequence[Wish], at: dt.datetime) -> tuple[list[Offer | RizError], str]:
    """Make the offers, and the first one's currency that of all; what is sold in another is refused."""
    offers = make_offers(wishes=wishes, at=at)
    currency = next((offer.currency for offer in offers if isinstance(offer, Offer)), HOME_CURRENCY)
    return [
        errors.WrongCurrency(currency=currency)
        if isinstance(offer, Offer) and offer.currency != currency
        else offer
        for offer in offers
    ], currency


def _refusals(offers: Sequence[Offer], at: dt.datetime) -> Sequence[RizError | None]:
    lines = [to_line(offer.stock) for offer in offers]
    return inventory.find_refusals(lines=lines, at=at) if lines else ()


def _due(
    offers: Sequence[Offer], currency: str, at: dt.datetime
) -> tuple[Money, dt.datetime | None]:
    deposits = load_deposits(things={(offer.seller_id, offer.wish.item_id) for offer in offers})
    due = [due_of(offer, deposits.get(offer.wish.item_id), at) for offer in offers]
    balances = [until for _, until in due if until is not None]
    return total((money for money, _ in due), currency), min(balances, default=None)
