"""Ways as they are told: names, places, times and money instead of numbers of feeds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from riz.money import Money

from ...contracts import Leg, LegEnd, Option, Source, TravelMode
from ..costing import PricedLeg
from ..modes import Mode
from ..timetable.feed import NONE, CompiledFeed
from ..timetable.view import BICYCLES, BY_HEADWAY, ESTIMATED, WHEELCHAIR
from . import shapes
from .found import calls_at
from .route_ids import Point
from .ways import Ride, Way

STOPS: Final = "stops"
GEOMETRY: Final = "geometry"
_TEXTS_KEPT: Final = 32
_ROAD_NOTE: Final = "Worked out from the distance; roads and traffic make a difference."
_CHECK_IN_NOTE: Final = "With time for check-in or luggage at the airport."


@dataclass(frozen=True, slots=True)
class DescribedFeed:
    """A feed, and how it is named to people."""

    feed: CompiledFeed
    source: Source


@dataclass(frozen=True, slots=True)
class Describer:
    """Tells ways in a language, with what was asked for beside the least."""

    feeds: Sequence[DescribedFeed]
    origin: Point
    destination: Point
    currency: str
    language: str = ""
    expand: frozenset[str] = frozenset()

    def option(self, way: Way, route_id: str) -> Option:
        """Tell a way."""
        legs = tuple(self._leg(way, index) for index in range(len(way.legs)))
        return Option(
            id=route_id,
            family=way.family,
            modes=tuple(dict.fromkeys(leg.mode for leg in legs)),
            departs=instant(way.departs),
            arrives=instant(way.arrives),
            origin_zone=legs[0].origin.time_zone,
            destination_zone=legs[-1].destination.time_zone,
            duration_s=way.duration_s,
            transfers=way.transfers,
            walk_m=way.walk_m,
            walk_s=way.walk_s,
            wait_s=way.wait_s,
            distance_m=way.metres,
            cost=money_of(way, self.currency),
            co2_g=way.co2_g,
            discomfort_s=way.discomfort_s,
            comfort_score=way.price.comfort.score if way.price else 0,
            is_direct=way.is_direct,
            is_estimated=any(leg.is_estimated for leg in legs)
            or bool(way.price and way.price.is_estimated),
            is_dominated=False,
            score=0.0,
            picks=(),
            legs=legs,
        )

    def _leg(self, way: Way, index: int) -> Leg:
        leg = way.legs[index]
        described = self._ride(leg) if isinstance(leg, Ride) else self._move(way, index)
        return _with_price(described, way, index)

    def _ride(self, ride: Ride) -> Leg:
        described = self.feeds[ride.feed]
        feed, names = described.feed, names_of(described.feed, self.language)
        calls = calls_at(feed, ride)
        text, flags = int(feed.trip_text[ride.trip]), int(feed.pattern_flags[ride.pattern])
        headway = int(feed.trip_headway_s[ride.trip]) if flags & BY_HEADWAY else 0
        return Leg(
            mode=TravelMode(ride.mode.name.lower()),
            origin=self._call(described, calls[0][0], ride.departs, calls[0][2]),
            destination=self._call(described, calls[-1][0], ride.arrives, calls[-1][1]),
            duration_s=ride.arrives - ride.departs,
            distance_m=ride.metres,
            fare=None,
            co2_g=0,
            discomfort_s=0,
            is_estimated=bool(flags & ESTIMATED),
            operator=_text(feed.agency_names, int(feed.route_agency[ride.line])),
            line=feed.route_short_names[ride.line],
            line_name=names("route_long_name", feed.route_long_names[ride.line]),
            headsign=names("trip_headsign", feed.trip_headsigns[text]),
            trip=feed.trip_names[text],
            colour=feed.route_colours[ride.line],
            every_s=headway,
            wheelchair=bool(flags & WHEELCHAIR),
            bicycles=bool(flags & BICYCLES),
            source=described.source,
            stops=self._stops(described, calls, ride.departs - calls[0][2]),
            geometry=shapes.of_ride(feed, ride) if GEOMETRY in self.expand else None,
        )

    def _stops(
        self, described: DescribedFeed, calls: Sequence[tuple[int, int, int]], late_s: int
    ) -> tuple[LegEnd, ...] | None:
        if STOPS not in self.expand:
            return None
        return tuple(
            self._call(described, stop, arrives + late_s, arrives)
            for stop, arrives, _ in calls[1:-1]
        )

    def _call(self, described: DescribedFeed, stop: int, at: int, scheduled: int) -> LegEnd:
        feed = described.feed
        return LegEnd(
            name=names_of(feed, self.language)("stop_name", feed.stop_names[stop]),
            latitude=round(float(feed.stop_latitude[stop]), 6),
            longitude=round(float(feed.stop_longitude[stop]), 6),
            time_zone=stop_zone(feed, stop),
            at=instant(at),
            stop_id=feed.stop_ids[stop],
            code=feed.stop_codes[stop],
            platform=feed.stop_platforms[stop],
            scheduled_at=None if at == scheduled else instant(scheduled),
        )

    def _move(self, way: Way, index: int) -> Leg:
        move = way.legs[index]
        origin, destination = self._end(way, index, -1), self._end(way, index, 1)
        points = (
            (origin.latitude, origin.longitude),
            (destination.latitude, destination.longitude),
        )
        is_street = move.mode == Mode.WALK
        return Leg(
            mode=TravelMode(move.mode.name.lower()),
            origin=replace(origin, at=instant(move.departs)),
            destination=replace(destination, at=instant(move.arrives)),
            duration_s=move.arrives - move.departs,
            distance_m=move.metres,
            fare=None,
            co2_g=0,
            discomfort_s=0,
            is_estimated=True,
            note=_CHECK_IN_NOTE
            if _waits_for_flight(way, index)
            else ""
            if is_street
            else _ROAD_NOTE,
            stops=() if STOPS in self.expand else None,
            geometry=shapes.straight(*points) if GEOMETRY in self.expand else None,
        )

    def _end(self, way: Way, index: int, side: int) -> LegEnd:
        """Return the end of a move: where the ride on that side calls, or the door."""
        beside = index + side
        if 0 <= beside < len(way.legs):
            ride = way.legs[beside]
            if isinstance(ride, Ride):
                stop = ride.origin if side > 0 else ride.destination
                return replace(self._call(self.feeds[ride.feed], stop, 0, 0), scheduled_at=None)
        point = self.origin if side < 0 else self.destination
        return LegEnd(
            name=point.name,
            latitude=point.latitude,
            longitude=point.longitude,
            time_zone=point.zone or self._nearest_zone(way, side),
            at=instant(0),
        )

    def _nearest_zone(self, way: Way, side: int) -> str:
        rides = way.rides
        if not rides:
            return "UTC"
        ride, stop = (rides[0], rides[0].origin) if side < 0 else (rides[-1], rides[-1].destination)
        return stop_zone(self.feeds[ride.feed].feed, stop)


def _waits_for_flight(way: Way, index: int) -> bool:
    around = [way.legs[i] for i in (index - 1, index + 1) if 0 <= i < len(way.legs)]
    return any(leg.mode == Mode.FLIGHT for leg in around)


def _with_price(leg: Leg, way: Way, index: int) -> Leg:
    if way.price is None:
        return leg
    priced = way.price.legs[index]
    return replace(
        leg,
        fare=priced.money,
        co2_g=priced.co2_g,
        discomfort_s=priced.weighted_s,
        ticket=_ticket(way, priced),
        travel_class=priced.travel_class,
        is_estimated=leg.is_estimated or (leg.mode == TravelMode.WALK),
        is_fare_estimated=_is_estimated(way, priced),
    )


def _ticket(way: Way, priced: PricedLeg) -> str:
    return (
        "" if way.price is None or priced.ticket is None else way.price.tickets[priced.ticket].name
    )


def _is_estimated(way: Way, priced: PricedLeg) -> bool:
    if way.price is None or priced.ticket is None:
        return False
    return way.price.tickets[priced.ticket].is_estimated


def money_of(way: Way, currency: str) -> Money | None:
    """Return what a way costs."""
    return None if way.cost_minor is None else Money(way.cost_minor, currency)


def instant(seconds: int) -> dt.datetime:
    """Return POSIX seconds as an instant in UTC."""
    return dt.datetime.fromtimestamp(seconds, tz=dt.UTC)


def stop_zone(feed: CompiledFeed, stop: int) -> str:
    """Return the IANA zone of a stop."""
    zone = int(feed.stop_zone[stop])
    return feed.zones[zone] if 0 <= zone < len(feed.zones) else feed.zone


def _text(texts: Sequence[str] | object, index: int) -> str:
    return "" if index == NONE else texts[index]  # type: ignore[index]


class Names:
    """The texts of a feed in a language, as far as the feed translates them."""

    def __init__(self, translated: Mapping[tuple[str, str], str]) -> None:
        self._translated = translated

    def __call__(self, field: str, text: str) -> str:
        """Return the text in the language, or as it is."""
        return self._translated.get((field, text), text) if self._translated else text


_names: dict[tuple[str, str], Names] = {}


def names_of(feed: CompiledFeed, language: str) -> Names:
    """Return a feed's names in a language; read once for each version of a feed."""
    key = (feed.sha256, language)
    found = _names.get(key)
    if found is None:
        found = Names(_translations(feed, language))
        if len(_names) >= _TEXTS_KEPT:
            _names.clear()
        _names[key] = found
    return found


def _translations(feed: CompiledFeed, language: str) -> dict[tuple[str, str], str]:
    if not language or _primary(language) == _primary(feed.language):
        return {}
    wanted = {language.casefold(), _primary(language)}
    return {
        (feed.translation_field[i], feed.translation_source[i]): feed.translation_text[i]
        for i in range(len(feed.translation_field))
        if feed.translation_language[i].casefold() in wanted
        or _primary(feed.translation_language[i]) in wanted
    }


@lru_cache(maxsize=256)
def _primary(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].casefold()
