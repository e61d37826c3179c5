"""How things stand today: what sources say of the trips of a way, of their vehicles, and to their passengers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from typing import Final

from riz.mapping import to_contract

from ..contracts import Leg as DescribedLeg
from ..contracts import LegEnd, Option, ServiceAlert
from ..domain.options.describing import instant, names_of
from ..domain.options.found import EPOCH, day_start
from ..domain.options.results import VehicleSeen
from ..domain.options.ways import Leg, Move, Ride, Way
from ..domain.realtime import Vehicle
from ..domain.realtime.alerts import AlertBook, Subject, in_language
from ..domain.realtime.changes import CANCELLED, Change
from ..domain.timetable.feed import NONE, CompiledFeed
from ..gateways.live import LiveState
from ..gateways.timetable import ActiveFeed

VEHICLE_SECONDS: Final = 600
"""A vehicle that was seen longer ago is somewhere else."""
_SAME_RUN_S: Final = 6 * 3600


@dataclass(frozen=True, slots=True)
class Today:
    """The live states of some feeds now."""

    feeds: Sequence[ActiveFeed]
    states: Sequence[tuple[LiveState, ...]]
    language: str

    def times(self, legs: Sequence[Leg]) -> tuple[Leg, ...]:
        """Return scheduled legs at the times at which they run; what goes before or after a ride moves with it."""
        moved: list[Leg] = [self._ride(leg) if isinstance(leg, Ride) else leg for leg in legs]
        for index, leg in enumerate(moved):
            if isinstance(leg, Move):
                beside = index - 1 if index else index + 1
                moved[index] = _shifted(leg, _lateness(legs, moved, index, beside))
        return tuple(moved)

    def onto(self, option: Option, way: Way) -> Option:
        """Tell with a way which of its trips are live or cancelled, and what passengers are warned of."""
        if not any(self.states):
            return option
        legs = tuple(
            self._as_it_runs(described, leg) if isinstance(leg, Ride) else described
            for described, leg in zip(option.legs, way.legs, strict=True)
        )
        is_missed = any(leg.arrives > following.departs for leg, following in pairwise(way.legs))
        return replace(
            option,
            legs=legs,
            wait_s=max(0, option.wait_s),
            is_feasible=not (is_missed or any(leg.is_cancelled for leg in legs)),
        )

    def numbered(self, legs: Sequence[Leg]) -> tuple[Leg, ...]:
        """Return legs whose trips are named by numbers that hold whatever else is added."""
        return tuple(
            replace(leg, trip=self.feeds[leg.feed].number_of(leg.trip))
            if isinstance(leg, Ride)
            else leg
            for leg in legs
        )

    def knows(self, feed: int, trip: int, day: int) -> bool:
        """Tell whether it is told how a trip runs on a day."""
        number = self.feeds[feed].number_of(trip)
        return any(state.changes.find(number, day) is not None for state in self.states[feed])

    def vehicle(self, feed: int, trip: int, day: int, *, departs: int, now: int) -> Vehicle | None:
        """Return the vehicle that runs a trip on a day."""
        compiled = self.feeds[feed].feed
        trip_id = compiled.trip_ids[int(compiled.trip_text[trip])]
        seen = (v for state in self.states[feed] for v in _vehicles(state).get(trip_id, ()))
        mine = [v for v in seen if _is_run(v, day, departs) and now - v.at <= VEHICLE_SECONDS]
        return max(mine, key=lambda vehicle: vehicle.at, default=None)

    def _changes(self, ride: Ride) -> list[Change | None]:
        """Return what is said of a ride's trip; None for a cancellation."""
        changes: list[Change | None] = []
        number = self.feeds[ride.feed].number_of(ride.trip)
        for state in self.states[ride.feed]:
            row = state.changes.find(number, ride.day)
            if row is not None:
                is_gone = state.changes.state[row] == CANCELLED
                changes.append(None if is_gone else state.changes.change(row))
        return changes

    def _ride(self, ride: Ride) -> Ride:
        change = _last(self._changes(ride), ride)
        if change is None:
            return ride
        start = day_start(ride.day, self.feeds[ride.feed].feed.zone)
        return replace(
            ride,
            departs=start + int(change.departures[ride.board]),
            arrives=start + int(change.arrivals[ride.alight]),
        )

    def _as_it_runs(self, leg: DescribedLeg, ride: Ride) -> DescribedLeg:
        changes = self._changes(ride)
        change = _last(changes, ride)
        return replace(
            leg,
            is_live=bool(changes),
            is_cancelled=any(_is_lost(change, ride) for change in changes),
            alerts=self._alerts(ride, NONE, ride.departs),
            origin=self._end(leg.origin, ride, (ride.board, ride.origin, ride.departs), change),
            destination=self._end(
                leg.destination, ride, (ride.alight, ride.destination, ride.arrives), change
            ),
            stops=None if leg.stops is None else self._stops(leg.stops, ride, change),
        )

    def _end(
        self, end: LegEnd, ride: Ride, call: tuple[int, int, int], change: Change | None
    ) -> LegEnd:
        """Tell of an end (position, stop, time) where it is today, and what one is warned of there."""
        position, stop, at = call
        if change is not None and position in change.stops:
            stop = change.stops[position]
            end = self._elsewhere(end, ride, stop)
        return replace(end, alerts=self._alerts(ride, stop, at))

    def _stops(
        self, stops: Sequence[LegEnd], ride: Ride, change: Change | None
    ) -> tuple[LegEnd, ...]:
        """Tell of the stops in between when and where the vehicle is there today, and which it passes."""
        if change is None:
            return tuple(stops)
        start = day_start(ride.day, self.feeds[ride.feed].feed.zone)
        return tuple(
            self._stop(stop, ride, position, start, change)
            for position, stop in enumerate(stops, ride.board + 1)
        )

    def _stop(self, end: LegEnd, ride: Ride, position: int, start: int, change: Change) -> LegEnd:
        if position in change.stops:
            end = self._elsewhere(end, ride, change.stops[position])
        planned = end.scheduled_at or end.at
        at = instant(start + int(change.arrivals[position]))
        return replace(
            end,
            at=at,
            scheduled_at=None if at == planned else planned,
            is_skipped=bool(change.skipped[position]),
        )

    def _elsewhere(self, end: LegEnd, ride: Ride, stop: int) -> LegEnd:
        """Tell of a call at another platform."""
        feed = self.feeds[ride.feed].feed
        return replace(
            end,
            name=names_of(feed, self.language)("stop_name", feed.stop_names[stop]),
            latitude=round(float(feed.stop_latitude[stop]), 6),
            longitude=round(float(feed.stop_longitude[stop]), 6),
            stop_id=feed.stop_ids[stop],
            code=feed.stop_codes[stop],
            platform=feed.stop_platforms[stop],
        )

    def _alerts(self, ride: Ride, stop: int, at: int) -> tuple[ServiceAlert, ...]:
        subject = _subject(self.feeds[ride.feed].feed, ride, stop)
        return tuple(
            ServiceAlert(
                header=in_language(alert.header, self.language),
                description=in_language(alert.description, self.language),
                url=in_language(alert.url, self.language),
                cause=alert.cause,
                effect=alert.effect,
                severity=alert.severity,
            )
            for state in self.states[ride.feed]
            for alert in _book(state).about(subject, at)
        )


def seen(vehicle: Vehicle | None) -> VehicleSeen | None:
    """Return a vehicle as it is told."""
    if vehicle is None:
        return None
    return to_contract(VehicleSeen, vehicle, at=_moment(vehicle.at))


def _moment(at: int) -> datetime | None:
    return instant(at) if at else None


def _last(changes: Sequence[Change | None], ride: Ride) -> Change | None:
    """Return how a ride's trip runs by the last word, unless one of them is that it doesn't."""
    change = changes[-1] if changes and all(changes) else None
    return None if change is None or ride.alight >= len(change.arrivals) else change


def _is_lost(change: Change | None, ride: Ride) -> bool:
    if change is None:
        return True
    return bool(change.skipped[ride.board] or change.skipped[ride.alight])


def _lateness(legs: Sequence[Leg], moved: Sequence[Leg], index: int, beside: int) -> int:
    if not 0 <= beside < len(legs):
        return 0
    if beside < index:
        return moved[beside].arrives - legs[beside].arrives
    return moved[beside].departs - legs[beside].departs


def _shifted(move: Move, seconds: int) -> Move:
    return replace(move, departs=move.departs + seconds, arrives=move.arrives + seconds)


def _is_run(vehicle: Vehicle, day: int, departs: int) -> bool:
    """Tell whether a vehicle of a trip runs it on this day; without a date by when it was seen."""
    if vehicle.start_date is not None:
        return (vehicle.start_date - EPOCH).days == day
    return abs(departs - vehicle.at) <= _SAME_RUN_S


def _subject(feed: CompiledFeed, ride: Ride, stop: int) -> Subject:
    agency = int(feed.route_agency[ride.line])
    return Subject(
        agency_id="" if agency == NONE else feed.agency_ids[agency],
        route_id=feed.route_ids[ride.line],
        trip_id=feed.trip_ids[int(feed.trip_text[ride.trip])],
        stop_ids=frozenset(_stop_ids(feed, stop)),
    )


def _stop_ids(feed: CompiledFeed, stop: int) -> Iterable[str]:
    if stop != NONE:
        yield feed.stop_ids[stop]
        station = int(feed.stop_station[stop])
        if station != NONE:
            yield feed.stop_ids[station]


@lru_cache(maxsize=64)
def _book(state: LiveState) -> AlertBook:
    return AlertBook(state.alerts)


@lru_cache(maxsize=64)
def _vehicles(state: LiveState) -> Mapping[str, Sequence[Vehicle]]:
    by_trip: defaultdict[str, list[Vehicle]] = defaultdict(list)
    for vehicle in state.vehicles:
        if vehicle.trip_id:
            by_trip[vehicle.trip_id].append(vehicle)
    return dict(by_trip)
