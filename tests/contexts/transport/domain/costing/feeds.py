"""Small compiled feeds written by hand, as far as prices look at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from contexts.transport.domain.modes import Mode
from contexts.transport.domain.timetable.feed import FORMAT, NONE, CompiledFeed, Texts

assert FORMAT == 2
NOTHING = Texts.of([])


@dataclass(frozen=True)
class Route:
    """A route with one pattern: metres from the first stop, and seconds at which each trip is at each stop."""

    metres: Sequence[int]
    trips: Sequence[Sequence[int]] = ((),)
    mode: Mode = Mode.TRAIN
    zones: Sequence[int] = ()
    agency: str = "A"
    name: str = "R"


@dataclass(frozen=True)
class Fare:
    minor: int
    transfers: int = NONE
    transfer_s: int = 0
    rules: Sequence[tuple[int, int, int, int]] = field(default=())
    """(route, origin, destination, contains), NONE for any."""
    name: str = "ticket"


def feed_of(
    routes: Sequence[Route],
    fares: Sequence[Fare] = (),
    *,
    currency: str = "INR",
    zone: str = "Asia/Kolkata",
    links_s: Sequence[int] = (),
) -> CompiledFeed:
    """Return a feed in which every pattern has stops of its own."""
    lengths = [len(route.metres) for route in routes]
    trips = [[_times(route, trip) for trip in route.trips] for route in routes]
    counts = [len(one) for one in trips]
    every = [trip for one in trips for trip in one]
    stops = sum(lengths)
    agencies = sorted({route.agency for route in routes})
    zones = [z for route in routes for z in (route.zones or [NONE] * len(route.metres))]
    rules = [(i, *rule) for i, fare in enumerate(fares) for rule in fare.rules]
    column = np.array(rules, dtype=np.int32).reshape(len(rules), 5).T
    timings = _ints([time - trip[0] for trip in every for time in trip])
    return CompiledFeed(
        name="hand-made", sha256="", zone=zone, first_date=20000, days=1, currency=currency, language="en",
        publisher="", zones=(zone,),
        stop_latitude=np.zeros(stops), stop_longitude=np.zeros(stops),
        stop_zone=np.zeros(stops, np.int16), stop_station=_ints([NONE] * stops),
        stop_kind=np.zeros(stops, np.int8), stop_flags=np.zeros(stops, np.uint8),
        stop_change_s=_ints([60] * stops), stop_fare_zone=_ints(zones),
        stop_ids=NOTHING, stop_codes=NOTHING, stop_names=NOTHING, stop_platforms=NOTHING,
        agency_ids=Texts.of(agencies), agency_names=Texts.of(agencies), agency_urls=NOTHING,
        route_agency=np.array([agencies.index(r.agency) for r in routes], np.int16),
        route_mode=np.array([r.mode for r in routes], np.int8),
        route_type=np.zeros(len(routes), np.int16),
        route_ids=Texts.of([r.name for r in routes]),
        route_short_names=Texts.of([r.name for r in routes]),
        route_long_names=NOTHING, route_colours=NOTHING,
        pattern_route=_ints(range(len(routes))), pattern_flags=np.zeros(len(routes), np.uint8),
        pattern_shape=_ints([NONE] * len(routes)), pattern_first=_ints(np.cumsum([0, *lengths])),
        pattern_first_trip=_ints(np.cumsum([0, *counts])),
        position_stop=_ints(range(stops)), position_flags=np.full(stops, 3, np.uint8),
        position_metres=_ints([m for r in routes for m in r.metres]),
        trip_service=_ints([0] * sum(counts)), trip_headway_s=_ints([0] * sum(counts)),
        trip_ids=NOTHING, trip_text=_ints([0] * sum(counts)), trip_names=NOTHING,
        trip_headsigns=NOTHING, trip_start=_ints([trip[0] for trip in every]),
        trip_timing=_ints(np.cumsum([0, *map(len, every)])[:-1]),
        timing_arrivals=timings, timing_departures=timings.copy(),
        service_days=np.ones((1, 1), np.uint8),
        link_first=_ints([0, *([len(links_s)] * stops)]), link_to=_ints([0] * len(links_s)),
        link_s=_ints(links_s),
        shape_first=np.zeros(1, np.int64), shape_latitude_e6=_ints([]),
        shape_longitude_e6=_ints([]),
        fare_product_ids=Texts.of([f.name for f in fares]),
        fare_product_names=Texts.of([f.name for f in fares]),
        fare_product_minor=_ints([f.minor for f in fares]),
        fare_product_transfers=np.array([f.transfers for f in fares], np.int16),
        fare_product_transfer_s=_ints([f.transfer_s for f in fares]),
        fare_rule_product=column[0], fare_rule_route=column[1], fare_rule_origin=column[2],
        fare_rule_destination=column[3], fare_rule_contains=column[4],
        fare_zone_ids=NOTHING, translation_field=NOTHING, translation_language=NOTHING,
        translation_source=NOTHING, translation_text=NOTHING,
    )  # fmt: skip


def _times(route: Route, trip: Sequence[int]) -> Sequence[int]:
    """Times of a trip; a kilometre a minute where none are given."""
    return trip or [metres * 60 // 1000 for metres in route.metres]


def _ints(values: Sequence[int]) -> np.ndarray:
    return np.array(values, dtype=np.int32)
