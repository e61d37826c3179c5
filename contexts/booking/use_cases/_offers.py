"""Asking catalog, inventory and payments what wishes come to, in a number of questions that doesn't grow with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings

from contexts.catalog import api as catalog
from contexts.catalog import errors as catalog_errors
from contexts.catalog.contracts import Accommodation, Experience, Package
from contexts.inventory import api as inventory
from contexts.inventory import contracts as inventory_contracts
from contexts.inventory import errors as inventory_errors
from contexts.payments import api as payments
from contexts.payments.contracts import Supply, TaxedSupply, TaxRule
from riz.clock import local_date, local_instant
from riz.errors import RizError
from riz.money import Money

from ..contracts import ItemKind, PriceLine, TravellerKind
from ..domain.deposits import due_now
from ..domain.offers import Offer, Stock, Unit, Wish, price_line, stay_lines
from ..domain.parties import (
    check_ages,
    check_dates,
    check_in_time,
    check_party,
    check_places,
    check_start_time,
    check_weekday,
)
from ..domain.totals import totals
from ..models import DepositRule

ONE_DAY = dt.timedelta(days=1)
# No calendar reaches as far, and the years of dates end somewhere.
FARTHEST = dt.timedelta(days=3_650)
_Asked = TypeVar("_Asked")
_Answer = TypeVar("_Answer")
Found = Mapping[UUID, Any]


def make_offers(*, wishes: Sequence[Wish], at: dt.datetime) -> list[Offer | RizError]:
    """Price each wish as it stands now, or say why it can't be had."""
    things = _find_things(wishes)
    offers = [_tried(_draft, wish, things[wish.kind], at) for wish in wishes]
    stays = [(index, draft) for index, draft in enumerate(offers) if _is_stay(draft)]
    quotes = _ask_all(
        lambda wanted: inventory.quote_stays(stays=wanted, at=at),
        [_stay_of(draft.wish) for _, draft in stays],
    )
    for (index, draft), quote in zip(stays, quotes, strict=True):
        offers[index] = _tried(_with_nights, draft, quote)
    return _with_taxes(offers)


def due_of(
    offer: Offer, rule: DepositRule | None, at: dt.datetime
) -> tuple[Money, dt.datetime | None]:
    """Return what of an offer has to be paid to confirm it, and when the rest is due."""
    return due_now(
        total=totals(lines=offer.lines, currency=offer.currency).total,
        percent=rule.percent if rule else None,
        balance_due_days=rule.balance_due_days if rule else None,
        travel_starts_at=offer.travel_starts_at,
        time_zone=offer.time_zone,
        at=at,
    )


class _Draft:
    """An offer whose taxes are still to be asked for: `untaxed` are the units that are taxed one by one."""

    def __init__(self, *, wish: Wish, untaxed: Sequence[Any] = (), **facts: Any) -> None:
        self.wish, self.untaxed, self.facts = wish, untaxed, facts


def _find_things(wishes: Sequence[Wish]) -> dict[ItemKind, Found]:
    ids = {kind: {wish.item_id for wish in wishes if wish.kind is kind} for kind in ItemKind}
    return {
        ItemKind.PACKAGE: catalog.find_packages_for_sale(ids=ids[ItemKind.PACKAGE]),
        ItemKind.EXPERIENCE: catalog.find_experiences_for_sale(ids=ids[ItemKind.EXPERIENCE]),
        ItemKind.ACCOMMODATION: catalog.find_accommodations_for_sale(
            ids=ids[ItemKind.ACCOMMODATION]
        ),
    }


def _draft(wish: Wish, things: Found, at: dt.datetime) -> _Draft:
    check_party(wish=wish, limit=settings.RIZ_PARTY_LIMIT)
    if wish.start_date > at.date() + FARTHEST:
        raise inventory_errors.NotOnSale(resource_id=str(wish.item_id))
    thing = things.get(wish.item_id)
    match wish.kind:
        case ItemKind.PACKAGE:
            return _draft_package(wish, thing, at)
        case ItemKind.EXPERIENCE:
            return _draft_experience(wish, thing, at)
        case ItemKind.ACCOMMODATION:
            return _draft_stay(wish, thing, at)


def _draft_package(wish: Wish, package: Package | None, at: dt.datetime) -> _Draft:
    if package is None:
        raise catalog_errors.PackageNotFound
    check_start_time(wish=wish, start_times=())
    check_dates(wish=wish, today=local_date(at, package.time_zone))
    check_weekday(date=wish.start_date, open_weekdays=package.departure_weekdays)
    check_places(persons=wish.persons, places=package.departure_capacity)
    starts_at = package.starts_at(wish.start_date)
    check_in_time(closes_at=package.bookable_until(wish.start_date), at=at)
    prices = catalog.price_package(
        package=package,
        start_date=wish.start_date,
        adults=wish.adults,
        children=wish.children,
        infants=wish.infants,
    )
    return _Draft(
        wish=wish,
        untaxed=[
            (TravellerKind(price.traveller_kind.value), price.quantity, price.unit_price)
            for price in prices
        ],
        name=package.name,
        seller_id=package.seller_id,
        time_zone=package.time_zone,
        end_date=wish.start_date + ONE_DAY * package.duration_days,
        travel_starts_at=starts_at,
        stock=_persons_on_start(wish, wish.item_id),
    )


def _draft_experience(wish: Wish, experience: Experience | None, at: dt.datetime) -> _Draft:
    if experience is None:
        raise catalog_errors.ExperienceNotFound
    check_dates(wish=wish, today=local_date(at, experience.time_zone))
    check_weekday(date=wish.start_date, open_weekdays=experience.open_weekdays)
    check_places(persons=wish.persons, places=experience.daily_capacity)
    check_ages(wish=wish, min_age=experience.min_age)
    check_start_time(wish=wish, start_times=experience.start_times)
    check_in_time(closes_at=experience.bookable_until(wish.start_date, wish.start_time), at=at)
    return _Draft(
        wish=wish,
        untaxed=[
            (kind, count, price)
            for kind, count, price in (
                (TravellerKind.ADULT, wish.adults, experience.adult_price),
                (TravellerKind.CHILD, wish.children, experience.child_price),
            )
            if count
        ],
        name=experience.title,
        seller_id=experience.seller_id,
        time_zone=experience.time_zone,
        end_date=wish.start_date + ONE_DAY,
        travel_starts_at=experience.starts_at(wish.start_date, wish.start_time),
        stock=_persons_on_start(
            wish, inventory_contracts.slot_id(item_id=wish.item_id, starts_at=wish.start_time)
        ),
    )


def _draft_stay(wish: Wish, place: Accommodation | None, at: dt.datetime) -> _Draft:
    if place is None:
        raise catalog_errors.AccommodationNotFound
    check_start_time(wish=wish, start_times=())
    check_dates(wish=wish, today=local_date(at, place.time_zone))
    check_places(persons=wish.quantity, places=place.units)
    check_places(persons=wish.persons, places=place.max_occupancy * wish.quantity)
    return _Draft(
        wish=wish,
        name=place.name,
        seller_id=place.seller_id,
        time_zone=place.time_zone,
        end_date=wish.end_date,
        travel_starts_at=local_instant(wish.start_date, place.check_in_time, place.time_zone),
        stock=Stock(
            resource_id=wish.item_id,
            first_date=wish.start_date,
            end_date=wish.end_date or wish.start_date,
            quantity=wish.quantity,
        ),
    )


def _with_nights(draft: _Draft, quote: inventory_contracts.StayQuote | RizError) -> _Draft:
    if isinstance(quote, RizError):
        raise quote
    if len(quote.nights) < (quote.check_out - quote.check_in).days:
        raise inventory_errors.NotOnSale(resource_id=str(quote.resource_id))
    draft.untaxed = [
        Unit(
            date=night.date,
            guests=guests,
            base=night.base,
            extra=quote.extra_guest,
            extra_guests=max(0, guests - quote.base_occupancy),
        )
        for night in quote.nights
        for guests in quote.guests_by_unit
    ]
    return draft


def _with_taxes(drafts: Sequence[_Draft | RizError]) -> list[Offer | RizError]:
    sold = [
        [] if isinstance(draft, RizError) else [_supply_of(draft, unit) for unit in draft.untaxed]
        for draft in drafts
    ]
    rules = iter(
        _ask_all(
            lambda wanted: payments.find_tax_rules(sold=wanted),
            [each for supplies in sold for each in supplies],
        )
    )
    return [
        draft if isinstance(draft, RizError) else _taxed(draft, [next(rules) for _ in supplies])
        for draft, supplies in zip(drafts, sold, strict=True)
    ]


def _taxed(draft: _Draft, rules: Sequence[TaxRule | RizError]) -> Offer | RizError:
    known = [rule for rule in rules if not isinstance(rule, RizError)]
    if len(known) < len(rules):
        return next(rule for rule in rules if isinstance(rule, RizError))
    lines = _lines_of(draft, known)
    return Offer(wish=draft.wish, lines=lines, currency=lines[0].price.currency, **draft.facts)


def _lines_of(draft: _Draft, rules: Sequence[TaxRule]) -> tuple[PriceLine, ...]:
    taxed = list(zip(draft.untaxed, rules, strict=True))
    if draft.wish.kind is ItemKind.ACCOMMODATION:
        return stay_lines(name=draft.facts["name"], units=taxed)
    return tuple(
        price_line(
            name=f"{draft.facts['name']}, {kind.value.lower()}",
            quantity=count,
            unit_price=price,
            rule=rule,
            traveller_kind=kind,
        )
        for (kind, count, price), rule in taxed
    )


def _supply_of(draft: _Draft, unit: Any) -> TaxedSupply:
    wish = draft.wish
    if isinstance(unit, Unit):
        date, price = unit.date, unit.price
    else:
        date, price = wish.start_date, unit[-1]
    return TaxedSupply(supply=Supply(wish.kind), date=date, unit_price=price)


def _stay_of(wish: Wish) -> inventory_contracts.Stay:
    return inventory_contracts.Stay(
        resource_id=wish.item_id,
        check_in=wish.start_date,
        check_out=wish.end_date or wish.start_date,
        units=wish.quantity,
        guests=wish.persons,
    )


def _is_stay(draft: _Draft | RizError) -> bool:
    return isinstance(draft, _Draft) and draft.wish.kind is ItemKind.ACCOMMODATION


def _persons_on_start(wish: Wish, resource_id: UUID) -> Stock:
    return Stock(
        resource_id=resource_id,
        first_date=wish.start_date,
        end_date=wish.start_date + ONE_DAY,
        quantity=wish.persons,
    )


def _tried(make: Callable[..., _Draft], draft: Any, *rest: Any) -> Any:
    if isinstance(draft, RizError):
        return draft
    try:
        return make(draft, *rest)
    except RizError as refusal:
        return refusal


def _ask_all(
    ask: Callable[[Sequence[_Asked]], Iterable[_Answer]], wanted: Sequence[_Asked]
) -> list[_Answer | RizError]:
    """Ask for all at once; only where that is refused for one of them, for each alone, to know for which."""
    if not wanted:
        return []
    try:
        return list(ask(wanted))
    except RizError as refusal:
        if len(wanted) == 1:
            return [refusal]
    return [answer for each in wanted for answer in _ask_all(ask, [each])]
