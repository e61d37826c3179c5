"""The timetable of some days, as the engine searches it.

Letters: S stops, R patterns, P positions (stops of patterns, one after another), T trips, E events (trip x position),
L links. Every array is C-contiguous. A pattern is a sequence of stops whose trips never overtake each other: trips are
sorted by departure, and each is nowhere later than the next. One trip of the feed that runs on three days is three
trips here.

Times are int32 seconds since `base`, one clock for every zone. Criteria are int32 counts of the view's units, additive
along a journey and never negative.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import numpy.typing as npt

Int8 = npt.NDArray[np.int8]
Int16 = npt.NDArray[np.int16]
Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
Uint8 = npt.NDArray[np.uint8]
Float64 = npt.NDArray[np.float64]

NEVER: Final = 2**31 - 1 - 2**24
"""Later than every time of a view. Kernels may add half a year to it without wrapping."""

COST: Final = 0
DISCOMFORT: Final = 1
CO2: Final = 2
CRITERIA: Final = 3
"""Columns of every criteria array."""

MAY_BOARD: Final = 1
MAY_ALIGHT: Final = 2
"""Bits of `position_flags`."""

WHEELCHAIR: Final = 1
BICYCLES: Final = 2
BY_HEADWAY: Final = 4
ESTIMATED: Final = 8
"""Bits of `pattern_flags`: room for a wheelchair, for bicycles; runs every so often; times are our estimate."""

STEP_FREE: Final = 1
"""Bit of `stop_flags`."""

NO_PRODUCT: Final = -1


@dataclass(frozen=True, slots=True)
class Units:
    """The unit of each criterion: the buckets in which the front is exact."""

    currency: str = "INR"
    cost_minor: int = 100
    discomfort_s: int = 60
    co2_g: int = 50


@dataclass(frozen=True, slots=True)
class View:
    """Some days of one or more feeds; see the module."""

    base: int
    """POSIX seconds of time 0."""
    units: Units

    stop_latitude: Float64  # [S] degrees
    stop_longitude: Float64  # [S] degrees
    stop_change_s: (
        Int32  # [S] least time between leaving one vehicle and boarding another at the same stop
    )
    stop_flags: Uint8  # [S]
    stop_feed: Int16  # [S] index into the feeds that the view was cut from
    stop_in_feed: Int32  # [S] index of the stop in that feed

    pattern_first: Int32  # [R + 1] into positions
    pattern_first_trip: Int32  # [R + 1] into trips
    pattern_first_event: (
        Int64  # [R] into arrivals and departures; the block has trips x stops events
    )
    pattern_mode: Int8  # [R]
    pattern_flags: Uint8  # [R]
    pattern_feed: Int16  # [R]
    pattern_in_feed: Int32  # [R] index of the pattern in that feed
    pattern_product: Int16  # [R] ticket bought on boarding; whoever holds it boards again without the cost; or NO_PRODUCT
    pattern_criteria: Int32  # [R, CRITERIA] spent on each boarding

    position_stop: Int32  # [P]
    position_flags: Uint8  # [P]
    position_criteria: Int32  # [P, CRITERIA] spent from the pattern's first stop to here: never falls along a pattern

    arrivals: Int32  # [E] trip after trip: first_event + trip * stops + position
    departures: Int32  # [E] position after position: first_event + position * trips + trip

    trip_in_feed: Int32  # [T] index of the trip in its pattern's feed
    trip_day: Int32  # [T] its service date, days since 1970-01-01

    stop_first_pattern: Int32  # [S + 1] into the next two
    stop_pattern: Int32  # [P] the patterns that serve a stop, ascending
    stop_pattern_position: (
        Int32  # [P] and at which of its positions (counted from the pattern's first)
    )

    link_first: Int32  # [S + 1] into links, by the stop where they start
    link_to: Int32  # [L]
    link_s: Int32  # [L] seconds, the change included
    link_mode: Int8  # [L]
    link_criteria: Int32  # [L, CRITERIA]

    @property
    def stops(self) -> int:
        """Number of stops."""
        return len(self.stop_change_s)

    @property
    def patterns(self) -> int:
        """Number of patterns."""
        return len(self.pattern_mode)

    @property
    def trips(self) -> int:
        """Number of trips."""
        return len(self.trip_in_feed)

    @property
    def events(self) -> int:
        """Number of events: arrivals with their departures."""
        return len(self.arrivals)

    @property
    def nbytes(self) -> int:
        """Memory of all arrays."""
        values = (getattr(self, field.name) for field in fields(self))
        return sum(value.nbytes for value in values if isinstance(value, np.ndarray))
