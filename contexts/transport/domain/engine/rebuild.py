# ruff: noqa: PLR0917 - compiled loops take their arguments by position
"""From the records of a search to journeys.

Kernels write journeys one after another into an int32 array: HEADER numbers (row of the access, row of the egress,
departure, arrival, rides), then LEG numbers for each ride (link before it or -1, from stop, to stop, its seconds,
pattern, trip, board, alight, departure, arrival).
"""

from __future__ import annotations

from typing import Final, NamedTuple

from ..kernels import uncounted
from ..timetable.view import Int32, Int64, Uint8
from .journeys import Journey, Link, Ride
from .layout import AT, EVENTS, FIRST, STOP_SHIFT, STOPS, TRIPS, Layout
from .scratch import ALIGHT, BEFORE, BOARD, BY, PATTERN, STOP, TRIP, Scratch

HEADER: Final = 5
LEG: Final = 10
NO_CRITERIA: Final = (0, 0, 0)


class Asked(NamedTuple):
    """A request's arrays; the last two are empty where all is allowed."""

    access_stops: Int32
    access_s: Int32
    egress_stops: Int32
    egress_s: Int32
    pattern_allowed: Uint8
    stop_allowed: Uint8
    unbounded: Int64
    """Empty."""


def room_for(max_rides: int) -> int:
    """Return the numbers that one journey takes at most."""
    return HEADER + LEG * max_rides


@uncounted
def write_journey(
    layout: Layout,
    scratch: Scratch,
    asked: Asked,
    final: int,
    rides: int,
    out: Int32,
    written: int,
) -> int:
    """Append the journey whose last ride is a record; return the length of what is written."""
    record = scratch.record
    leg = written + HEADER + LEG * (rides - 1)
    end = leg + LEG
    number = final
    while number >= 0:
        _write_ride(layout, record, number, out, leg)
        number = record[number, BEFORE]
        leg -= LEG
    access, egress = -1 - number, _egress(asked, record[final, STOP])
    out[written] = access
    out[written + 1] = egress
    out[written + 2] = out[written + HEADER + 8] - asked.access_s[access]
    out[written + 3] = out[end - 1] + asked.egress_s[egress]
    out[written + 4] = rides
    return end


@uncounted
def _egress(asked: Asked, stop: int) -> int:
    """Return the row of the shortest way from a stop to the destination."""
    best = -1
    for row in range(len(asked.egress_stops)):
        if asked.egress_stops[row] == stop and (
            best < 0 or asked.egress_s[row] < asked.egress_s[best]
        ):
            best = row
    return best


@uncounted
def _write_ride(layout: Layout, record: Int32, number: int, out: Int32, leg: int) -> None:
    pattern, trip = record[number, PATTERN], record[number, TRIP]
    board, alight, link = record[number, BOARD], record[number, ALIGHT], record[number, BY]
    place, events = layout.pattern[pattern, FIRST], layout.pattern[pattern, EVENTS]
    stops, trips = layout.pattern[pattern, STOPS], layout.pattern[pattern, TRIPS]
    out[leg] = link
    if link >= 0:
        out[leg + 1] = record[record[number, BEFORE], STOP]
        out[leg + 2] = layout.place[place + board, AT] >> STOP_SHIFT
        out[leg + 3] = layout.link_s[link]
    out[leg + 4] = pattern
    out[leg + 5] = trip
    out[leg + 6] = board
    out[leg + 7] = alight
    out[leg + 8] = layout.departures[events + board * trips + trip]
    out[leg + 9] = layout.arrivals[events + trip * stops + alight]


def journeys_of(out: Int32, written: int) -> list[Journey]:
    """Read journeys that a kernel wrote."""
    numbers = out[:written].tolist()
    journeys = []
    at = 0
    while at < written:
        access, egress, departs, arrives, rides = numbers[at : at + HEADER]
        at += HEADER
        legs: list[Ride | Link] = []
        for leg in range(at, at + LEG * rides, LEG):
            link, start, end, seconds, pattern, trip, board, alight, left, reached = numbers[
                leg : leg + LEG
            ]
            if link >= 0:
                legs.append(Link(link, start, end, seconds))
            legs.append(Ride(pattern, trip, board, alight, left, reached))
        at += LEG * rides
        journeys.append(Journey(access, egress, departs, arrives, rides, NO_CRITERIA, tuple(legs)))
    return journeys
