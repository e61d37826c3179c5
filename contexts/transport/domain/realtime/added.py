"""Trips that no timetable has: what is told of them, and a small feed that holds nothing else.

That feed shares stops, lines and names with the one that the trips were added to, so that whatever reads feeds reads it too.
A trip is known by its number: it follows from what names the trip, not from what else is told today, so that what was written
down with it means the same trip as long as that is told, and never another one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ..places import metres_between
from ..timetable.feed import CompiledFeed, Texts, packed_days
from ..timetable.view import Int32

_NUMBERS: Final = 2**24


@dataclass(frozen=True, slots=True)
class AddedTrip:
    """A trip of one day, as it was planned when it was added. Times are seconds of its service day, for each of its stops."""

    number: int
    """Behind every number of the timetable's own trips."""
    trip_id: str
    day: int
    route: int
    name: str
    headsign: str
    flags: int
    """As those of patterns."""
    shape: int
    stops: tuple[int, ...]
    stop_flags: tuple[int, ...]
    metres: tuple[int, ...]
    arrivals: tuple[int, ...]
    departures: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Added:
    """The trips that were added to one of several feeds."""

    to: int
    """Which feed."""
    feed: CompiledFeed
    """One of these trips alone, as they were planned."""
    numbers: tuple[int, ...]
    """Of each of its trips."""

    @classmethod
    def of(cls, to: int, feed: CompiledFeed, added: Sequence[AddedTrip]) -> Added:
        """Put them into a feed of their own."""
        return cls(to, feed_of(feed, added), tuple(each.number for each in added))


Times = Mapping[tuple[int, int], tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]]
"""Arrivals, departures, and where it doesn't call, of a trip's number and day."""


def number_of(feed: CompiledFeed, *names: object) -> int:
    """Return the number of the trip that is named so."""
    digest = hashlib.blake2b("\x00".join(map(str, names)).encode(), digest_size=8).digest()
    return feed.trips + int.from_bytes(digest, "big") % _NUMBERS


def metres_along(feed: CompiledFeed, stops: Sequence[int]) -> tuple[int, ...]:
    """Return how far each stop is from the first, as the crow flies from one to the next."""
    points = [(float(feed.stop_latitude[stop]), float(feed.stop_longitude[stop])) for stop in stops]
    hops = (int(metres_between(here, there)) for here, there in pairwise(points))
    return (0, *accumulate(hops))


def feed_of(
    feed: CompiledFeed, added: Sequence[AddedTrip], times: Times | None = None
) -> CompiledFeed:
    """Return a feed of added trips alone: as they were planned, or where `times` has others, at those."""
    if times is not None:
        added = [_at(each, times) for each in added]
    counts = [len(each.stops) for each in added]
    first = _ints([0, *np.cumsum(counts, dtype=np.int64)])
    days = np.zeros((len(added), feed.days), dtype=np.uint8)
    days[np.arange(len(added)), [each.day - feed.first_date for each in added]] = 1
    each_one = _ints(range(len(added)))
    return replace(
        feed,
        pattern_route=_ints([each.route for each in added]),
        pattern_flags=np.array([each.flags for each in added], dtype=np.uint8),
        pattern_shape=_ints([each.shape for each in added]),
        pattern_first=first,
        pattern_first_trip=_ints(range(len(added) + 1)),
        position_stop=_end_to_end([each.stops for each in added]),
        position_flags=_end_to_end([each.stop_flags for each in added]).astype(np.uint8),
        position_metres=_end_to_end([each.metres for each in added]),
        position_sequence=None,
        trip_service=each_one,
        trip_headway_s=_ints([0] * len(added)),
        trip_text=each_one,
        trip_ids=Texts.of([each.trip_id for each in added]),
        trip_names=Texts.of([each.name for each in added]),
        trip_headsigns=Texts.of([each.headsign for each in added]),
        trip_start=_ints([each.arrivals[0] for each in added]),
        trip_timing=first[:-1],
        timing_arrivals=_end_to_end([_since(each, each.arrivals) for each in added]),
        timing_departures=_end_to_end([_since(each, each.departures) for each in added]),
        service_days=packed_days(days),
    )


def _since(added: AddedTrip, times: Sequence[int]) -> list[int]:
    return [time - added.arrivals[0] for time in times]


def _at(added: AddedTrip, times: Times) -> AddedTrip:
    columns = times.get((added.number, added.day))
    if columns is None or len(columns[0]) != len(added.stops):
        return added
    arrivals, departures, skipped = (tuple(each.tolist()) for each in columns)
    return replace(
        added,
        arrivals=arrivals,
        departures=departures,
        stop_flags=tuple(
            0 if is_skipped else flags
            for flags, is_skipped in zip(added.stop_flags, skipped, strict=True)
        ),
    )


def _ints(values: Any) -> Int32:
    return np.array(list(values), dtype=np.int32)


def _end_to_end(rows: Sequence[Sequence[int]]) -> Int32:
    return _ints(value for row in rows for value in row)
