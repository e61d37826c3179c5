# ruff: noqa: PLR0917 - compiled loops take their arguments by position
"""A pattern's ride in a Pareto search: labels get on and off along its stops.

On board, criteria are counted to the pattern's last stop: then it doesn't matter where a label got on, and labels compare
by their trip and by what they will have spent there.
"""

from __future__ import annotations

from ..kernels import uncounted_part
from ..timetable.view import MAY_ALIGHT, MAY_BOARD, Int32, Int64
from .bags import (
    ALIGHTS_ONLY,
    ALLOWED,
    BAG,
    BEATEN_BY,
    CHANGE_S,
    COUNT,
    DOMINATED,
    EGRESS,
    FEWEST_AFTER,
    FREE,
    FRESH,
    FRESH_COUNT,
    HALF,
    HELD_AT,
    INDEX_AT,
    LABELS,
    LEAVES,
    LOW,
    NO_BOARDING,
    RIDDEN,
    RIDES_AT,
    TARGET,
    arrive,
    beats,
    held_by,
    hopeless,
    is_beaten,
    judge,
    put,
)
from .pareto_bounds import (
    AFTER,
    AFTER_2,
    AFTER_HELD,
    Asked,
    Bounds,
)
from .pareto_network import Network
from .pareto_state import (
    BY_EGRESS,
    DONE,
    NO_LABELS,
    NO_ONBOARD,
    NO_TARGET,
    State,
    store,
    write_label,
)


@uncounted_part
def scan(
    network: Network,
    asked: Asked,
    bounds: Bounds,
    limits: Int32,
    end: int,
    state: State,
    pattern: int,
    rides: int,
) -> int:
    """Ride a pattern along its stops: labels get off at each, and those of the last round get on."""
    first = network.pattern_first[pattern]
    length = network.pattern_first[pattern + 1] - first
    trips = network.pattern_first_trip[pattern + 1] - network.pattern_first_trip[pattern]
    event = network.pattern_first_event[pattern]
    sold = network.pattern_held[pattern]
    ticket_product, refund = network.ticket_product, network.ticket_refund
    paid0, paid1 = network.pattern_paid[pattern, 0], network.pattern_paid[pattern, 1]
    waived0 = network.pattern_waived[pattern, 0]
    at = asked.at
    stops, onboard = bounds.stops, state.onboard
    position_stop, position_flags, position_rest = (
        network.position_stop,
        network.position_flags,
        network.position_rest,
    )
    arrivals, departures = network.arrivals, network.departures
    rows, target, labels, counts, lists, fresh = (
        state.rows,
        state.target,
        state.labels,
        state.counts,
        state.lists,
        state.fresh,
    )
    least = bounds.least
    egress_words, egress_next = asked.egress_words, bounds.egress_next
    max_rides = asked.rides
    count = 0
    for index in range(state.since[pattern], length):
        stop = position_stop[first + index]
        flags = position_flags[first + index]
        rest0 = position_rest[first + index, 0]
        rest1 = position_rest[first + index, 1]
        if (
            count
            and flags & MAY_ALIGHT
            and stops[stop, ALLOWED]
            and rides + stops[stop, FEWEST_AFTER] <= max_rides
        ):
            status = _alight(
                arrivals,
                onboard,
                stops,
                least,
                rows,
                target,
                labels,
                counts,
                lists,
                egress_words,
                egress_next,
                limits[stop],
                end,
                event + index,
                length,
                at,
                rest0,
                rest1,
                stop,
                count,
                rides,
                pattern,
                index,
                max_rides - rides,
                refund,
            )
            if status != DONE:
                return status
        if flags & MAY_BOARD and stops[stop, FRESH_COUNT] and index + 1 < length:
            count = _board(
                departures,
                fresh,
                onboard,
                stops[stop, FRESH],
                stops[stop, FRESH] + stops[stop, FRESH_COUNT],
                at,
                event + index * trips,
                trips,
                rest0 + paid0,
                rest0 + waived0,
                rest1 + paid1,
                sold,
                ticket_product,
                refund,
                index,
                count,
            )
            if count < 0:
                return NO_ONBOARD
    return DONE


@uncounted_part
def _board(
    departures: Int32,
    fresh: Int64,
    onboard: Int64,
    row: int,
    last: int,
    at: int,
    event: int,
    trips: int,
    paid0: int,
    waived0: int,
    paid1: int,
    sold: int,
    ticket_product: Int32,
    refund: Int64,
    index: int,
    count: int,
) -> int:
    """Let the fresh labels of a stop get on; return how many are on board, -1 when there is no room."""
    trip = onboard[0, 0] >> HALF if count else trips
    while row < last:
        word = fresh[row, 0]
        trip = _next(departures, event, trip, trips, at + (word >> HALF))
        if trip == trips:
            break
        marks = fresh[row, 2]
        held = held_by(marks)
        is_waived = held != 0 and ticket_product[held] == ticket_product[sold]
        w0 = (trip << HALF) + (word & LOW) + (waived0 - refund[held] if is_waived else paid0)
        w1 = fresh[row, 1] + paid1
        held = sold or held
        row += 1
        if judge(onboard, 0, count, w0, w1, held, 0) != FREE:
            continue
        if count == len(onboard):
            return -1
        marks = (marks & LOW) | (held << HELD_AT) | (index << INDEX_AT)
        count = put(onboard, 0, count, w0, w1, marks, 0)
    return count


@uncounted_part
def _next(departures: Int32, event: int, guess: int, trips: int, ready: int) -> int:
    """Return the first trip that departs at a time or after it, looking around a guess in growing steps."""
    first, last, step = guess, guess, 1
    while last < trips and departures[event + last] < ready:
        first, last, step = last + 1, last + step, 2 * step
    last = min(last, trips)
    if first == last:
        step = 1
        while first > 0 and departures[event + first - 1] >= ready:
            first, last, step = max(0, first - step), first - 1, 2 * step
    while first < last:
        middle = (first + last) >> 1
        if departures[event + middle] < ready:
            first = middle + 1
        else:
            last = middle
    return first


@uncounted_part
def _alight(
    arrivals: Int32,
    onboard: Int64,
    stops: Int32,
    least: Int64,
    rows: Int64,
    target: Int64,
    labels: Int32,
    counts: Int64,
    lists: Int32,
    egress_words: Int64,
    egress_next: Int32,
    limit: int,
    end: int,
    event: int,
    length: int,
    at: int,
    rest0: int,
    rest1: int,
    stop: int,
    count: int,
    rides: int,
    pattern: int,
    index: int,
    left: int,
    refund: Int64,
) -> int:
    """Let the labels on board get off at a stop, and leave for the destination where that is near."""
    change = stops[stop, CHANGE_S] << HALF
    alone = RIDDEN if stops[stop, LEAVES] else 0
    fewest = stops[stop, FEWEST_AFTER]
    for row in range(count):
        word = onboard[row, 0]
        trip = word >> HALF
        time = arrivals[event + trip * length] - at
        if time > limit:
            break
        marks = onboard[row, 2]
        held = held_by(marks)
        w0 = (time << HALF) + (word & LOW) - rest0
        w1 = onboard[row, 1] - rest1
        sure = w0 - refund[held]
        column = AFTER_HELD if held else AFTER
        beater = counts[BEATEN_BY]
        # Quicker than the bag: whatever beats the least of any number of rides, with the fewest rides, beats all.
        if beater < counts[TARGET] and beats(
            target,
            beater,
            sure + least[left, stop, column],
            w1 + least[left, stop, AFTER_2],
            rides + fewest,
        ):
            continue
        bag = stops[stop, BAG]
        found = judge(rows, bag, bag + stops[stop, COUNT], w0 + change, w1, held, alone)
        if found == DOMINATED or is_beaten(
            target, counts, least, stop, column, AFTER_2, sure, w1, rides, fewest, left
        ):
            continue
        after = RIDDEN | (held << HELD_AT) | (rides << RIDES_AT)
        if found == ALIGHTS_ONLY:
            after |= NO_BOARDING
        where = ((marks >> INDEX_AT) << 16) | index
        status = store(
            counts,
            labels,
            rows,
            stops,
            lists,
            stop,
            w0 + change,
            w1,
            after,
            marks & LOW,
            pattern,
            trip,
            where,
        )
        if status == DONE and stops[stop, EGRESS]:
            status = _egress(
                counts,
                labels,
                target,
                egress_words,
                egress_next,
                stops[stop, EGRESS],
                w0,
                w1,
                rides,
                end,
            )
        if status != DONE:
            return status
    return DONE


@uncounted_part
def _egress(
    counts: Int64,
    labels: Int32,
    target: Int64,
    words: Int64,
    following: Int32,
    entry: int,
    w0: int,
    w1: int,
    rides: int,
    end: int,
) -> int:
    """Leave for the destination from the label that was stored last."""
    parent = counts[LABELS] - 1
    while entry > 0:
        row = entry - 1
        entry = following[row]
        a0, a1 = w0 + words[row, 0], w1 + words[row, 1]
        if a0 >> HALF > end or hopeless(target, counts, a0, a1, rides):
            continue
        label = write_label(labels, counts, parent, BY_EGRESS, row, 0)
        if label < 0:
            return NO_LABELS
        count = counts[TARGET]
        if count == len(target):
            return NO_TARGET
        counts[TARGET] = arrive(target, count, a0, a1, label | (rides << RIDES_AT))
    return DONE
