"""Small compiled feeds written by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import numpy as np

from contexts.transport.domain.modes import Mode
from contexts.transport.domain.timetable.feed import NONE, CompiledFeed, Texts, packed_days
from contexts.transport.domain.timetable.view import (
    CRITERIA,
    MAY_ALIGHT,
    MAY_BOARD,
    NO_PRODUCT,
    STEP_FREE,
)

Times = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class FeedTrip:
    """A trip: its times at each stop and the row of `days` by which it runs."""

    times: Times
    service: int = 0


@dataclass(frozen=True, slots=True)
class FeedLine:
    """A sequence of stops and its trips; they may overtake."""

    stops: Sequence[int]
    trips: Sequence[FeedTrip]
    mode: Mode = Mode.BUS


@dataclass(frozen=True, slots=True)
class Network:
    """What a feed is made of. Stops are (latitude, longitude); `days` says of each service on which days it runs."""

    stops: Sequence[tuple[float, float]]
    lines: Sequence[FeedLine]
    days: Sequence[Sequence[int]] = ((1,),)
    first_date: int = 20_000
    zone: str = "UTC"
    links: Sequence[tuple[int, int, int]] = ()
    """(from, to, seconds), sorted."""
    codes: Sequence[str] = field(default=())


def compiled(network: Network, *, name: str = "feed", sha256: str = "0" * 64) -> CompiledFeed:
    """Return the compiled feed of a network."""
    lines = [
        replace(line, trips=sorted(line.trips, key=lambda trip: trip.times[0][1]))
        for line in network.lines
    ]
    stops = len(network.stops)
    lengths = [len(line.stops) for line in lines]
    counts = [len(line.trips) for line in lines]
    trips = [trip for line in lines for trip in line.trips]
    names = [f"S{number}" for number in range(stops)]
    numbers = [f"T{number}" for number in range(len(trips))]
    empty = ints([])
    return CompiledFeed(
        name=name,
        sha256=sha256,
        zone=network.zone,
        first_date=network.first_date,
        days=len(network.days[0]) if len(network.days) else 0,
        currency="INR",
        language="en",
        publisher="",
        zones=(network.zone,),
        stop_latitude=np.array([place[0] for place in network.stops], dtype=np.float64),
        stop_longitude=np.array([place[1] for place in network.stops], dtype=np.float64),
        stop_zone=np.zeros(stops, dtype=np.int16),
        stop_station=np.full(stops, NONE, dtype=np.int32),
        stop_kind=np.zeros(stops, dtype=np.int8),
        stop_flags=np.full(stops, STEP_FREE, dtype=np.uint8),
        stop_change_s=np.full(stops, 60, dtype=np.int32),
        stop_fare_zone=np.full(stops, NONE, dtype=np.int32),
        stop_ids=Texts.of(names),
        stop_codes=Texts.of(list(network.codes) or [""] * stops),
        stop_names=Texts.of([f"Stop {number}" for number in range(stops)]),
        stop_platforms=Texts.of([""] * stops),
        agency_ids=Texts.of(["A"]),
        agency_names=Texts.of(["Agency"]),
        agency_urls=Texts.of(["https://agency.example"]),
        route_agency=np.zeros(len(lines), dtype=np.int16),
        route_mode=np.array([line.mode for line in lines], dtype=np.int8),
        route_type=np.full(len(lines), 3, dtype=np.int16),
        route_ids=Texts.of([f"R{number}" for number in range(len(lines))]),
        route_short_names=Texts.of([str(number) for number in range(len(lines))]),
        route_long_names=Texts.of([""] * len(lines)),
        route_colours=Texts.of([""] * len(lines)),
        pattern_route=ints(range(len(lines))),
        pattern_flags=np.full(len(lines), 3, dtype=np.uint8),
        pattern_shape=np.full(len(lines), NONE, dtype=np.int32),
        pattern_first=first_of(lengths),
        pattern_first_trip=first_of(counts),
        position_stop=ints([stop for line in lines for stop in line.stops]),
        position_flags=np.full(sum(lengths), MAY_BOARD | MAY_ALIGHT, dtype=np.uint8),
        position_metres=ints([place * 1000 for length in lengths for place in range(length)]),
        trip_service=ints([trip.service for trip in trips]),
        trip_headway_s=np.zeros(len(trips), dtype=np.int32),
        trip_ids=Texts.of(numbers),
        trip_text=ints(range(len(trips))),
        trip_names=Texts.of([""] * len(trips)),
        trip_headsigns=Texts.of([""] * len(trips)),
        trip_start=ints([trip.times[0][0] for trip in trips]),
        trip_timing=first_of([len(trip.times) for trip in trips])[:-1],
        timing_arrivals=ints([time - trip.times[0][0] for trip in trips for time, _ in trip.times]),
        timing_departures=ints(
            [time - trip.times[0][0] for trip in trips for _, time in trip.times]
        ),
        service_days=packed_days(
            np.array(network.days, dtype=np.uint8).reshape(len(network.days), -1)
        ),
        link_first=first_of(
            np.bincount([link[0] for link in network.links], minlength=stops).tolist()
        ),
        link_to=ints([link[1] for link in network.links]),
        link_s=ints([link[2] for link in network.links]),
        shape_first=np.zeros(1, dtype=np.int64),
        shape_latitude_e6=empty,
        shape_longitude_e6=empty,
        fare_product_ids=Texts.of([]),
        fare_product_names=Texts.of([]),
        fare_product_minor=empty,
        fare_product_transfers=np.zeros(0, dtype=np.int16),
        fare_product_transfer_s=empty,
        fare_rule_product=empty,
        fare_rule_route=empty,
        fare_rule_origin=empty,
        fare_rule_destination=empty,
        fare_rule_contains=empty,
        fare_zone_ids=Texts.of([]),
        translation_field=Texts.of([]),
        translation_language=Texts.of([]),
        translation_source=Texts.of([]),
        translation_text=Texts.of([]),
    )


def columns(feed: CompiledFeed, *, product: int = NO_PRODUCT) -> Any:
    """Return criteria that tell patterns, positions and links apart."""
    return SimpleNamespace(
        pattern_product=np.full(feed.patterns, product, dtype=np.int16),
        pattern_criteria=_counted(feed.patterns),
        position_criteria=_counted(len(feed.position_stop)),
        link_criteria=_counted(len(feed.link_to)),
    )


def ints(values: Any) -> Any:
    """Return int32."""
    return np.array(list(values), dtype=np.int32)


def first_of(counts: Sequence[int]) -> Any:
    """Return where each of so many begins, and the end."""
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int32)


def _counted(rows: int) -> Any:
    return np.arange(rows * CRITERIA, dtype=np.int32).reshape(rows, CRITERIA)
