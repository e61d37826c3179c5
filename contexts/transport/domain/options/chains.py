"""Several ways one after another, with stays between them: the front of all of it, built leg by leg.

A chain is dropped when another that has come as far dominates it in arrival, cost, discomfort, CO2 and changes, counted
in units. That is sound because a later leg depends on the arrival alone, and earlier is never worse: except where a stay
may not be longer than so much, or where nights count by the date. There only chains that arrive at one time, or have the
same choice of departures, are compared.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from ..timetable.view import Units
from .fronts import UNKNOWN
from .ways import Way

MOST_CHAINS: Final = 240
_DAY: Final = 86_400
MORNING: Final = dt.time(4)
"""Whoever stays a night leaves from then on; whoever comes before it spent the night travelling."""


@dataclass(frozen=True, slots=True)
class Stay:
    """How long one stays at a place before going on."""

    least_s: int = 0
    most_s: int | None = None
    nights: int | None = None
    zone: str = "UTC"

    def departures(self, arrives: int) -> tuple[int, int]:
        """Return the first and the last moment at which whoever arrives then goes on."""
        if self.nights is not None:
            return self._after_nights(arrives)
        last = arrives + (self.least_s + _DAY if self.most_s is None else self.most_s)
        return arrives + self.least_s, last

    def _after_nights(self, arrives: int) -> tuple[int, int]:
        zone = ZoneInfo(self.zone)
        local = dt.datetime.fromtimestamp(arrives, tz=zone)
        evening = local.date() - dt.timedelta(days=int(local.time() < MORNING))
        leaving = evening + dt.timedelta(days=self.nights or 0)
        first = dt.datetime.combine(leaving, MORNING, tzinfo=zone)
        last = dt.datetime.combine(leaving + dt.timedelta(days=1), MORNING, tzinfo=zone)
        return max(arrives, int(first.timestamp())), int(last.timestamp()) - 1

    @property
    def is_open(self) -> bool:
        """Arriving earlier never takes a departure away."""
        return self.nights is None and self.most_s is None


@dataclass(frozen=True, slots=True)
class Chain:
    """Ways one after another."""

    ways: tuple[Way, ...]
    cost: int | None
    discomfort_s: int
    co2_g: int
    transfers: int

    @property
    def departs(self) -> int:
        """Of the first way."""
        return self.ways[0].departs

    @property
    def arrives(self) -> int:
        """Of the last way."""
        return self.ways[-1].arrives


def begun(ways: Sequence[Way]) -> list[Chain]:
    """Return chains of one way each."""
    return [
        Chain((way,), way.cost_minor, way.discomfort_s, way.co2_g, way.transfers) for way in ways
    ]


def extended(chains: Sequence[Chain], ways: Sequence[Way], stay: Stay) -> list[Chain]:
    """Return every chain with every way that leaves when its stay allows."""
    out: list[Chain] = []
    for chain in chains:
        first, last = stay.departures(chain.arrives)
        out += [_joined(chain, way) for way in ways if first <= way.departs <= last]
    return out


def _joined(chain: Chain, way: Way) -> Chain:
    known = chain.cost is not None and way.cost_minor is not None
    return Chain(
        (*chain.ways, way),
        (chain.cost or 0) + (way.cost_minor or 0) if known else None,
        chain.discomfort_s + way.discomfort_s,
        chain.co2_g + way.co2_g,
        chain.transfers + way.transfers,
    )


def pruned(
    chains: Sequence[Chain], units: Units, next_stay: Stay | None, most: int = MOST_CHAINS
) -> tuple[list[Chain], bool]:
    """Return the chains that none dominates, and whether there were more than are kept."""
    groups: defaultdict[Hashable, list[Chain]] = defaultdict(list)
    for chain in chains:
        groups[_comparable(chain, next_stay)].append(chain)
    kept = [chain for group in groups.values() for chain in _front(group, units)]
    kept.sort(key=lambda chain: (chain.arrives, _vector(chain, units)))
    return _thinned(kept, most), len(kept) > most


def _comparable(chain: Chain, stay: Stay | None) -> Hashable:
    if stay is None or stay.is_open:
        return None
    if stay.nights is not None:
        return max(stay.departures(chain.arrives)[0], 0)
    return chain.arrives


def _front(chains: Sequence[Chain], units: Units) -> list[Chain]:
    kept: list[tuple[Chain, tuple[int, ...]]] = []
    for chain in sorted(chains, key=lambda each: _vector(each, units)):
        mine = _vector(chain, units)
        if not any(all(a <= b for a, b in zip(other, mine, strict=True)) for _, other in kept):
            kept.append((chain, mine))
    return [chain for chain, _ in kept]


def _vector(chain: Chain, units: Units) -> tuple[int, ...]:
    return (
        chain.arrives,
        UNKNOWN if chain.cost is None else -(-chain.cost // units.cost_minor),
        -(-chain.discomfort_s // units.discomfort_s),
        -(-chain.co2_g // units.co2_g),
        chain.transfers,
    )


def _thinned(chains: list[Chain], most: int) -> list[Chain]:
    """Return so many of the chains: the best at each criterion, and others evenly by arrival."""
    if len(chains) <= most:
        return chains
    best = {
        min(range(len(chains)), key=lambda i: UNKNOWN if (c := chains[i].cost) is None else c),
        min(range(len(chains)), key=lambda i: chains[i].discomfort_s),
        min(range(len(chains)), key=lambda i: chains[i].co2_g),
        min(range(len(chains)), key=lambda i: chains[i].transfers),
    }
    room = most - len(best)
    best |= {i * (len(chains) - 1) // max(1, room - 1) for i in range(room)}
    return [chains[i] for i in sorted(best)]
