"""Ways between two places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings

from .. import contracts
from ..contracts import Departure, Option, Options, Pick, Place, When, Wishes
from ..domain.costing import CostBook
from ..domain.modes import Mode
from ..domain.options.approaches import street_metres, walk_seconds
from ..domain.options.baselines import baselines
from ..domain.options.describing import DescribedFeed, Describer, instant, money_of
from ..domain.options.found import refs_of
from ..domain.options.fronts import Kept, front, inside, without_absurd
from ..domain.options.pricing import Pricer, priced
from ..domain.options.ranking import WeightsUnreadable, read_weights
from ..domain.options.route_ids import Point, Route, rounded, shortened
from ..domain.options.search import Search
from ..domain.options.selection import MOST_TOLD, MOST_TOLD_AT_LENGTH, Selection, select
from ..domain.options.units import units_in
from ..domain.options.ways import Way
from ..errors import InvalidCriteria, NoExchangeRate, SamePlace
from ..gateways.timetable import Slice, Timetable
from . import route_tokens, searching
from .asking import DAY_TRIP_M, apart, is_long, question_of, view_of_days
from .today import Today

SAME_M: Final = 30.0
SHORT_WINDOW_S: Final = 7_200
_MORNING: Final = dt.time(8)


@dataclass(frozen=True, slots=True)
class Front:
    """All that was found between two places, and what it takes to tell it."""

    kept: tuple[Kept, ...]
    baselines: tuple[Way, ...]
    pricer: Pricer
    describer: Describer
    today: Today
    versions: tuple[bytes, ...]
    truncated: bool
    timetable: str
    distance_m: int
    weights: Any

    def option(self, way: Way) -> Option:
        """Tell one way, with its id."""
        option = self.describer.option(self.pricer.in_full(way), self.route_id(way))
        return self.today.onto(option, way)

    def route_id(self, way: Way) -> str:
        """Return the id of a way; baselines have none."""
        if not way.rides:
            return ""
        numbers = {feed: i for i, feed in enumerate(sorted({r.feed for r in way.rides}))}
        versions = tuple(self.versions[feed] for feed in numbers)
        route = Route(
            self.describer.origin,
            self.describer.destination,
            versions,
            refs_of(self.today.numbered(way.legs), numbers),
            shortened(self.pricer.country),
            self.pricer.places,
        )
        return route_tokens.sign(route)


def usual_window(origin: Place, destination: Place, date: dt.date, *, now: dt.datetime) -> When:
    """Return when one looks for a way where only a date was given: all day from one town to another, else two hours of it."""
    zone = ZoneInfo(origin.time_zone)
    long = apart(origin, destination) > DAY_TRIP_M
    local = dt.datetime.combine(date, dt.time() if long else _MORNING, tzinfo=zone)
    end = dt.datetime.combine(date + dt.timedelta(days=1), dt.time(), tzinfo=zone)
    at = max(local, now.replace(second=0, microsecond=0)) if now < end else local
    left = int((end - at).total_seconds())
    window_s = left if long else min(left, SHORT_WINDOW_S)
    return When(at=at.astimezone(dt.UTC), window_s=max(0, window_s))


def find_options(
    *, origin: Place, destination: Place, when: When, wishes: Wishes, now: dt.datetime
) -> Options:
    """Return the ways between two places: a front free of what another way beats, and why one would take which.

    Raises:
        SamePlace: there is no way to go.
        OutsideTimetable, TooFarAhead, TooFarPast: no timetable covers the time.
        Busy: too many searches are under way.
    """
    front_ = find_front(origin=origin, destination=destination, when=when, wishes=wishes, now=now)
    return _answer(front_, origin, destination, when, wishes)


def find_front(
    *, origin: Place, destination: Place, when: When, wishes: Wishes, now: dt.datetime
) -> Front:
    """Return all ways worth telling between two places, not yet told."""
    crow_m = apart(origin, destination)
    if crow_m < SAME_M:
        raise SamePlace
    weights = weights_of(wishes)
    book = searching.book_of(now)
    timetable = searching.timetable(book)
    feeds = timetable.feeds
    searching.check_dates(searching.served([each.feed for each in feeds]), when.at, now=now)
    check_currency(book, wishes.currency)
    with searching.room():
        asked = _Asked(origin, destination, when, wishes, weights)
        return _search(timetable, book, asked)


def weights_of(wishes: Wishes) -> Any:
    """Read the criteria.

    Raises:
        InvalidCriteria: they can't be read.
    """
    try:
        weights = read_weights(wishes.criteria)
    except WeightsUnreadable as fault:
        raise InvalidCriteria(errors={"criteria": [f"{fault}."]}) from None
    return weights


def check_currency(book: CostBook, currency: str) -> None:
    """Refuse currencies into which nothing can be converted.

    Raises:
        NoExchangeRate: there is no rate.
    """
    if not book.can_convert(searching.CURRENCY, currency):
        raise NoExchangeRate(currency=currency)


@dataclass(frozen=True, slots=True)
class _Asked:
    origin: Place
    destination: Place
    when: When
    wishes: Wishes
    weights: Any

    @property
    def crow_m(self) -> float:
        return apart(self.origin, self.destination)

    @property
    def is_long(self) -> bool:
        return is_long(self.origin, self.destination)

    def by_street(self, mode: Mode) -> tuple[int, int] | None:
        """Return metres and seconds by street."""
        mode = Mode.CAR if mode == Mode.TAXI else mode
        return searching.by_street(self.origin, self.destination, mode)

    @property
    def country(self) -> str:
        return self.origin.country or self.destination.country

    @property
    def places(self) -> tuple[str, ...]:
        """Where taxis are taken, for tariffs that count there alone: the ends are priced alike, so both have to be there."""
        ends = [{end.name, end.region} - {""} for end in (self.origin, self.destination)]
        return tuple(sorted(map(shortened, ends[0] & ends[1])))


def _search(timetable: Timetable, book: CostBook, asked: _Asked) -> Front:
    part = _slice(timetable, asked)
    active = list(part.feeds)
    feeds = [each.feed for each in active]
    pricer = Pricer(feeds, book, asked.wishes.currency, asked.country, asked.places)
    is_late = searching.patience(settings.RIZ_TRANSPORT_SEARCH_SECONDS)
    question = question_of(
        asked.origin, asked.destination, asked.when, asked.wishes, long=asked.is_long
    )
    found = Search(
        part,
        feeds,
        [each.is_long_distance for each in active],
        question,
        criteria=searching.roads(book, part.view.units, asked.country, asked.places),
        road=searching.by_road,
        is_late=is_late,
    ).answer()
    ways, all_priced = priced(found.found, pricer, is_late)
    ways = without_absurd(ways, walk_seconds(street_metres(asked.crow_m)))
    kept = front(ways, units_in(book, asked.wishes.currency))
    return Front(
        kept=tuple(inside(kept, question.holds) if question.window_s else kept),
        baselines=tuple(
            baselines(
                asked.by_street,
                pricer.way,
                int(asked.when.at.timestamp()),
                arrives_by=asked.when.arrive_by,
                luggage=asked.wishes.luggage,
            )
        ),
        pricer=pricer,
        describer=_describer(searching.described_feeds(active), asked),
        today=Today(active, part.states, asked.wishes.language),
        versions=tuple(each.version_id.bytes for each in active),
        truncated=found.truncated or not all_priced,
        timetable=timetable.version,
        distance_m=round(asked.crow_m),
        weights=asked.weights,
    )


def _slice(timetable: Timetable, asked: _Asked) -> Slice:
    origin, destination, when = asked.origin, asked.destination, asked.when
    start, end = view_of_days(
        int(when.at.timestamp()), when.window_s, long=asked.is_long, arrive_by=when.arrive_by
    )
    return timetable.slice(
        (origin.latitude, origin.longitude),
        (destination.latitude, destination.longitude),
        start,
        end,
    )


def _describer(feeds: list[DescribedFeed], asked: _Asked) -> Describer:
    wishes = asked.wishes
    return Describer(
        feeds,
        point_of(asked.origin),
        point_of(asked.destination),
        wishes.currency,
        wishes.language,
        wishes.expand,
    )


def point_of(place: Place) -> Point:
    """Return a place as an id holds it."""
    return Point(
        shortened(place.name),
        rounded(place.latitude),
        rounded(place.longitude),
        shortened(place.time_zone),
    )


def _answer(found: Front, origin: Place, destination: Place, when: When, wishes: Wishes) -> Options:
    selection = select(
        found.kept,
        found.weights,
        wishes.currency,
        everything=wishes.everything,
        most=MOST_TOLD_AT_LENGTH if wishes.expand else MOST_TOLD,
    )
    results = _results(found, selection, wishes.currency)
    at, window = when.at, dt.timedelta(seconds=when.window_s)
    return Options(
        origin=origin,
        destination=destination,
        searched_from=at - window if when.arrive_by else at,
        searched_until=at if when.arrive_by else at + window,
        arrive_by=when.arrive_by,
        distance_m=found.distance_m,
        results=results,
        picks=_picks(found, selection),
        baselines=tuple(found.option(way) for way in found.baselines),
        found=len(found.kept),
        truncated=found.truncated,
        capped=selection.is_capped,
        timetable=found.timetable,
        attributions=_attributions(results),
    )


def _results(found: Front, selection: Selection, currency: str) -> tuple[Option, ...]:
    names: dict[int, list[contracts.PickName]] = {}
    for pick in selection.picks:
        names.setdefault(pick.index, []).append(pick.name)
    return tuple(
        replace(
            found.option(found.kept[chosen.index].way),
            is_dominated=found.kept[chosen.index].is_dominated,
            score=chosen.score,
            picks=tuple(names.get(chosen.index, ())),
            other_departures=_others(found, chosen.others, currency),
        )
        for chosen in selection.shown
    )


def _others(found: Front, indices: Sequence[int], currency: str) -> tuple[Departure, ...]:
    ways = [found.kept[index].way for index in indices]
    return tuple(
        Departure(
            id=found.route_id(way),
            departs=instant(way.departs),
            arrives=instant(way.arrives),
            cost=money_of(way, currency),
        )
        for way in ways
    )


def _picks(found: Front, selection: Selection) -> tuple[Pick, ...]:
    return tuple(
        Pick(
            name=pick.name,
            option_id=found.route_id(found.kept[pick.index].way),
            reason=pick.reason,
        )
        for pick in selection.picks
    )


def _attributions(results: Sequence[Option]) -> tuple[contracts.Source, ...]:
    sources = {leg.source for option in results for leg in option.legs if leg.source}
    return tuple(sorted(sources, key=lambda source: source.feed))
