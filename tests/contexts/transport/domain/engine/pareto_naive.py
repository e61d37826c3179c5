"""Every journey of a tiny view, one after another, with nothing of the engine's own thinking; and a check of one journey."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from contexts.transport.domain.engine.journeys import Journey, Link, Request, Ride, Slack
from contexts.transport.domain.timetable.view import COST, MAY_ALIGHT, MAY_BOARD, NO_PRODUCT, View

Vector = tuple[int, ...]
"""Arrival, rides, and the chosen criteria."""


@dataclass(frozen=True, slots=True)
class Traveller:
    stop: int
    time: int
    """From which anything may be boarded."""
    rides: int = 0
    product: int = NO_PRODUCT
    spent: tuple[int, int, int] = (0, 0, 0)

    def pays(self, row) -> Traveller:
        first, second, third = (int(a) + int(b) for a, b in zip(self.spent, row, strict=True))
        return replace(self, spent=(first, second, third))


def all_vectors(view: View, request: Request, criteria: tuple[int, ...]) -> set[Vector]:
    """Return the vectors of all journeys."""
    found: set[Vector] = set()
    access = request.access
    for stop, seconds, row in zip(access.stops, access.seconds, access.criteria, strict=True):
        start = Traveller(int(stop), request.at + int(seconds)).pays(row)
        for end in _ends(view, request, start):
            found.add((end.time, end.rides, *(end.spent[column] for column in criteria)))
    return found


def _ends(view: View, request: Request, traveller: Traveller) -> Iterator[Traveller]:
    """Yield the traveller at the destination, after each way to go on."""
    if traveller.rides == request.max_rides:
        return
    egress = request.egress
    for off in _rides(view, request, traveller):
        for stop, seconds, row in zip(egress.stops, egress.seconds, egress.criteria, strict=True):
            if stop == off.stop:
                yield replace(off, time=off.time + int(seconds)).pays(row)
        change = int(view.stop_change_s[off.stop])
        yield from _ends(view, request, replace(off, time=off.time + change))
        for link in range(view.link_first[off.stop], view.link_first[off.stop + 1]):
            there, seconds = int(view.link_to[link]), int(view.link_s[link])
            if there != off.stop:
                walked = replace(off, stop=there, time=off.time + seconds)
                yield from _ends(view, request, walked.pays(view.link_criteria[link]))


def _rides(view: View, request: Request, traveller: Traveller) -> Iterator[Traveller]:
    """Yield the traveller where each ride ends that starts at the stop, in any trip still caught."""
    if not _stop_open(request, traveller.stop):
        return
    for pattern in range(view.patterns):
        if request.pattern_allowed is not None and not request.pattern_allowed[pattern]:
            continue
        first, last = int(view.pattern_first[pattern]), int(view.pattern_first[pattern + 1])
        for board in range(first, last):
            if (
                view.position_stop[board] == traveller.stop
                and view.position_flags[board] & MAY_BOARD
            ):
                on = _boarded(view, pattern, traveller)
                for alight in range(board + 1, last):
                    yield from _off(view, request, pattern, on, board - first, alight - first)


def _boarded(view: View, pattern: int, traveller: Traveller) -> Traveller:
    product = int(view.pattern_product[pattern])
    price = [int(value) for value in view.pattern_criteria[pattern]]
    if product != NO_PRODUCT and product == traveller.product:
        price[COST] = 0
    holds = traveller.product if product == NO_PRODUCT else product
    return replace(traveller, product=holds, rides=traveller.rides + 1).pays(price)


def _off(
    view: View, request: Request, pattern: int, on: Traveller, board: int, alight: int
) -> Iterator[Traveller]:
    first = int(view.pattern_first[pattern])
    stop = int(view.position_stop[first + alight])
    if not view.position_flags[first + alight] & MAY_ALIGHT or not _stop_open(request, stop):
        return
    spent = view.position_criteria[first + alight] - view.position_criteria[first + board]
    trips = int(view.pattern_first_trip[pattern + 1] - view.pattern_first_trip[pattern])
    for trip in range(trips):
        ride = ride_of(view, pattern, trip, board, alight)
        if ride.departs >= on.time:
            yield replace(on, stop=stop, time=ride.arrives).pays(spent)


def ride_of(view: View, pattern: int, trip: int, board: int, alight: int) -> Ride:
    stops = int(view.pattern_first[pattern + 1] - view.pattern_first[pattern])
    trips = int(view.pattern_first_trip[pattern + 1] - view.pattern_first_trip[pattern])
    event = int(view.pattern_first_event[pattern])
    departs = int(view.departures[event + board * trips + trip])
    arrives = int(view.arrivals[event + trip * stops + alight])
    return Ride(pattern, trip, board, alight, departs, arrives)


def _stop_open(request: Request, stop: int) -> bool:
    return request.stop_allowed is None or bool(request.stop_allowed[stop])


def front(vectors: set[Vector]) -> set[Vector]:
    """Return the vectors that no other one is nowhere worse than."""
    return {
        vector
        for vector in vectors
        if not any(
            other != vector and all(a <= b for a, b in zip(other, vector, strict=True))
            for other in vectors
        )
    }


def kept(vectors: set[Vector], slack: Slack | None) -> set[Vector]:
    """Return the front of some vectors, or what a slack keeps of it."""
    whole = front(vectors)
    if slack is None:
        return whole
    anchors = front({vector[:2] for vector in vectors})
    return {
        vector
        for vector in whole
        if any(
            vector[0] <= arrives + slack.arrival_s and vector[1] <= rides + slack.rides
            for arrives, rides in anchors
        )
    }


def vector_of(journey: Journey, criteria: tuple[int, ...]) -> Vector:
    return (journey.arrives, journey.rides, *(journey.criteria[column] for column in criteria))


def check_journey(
    view: View, request: Request, journey: Journey, criteria: tuple[int, ...]
) -> None:
    """Walk a journey through the view and demand that it is possible and adds up to what it says."""
    access, egress = request.access, request.egress
    start = int(access.seconds[journey.access])
    traveller = Traveller(int(access.stops[journey.access]), request.at + start)
    traveller = traveller.pays(access.criteria[journey.access])
    legs = list(journey.legs)
    assert isinstance(legs[0], Ride)
    assert isinstance(legs[-1], Ride)
    assert journey.departs == legs[0].departs - start >= request.at
    for leg, before in zip(legs, [None, *legs], strict=False):
        assert not (isinstance(leg, Link) and isinstance(before, Link))
        if isinstance(leg, Link):
            traveller = _walked(view, leg, traveller)
        else:
            change = int(view.stop_change_s[traveller.stop]) if isinstance(before, Ride) else 0
            traveller = replace(traveller, time=traveller.time + change)
            traveller = _ridden(view, request, leg, traveller)
    assert traveller.stop == egress.stops[journey.egress]
    traveller = traveller.pays(egress.criteria[journey.egress])
    assert journey.arrives == traveller.time + egress.seconds[journey.egress]
    assert journey.rides == traveller.rides <= request.max_rides
    expected = [spent if column in criteria else 0 for column, spent in enumerate(traveller.spent)]
    assert list(journey.criteria) == expected


def _walked(view: View, leg: Link, traveller: Traveller) -> Traveller:
    assert view.link_first[leg.from_stop] <= leg.link < view.link_first[leg.from_stop + 1]
    assert leg.from_stop == traveller.stop != leg.to_stop == view.link_to[leg.link]
    assert leg.seconds == view.link_s[leg.link]
    walked = replace(traveller, stop=leg.to_stop, time=traveller.time + leg.seconds)
    return walked.pays(view.link_criteria[leg.link])


def _ridden(view: View, request: Request, leg: Ride, traveller: Traveller) -> Traveller:
    assert leg == ride_of(view, leg.pattern, leg.trip, leg.board, leg.alight)
    assert leg.board < leg.alight
    assert leg.departs >= traveller.time
    first = int(view.pattern_first[leg.pattern])
    here, there = first + leg.board, first + leg.alight
    assert view.position_stop[here] == traveller.stop
    assert view.position_flags[here] & MAY_BOARD
    assert view.position_flags[there] & MAY_ALIGHT
    assert request.pattern_allowed is None or request.pattern_allowed[leg.pattern]
    stop = int(view.position_stop[there])
    assert _stop_open(request, traveller.stop)
    assert _stop_open(request, stop)
    on = _boarded(view, leg.pattern, traveller)
    spent = view.position_criteria[there] - view.position_criteria[here]
    return replace(on, stop=stop, time=leg.arrives).pays(spent)
