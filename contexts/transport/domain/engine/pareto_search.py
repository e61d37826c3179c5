# ruff: noqa: PLR0917 - compiled loops take their arguments by position
"""McRAPTOR: rounds of rides whose labels carry an arrival, criteria and a product, in bags.

A label made by a ride may leave for the destination, walk a link, or board after the stop's change time; one made by a
link or by the origin may only board. Both lie in one bag, by the time from which they may board. Nothing is kept that
the journeys already found dominate however it goes on.
"""

from __future__ import annotations

from ..kernels import uncounted, uncounted_part
from ..timetable.view import Int32
from .bags import (
    ALLOWED,
    BAG,
    CHANGE_S,
    CHANGED,
    CHANGED_STOPS,
    COUNT,
    FEWEST_BEFORE,
    FREE,
    FRESH,
    FRESH_COUNT,
    FRESH_STOPS,
    HALF,
    LOW,
    NO_BOARDING,
    RIDDEN,
    held_by,
    is_beaten,
    judge,
    rides_of,
)
from .pareto_bounds import (
    BEFORE,
    BEFORE_2,
    BEFORE_HELD,
    FAR,
    Asked,
    Bounds,
)
from .pareto_network import Network
from .pareto_rides import scan
from .pareto_state import (
    BY_ACCESS,
    BY_LINK,
    CHANGED_LIST,
    DONE,
    FRESH_LIST,
    NO_FRESH,
    State,
    store,
)


@uncounted
def search(
    network: Network, asked: Asked, bounds: Bounds, latest: Int32, limit: Int32, state: State
) -> int:
    """Fill the target with the front; return DONE, or which array was too small.

    `latest[rides, stop]`: when a ride may end at the latest; `limit[rides]`: when the journey. The last row stands for all
    further ones.
    """
    state.counts[:] = 0
    status = _leave(asked, bounds, state)
    for rides in range(1, asked.rides + 1):
        if status == DONE:
            status = _gather(network, bounds, state, rides - 1, asked.rides)
        if status != DONE or state.counts[FRESH_STOPS] == 0:
            break
        limits = latest[min(rides, len(latest) - 1)]
        end = limit[min(rides, len(limit) - 1)]
        for entry in range(_enqueue(network, asked, state)):
            pattern = state.queue[entry]
            if status == DONE:
                status = scan(network, asked, bounds, limits, end, state, pattern, rides)
            state.since[pattern] = -1
        if status == DONE:
            status = _walk(network, bounds, state, rides)
    return status


@uncounted
def _leave(asked: Asked, bounds: Bounds, state: State) -> int:
    """Put the stops reached from the origin into their bags."""
    for row in range(len(asked.access_stop)):
        w0, w1 = asked.access_words[row, 0], asked.access_words[row, 1]
        status = _add(bounds, state, asked.access_stop[row], w0, w1, 0, 0, BY_ACCESS, row)
        if status != DONE:
            return status
    return DONE


@uncounted_part
def _add(
    bounds: Bounds,
    state: State,
    stop: int,
    w0: int,
    w1: int,
    marks: int,
    parent: int,
    kind: int,
    number: int,
) -> int:
    """Add a label that may only board, unless it is dominated."""
    first, last = bounds.stops[stop, BAG], bounds.stops[stop, BAG] + bounds.stops[stop, COUNT]
    if judge(state.rows, first, last, w0, w1, held_by(marks), 0) != FREE:
        return DONE
    return store(
        state.counts,
        state.labels,
        state.rows,
        bounds.stops,
        state.lists,
        stop,
        w0,
        w1,
        marks,
        parent,
        kind,
        number,
        0,
    )


@uncounted
def _gather(network: Network, bounds: Bounds, state: State, rides: int, most: int) -> int:
    """Take the labels of the last round from which one should board."""
    counts, stops, lists = state.counts, bounds.stops, state.lists
    for entry in range(counts[FRESH_STOPS]):
        stops[lists[FRESH_LIST, entry], FRESH_COUNT] = 0
    counts[FRESH_STOPS] = 0
    used = 0
    for entry in range(counts[CHANGED_STOPS]):
        stop = lists[CHANGED_LIST, entry]
        stops[stop, CHANGED] = 0
        if stops[stop, FEWEST_BEFORE] >= FAR or not stops[stop, ALLOWED]:
            continue
        if used + stops[stop, COUNT] > len(state.fresh):
            return NO_FRESH
        more = _copy_fresh(network, bounds, state, stop, used, rides, most)
        if more:
            stops[stop, FRESH] = used
            stops[stop, FRESH_COUNT] = more
            lists[FRESH_LIST, counts[FRESH_STOPS]] = stop
            counts[FRESH_STOPS] += 1
            used += more
    counts[CHANGED_STOPS] = 0
    return DONE


@uncounted_part
def _copy_fresh(
    network: Network, bounds: Bounds, state: State, stop: int, used: int, rides: int, most: int
) -> int:
    """Copy the labels of a stop that are new and not hopeless; return how many."""
    rows, fresh, refund = state.rows, state.fresh, network.ticket_refund
    target, counts = state.target, state.counts
    count = used
    first = bounds.stops[stop, BAG]
    least = bounds.least
    fewest, left = bounds.stops[stop, FEWEST_BEFORE], most - rides
    if fewest > left:
        return 0
    for row in range(first, first + bounds.stops[stop, COUNT]):
        w0, w1, marks = rows[row, 0], rows[row, 1], rows[row, 2]
        if rides_of(marks) != rides or marks & NO_BOARDING:
            continue
        held = held_by(marks)
        column = BEFORE_HELD if held else BEFORE
        sure = w0 - refund[held]
        if is_beaten(target, counts, least, stop, column, BEFORE_2, sure, w1, rides, fewest, left):
            continue
        fresh[count, 0], fresh[count, 1], fresh[count, 2] = w0, w1, marks
        count += 1
    return count - used


@uncounted
def _enqueue(network: Network, asked: Asked, state: State) -> int:
    """Queue the patterns that stop where one may board; return how many."""
    queued = 0
    for entry in range(state.counts[FRESH_STOPS]):
        stop = state.lists[FRESH_LIST, entry]
        for served in range(network.stop_first_pattern[stop], network.stop_first_pattern[stop + 1]):
            pattern = network.stop_pattern[served]
            if not asked.pattern_allowed[pattern]:
                continue
            index = network.stop_pattern_position[served]
            if state.since[pattern] < 0:
                state.queue[queued] = pattern
                queued += 1
                state.since[pattern] = index
            state.since[pattern] = min(index, state.since[pattern])
    return queued


@uncounted
def _walk(network: Network, bounds: Bounds, state: State, rides: int) -> int:
    """Walk the links from where this round's rides ended."""
    stops, rows = bounds.stops, state.rows
    for entry in range(state.counts[CHANGED_STOPS]):
        stop = state.lists[CHANGED_LIST, entry]
        if network.link_first[stop] == network.link_first[stop + 1]:
            continue
        first = stops[stop, BAG]
        for row in range(first, first + stops[stop, COUNT]):
            marks = rows[row, 2]
            if rides_of(marks) == rides and marks & RIDDEN:
                status = _links(network, bounds, state, stop, row)
                if status != DONE:
                    return status
    return DONE


@uncounted_part
def _links(network: Network, bounds: Bounds, state: State, stop: int, row: int) -> int:
    """Walk all links from a ride that ended at a stop."""
    w0 = state.rows[row, 0] - (bounds.stops[stop, CHANGE_S] << HALF)
    w1 = state.rows[row, 1]
    marks = state.rows[row, 2]
    after = marks & ~(LOW | RIDDEN | NO_BOARDING)
    for link in range(network.link_first[stop], network.link_first[stop + 1]):
        to = network.link_to[link]
        if to == stop or bounds.stops[to, FEWEST_BEFORE] >= FAR:
            continue
        l0, l1 = network.link_words[link, 0], network.link_words[link, 1]
        status = _add(bounds, state, to, w0 + l0, w1 + l1, after, marks & LOW, BY_LINK, link)
        if status != DONE:
            return status
    return DONE
