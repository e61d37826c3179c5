"""Departures from the stops around a point."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ..contracts import TravelMode
from ..domain.modes import Mode
from ..domain.options.approaches import DETOUR, street_metres, walk_seconds
from ..domain.options.departures import Next, next_departures
from ..domain.options.describing import instant, names_of, stop_zone
from ..domain.options.found import day_start
from ..domain.options.results import LineBoard, NearStop, NextDeparture
from ..domain.timetable.feed import NONE, CompiledFeed
from ..domain.timetable.view import STEP_FREE
from ..gateways.timetable import Slice
from . import searching
from .today import Today, seen

_STEP: Final = 6 * 3600
_VIEW_S: Final = 30 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The point asked about."""

    latitude: float
    longitude: float
    radius_m: int
    modes: frozenset[TravelMode] | None
    limit: int
    departures: int
    language: str = ""


def local_transit(*, around: Around, at: dt.datetime, now: dt.datetime) -> list[NearStop]:
    """Return the stops near a point, the nearest first, each with what leaves it next, line by line.

    Raises:
        OutsideTimetable, TooFarAhead, TooFarPast: no timetable covers the time.
    """
    timetable = searching.timetable(searching.book_of(now))
    searching.check_dates(searching.served([each.feed for each in timetable.feeds]), at, now=now)
    seconds, point = int(at.timestamp()), (around.latitude, around.longitude)
    start = seconds // _STEP * _STEP
    with searching.room():
        part = timetable.slice(point, point, start, start + _STEP + _VIEW_S)
        stops, metres = part.nearest(*point, around.radius_m / DETOUR)
        boards = _Boards(part, around, seconds, int(now.timestamp()))
        near = sorted(zip(metres.tolist(), stops.tolist(), strict=True))
        found = (boards.stop(stop, crow_m) for crow_m, stop in near)
        return [stop for stop, _ in zip((f for f in found if f), range(around.limit), strict=False)]


class _Boards:
    """Tells stops of one slice."""

    def __init__(self, part: Slice, around: Around, at: int, now: int) -> None:
        self._part = part
        self._view = part.view
        self._around = around
        self._at = at
        self._now = now
        self._today = Today(part.feeds, part.states, around.language)
        wanted = frozenset(TravelMode) if around.modes is None else around.modes
        self._mask = sum(Mode[mode.name].bit for mode in wanted)

    def stop(self, stop: int, crow_m: float) -> NearStop | None:
        """Return a stop with what leaves it; None where nothing does."""
        view, around = self._view, self._around
        leaving = next_departures(
            view, stop, self._at - view.base, most=around.departures, mode_mask=self._mask
        )
        if not leaving:
            return None
        active = self._part.feeds[int(view.stop_feed[stop])]
        feed, number = active.feed, int(view.stop_in_feed[stop])
        metres = street_metres(crow_m)
        return NearStop(
            stop_id=feed.stop_ids[number],
            feed=active.name,
            name=names_of(feed, around.language)("stop_name", feed.stop_names[number]),
            code=feed.stop_codes[number],
            platform=feed.stop_platforms[number],
            latitude=round(float(feed.stop_latitude[number]), 6),
            longitude=round(float(feed.stop_longitude[number]), 6),
            time_zone=stop_zone(feed, number),
            distance_m=metres,
            walk_s=walk_seconds(metres),
            step_free=bool(int(view.stop_flags[stop]) & STEP_FREE),
            lines=tuple(self._lines(leaving, number)),
        )

    def _lines(self, leaving: Sequence[Next], stop: int) -> list[LineBoard]:
        groups: dict[tuple[int, int, str], list[Next]] = {}
        for each in leaving:
            feed, trip = self._trip(each)
            line = int(feed.pattern_route[self._view.pattern_in_feed[each.pattern]])
            headsign = feed.trip_headsigns[int(feed.trip_text[trip])]
            key = (self._home(int(self._view.pattern_feed[each.pattern])), line, headsign)
            groups.setdefault(key, []).append(each)
        return [
            self._line(key, group[: self._around.departures], stop) for key, group in groups.items()
        ]

    def _line(self, key: tuple[int, int, str], group: Sequence[Next], stop: int) -> LineBoard:
        number, line, headsign = key
        feed = self._part.feeds[number].feed
        names = names_of(feed, self._around.language)
        agency = int(feed.route_agency[line])
        return LineBoard(
            mode=TravelMode[Mode(int(feed.route_mode[line])).name],
            line=feed.route_short_names[line],
            line_name=names("route_long_name", feed.route_long_names[line]),
            operator="" if agency == NONE else feed.agency_names[agency],
            headsign=names("trip_headsign", headsign),
            colour=feed.route_colours[line],
            departures=tuple(self._departure(each, stop) for each in group),
        )

    def _departure(self, each: Next, stop: int) -> NextDeparture:
        feed, trip = self._trip(each)
        number = int(self._view.pattern_feed[each.pattern])
        _, departures = feed.times_of(trip)
        first = int(self._view.pattern_first_trip[each.pattern])
        day = int(self._view.trip_day[first + each.trip])
        start = day_start(day, feed.zone)
        scheduled = start + int(departures[each.position])
        departs = each.departs + self._view.base
        return NextDeparture(
            departs=instant(departs),
            scheduled=instant(scheduled),
            is_live=departs != scheduled or self._today.knows(number, trip, day),
            headsign=feed.trip_headsigns[int(feed.trip_text[trip])],
            trip=feed.trip_names[int(feed.trip_text[trip])],
            platform=feed.stop_platforms[stop],
            vehicle=seen(self._today.vehicle(number, trip, day, departs=departs, now=self._now)),
        )

    def _home(self, number: int) -> int:
        """Return the feed to which a feed of added trips belongs."""
        versions = [each.version_id for each in self._part.feeds]
        return versions.index(versions[number])

    def _trip(self, each: Next) -> tuple[CompiledFeed, int]:
        view = self._view
        active = self._part.feeds[int(view.pattern_feed[each.pattern])]
        trip = int(view.trip_in_feed[int(view.pattern_first_trip[each.pattern]) + each.trip])
        return active.feed, trip
