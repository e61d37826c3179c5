"""The timetable seen backward, so that "arrive by" is searched as "leave at".

Time t becomes `span` - t, every pattern and its trips run from end to start, what could be boarded can be alighted from, and
every link leads back. A journey found there is turned round: it leaves the origin as late as it can for its arrival.

Costs do not look the same from both sides where the patterns of one product differ in what boarding costs: the first ride
pays for the product, which backward is boarded last. The Pareto search counts that when it is told so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..kernels import uncounted
from ..timetable.view import MAY_ALIGHT, MAY_BOARD, Int32, Int64, Uint8, View
from .journeys import Journey, Link, Request, Ride


@dataclass(frozen=True, slots=True)
class Mirror:
    """A view backward; stops, patterns and their numbers are those of the view."""

    view: View
    span: int
    """Time t of the view is span - t in the mirror."""
    link: Int32
    """[L] the view's link for each of the mirror's."""


def reversed_view(view: View) -> Mirror:
    """Return the view backward. Takes about as long as copying its events."""
    span = max(_latest(view.arrivals), _latest(view.departures))
    position = _mirrored(view.pattern_first)
    trip = _mirrored(view.pattern_first_trip)
    stops = np.diff(view.pattern_first)
    arrivals, departures = np.empty(view.events, np.int32), np.empty(view.events, np.int32)
    turn_events(
        stops,
        np.diff(view.pattern_first_trip),
        view.pattern_first_event,
        span,
        view.arrivals,
        view.departures,
        arrivals,
        departures,
    )
    link, link_first = _links_by_end(view)
    return Mirror(
        replace(
            view,
            position_stop=view.position_stop[position],
            position_flags=_swapped(view.position_flags[position]),
            position_criteria=_criteria(view, position),
            arrivals=arrivals,
            departures=departures,
            trip_in_feed=view.trip_in_feed[trip],
            trip_day=view.trip_day[trip],
            stop_pattern_position=stops[view.stop_pattern] - 1 - view.stop_pattern_position,
            link_first=link_first,
            link_to=_origins(view)[link],
            link_s=view.link_s[link],
            link_mode=view.link_mode[link],
            link_criteria=view.link_criteria[link],
        ),
        span,
        link,
    )


def turned(mirror: Mirror, request: Request) -> Request:
    """Return what to ask the mirror to find journeys that arrive by `request.at`."""
    return replace(
        request, access=request.egress, egress=request.access, at=mirror.span - request.at
    )


def turned_back(mirror: Mirror, journey: Journey) -> Journey:
    """Return a journey of the mirror as one of the view."""
    return Journey(
        access=journey.egress,
        egress=journey.access,
        departs=mirror.span - journey.arrives,
        arrives=mirror.span - journey.departs,
        rides=journey.rides,
        criteria=journey.criteria,
        legs=tuple(_leg(mirror, leg) for leg in reversed(journey.legs)),
    )


def _leg(mirror: Mirror, leg: Ride | Link) -> Ride | Link:
    view = mirror.view
    if isinstance(leg, Link):
        return Link(int(mirror.link[leg.link]), leg.to_stop, leg.from_stop, leg.seconds)
    last = int(view.pattern_first[leg.pattern + 1] - view.pattern_first[leg.pattern]) - 1
    trips = int(view.pattern_first_trip[leg.pattern + 1] - view.pattern_first_trip[leg.pattern])
    return Ride(
        pattern=leg.pattern,
        trip=trips - 1 - leg.trip,
        board=last - leg.alight,
        alight=last - leg.board,
        departs=mirror.span - leg.arrives,
        arrives=mirror.span - leg.departs,
    )


@uncounted
def turn_events(  # noqa: PLR0917 - compiled loops take their arguments by position
    stops: Int32,
    trips: Int32,
    first_event: Int64,
    span: int,
    arrivals: Int32,
    departures: Int32,
    to_arrivals: Int32,
    to_departures: Int32,
) -> None:
    """Write the events backward, each of a pattern's two blocks from the other's end."""
    for pattern in range(len(stops)):
        first = first_event[pattern]
        last, final = stops[pattern] - 1, trips[pattern] - 1
        for trip in range(final + 1):
            for position in range(last + 1):
                by_trip = first + (final - trip) * (last + 1) + last - position
                by_position = first + (last - position) * (final + 1) + final - trip
                to_arrivals[first + trip * (last + 1) + position] = span - departures[by_position]
                to_departures[first + position * (final + 1) + trip] = span - arrivals[by_trip]


def _latest(times: Int32) -> int:
    return int(times.max()) if len(times) > 0 else 0


def _mirrored(first: Int32) -> Int64:
    """Return for each element of each block its opposite in the block."""
    ends = (first[:-1].astype(np.int64) + first[1:]) - 1
    mirrored: Int64 = np.repeat(ends, np.diff(first)) - np.arange(int(first[-1]))
    return mirrored


def _swapped(flags: Uint8) -> Uint8:
    kept = flags & ~np.uint8(MAY_BOARD | MAY_ALIGHT)
    board = np.where(flags & MAY_ALIGHT, MAY_BOARD, 0)
    alight = np.where(flags & MAY_BOARD, MAY_ALIGHT, 0)
    return (kept | board | alight).astype(np.uint8)


def _criteria(view: View, position: Int64) -> Int32:
    """Return what is spent from each pattern's last stop back to each position."""
    last = np.repeat(view.pattern_first[1:] - 1, np.diff(view.pattern_first))
    criteria: Int32 = view.position_criteria[last] - view.position_criteria[position]
    return criteria


def _origins(view: View) -> Int32:
    return np.repeat(np.arange(view.stops, dtype=np.int32), np.diff(view.link_first))


def _links_by_end(view: View) -> tuple[Int32, Int32]:
    order = np.argsort(view.link_to, kind="stable").astype(np.int32)
    ends = view.link_to[order]
    return order, np.searchsorted(ends, np.arange(view.stops + 1)).astype(np.int32)
