"""A way, found again by its id."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from ..contracts import Option
from ..domain.options.describing import Describer
from ..domain.options.found import NoSuchTrip, legs_again
from ..domain.options.pricing import Pricer
from ..domain.options.route_ids import MoveRef, RideRef, Route
from ..domain.realtime import Added
from ..domain.timetable.feed import CompiledFeed
from ..errors import RouteGone
from ..gateways.timetable import ActiveFeed, Timetable, added_now, stored, with_added
from . import route_tokens, searching
from .options import check_currency
from .today import Today


def get_route(
    *,
    route_id: str,
    currency: str = "INR",
    language: str = "",
    expand: frozenset[str] = frozenset(),
    now: dt.datetime,
) -> Option:
    """Return a way that a search has told, from the timetable that it was found in, as it runs today.

    Raises:
        UnknownRoute: no search has told such a way.
        RouteGone: its timetable is no longer in use.
    """
    route = route_tokens.read(route_id)
    book = searching.book_of(now)
    timetable = searching.timetable(book)
    active: Sequence[ActiveFeed] = _feeds_of(route, timetable)
    states = timetable.states(tuple(active))
    added = added_now(states, tuple(active))
    active, states = with_added(tuple(active), states, added)
    today = Today(active, states, language)
    check_currency(book, currency)
    feeds = [each.feed for each in active]
    try:
        legs = today.times(legs_again(_found(route.legs, feeds, added), feeds))
    except NoSuchTrip:
        # We have signed it: its feed was compiled anew under the same version, or the trip was added and no longer is.
        raise RouteGone from None
    pricer = Pricer(feeds, book, currency, route.country, route.places)
    priced = pricer.in_full(pricer.way(legs, legs[0].departs, legs[-1].arrives))
    describer = Describer(
        searching.described_feeds(active),
        route.origin,
        route.destination,
        currency,
        language,
        expand,
    )
    return today.onto(describer.option(priced, route_id), priced)


def _feeds_of(route: Route, timetable: Timetable) -> list[ActiveFeed]:
    in_use = {each.version_id: each for each in timetable.feeds}
    found: list[ActiveFeed] = []
    for version in route.versions:
        version_id = UUID(bytes=version)
        active = in_use.get(version_id) or stored(version_id)
        if active is None:
            raise RouteGone
        found.append(active)
    return found


def _found(
    refs: Sequence[RideRef | MoveRef], feeds: Sequence[CompiledFeed], added: Sequence[Added]
) -> list[RideRef | MoveRef]:
    """Return legs whose added trips are named by where they are now: in feeds of their own, behind all others."""
    places = {
        (each.to, number): (len(feeds) - len(added) + behind, trip)
        for behind, each in enumerate(added)
        for trip, number in enumerate(each.numbers)
    }
    return [_placed(ref, feeds, places) for ref in refs]


def _placed(
    ref: RideRef | MoveRef,
    feeds: Sequence[CompiledFeed],
    places: dict[tuple[int, int], tuple[int, int]],
) -> RideRef | MoveRef:
    if isinstance(ref, MoveRef) or ref.trip < feeds[ref.feed].trips:
        return ref
    feed, trip = places.get((ref.feed, ref.trip), (ref.feed, ref.trip))
    return replace(ref, feed=feed, trip=trip)
