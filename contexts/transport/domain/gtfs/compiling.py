"""The checked tables of a feed laid out as the arrays that are stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from ..modes import Mode
from ..timetable.feed import NONE, CompiledFeed, packed_days
from ..timetable.view import Float64, Int8, Int32
from .agencies import Agencies, Facts, Routes
from .calendars import Calendar
from .fare_tables import Fares, chosen
from .links import Links
from .notices import Severity
from .patterns import Patterns
from .shapes import AHEAD, ANYWHERE, Shapes, place_patterns
from .stop_times import StopTimes
from .stops import STATION, Stops
from .tables import Reader
from .timings import share_timings
from .translations import Translations
from .trips import Trips
from .ways import Ways, metres_apart

_DETOUR: Final = {Mode.FLIGHT: 1.0, Mode.TRAIN: 1.15, Mode.SUBURBAN_TRAIN: 1.15, Mode.METRO: 1.1}
_USUAL_DETOUR: Final = 1.25
_FAR_FROM_SHAPE_M: Final = 100.0
_FAR_FROM_SHAPE_AT_ENDS_M: Final = 400.0
"""Beyond these the field's validator (MobilityData's, in its default settings) warns; the latter where trains begin and end."""
_BESIDE_SHAPE_M: Final = 1_000.0
"""A shape that a stop is farther from says nothing of the way."""
_LONGEST_DETOUR: Final = 5.0
_SHORTEST_DETOUR: Final = 0.8


@dataclass(slots=True)
class Parts:
    """All that a feed is compiled from."""

    name: str
    sha256: str
    agencies: Agencies
    routes: Routes
    stops: Stops
    calendar: Calendar
    shapes: Shapes
    trips: Trips
    times: StopTimes
    patterns: Patterns
    links: Links
    fares: Fares
    translations: Translations
    facts: Facts


def compile_feed(parts: Parts, reader: Reader) -> CompiledFeed:
    """Lay out the arrays. Stops are numbered in the order in which patterns come to them."""
    stops, patterns, times, trips = parts.stops, parts.patterns, parts.times, parts.trips
    order, place = _stop_order(stops, patterns)
    runs = patterns.runs
    trip = times.trip[runs.row]
    texts, trip_text = _trip_texts(runs.row, len(times))
    named = times.trip[texts]
    shape = trips.shape[times.trip[patterns.sample]]
    metres = _metres(parts, shape, reader)
    used_shapes, pattern_shape = _used(shape, parts.shapes)
    timings = share_timings(times, runs.row)
    days, service = np.unique(packed_days(parts.calendar.days), axis=0, return_inverse=True)
    link_first, links = _links(parts.links.ways, place, len(order))
    route = trips.route[times.trip[patterns.sample]]
    fares, translations = parts.fares, parts.translations
    return CompiledFeed(
        name=parts.name,
        sha256=parts.sha256,
        zone=parts.agencies.zone,
        first_date=parts.calendar.first_date,
        days=parts.calendar.days.shape[1],
        currency=fares.currency,
        language=parts.facts.language,
        publisher=parts.facts.publisher,
        zones=stops.zones,
        stop_latitude=stops.latitude[order],
        stop_longitude=stops.longitude[order],
        stop_zone=stops.zone[order],
        stop_station=place[stops.station[order]],
        stop_kind=stops.kind[order],
        stop_flags=parts.links.stop_flags[order],
        stop_change_s=parts.links.change_s[order],
        stop_fare_zone=fares.stop_zone[order],
        stop_ids=chosen(stops.ids, order),
        stop_codes=chosen(stops.codes, order),
        stop_names=chosen(stops.names, order),
        stop_platforms=chosen(stops.platforms, order),
        agency_ids=parts.agencies.ids,
        agency_names=parts.agencies.names,
        agency_urls=parts.agencies.urls,
        route_agency=parts.routes.agency,
        route_mode=parts.routes.mode,
        route_type=parts.routes.type,
        route_ids=parts.routes.ids,
        route_short_names=parts.routes.short_names,
        route_long_names=parts.routes.long_names,
        route_colours=parts.routes.colours,
        pattern_route=route,
        pattern_flags=patterns.flags,
        pattern_shape=pattern_shape,
        pattern_first=patterns.first,
        pattern_first_trip=patterns.first_run,
        position_stop=place[patterns.stop],
        position_flags=patterns.stop_flags,
        position_metres=metres,
        trip_service=service.reshape(-1).astype(np.int32)[trips.service[trip]],
        trip_start=(times.arrivals[times.first[runs.row]] + runs.shift).astype(np.int32),
        trip_timing=timings.of_run,
        trip_headway_s=runs.headway.astype(np.min_scalar_type(int(runs.headway.max(initial=0)))),
        trip_ids=reader.pool("trip").texts(trips.number[named]),
        trip_text=trip_text,
        trip_names=reader.pool("trips.txt.trip_short_name").texts(trips.name[named]),
        trip_headsigns=reader.pool("trips.txt.trip_headsign").texts(trips.headsign[named]),
        timing_arrivals=timings.arrivals,
        timing_departures=timings.departures,
        service_days=days,
        link_first=link_first,
        link_to=links.destination,
        link_s=links.seconds,
        shape_first=used_shapes.first,
        shape_latitude_e6=_micro(used_shapes.latitude),
        shape_longitude_e6=_micro(used_shapes.longitude),
        fare_product_ids=fares.product_ids,
        fare_product_names=fares.product_names,
        fare_product_minor=fares.product_minor,
        fare_product_transfers=fares.product_transfers,
        fare_product_transfer_s=fares.product_transfer_s,
        fare_rule_product=fares.rules[:, 0].copy(),
        fare_rule_route=fares.rules[:, 1].copy(),
        fare_rule_origin=fares.rules[:, 2].copy(),
        fare_rule_destination=fares.rules[:, 3].copy(),
        fare_rule_contains=fares.rules[:, 4].copy(),
        fare_zone_ids=fares.zone_ids,
        translation_field=translations.field,
        translation_language=translations.language,
        translation_source=translations.source,
        translation_text=translations.text,
        position_sequence=_sequence(patterns, times),
    )


def _stop_order(stops: Stops, patterns: Patterns) -> tuple[Int32, Int32]:
    """Return the locations to keep, in order, and the place of each location; the last entry answers for NONE."""
    served, first = np.unique(patterns.stop, return_index=True)
    by_use = served[np.argsort(first, kind="stable")]
    rest = np.setdiff1d(np.flatnonzero(stops.kind <= STATION), served)
    order = np.concatenate([by_use, rest]).astype(np.int32)
    place = np.full(len(stops) + 1, NONE, dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    return order, place


def _trip_texts(row: Int32, trips: int) -> tuple[Int32, Int32]:
    """Return the trips in the order in which runs first name them, and each run's place among them."""
    _, first = np.unique(row, return_index=True)
    texts = row[np.sort(first)]
    place = np.empty(trips, dtype=np.int32)
    place[texts] = np.arange(len(texts), dtype=np.int32)
    return texts, place[row]


def _sequence(patterns: Patterns, times: StopTimes) -> Int32 | None:
    """Return how stops are numbered in each pattern's first trip, or None where they simply count."""
    lengths = np.diff(patterns.first)
    steps = np.arange(patterns.first[-1]) - np.repeat(patterns.first[:-1], lengths)
    sample = patterns.runs.row[patterns.first_run[:-1]]
    numbers = times.sequence[np.repeat(times.first[sample], lengths) + steps]
    return None if (numbers == steps + 1).all() else numbers


def _links(ways: Ways, place: Int32, stops: int) -> tuple[Int32, Ways]:
    origin, destination = place[ways.origin], place[ways.destination]
    order = np.lexsort((destination, origin))
    first = np.zeros(stops + 1, dtype=np.int32)
    np.cumsum(np.bincount(origin, minlength=stops), out=first[1:])
    return first, Ways(origin[order], destination[order], ways.seconds[order], ways.metres[order])


def _used(shape: Int32, shapes: Shapes) -> tuple[Shapes, Int32]:
    """Keep the shapes that patterns have, in their order."""
    has_points = np.append(np.diff(shapes.first) > 1, False)
    numbers = shape[has_points[shape]]
    _, first = np.unique(numbers, return_index=True)
    used = numbers[np.sort(first)]
    place = np.full(len(shapes) + 1, NONE, dtype=np.int32)
    place[used] = np.arange(len(used), dtype=np.int32)
    lengths = np.diff(shapes.first)[used]
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    rows = np.repeat(shapes.first[used] - starts[:-1], lengths) + np.arange(starts[-1])
    return Shapes(starts, shapes.latitude[rows], shapes.longitude[rows]), place[shape]


def _micro(degrees: Float64) -> Int32:
    return np.rint(degrees * 1e6).astype(np.int32)


def _metres(parts: Parts, shape: Int32, reader: Reader) -> Int32:
    """Return how far along its pattern each position lies: along the shape, else as the crow flies and a bit more."""
    patterns, stops, shapes = parts.patterns, parts.stops, parts.shapes
    straight = _straight(parts)
    along = np.full(len(patterns.stop), np.nan)
    away = np.zeros((len(patterns.stop), 2))
    if _is_affordable(patterns, shape, shapes, reader):
        place_patterns(
            shapes.first, shapes.latitude, shapes.longitude, shape, patterns.first, patterns.stop,
            stops.latitude, stops.longitude, along, away,
        )  # fmt: skip
        _report_strays(parts, away[:, ANYWHERE], reader)
    first, last = patterns.first[:-1], patterns.first[1:] - 1
    far = np.maximum.reduceat(away[:, AHEAD], first)
    flown = np.maximum(straight[last], 1.0)
    ratio = (along[last] - along[first]) / flown
    good = (far <= _BESIDE_SHAPE_M) & (ratio > _SHORTEST_DETOUR) & (ratio < _LONGEST_DETOUR)
    lengths = np.diff(patterns.first)
    detour = _detours(parts.routes.mode)[parts.trips.route[parts.times.trip[patterns.sample]]]
    from_first = along - np.repeat(along[first], lengths)
    chosen_m = np.where(np.repeat(good, lengths), from_first, straight * np.repeat(detour, lengths))
    return np.rint(np.minimum(chosen_m, 2**31 - 1)).astype(np.int32)


def _report_strays(parts: Parts, away: Float64, reader: Reader) -> None:
    """Warn of each stop that lies far from the shape of some trip."""
    patterns = parts.patterns
    mode = parts.routes.mode[parts.trips.route[parts.times.trip[patterns.sample]]]
    of_trains = np.isin(mode, [int(Mode.TRAIN), int(Mode.SUBURBAN_TRAIN)])
    allowed = np.full(len(away), _FAR_FROM_SHAPE_M)
    for ends in (patterns.first[:-1], patterns.first[1:] - 1):
        allowed[ends[of_trains]] = _FAR_FROM_SHAPE_AT_ENDS_M
    strayed = np.unique(patterns.stop[away > allowed])
    for stop in strayed[: reader.limits.samples].tolist():
        reader.report.add(
            "stop_too_far_from_shape",
            Severity.WARNING,
            "stops.txt",
            field="stop_id",
            value=parts.stops.ids[stop],
            message=f"{away[patterns.stop == stop].max():.0f} metres from a trip's shape",
        )
    rest = len(strayed) - reader.limits.samples
    if rest > 0:
        reader.report.add("stop_too_far_from_shape", Severity.WARNING, "stops.txt", count=rest)


def _is_affordable(patterns: Patterns, shape: Int32, shapes: Shapes, reader: Reader) -> bool:
    """Tell whether finding the stops of all patterns on their shapes takes a reasonable time."""
    points = np.append(np.diff(shapes.first), 0)[shape]
    work = int((np.diff(patterns.first) * points).sum())
    if work > reader.limits.shape_work:
        message = "too many points; the shapes' lengths are not used"
        reader.report.add("shapes_not_measured", Severity.WARNING, "shapes.txt", message=message)
    return work <= reader.limits.shape_work


def _detours(mode: Int8) -> Float64:
    return np.array([_DETOUR.get(Mode(int(number)), _USUAL_DETOUR) for number in mode])


def _straight(parts: Parts) -> Float64:
    """Return for each position the sum of straight lines from its pattern's first stop."""
    patterns, stops = parts.patterns, parts.stops
    steps = np.zeros(len(patterns.stop))
    steps[1:] = metres_apart(stops.latitude, stops.longitude, patterns.stop[:-1], patterns.stop[1:])
    steps[patterns.first[:-1]] = 0.0
    sums = np.cumsum(steps)
    return sums - np.repeat(sums[patterns.first[:-1]], np.diff(patterns.first))
