# ruff: noqa: PLR0917 - compiled loops take their arguments by position
"""From the records of a search to journeys.

Kernels write journeys one after another into an int32 array: HEADER numbers (row of the access, row of the egress,
departure, arrival, rides), then LEG numbers for each ride (link before it or -1, from stop, to stop, its seconds,
pattern, trip, board, alight, departure, arrival).
"""

from __future__ import annotations

from typing import Final

from ..kernels import kernel
from ..timetable.view import Int32
from .journeys import Journey, Link, Ride
from .layout import EVENTS, FIRST, STOP_SHIFT, STOPS, TRIPS, Layout
from .scratch import Scratch

HEADER: Final = 5
LEG: Final = 10
NO_CRITERIA: Final = (0, 0, 0)


def room_for(max_rides: int) -> int:
    """Return the numbers that one journey takes at most."""
    return HEADER + LEG * max_rides


@kernel
def write_journey(
    layout: Layout,
    scratch: Scratch,
    access_s: Int32,
    egress_s: Int32,
    final: int,
    rides: int,
    out: Int32,
    written: int,
) -> int:
    """Append the journey whose last ride is a record; return the length of what is written."""
    leg = written + HEADER + LEG * (rides - 1)
    end = leg + LEG
    record = final
    while record >= 0:
        _write_ride(layout, scratch, record, out, leg)
        record = scratch.record[record, 5]
        leg -= LEG
    egress = scratch.egress_row[scratch.record[final, 0]]
    out[written] = -1 - record
    out[written + 1] = egress
    out[written + 2] = out[written + HEADER + 8] - access_s[-1 - record]
    out[written + 3] = out[end - 1] + egress_s[egress]
    out[written + 4] = rides
    return end


@kernel
def _write_ride(layout: Layout, scratch: Scratch, record: int, out: Int32, leg: int) -> None:
    pattern, trip = scratch.record[record, 1], scratch.record[record, 2]
    board, alight = scratch.record[record, 3], scratch.record[record, 4]
    place, events = layout.pattern[pattern, FIRST], layout.pattern[pattern, EVENTS]
    stops, trips = layout.pattern[pattern, STOPS], layout.pattern[pattern, TRIPS]
    link = scratch.record[record, 6]
    out[leg] = link
    if link >= 0:
        origin = scratch.record[scratch.record[record, 5], 0]
        out[leg + 1] = origin
        out[leg + 2] = layout.place[place + board] >> STOP_SHIFT
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
