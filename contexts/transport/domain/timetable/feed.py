"""A feed once compiled: what stays the same from day to day, stored as one `.npy` file for each array.

Letters: S stops, R patterns, P positions, T trips, E events, V services, D days, L links, A agencies, Q routes. Times are
int32 seconds after noon minus twelve hours of the service date in the zone of the feed, as GTFS counts them.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import numpy.typing as npt

from .view import Float64, Int8, Int16, Int32, Int64, Uint8

FORMAT: Final = 1
"""Counted up when an array changes its meaning: feeds of an older format are compiled again."""

NONE: Final = -1


@dataclass(frozen=True, slots=True)
class Texts:
    """Many texts end to end as UTF-8; text i is `data[first[i]:first[i + 1]]`."""

    data: Uint8
    first: Int32 | Int64

    @classmethod
    def of(cls, texts: list[str]) -> Texts:
        """Pack texts."""
        encoded = [text.encode() for text in texts]
        lengths = np.array([len(text) for text in encoded], dtype=np.int64)
        return cls(np.frombuffer(b"".join(encoded), dtype=np.uint8).copy(), cls.starts(lengths))

    @staticmethod
    def starts(lengths: Int64) -> Int32 | Int64:
        """Return where texts of such lengths begin and the last ends, in half the room where that will do."""
        first = np.zeros(len(lengths) + 1, dtype=np.int64)
        np.cumsum(lengths, out=first[1:])
        return first.astype(np.int32) if first[-1] < 2**31 else first

    def __len__(self) -> int:
        return len(self.first) - 1

    def __getitem__(self, index: int) -> str:
        return bytes(self.data[self.first[index] : self.first[index + 1]]).decode()


@dataclass(frozen=True, slots=True)
class CompiledFeed:
    """The arrays of one version of one feed; see the module. Arrays may be mapped from files, read only."""

    # Facts of the whole feed (the manifest)
    name: str
    sha256: str
    zone: str
    first_date: int
    """Days since 1970-01-01 of the first service day; column 0 of `service_days`."""
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
    pattern_first_event: Int64  # [R]
    position_stop: Int32  # [P]
    position_flags: Uint8  # [P] MAY_BOARD, MAY_ALIGHT
    position_metres: Int32  # [P] travelled from the pattern's first stop

    # Trips of a pattern are sorted by first departure; they may overtake each other. What runs by headway is spelled out.
    trip_service: Int32  # [T]
    trip_headway_s: Int32  # [T] how often it runs where the exact time is not promised, else 0
    trip_ids: Texts
    trip_text: Int32  # [T] into trip_ids, trip_names, trip_headsigns: trips by headway share theirs
    trip_names: Texts
    trip_headsigns: Texts
    arrivals: Int32  # [E] trip after trip
    departures: Int32  # [E] trip after trip
    service_days: Uint8  # [V, D] 1 where it runs
    service_ids: Texts

    # Ways between stops that the feed names, or that are near enough to walk
    link_first: Int32  # [S + 1]
    link_to: Int32  # [L]
    link_s: Int32  # [L]
    link_metres: Int32  # [L]

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
    def days(self) -> int:
        """Number of service dates from the first to the last."""
        return int(self.service_days.shape[1])


def arrays_of(feed: CompiledFeed) -> dict[str, npt.NDArray[np.generic]]:
    """Return every array of a feed by its name, those of texts as `name.data` and `name.first`."""
    arrays: dict[str, npt.NDArray[np.generic]] = {}
    for field in fields(feed):
        value = getattr(feed, field.name)
        if isinstance(value, Texts):
            arrays[f"{field.name}.data"], arrays[f"{field.name}.first"] = value.data, value.first
        elif isinstance(value, np.ndarray):
            arrays[field.name] = value
    return arrays
