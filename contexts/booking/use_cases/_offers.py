"""Asking catalog and inventory what a wish comes to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from contexts.catalog import api as catalog
from contexts.inventory import api as inventory
from contexts.inventory import contracts as inventory_contracts
from contexts.inventory import errors as inventory_errors
from contexts.payments import api as payments
from contexts.payments.contracts import Supply, TaxedSupply, TaxRule
from riz.clock import local_date
from riz.money import Money

from ..contracts import ItemKind
from ..domain.offers import Offer, OfferLine, Stock, Wish, stay_lines
from ..domain.parties import check_dates, check_places, check_weekday

ONE_DAY = dt.timedelta(days=1)


def make_offer(*, wish: Wish, at: dt.datetime) -> Offer:
    """Price a wish as it stands now, or refuse it."""
    match wish.kind:
        case ItemKind.PACKAGE:
            return _offer_package(wish, at)
        case ItemKind.EXPERIENCE:
            return _offer_experience(wish, at)
        case ItemKind.ACCOMMODATION:
            return _offer_stay(wish, at)


def _offer_package(wish: Wish, at: dt.datetime) -> Offer:
    package = catalog.get_package(package_id=wish.item_id)
    check_dates(wish=wish, today=local_date(at, package.time_zone))
    check_weekday(date=wish.start_date, open_weekdays=package.departure_weekdays)
    check_places(persons=wish.persons, places=package.departure_capacity)
    prices = catalog.price_package(
        package_id=wish.item_id,
        start_date=wish.start_date,
        adults=wish.adults,
        children=wish.children,
        infants=wish.infants,
    )
    rules = _tax_rules(wish, [price.unit_price for price in prices])
    return Offer(
        name=package.name,
        seller_id=package.seller_id,
        time_zone=package.time_zone,
        start_date=wish.start_date,
        end_date=wish.start_date + ONE_DAY * package.duration_days,
        travel_starts_at=_instant(wish.start_date, dt.time(), package.time_zone),
        lines=tuple(
            OfferLine(
                name=f"{package.name}, {price.traveller_kind.value.lower()}",
                quantity=price.quantity,
                unit_price=price.unit_price,
                tax_rule=rule,
            )
            for price, rule in zip(prices, rules, strict=True)
        ),
        stock=_persons_on_start(wish),
    )


def _offer_experience(wish: Wish, at: dt.datetime) -> Offer:
    experience = catalog.get_experience(experience_id=wish.item_id)
    check_dates(wish=wish, today=local_date(at, experience.time_zone))
    check_weekday(date=wish.start_date, open_weekdays=experience.open_weekdays)
    check_places(persons=wish.persons, places=experience.daily_capacity)
    prices = [
        (who, count, price)
        for who, count, price in (
            ("adult", wish.adults, experience.adult_price),
            ("child", wish.children, experience.child_price),
        )
        if count
    ]
    rules = _tax_rules(wish, [price for _, _, price in prices])
    return Offer(
        name=experience.title,
        seller_id=experience.seller_id,
        time_zone=experience.time_zone,
        start_date=wish.start_date,
        end_date=wish.start_date + ONE_DAY,
        travel_starts_at=_instant(wish.start_date, dt.time(), experience.time_zone),
        lines=tuple(
            OfferLine(
                name=f"{experience.title}, {who}",
                quantity=count,
                unit_price=price,
                tax_rule=rule,
            )
            for (who, count, price), rule in zip(prices, rules, strict=True)
        ),
        stock=_persons_on_start(wish),
    )


def _offer_stay(wish: Wish, at: dt.datetime) -> Offer:
    place = catalog.get_accommodation(accommodation_id=wish.item_id)
    check_dates(wish=wish, today=local_date(at, place.time_zone))
    end_date = wish.end_date or wish.start_date
    check_places(persons=wish.quantity, places=place.units)
    check_places(persons=wish.persons, places=place.max_occupancy * wish.quantity)
    quote = inventory.quote_stay(
        stay=inventory_contracts.Stay(
            resource_id=wish.item_id,
            check_in=wish.start_date,
            check_out=end_date,
            units=wish.quantity,
            guests=wish.persons,
        ),
        at=at,
    )
    if len(quote.nights) < (end_date - wish.start_date).days:
        raise inventory_errors.NotOnSale(resource_id=str(wish.item_id))
    unit_nights = [(night.date, price) for night in quote.nights for price in night.unit_prices]
    rules = payments.find_tax_rules(
        sold=[
            TaxedSupply(supply=Supply.ACCOMMODATION, date=date, unit_price=price)
            for date, price in unit_nights
        ]
    )
    return Offer(
        name=place.name,
        seller_id=place.seller_id,
        time_zone=place.time_zone,
        start_date=wish.start_date,
        end_date=end_date,
        travel_starts_at=_instant(wish.start_date, place.check_in_time, place.time_zone),
        lines=stay_lines(
            name=place.name,
            unit_nights=[
                (price, rule) for (_, price), rule in zip(unit_nights, rules, strict=True)
            ],
        ),
        stock=Stock(
            resource_id=wish.item_id,
            first_date=wish.start_date,
            end_date=end_date,
            quantity=wish.quantity,
        ),
    )


def _tax_rules(wish: Wish, prices: Sequence[Money]) -> tuple[TaxRule, ...]:
    """Return how each price of a thing that begins and ends with one date is taxed."""
    supply = Supply(wish.kind)
    return payments.find_tax_rules(
        sold=[
            TaxedSupply(supply=supply, date=wish.start_date, unit_price=price) for price in prices
        ]
    )


def _persons_on_start(wish: Wish) -> Stock:
    return Stock(
        resource_id=wish.item_id,
        first_date=wish.start_date,
        end_date=wish.start_date + ONE_DAY,
        quantity=wish.persons,
    )


def _instant(date: dt.date, time: dt.time, time_zone: str) -> dt.datetime:
    return dt.datetime.combine(date, time, ZoneInfo(time_zone)).astimezone(dt.UTC)
