# ruff: noqa: PLR0917 - compiled loops take their arguments by position
"""Bounds on what a journey still spends at least from each stop: seconds, rides and each criterion apart.

Found from the destination backwards over patterns without their clock, a round for each ride as in RAPTOR. Columns:
seconds; the three criteria of a label that holds a product, for which whatever waives a boarding does; and the first criterion of a label that holds none.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from ..kernels import uncounted, uncounted_part
from ..timetable.view import MAY_ALIGHT, MAY_BOARD, NEVER, Int32, Int64, Uint8
from .bags import (
    ALLOWED,
    CHANGE_S,
    CHANGED,
    EGRESS,
    FEWEST_AFTER,
    FEWEST_BEFORE,
    HALF,
    LEAVES,
    LOW,
    STOP_COLUMNS,
)
from .pareto_network import Network

FAR: Final = 2**28
"""More than any journey spends: a stop from which there is no way."""
COLUMNS: Final = 5


class Asked(NamedTuple):
    """A request as the kernels read it."""

    at: int
    rides: int
    access_stop: Int32  # [n]
    access_words: Int64  # [n, 2]
    egress_stop: Int32  # [n]
    egress_words: Int64  # [n, 2]
    pattern_allowed: Uint8
    stop_allowed: Uint8


# Columns of `least`: words as labels have them; the first one differs for labels that hold a product.
AFTER: Final = 0
AFTER_HELD: Final = 1
AFTER_2: Final = 2
BEFORE: Final = 3
BEFORE_HELD: Final = 4
BEFORE_2: Final = 5
LEAST_COLUMNS: Final = 6


class Bounds(NamedTuple):
    """Bounds of each stop before a search."""

    stops: Int32  # [S, STOP_COLUMNS]
    least: Int64  # [rides + 1, S, LEAST_COLUMNS] by the most rides that are still taken
    latest: Int32  # [1, S] a ride may arrive so late: never where there is no way
    after: Int32  # [S, COLUMNS] least to come after a ride
    before: Int32  # [S, COLUMNS] and before one
    egress_next: Int32  # [n] next row of the same stop + 1
    since: Int32  # [R] last position to sweep a pattern from; -1 where nothing changed


@uncounted
def find_bounds(network: Network, asked: Asked, bounds: Bounds) -> None:
    """Write the bounds for a request."""
    bounds.after[:] = FAR
    bounds.before[:] = FAR
    bounds.since[:] = -1
    _reset(bounds.stops, network.stop_change_s, network.link_first, asked.stop_allowed)
    _start(asked, bounds)
    _pack(bounds, 0)
    for ride in range(1, asked.rides + 1):
        if _mark(network, asked, bounds):
            _sweep_all(network, asked, bounds)
            _change(network, bounds, ride)
        _pack(bounds, ride)
    _allow(bounds)


@uncounted
def _reset(stops: Int32, change_s: Int32, link_first: Int32, allowed: Uint8) -> None:
    for stop in range(len(stops)):
        for column in range(STOP_COLUMNS):
            stops[stop, column] = 0
        stops[stop, CHANGE_S] = change_s[stop]
        stops[stop, LEAVES] = link_first[stop + 1] - link_first[stop]
        stops[stop, ALLOWED] = allowed[stop]
        stops[stop, FEWEST_AFTER] = stops[stop, FEWEST_BEFORE] = FAR


@uncounted
def empty_bags(stops: Int32) -> None:
    """Forget what a search has put at the stops, so that the bounds serve the next one."""
    for stop in range(len(stops)):
        for column in range(CHANGED + 1):
            stops[stop, column] = 0


@uncounted
def _start(asked: Asked, bounds: Bounds) -> None:
    for row in range(len(asked.egress_stop)):
        stop = asked.egress_stop[row]
        if not asked.stop_allowed[stop]:
            continue
        w0, w1 = asked.egress_words[row, 0], asked.egress_words[row, 1]
        after = bounds.after[stop]
        after[0] = min(after[0], w0 >> HALF)
        after[1] = min(after[1], w0 & LOW)
        after[2] = min(after[2], w1 >> HALF)
        after[3] = min(after[3], w1 & LOW)
        after[4] = after[1]
        here = bounds.stops[stop]
        here[FEWEST_AFTER] = 0
        here[CHANGED] = here[LEAVES] = 1
        bounds.egress_next[row] = here[EGRESS]
        here[EGRESS] = row + 1


@uncounted
def _mark(network: Network, asked: Asked, bounds: Bounds) -> int:
    """Note up to where each pattern must be swept; return how many stops changed."""
    first, serving, where = (
        network.stop_first_pattern,
        network.stop_pattern,
        network.stop_pattern_position,
    )
    stops, since, allowed = bounds.stops, bounds.since, asked.pattern_allowed
    marked = 0
    for stop in range(len(stops)):
        if not stops[stop, CHANGED]:
            continue
        stops[stop, CHANGED] = 0
        marked += 1
        for entry in range(first[stop], first[stop + 1]):
            pattern = serving[entry]
            if allowed[pattern]:
                since[pattern] = max(since[pattern], where[entry])
    return marked


@uncounted
def _sweep_all(network: Network, asked: Asked, bounds: Bounds) -> None:
    """Sweep the patterns that are marked."""
    pattern_first, held = network.pattern_first, network.pattern_held
    paid, waived, refund = network.pattern_paid, network.pattern_waived, network.ticket_refund
    position_stop, flags = network.position_stop, network.position_flags
    rest, least_s = network.position_rest, network.least_s
    allowed, after, before, since = asked.stop_allowed, bounds.after, bounds.before, bounds.since
    for pattern in range(len(since)):
        if since[pattern] < 0:
            continue
        first = pattern_first[pattern]
        last = first + since[pattern]
        since[pattern] = -1
        sold = held[pattern]
        # Whatever may be given back later is not sure to be spent.
        p0, p1 = paid[pattern, 0] - refund[sold], paid[pattern, 1]
        free = waived[pattern, 0] - refund[sold]
        _sweep(
            first,
            last,
            p0,
            p1,
            free,
            sold,
            position_stop,
            flags,
            rest,
            least_s,
            allowed,
            after,
            before,
        )


@uncounted_part
def _sweep(
    first: int,
    last: int,
    p0: int,
    p1: int,
    free: int,
    sold: int,
    position_stop: Int32,
    flags: Uint8,
    rest: Int64,
    least_s: Int32,
    allowed: Uint8,
    after: Int32,
    before: Int32,
) -> None:
    """Carry the least of what comes after alighting backwards along a pattern to where one boards."""
    seconds = held = second = third = bare = FAR
    for position in range(last, first - 1, -1):
        stop = position_stop[position]
        ahead = seconds
        if seconds < FAR:
            r0 = rest[position, 0] - rest[position + 1, 0]
            r1 = rest[position, 1] - rest[position + 1, 1]
            held += r0
            bare += r0
            second += r1 >> HALF
            third += r1 & LOW
            ahead = seconds + least_s[position, 0]
            seconds += least_s[position, 1]
        if not allowed[stop]:
            continue
        if ahead < FAR and flags[position] & MAY_BOARD:
            before[stop, 0] = min(before[stop, 0], ahead)
            before[stop, 1] = min(before[stop, 1], held + free)
            before[stop, 2] = min(before[stop, 2], second + (p1 >> HALF))
            before[stop, 3] = min(before[stop, 3], third + (p1 & LOW))
            before[stop, 4] = min(before[stop, 4], (held if sold else bare) + p0)
        if flags[position] & MAY_ALIGHT:
            seconds = min(seconds, after[stop, 0])
            held = min(held, after[stop, 1])
            second = min(second, after[stop, 2])
            third = min(third, after[stop, 3])
            bare = min(bare, after[stop, 4])


@uncounted
def _change(network: Network, bounds: Bounds, rides: int) -> None:
    """Carry what comes before a ride back to after the ride before it, over the same stop and over links."""
    stops, after, before = bounds.stops, bounds.after, bounds.before
    link_first, link_to, link_words = network.link_first, network.link_to, network.link_words
    for stop in range(len(stops)):
        if before[stop, 0] < FAR and stops[stop, FEWEST_BEFORE] == FAR:
            stops[stop, FEWEST_BEFORE] = rides
        better = _lower(after, stop, before, stop, stops[stop, CHANGE_S], 0, 0)
        for link in range(link_first[stop], link_first[stop + 1]):
            w0, w1 = link_words[link, 0], link_words[link, 1]
            better |= _lower(after, stop, before, link_to[link], w0 >> HALF, w0 & LOW, w1)
        if better:
            stops[stop, CHANGED] = 1
            stops[stop, FEWEST_AFTER] = min(stops[stop, FEWEST_AFTER], rides)


@uncounted_part
def _lower(after: Int32, stop: int, before: Int32, to: int, seconds: int, c0: int, w1: int) -> bool:
    """Lower what comes after a ride to what comes before the next one and the way there."""
    if before[to, 0] >= FAR:
        return False
    better = _lower_one(after, stop, 0, before[to, 0] + seconds)
    better |= _lower_one(after, stop, 1, before[to, 1] + c0)
    better |= _lower_one(after, stop, 2, before[to, 2] + (w1 >> HALF))
    better |= _lower_one(after, stop, 3, before[to, 3] + (w1 & LOW))
    return better | _lower_one(after, stop, 4, before[to, 4] + c0)


@uncounted_part
def _lower_one(after: Int32, stop: int, column: int, value: int) -> bool:
    if value >= after[stop, column]:
        return False
    after[stop, column] = value
    return True


@uncounted
def _allow(bounds: Bounds) -> None:
    """Let rides end at any time wherever there is a way on."""
    stops, latest, after = bounds.stops, bounds.latest, bounds.after
    for stop in range(len(stops)):
        stops[stop, CHANGED] = 0
        latest[0, stop] = NEVER if after[stop, 0] < FAR else -1


@uncounted
def _pack(bounds: Bounds, rides: int) -> None:
    """Write what is known after so many rounds as words."""
    least, after, before = bounds.least[rides], bounds.after, bounds.before
    for stop in range(len(least)):
        seconds = after[stop, 0] << HALF
        least[stop, AFTER] = seconds + after[stop, 4]
        least[stop, AFTER_HELD] = seconds + after[stop, 1]
        least[stop, AFTER_2] = (after[stop, 2] << HALF) + after[stop, 3]
        seconds = before[stop, 0] << HALF
        least[stop, BEFORE] = seconds + before[stop, 4]
        least[stop, BEFORE_HELD] = seconds + before[stop, 1]
        least[stop, BEFORE_2] = (before[stop, 2] << HALF) + before[stop, 3]
