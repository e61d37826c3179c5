"""Walks a journey through its view, step by step, and counts what it really takes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from contexts.transport.domain.engine.journeys import Journey, Link, Request, Ride
from contexts.transport.domain.timetable.view import (
    COST,
    CRITERIA,
    MAY_ALIGHT,
    MAY_BOARD,
    NO_PRODUCT,
    View,
)

from .schedule import times_of


def walk(view: View, request: Request, journey: Journey, criteria: Sequence[int] = ()) -> None:
    """Fail where the journey can't be made, or not as it says."""
    rides = [leg for leg in journey.legs if isinstance(leg, Ride)]
    assert journey.rides == len(rides)
    assert 1 <= len(rides) <= request.max_rides
    assert isinstance(journey.legs[0], Ride)
    assert isinstance(journey.legs[-1], Ride)
    for ride in rides:
        _check_ride(view, request, ride)
    for before, after in pairwise(journey.legs):
        assert isinstance(before, Ride) or isinstance(after, Ride), "two links in a row"
    _check_changes(view, journey)
    first, last = rides[0], rides[-1]
    assert _stop(view, first, first.board) == request.access.stops[journey.access]
    assert _stop(view, last, last.alight) == request.egress.stops[journey.egress]
    assert journey.departs == first.departs - request.access.seconds[journey.access]
    assert journey.arrives == last.arrives + request.egress.seconds[journey.egress]
    spent = _spent(view, request, journey)
    wanted = tuple(spent[c] if c in criteria else 0 for c in range(CRITERIA))
    assert journey.criteria == wanted, f"says {journey.criteria}, spends {wanted}"


def _check_ride(view: View, request: Request, ride: Ride) -> None:
    arrivals, departures = times_of(view, ride.pattern)
    assert 0 <= ride.trip < len(arrivals)
    assert 0 <= ride.board < ride.alight < arrivals.shape[1]
    assert ride.departs == departures[ride.trip, ride.board]
    assert ride.arrives == arrivals[ride.trip, ride.alight]
    first = view.pattern_first[ride.pattern]
    assert view.position_flags[first + ride.board] & MAY_BOARD
    assert view.position_flags[first + ride.alight] & MAY_ALIGHT
    if request.pattern_allowed is not None:
        assert request.pattern_allowed[ride.pattern]
    if request.stop_allowed is not None:
        assert request.stop_allowed[_stop(view, ride, ride.board)]
        assert request.stop_allowed[_stop(view, ride, ride.alight)]


def _check_changes(view: View, journey: Journey) -> None:
    ready, arrived, here = -(2**40), 0, -1
    for leg in journey.legs:
        if isinstance(leg, Link):
            assert view.link_first[here] <= leg.link < view.link_first[here + 1]
            assert (leg.from_stop, leg.to_stop) == (here, view.link_to[leg.link])
            assert leg.from_stop != leg.to_stop
            assert leg.seconds == view.link_s[leg.link]
            here, ready = leg.to_stop, arrived + leg.seconds
            continue
        assert here in {-1, _stop(view, leg, leg.board)}
        assert leg.departs >= ready
        here, arrived = _stop(view, leg, leg.alight), leg.arrives
        ready = arrived + int(view.stop_change_s[here])


def _spent(view: View, request: Request, journey: Journey) -> list[int]:
    spent = request.access.criteria[journey.access] + request.egress.criteria[journey.egress]
    held = NO_PRODUCT
    for leg in journey.legs:
        if isinstance(leg, Link):
            spent = spent + view.link_criteria[leg.link]
            continue
        product = int(view.pattern_product[leg.pattern])
        price = view.pattern_criteria[leg.pattern].copy()
        if product not in {NO_PRODUCT, held}:
            held = product
        elif product != NO_PRODUCT:
            price[COST] = 0
        first = view.pattern_first[leg.pattern]
        along = (
            view.position_criteria[first + leg.alight] - view.position_criteria[first + leg.board]
        )
        spent = spent + price + along
    return [int(one) for one in spent]


def _stop(view: View, ride: Ride, position: int) -> int:
    return int(view.position_stop[view.pattern_first[ride.pattern] + position])
