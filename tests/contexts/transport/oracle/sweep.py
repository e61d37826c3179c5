"""Label setting over time-expanded events, in order of time.

At any moment a stop holds what could board there now, and a trip what sits in it: when something became able to board no
longer matters, so labels are compared by what was left behind at the start (departure), rides and criteria alone. An
arrival puts what is in its trip on the way to other platforms, where it waits in a heap until its time has come; a
departure takes along what the stop holds, and who comes from the origin in time. All that happens at one moment is
repeated until nobody becomes able to board at that moment any more (changes and links of no length).

Labels with different tickets are never compared. A label is dropped when an answer that arrives by now is nowhere worse
than it would be at the destination with the rides that it needs at least.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from contexts.transport.domain.kernels import uncounted
from contexts.transport.domain.timetable.view import (
    COST,
    CRITERIA,
    MAY_ALIGHT,
    MAY_BOARD,
    NO_PRODUCT,
    Int32,
    Int64,
)

from .schedule import LEAVES, PLACE, TIME, TRIP

# Columns of tables
STOP: Final = 0
FLAGS: Final = 1
PATTERN: Final = 2
ALONG: Final = 3  # of places: what the pattern has spent so far
BOUGHT: Final = 0
PRICE: Final = 1
NEEDED: Final = 4  # of patterns: further rides
LINK_TO: Final = 0
LINK_S: Final = 1
LINK_SPENT: Final = 2
END_S: Final = 0
END_SPENT: Final = 1  # of access and egress

# Columns of labels, and of answers but for the last ones
DEPARTS: Final = 0  # from the origin, its sign turned; 0 where it does not matter
RIDES: Final = 1
SPENT: Final = 2  # three; in a trip less what its pattern had spent where it was boarded
VALUES: Final = 5
HOLDS: Final = 5  # the ticket
BOARDED: Final = 6  # place, or -1 outside trips
BOARDED_AT: Final = 7
NEXT: Final = 8
WAITS: Final = 9  # stop
COLUMNS: Final = 10
ARRIVES: Final = 5  # of answers; 0 where it does not matter
ANSWER: Final = 6

# Limits
LEAVES_FROM: Final = 0
LEAVES_UNTIL: Final = 1
ARRIVES_UNTIL: Final = 2
BY_DEPARTURE: Final = 3  # 1 where leaving later is better
BY_ARRIVAL: Final = 4  # 1 where arriving earlier is better; else arriving in time is enough
MAX_RIDES: Final = 5
NEEDS_AT_LEAST: Final = 6  # from the origin

# Counts
USED: Final = 0
WAITING: Final = 1
ANSWERS: Final = 2
FULL: Final = 3  # 1 where there was too little room: the answers mean nothing


class Tables(NamedTuple):
    """The view as the question lets it be used: criteria not asked for are 0, what is forbidden has no flags."""

    events: Int32
    places: Int32
    patterns: Int32
    change_s: Int32
    needed: Int32  # [S] rides from its platform
    link_first: Int32
    links: Int32
    access_first: Int32  # [S + 1]
    access: Int32
    egress_first: Int32  # [S + 1]
    egress: Int32
    limits: Int64


class State(NamedTuple):
    """What the sweep writes to."""

    labels: Int32  # [n, COLUMNS]
    in_trip: Int32  # [T] first label, else -1
    at_stop: Int32  # [S] first label, else -1
    heap: Int64  # [n, 2] time and label
    answers: Int64  # [n, ANSWER]
    reached: Int32  # [S] earliest arrival by a ride
    counts: Int64


@uncounted
def sweep(tables: Tables, state: State, first: int) -> None:
    """Go through the events from number `first` on."""
    events, at_stop, counts = tables.events, state.at_stop, state.counts
    while first < len(events) and events[first, TIME] <= tables.limits[ARRIVES_UNTIL]:
        now = events[first, TIME]
        last = first
        while last < len(events) and events[last, TIME] == now:
            last += 1
        _become_ready(state.labels, at_stop, state.heap, counts, now)
        while True:
            _moment(tables, state, first, last)
            ready = _become_ready(state.labels, at_stop, state.heap, counts, now)
            if counts[FULL] or not ready:
                break
        if counts[FULL] or _nothing_better_can_come(tables.limits, state, now):
            return
        first = last


@uncounted
def _moment(tables: Tables, state: State, first: int, last: int) -> None:
    events, access_first = tables.events, tables.access_first
    for event in range(first, last):
        if events[event, LEAVES]:
            stop = tables.places[events[event, PLACE], STOP]
            if state.at_stop[stop] >= 0 or access_first[stop] < access_first[stop + 1]:
                _depart(tables, state, event)
        elif state.in_trip[events[event, TRIP]] >= 0:
            _arrive(tables, state, event)


@uncounted
def _nothing_better_can_come(limits: Int64, state: State, now: int) -> bool:
    """Tell whether who leaves as late as asked for, needs least rides and spends nothing would be useless by now."""
    labels, counts = state.labels, state.counts
    new = counts[USED]
    labels[new, DEPARTS] = -limits[LEAVES_UNTIL] * limits[BY_DEPARTURE]
    labels[new, RIDES] = 0
    for column in range(CRITERIA):
        labels[new, SPENT + column] = 0
    return _is_useless(labels, state.answers, counts, limits, new, limits[NEEDS_AT_LEAST], now)


@uncounted
def _become_ready(labels: Int32, at_stop: Int32, heap: Int64, counts: Int64, now: int) -> bool:
    any_is = False
    while counts[WAITING] and heap[0, 0] <= now:
        label = _pop(heap, counts)
        any_is |= _insert(labels, at_stop, labels[label, WAITS], label, now)
    return any_is


@uncounted
def _depart(tables: Tables, state: State, event: int) -> None:
    events, places, limits = tables.events, tables.places, tables.limits
    labels, counts = state.labels, state.counts
    now, place = events[event, TIME], events[event, PLACE]
    if not places[place, FLAGS] & MAY_BOARD:
        return
    stop = places[place, STOP]
    patterns, answers, in_trip = tables.patterns, state.answers, state.in_trip
    trip = events[event, TRIP]
    label = state.at_stop[stop]
    while label >= 0 and _has_room(state.heap, answers, counts):
        if labels[label, RIDES] < limits[MAX_RIDES]:
            new = counts[USED]
            for column in range(HOLDS + 1):
                labels[new, column] = labels[label, column]
            _board(places, patterns, limits, labels, in_trip, answers, counts, trip, place, now)
        label = labels[label, NEXT]
    for row in range(tables.access_first[stop], tables.access_first[stop + 1]):
        departs = now - tables.access[row, END_S]
        in_time = limits[LEAVES_FROM] <= departs <= limits[LEAVES_UNTIL]
        if in_time and _has_room(state.heap, answers, counts):
            new = counts[USED]
            labels[new, DEPARTS] = -departs * limits[BY_DEPARTURE]
            labels[new, RIDES] = 0
            for column in range(CRITERIA):
                labels[new, SPENT + column] = tables.access[row, END_SPENT + column]
            labels[new, HOLDS] = NO_PRODUCT
            _board(places, patterns, limits, labels, in_trip, answers, counts, trip, place, now)


@uncounted
def _board(
    places: Int32,
    patterns: Int32,
    limits: Int64,
    labels: Int32,
    in_trip: Int32,
    answers: Int64,
    counts: Int64,
    trip: int,
    place: int,
    now: int,
) -> None:
    """Let the newest label board."""
    new = counts[USED]
    pattern = places[place, PATTERN]
    bought = patterns[pattern, BOUGHT]
    holds = bought != NO_PRODUCT and bought == labels[new, HOLDS]
    labels[new, RIDES] += 1
    for column in range(CRITERIA):
        if not (holds and column == COST):
            labels[new, SPENT + column] += patterns[pattern, PRICE + column]
    if bought != NO_PRODUCT:
        labels[new, HOLDS] = bought
    labels[new, BOARDED], labels[new, BOARDED_AT] = place, now
    if _is_useless(labels, answers, counts, limits, new, patterns[pattern, NEEDED], now):
        return
    for column in range(CRITERIA):
        labels[new, SPENT + column] -= places[place, ALONG + column]
    if _insert(labels, in_trip, trip, new, now):
        counts[USED] += 1


@uncounted
def _arrive(tables: Tables, state: State, event: int) -> None:
    events, places = tables.events, tables.places
    labels, counts, reached = state.labels, state.counts, state.reached
    now, place = events[event, TIME], events[event, PLACE]
    if not places[place, FLAGS] & MAY_ALIGHT:
        return
    stop = places[place, STOP]
    label = state.in_trip[events[event, TRIP]]
    while label >= 0 and _has_room(state.heap, state.answers, counts):
        if labels[label, BOARDED_AT] < now or labels[label, BOARDED] < place:
            reached[stop] = min(reached[stop], now)
            new = counts[USED]
            for column in range(HOLDS + 1):
                labels[new, column] = labels[label, column]
            for column in range(CRITERIA):
                labels[new, SPENT + column] += places[place, ALONG + column]
            _alight(tables, state, stop, now)
        label = labels[label, NEXT]


@uncounted
def _alight(tables: Tables, state: State, stop: int, now: int) -> None:
    """Let the newest label be answers, change here, and walk on."""
    labels, counts, links = state.labels, state.counts, tables.links
    new = counts[USED]
    for row in range(tables.egress_first[stop], tables.egress_first[stop + 1]):
        if now + tables.egress[row, END_S] <= tables.limits[ARRIVES_UNTIL]:
            _answer(tables.egress, tables.limits, labels, state.answers, counts, row, now)
    if labels[new, RIDES] == tables.limits[MAX_RIDES]:
        return
    for link in range(tables.link_first[stop], tables.link_first[stop + 1]):
        if links[link, LINK_TO] != stop and _has_room(state.heap, state.answers, counts):
            _walk(tables, state, link, now)
    _wait(tables, state, stop, now, tables.change_s[stop])


@uncounted
def _walk(tables: Tables, state: State, link: int, now: int) -> None:
    """Send a copy of the newest label along a link. The copy takes its place, and it moves one on."""
    labels, links, walks = state.labels, tables.links, state.counts[USED]
    for column in range(HOLDS + 1):
        labels[walks + 1, column] = labels[walks, column]
    for column in range(CRITERIA):
        labels[walks, SPENT + column] += links[link, LINK_SPENT + column]
    if not _wait(tables, state, links[link, LINK_TO], now, links[link, LINK_S]):
        for column in range(HOLDS + 1):
            labels[walks, column] = labels[walks + 1, column]


@uncounted
def _has_room(heap: Int64, answers: Int64, counts: Int64) -> bool:
    """Tell whether there is room for what one label can lead to at one event; if not, say so."""
    if counts[USED] + 2 >= len(heap) or counts[ANSWERS] + 64 >= len(answers):
        counts[FULL] = 1
    return counts[FULL] == 0


@uncounted
def _wait(tables: Tables, state: State, stop: int, now: int, seconds: int) -> bool:
    """Let the newest label wait until it may board, unless it is no use or what is there already is nowhere worse."""
    labels, counts, needed = state.labels, state.counts, tables.needed[stop]
    new = counts[USED]
    labels[new, BOARDED], labels[new, BOARDED_AT] = -1, 0
    if _is_covered(labels, state.at_stop, stop, new, 0):
        return False
    if _is_useless(labels, state.answers, counts, tables.limits, new, needed, now + seconds):
        return False
    labels[new, WAITS] = stop
    counts[USED] += 1
    _push(state.heap, counts, now + seconds, new)
    return True


@uncounted
def _insert(labels: Int32, heads: Int32, at: int, new: int, now: int) -> bool:
    """Put a label in front of a list that it belongs to; those it is nowhere worse than leave it."""
    if _is_covered(labels, heads, at, new, now):
        return False
    before, label = -1, heads[at]
    while label >= 0:
        after = labels[label, NEXT]
        if not _covers(labels, new, label, now):
            before = label
        elif before < 0:
            heads[at] = after
        else:
            labels[before, NEXT] = after
        label = after
    labels[new, NEXT] = heads[at]
    heads[at] = new
    return True


@uncounted
def _is_covered(labels: Int32, heads: Int32, at: int, new: int, now: int) -> bool:
    label = heads[at]
    while label >= 0:
        if _covers(labels, label, new, now):
            return True
        label = labels[label, NEXT]
    return False


@uncounted
def _covers(labels: Int32, one: int, other: int, now: int) -> bool:
    """Tell whether a label is nowhere worse than another of the same list."""
    for column in range(VALUES):
        if labels[one, column] > labels[other, column]:
            return False
    if labels[one, HOLDS] != labels[other, HOLDS]:
        return False
    # Who boarded further along at this very moment cannot alight where the other still can.
    return _boarded_now(labels, one, now) <= _boarded_now(labels, other, now)


@uncounted
def _boarded_now(labels: Int32, label: int, now: int) -> int:
    return labels[label, BOARDED] if labels[label, BOARDED_AT] == now else -1


@uncounted
def _is_useless(
    labels: Int32, answers: Int64, counts: Int64, limits: Int64, label: int, needed: int, now: int
) -> bool:
    """Tell whether this label can't better the answers known any more."""
    if labels[label, RIDES] + needed > limits[MAX_RIDES]:
        return True
    for row in range(counts[ANSWERS]):
        better = limits[BY_ARRIVAL] == 1 and answers[row, ARRIVES] > now
        better |= answers[row, RIDES] > labels[label, RIDES] + needed
        better |= answers[row, DEPARTS] > labels[label, DEPARTS]
        for column in range(SPENT, VALUES):
            better |= answers[row, column] > labels[label, column]
        if not better:
            return True
    return False


@uncounted
def _answer(
    egress: Int32, limits: Int64, labels: Int32, answers: Int64, counts: Int64, row: int, now: int
) -> None:
    """Keep the newest label as an answer unless one is nowhere worse; drop those that it is nowhere worse than."""
    used = counts[ANSWERS]
    for column in range(VALUES):
        answers[used, column] = labels[counts[USED], column]
    for column in range(CRITERIA):
        answers[used, SPENT + column] += egress[row, END_SPENT + column]
    answers[used, ARRIVES] = (now + egress[row, END_S]) * limits[BY_ARRIVAL]
    for known in range(used):
        if _is_nowhere_worse(answers, known, used):
            return
    kept = 0
    for known in range(used + 1):
        if known == used or not _is_nowhere_worse(answers, used, known):
            for column in range(ANSWER):
                answers[kept, column] = answers[known, column]
            kept += 1
    counts[ANSWERS] = kept


@uncounted
def _is_nowhere_worse(answers: Int64, one: int, other: int) -> bool:
    worse = False
    for column in range(ANSWER):
        worse |= answers[one, column] > answers[other, column]
    return not worse


@uncounted
def _push(heap: Int64, counts: Int64, time: int, label: int) -> None:
    child = counts[WAITING]
    counts[WAITING] += 1
    while child > 0 and heap[(child - 1) // 2, 0] > time:
        parent = (child - 1) // 2
        heap[child, 0], heap[child, 1] = heap[parent, 0], heap[parent, 1]
        child = parent
    heap[child, 0], heap[child, 1] = time, label


@uncounted
def _pop(heap: Int64, counts: Int64) -> int:
    top = heap[0, 1]
    counts[WAITING] -= 1
    size = counts[WAITING]
    time, label = heap[size, 0], heap[size, 1]
    parent = 0
    while 2 * parent + 1 < size:
        child = 2 * parent + 1
        if child + 1 < size and heap[child + 1, 0] < heap[child, 0]:
            child += 1
        if heap[child, 0] >= time:
            break
        heap[parent, 0], heap[parent, 1] = heap[child, 0], heap[child, 1]
        parent = child
    heap[parent, 0], heap[parent, 1] = time, label
    return top
