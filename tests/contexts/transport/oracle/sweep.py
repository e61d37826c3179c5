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

from contexts.transport.domain.timetable.view import (
    COST,
    CRITERIA,
    MAY_ALIGHT,
    MAY_BOARD,
    NO_PRODUCT,
    Int32,
    Int64,
)

from .compiled import uncounted
from .fronts import insert, is_covered, is_useless, keep_answer
from .heap import pop, push
from .layout import (
    ALONG,
    ANSWERS,
    ARRIVES_UNTIL,
    BOARDED,
    BOARDED_AT,
    BOUGHT,
    BY_DEPARTURE,
    DEPARTS,
    END_S,
    END_SPENT,
    FLAGS,
    FULL,
    HOLDS,
    LEAVES_FROM,
    LEAVES_UNTIL,
    LINK_S,
    LINK_SPENT,
    LINK_TO,
    MAX_RIDES,
    NEEDED,
    NEEDS_AT_LEAST,
    NEXT,
    PATTERN,
    PRICE,
    RIDES,
    SPENT,
    STOP,
    USED,
    WAITING,
    WAITS,
    State,
    Tables,
)
from .schedule import LEAVES, PLACE, TIME, TRIP


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
    return is_useless(labels, state.answers, counts, limits, new, limits[NEEDS_AT_LEAST], now)


@uncounted
def _become_ready(labels: Int32, at_stop: Int32, heap: Int64, counts: Int64, now: int) -> bool:
    any_is = False
    while counts[WAITING] and heap[0, 0] <= now:
        label = pop(heap, counts)
        any_is |= insert(labels, at_stop, labels[label, WAITS], label, now)
    return bool(any_is)


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
    if is_useless(labels, answers, counts, limits, new, patterns[pattern, NEEDED], now):
        return
    for column in range(CRITERIA):
        labels[new, SPENT + column] -= places[place, ALONG + column]
    if insert(labels, in_trip, trip, new, now):
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
            keep_answer(tables.egress, tables.limits, labels, state.answers, counts, row, now)
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
    return bool(counts[FULL] == 0)


@uncounted
def _wait(tables: Tables, state: State, stop: int, now: int, seconds: int) -> bool:
    """Let the newest label wait until it may board, unless it is no use or what is there already is nowhere worse."""
    labels, counts, needed = state.labels, state.counts, tables.needed[stop]
    new = counts[USED]
    labels[new, BOARDED], labels[new, BOARDED_AT] = -1, 0
    if is_covered(labels, state.at_stop, stop, new, 0):
        return False
    if is_useless(labels, state.answers, counts, tables.limits, new, needed, now + seconds):
        return False
    labels[new, WAITS] = stop
    counts[USED] += 1
    push(state.heap, counts, now + seconds, new)
    return True
