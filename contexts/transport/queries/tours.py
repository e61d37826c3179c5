"""Journeys to several places with stays between them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from django.conf import settings

from riz.money import Money

from ..contracts import Place, When, Wishes
from ..domain.modes import Mode
from ..domain.options.chains import Chain, Stay, begun, extended, pruned
from ..domain.options.describing import instant
from ..domain.options.orders import best_order
from ..domain.options.picks import Picked, pick
from ..domain.options.results import Tour, TourPick, Tours, Visit
from ..domain.options.units import units_in
from ..domain.options.ways import Move, Way
from ..errors import ImpossibleWindow, NoWayFound, SamePlace, TooManyLegs
from . import searching
from .asking import DAY, apart
from .options import SAME_M, Front, find_front, weights_of

MOST_PLACES: Final = 12
LONGEST_STAY_S: Final = 60 * DAY
_SHOWN: Final = 6
_LONGEST_WINDOW_S: Final = 2 * DAY


@dataclass(frozen=True, slots=True)
class _Found:
    """The chains of one order of places, and where their legs are from."""

    chains: tuple[Chain, ...]
    fronts: tuple[Front, ...]
    truncated: bool
    capped: bool


def plan_tours(
    *,
    visits: Sequence[Visit],
    when: When,
    wishes: Wishes,
    free_order: bool,
    last_is_fixed: bool,
    now: dt.datetime,
) -> Tours:
    """Return the best ways to visit places: in the given order, or in the one with the least time on the way.

    The first place is where one starts. Legs are searched one after another in the windows that arrivals and stays leave open.

    Raises:
        TooManyLegs: more places than one search takes.
        SamePlace: two places that follow each other are one.
        ImpossibleWindow: stays contradict themselves.
        NoWayFound: a leg has no way in its window.
    """
    _check(visits)
    is_late = searching.patience(settings.RIZ_TRANSPORT_TOUR_SECONDS)
    order, is_exact = list(range(len(visits))), True
    if free_order:
        order, is_exact = _order(visits, when, wishes, now, is_late, last_is_fixed=last_is_fixed)
    chosen = [visits[i] for i in order]
    _check_neighbours(chosen)
    found = _chain(chosen, when, wishes, now, is_late)
    picked = pick([_as_way(chain) for chain in found.chains], weights_of(wishes), wishes.currency)
    shown = _shown(found.chains, picked)
    return Tours(
        order=tuple(order),
        order_is_exact=is_exact,
        places=tuple(visit.place for visit in chosen),
        surface_sectors=tuple(i for i, visit in enumerate(chosen) if visit.leave_from is not None),
        results=tuple(_tour(found, index, picked, wishes.currency) for index in shown),
        picks=tuple(
            TourPick(name=p.name, index=shown.index(p.index), reason=p.reason) for p in picked
        ),
        truncated=found.truncated or is_late(),
        capped=found.capped,
        timetable=found.fronts[0].timetable,
    )


def _check(visits: Sequence[Visit]) -> None:
    if len(visits) > MOST_PLACES:
        raise TooManyLegs(most_places=MOST_PLACES, places=len(visits))
    for number, visit in enumerate(visits):
        if visit.max_stay_s is not None and visit.max_stay_s < visit.min_stay_s:
            raise ImpossibleWindow(
                errors={
                    f"places.{number}.max_stay_s": [
                        "The longest stay is shorter than the shortest."
                    ]
                }
            )


def _check_neighbours(visits: Sequence[Visit]) -> None:
    for number, (here, there) in enumerate(pairwise(visits)):
        if apart(_left_from(here), there.place) < SAME_M:
            raise SamePlace(leg=number)


def _left_from(visit: Visit) -> Place:
    return visit.leave_from or visit.place


def _order(
    visits: Sequence[Visit],
    when: When,
    wishes: Wishes,
    now: dt.datetime,
    is_late: Callable[[], bool],
    *,
    last_is_fixed: bool,
) -> tuple[list[int], bool]:
    costs: list[list[float]] = []
    guessed = False
    for here in visits:
        row: list[float] = []
        for there in visits:
            guess = is_late()
            guessed |= guess
            row.append(
                0.0 if here is there else _seconds(here, there, when, wishes, now, guess=guess)
            )
        costs.append(row)
    order, is_exact = best_order(costs, last_is_fixed=last_is_fixed)
    return order, is_exact and not guessed


def _seconds(
    here: Visit, there: Visit, when: When, wishes: Wishes, now: dt.datetime, *, guess: bool
) -> float:
    """Return how long the fastest way takes; by road where there is none, or no time to look."""
    origin, destination = _left_from(here), there.place
    by_road = float(searching.road_seconds(round(1.3 * apart(origin, destination))))
    if guess or apart(origin, destination) < SAME_M:
        return by_road
    found = find_front(
        origin=origin,
        destination=destination,
        when=When(at=when.at, window_s=0),
        wishes=wishes,
        now=now,
    )
    return float(min((kept.way.duration_s for kept in found.kept), default=by_road))


def _chain(
    visits: Sequence[Visit],
    when: When,
    wishes: Wishes,
    now: dt.datetime,
    is_late: Callable[[], bool],
) -> _Found:
    chains: list[Chain] = []
    fronts: list[Front] = []
    capped = truncated = False
    for leg, (here, there) in enumerate(pairwise(visits)):
        stay = _stay(here)
        window = when if not chains else _window(chains, stay)
        found = find_front(
            origin=_left_from(here), destination=there.place, when=window, wishes=wishes, now=now
        )
        fronts.append(found)
        truncated |= found.truncated or is_late()
        ways = _ways(found, window)
        chains = extended(chains, ways, stay) if leg else begun(ways)
        if not chains:
            raise NoWayFound(leg=leg)
        following = _stay(there) if leg + 2 < len(visits) else None
        units = units_in(searching.book_of(now), wishes.currency)
        chains, is_capped = pruned(chains, units, following)
        capped |= is_capped
    return _Found(tuple(chains), tuple(fronts), truncated, capped)


def _ways(found: Front, window: When) -> list[Way]:
    """Return what may be a leg: ways by timetable, and a taxi at the times that are left where there are none."""
    ways = [kept.way for kept in found.kept if not kept.is_dominated]
    first = int(window.at.timestamp())
    taxis = [way for way in found.baselines if way.legs[0].mode in {Mode.TAXI, Mode.WALK}]
    return ways or [_shifted(way, first - way.departs) for way in taxis]


def _shifted(way: Way, seconds: int) -> Way:
    legs = tuple(
        Move(leg.mode, leg.departs + seconds, leg.arrives + seconds, leg.metres) for leg in way.legs
    )
    return Way(
        legs,
        way.departs + seconds,
        way.arrives + seconds,
        way.cost_minor,
        way.co2_g,
        way.discomfort_s,
        way.price,
    )


def _stay(visit: Visit) -> Stay:
    zone = _left_from(visit).time_zone
    return Stay(visit.min_stay_s, visit.max_stay_s, visit.nights, zone)


def _window(chains: Sequence[Chain], stay: Stay) -> When:
    """Return when the next leg may leave, whatever chain it follows."""
    allowed = [stay.departures(chain.arrives) for chain in chains]
    first, last = min(first for first, _ in allowed), max(last for _, last in allowed)
    if last < first:
        raise ImpossibleWindow
    return When(at=instant(first), window_s=min(last - first, _LONGEST_WINDOW_S))


def _as_way(chain: Chain) -> Way:
    """Return a chain as one way, for picks: its changes are those of all its legs."""
    legs = tuple(leg for way in chain.ways for leg in way.legs)
    return Way(legs, chain.departs, chain.arrives, chain.cost, chain.co2_g, chain.discomfort_s)


def _shown(chains: Sequence[Chain], picked: Sequence[Picked]) -> list[int]:
    best = list(dict.fromkeys(each.index for each in picked))
    others = [index for index in range(len(chains)) if index not in best]
    return [*best, *others][: max(_SHOWN, len(best))]


def _tour(found: _Found, index: int, picked: Sequence[Picked], currency: str) -> Tour:
    chain = found.chains[index]
    legs = tuple(front.option(way) for front, way in zip(found.fronts, chain.ways, strict=True))
    return Tour(
        legs=legs,
        departs=instant(chain.departs),
        arrives=instant(chain.arrives),
        duration_s=chain.arrives - chain.departs,
        cost=None if chain.cost is None else Money(chain.cost, currency),
        co2_g=chain.co2_g,
        discomfort_s=chain.discomfort_s,
        transfers=chain.transfers,
        picks=tuple(each.name for each in picked if each.index == index),
    )
