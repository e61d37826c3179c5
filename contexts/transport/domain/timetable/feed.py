"""A feed once compiled: what stays the same from day to day, stored as one `.npy` file for each array.

Letters: S stops, R patterns, P positions, T trips, V services, D days, L links, A agencies, Q routes. Times are int32
seconds after noon minus twelve hours of the service date in the zone of the feed, as GTFS counts them.

Trips of a pattern mostly take the same times from stop to stop, hour after hour. So these times, a timing, are kept once,
counted from the first arrival, and each trip says when it begins and which timing it follows. On feeds of real cities that
is a quarter to a hundredth of the times written out. Trips that share a timing never overtake each other.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import numpy.typing as npt

from .view import Float64, Int8, Int16, Int32, Int64, Uint8

FORMAT: Final = 2
"""Counted up when an array changes its meaning: feeds of an older format have to be compiled again."""

NONE: Final = -1

Integers = npt.NDArray[np.integer]
"""As few bytes as the greatest of them needs."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Many texts as UTF-8, different ones end to end; where texts repeat, each says by `number` which of them it is."""

    data: Uint8
    first: Int32 | Int64
    number: Integers | None = None

    @classmethod
    def of(cls, texts: list[str]) -> Texts:
        """Pack texts."""
        kept = {text: number for number, text in enumerate(dict.fromkeys(texts))}
        if not cls.repeat(len(kept), len(texts)):
            return cls._end_to_end(texts)
        return cls._end_to_end(list(kept)).shared(np.array([kept[text] for text in texts]))

    @classmethod
    def _end_to_end(cls, texts: list[str]) -> Texts:
        encoded = [text.encode() for text in texts]
        lengths = np.array([len(text) for text in encoded], dtype=np.int64)
        return cls(np.frombuffer(b"".join(encoded), dtype=np.uint8).copy(), cls.starts(lengths))

    @staticmethod
    def repeat(different: int, texts: int) -> bool:
        """Tell whether texts repeat so often that numbering the different ones takes less room."""
        return 2 * different <= texts

    def shared(self, number: Integers) -> Texts:
        """Return as many texts as there are numbers, each that one of these."""
        return Texts(self.data, self.first, number.astype(np.min_scalar_type(len(self.first))))

    @staticmethod
    def starts(lengths: Int64) -> Int32 | Int64:
        """Return where texts of such lengths begin and the last ends, in half the room where that will do."""
        first = np.zeros(len(lengths) + 1, dtype=np.int64)
        np.cumsum(lengths, out=first[1:])
        return first.astype(np.int32) if first[-1] < 2**31 else first

    def __len__(self) -> int:
        return len(self.first) - 1 if self.number is None else len(self.number)

    def __getitem__(self, index: int) -> str:
        kept = index if self.number is None else int(self.number[index])
        return bytes(self.data[self.first[kept] : self.first[kept + 1]]).decode()


@dataclass(frozen=True, slots=True)
class CompiledFeed:
    """The arrays of one version of one feed; see the module. Arrays may be mapped from files, read only."""

    # Facts of the whole feed (the manifest)
    name: str
    sha256: str
    zone: str
    first_date: int
    """Days since 1970-01-01 of the first service day; column 0 of `service_days`."""
    days: int
    """From the first service date to the last."""
    currency: str
    language: str
    publisher: str
    zones: tuple[str, ...]
    """IANA zones that stops name."""

    # Stops: platforms and stations; entrances, nodes and boarding areas are folded into links
    stop_latitude: Float64  # [S]
    stop_longitude: Float64  # [S]
    stop_zone: Int16  # [S] index into zones
    stop_station: Int32  # [S] the stop that is its station, or NONE
    stop_kind: Int8  # [S] location_type
    stop_flags: Uint8  # [S] STEP_FREE
    stop_change_s: Int32  # [S]
    stop_fare_zone: Int32  # [S] index into fare_zone_ids, or NONE
    stop_ids: Texts
    stop_codes: Texts
    stop_names: Texts
    stop_platforms: Texts

    agency_ids: Texts
    agency_names: Texts
    agency_urls: Texts

    route_agency: Int16  # [Q]
    route_mode: Int8  # [Q] Mode
    route_type: Int16  # [Q] as published
    route_ids: Texts
    route_short_names: Texts
    route_long_names: Texts
    route_colours: Texts  # six hexadecimal digits, or empty

    pattern_route: Int32  # [R] into routes
    pattern_flags: Uint8  # [R] WHEELCHAIR, BICYCLES, BY_HEADWAY, ESTIMATED
    pattern_shape: Int32  # [R] into shapes, or NONE
    pattern_first: Int32  # [R + 1] into positions
    pattern_first_trip: Int32  # [R + 1] into trips
    position_stop: Int32  # [P]
    position_flags: Uint8  # [P] MAY_BOARD, MAY_ALIGHT
    position_metres: Int32  # [P] travelled from the pattern's first stop

    # Trips of a pattern are sorted by first departure; they may overtake each other. What runs by headway is spelled out.
    trip_service: Int32  # [T]
    trip_start: Int32  # [T] first arrival
    trip_timing: Int32  # [T] where its timing begins, as long as its pattern
    trip_headway_s: Integers  # [T] how often it runs where the exact time is not promised, else 0
    trip_ids: Texts
    trip_text: Int32  # [T] into trip_ids, trip_names, trip_headsigns: trips by headway share theirs
    trip_names: Texts
    trip_headsigns: Texts
    timing_arrivals: Int32  # timing after timing, seconds after `trip_start`
    timing_departures: Int32
    service_days: Uint8  # [V, D / 8] a bit for each day, the first the lowest; see `days_of` and `packed_days`

    # Ways between stops that the feed names, or that are near enough to walk
    link_first: Int32  # [S + 1]
    link_to: Int32  # [L]
    link_s: Int32  # [L]

    shape_first: Int64  # [shapes + 1]
    shape_latitude_e6: Int32
    shape_longitude_e6: Int32

    # Fares: what the feed itself says of prices, in the minor unit of `currency`
    fare_product_ids: Texts
    fare_product_names: Texts
    fare_product_minor: Int32  # [products]
    fare_product_transfers: Int16  # [products] further boardings it covers, NONE for any number
    fare_product_transfer_s: (
        Int32  # [products] for so long after the first boarding, 0 without limit
    )
    fare_rule_product: Int32  # [rules]
    fare_rule_route: Int32  # [rules] or NONE for every route
    fare_rule_origin: Int32  # [rules] fare zone, or NONE
    fare_rule_destination: Int32  # [rules] fare zone, or NONE
    fare_rule_contains: Int32  # [rules] fare zone that the ride must pass, or NONE
    fare_zone_ids: Texts

    # Translations: text in another language
    translation_field: Texts  # stop_name, route_long_name, trip_headsign, ...
    translation_language: Texts
    translation_source: Texts  # the text in the feed's language
    translation_text: Texts

    position_sequence: Int32 | None = (
        None  # [P] stop_sequence as published; None where it counts 1, 2, 3 ...
    )

    @property
    def stops(self) -> int:
        """Number of stops."""
        return len(self.stop_change_s)

    @property
    def patterns(self) -> int:
        """Number of patterns."""
        return len(self.pattern_route)

    @property
    def trips(self) -> int:
        """Number of trips."""
        return len(self.trip_service)

    @property
    def events(self) -> int:
        """Number of stops that all trips make."""
        stops = np.diff(self.pattern_first).astype(np.int64)
        return int((stops * np.diff(self.pattern_first_trip)).sum())

    def pattern_of(self, trip: int) -> int:
        """Return a trip's pattern."""
        return int(np.searchsorted(self.pattern_first_trip, trip, side="right")) - 1

    def times_of(self, trip: int) -> tuple[Int32, Int32]:
        """Return a trip's arrivals and departures, in seconds of its service day."""
        pattern = self.pattern_of(trip)
        first = self.trip_timing[trip]
        timing = slice(first, first + self.pattern_first[pattern + 1] - self.pattern_first[pattern])
        start = self.trip_start[trip]
        return self.timing_arrivals[timing] + start, self.timing_departures[timing] + start

    def runs_on(self, trip: int, date: int) -> bool:
        """Tell whether a trip runs on a date, days since 1970-01-01."""
        column = date - self.first_date
        if not 0 <= column < self.days:
            return False
        return bool(self.service_days[self.trip_service[trip], column >> 3] >> (column & 7) & 1)

    def days_of(self, columns: Int64) -> Uint8:
        """Return for each service and each of some days whether it runs."""
        bits = self.service_days[:, columns >> 3] >> (columns & 7).astype(np.uint8)
        return np.ascontiguousarray(bits & 1)


def packed_days(days: Uint8) -> Uint8:
    """Return a table of services and days, 1 where one runs, as bits."""
    return np.packbits(days, axis=1, bitorder="little")


def arrays_of(feed: CompiledFeed) -> dict[str, npt.NDArray[np.generic]]:
    """Return every array of a feed by its name, those of texts as `name.data` and `name.first`."""
    arrays: dict[str, npt.NDArray[np.generic]] = {}
    for field in fields(feed):
        value = getattr(feed, field.name)
        if isinstance(value, Texts):
            arrays[f"{field.name}.data"], arrays[f"{field.name}.first"] = value.data, value.first
            if value.number is not None:
                arrays[f"{field.name}.number"] = value.number
        elif isinstance(value, np.ndarray):
            arrays[field.name] = value
    return arrays
