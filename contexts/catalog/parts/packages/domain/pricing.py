"""The price of a package for a party."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from ..contracts import PackagePrice, Party, PriceLine, TravellerKind
from ..errors import NoPriceForParty


def price_party(
    *, prices: Iterable[PackagePrice], party: Party, start_date: dt.date
) -> tuple[PriceLine, ...]:
    """Return one line for each kind of traveller in the party, at the price for a party of its size.

    Raises:
        NoPriceForParty: nobody travels, or there is no price for one of the kinds.
    """
    stated = tuple(prices)
    travelling = [
        (TravellerKind.ADULT, party.adults),
        (TravellerKind.CHILD, party.children),
        (TravellerKind.INFANT, party.infants),
    ]
    lines = tuple(
        PriceLine(
            traveller_kind=kind,
            quantity=quantity,
            unit_price=_price_for(stated, kind, party, start_date).price,
        )
        for kind, quantity in travelling
        if quantity > 0
    )
    if not lines:
        raise NoPriceForParty(party_size=0, start_date=start_date.isoformat())
    return lines


def _price_for(
    prices: tuple[PackagePrice, ...], kind: TravellerKind, party: Party, start_date: dt.date
) -> PackagePrice:
    for price in prices:
        if price.traveller_kind is kind and _fits(price, party.size, start_date):
            return price
    raise NoPriceForParty(
        traveller_kind=kind.value, party_size=party.size, start_date=start_date.isoformat()
    )


def _fits(price: PackagePrice, party_size: int, start_date: dt.date) -> bool:
    return (
        price.min_party <= party_size
        and (price.max_party is None or party_size <= price.max_party)
        and (price.valid_from is None or price.valid_from <= start_date)
        and (price.valid_to is None or start_date <= price.valid_to)
    )
