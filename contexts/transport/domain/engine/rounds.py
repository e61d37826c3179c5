# ruff: noqa: PLR0917 - compiled loops take their arguments by position
"""The steps of a round, shared by the search for one departure and by the profile.

`label` and `ready` are one level of the scratch. A ride is written when it is better than the label and than the best
arrival at the destination so far.
"""

from __future__ import annotations

from typing import Final

from ..kernels import uncounted, uncounted_part
from ..timetable.view import MAY_ALIGHT, MAY_BOARD, NEVER, Int32, Int64
from .layout import AT, EVENTS, FIRST, STAY, STOP_SHIFT, STOPS, TRIPS, Layout
from .rebuild import Asked
from .scratch import (
    ALIGHT,
    BEFORE,
    BOARD,
    BY,
    EGRESS,
    FRESH,
    FROM,
    LINK,
    NEWEST,
    ORIGIN,
    PATTERN,
    RIDE,
    STOP,
    TRIP,
    UNQUEUED,
    UNTIL,
    Scratch,
)

BLOCKED: Final = -(2**31)
"""Label of a stop that nobody may use: nothing improves it."""

UNREACHED: Final = 2**30
"""The best arrival while there is none: later than times may be, and far enough below NEVER that a label before time 0 with no
way to the destination is not taken for an arrival."""

OUT_OF_RANGE: Final = -1
"""Answer of a search that was given a stop which the view doesn't have."""


@uncounted
def in_range(layout: Layout, asked: Asked) -> bool:
    """Tell whether every stop asked for is one of the view."""
    stops = len(layout.change_s)
    return _all_below(asked.access_stops, stops) and _all_below(asked.egress_stops, stops)


@uncounted
def _all_below(numbers: Int32, limit: int) -> bool:
    wrong = 0
    for number in numbers:
        wrong += not 0 <= number < limit
    return wrong == 0


@uncounted
def put_egress(mark: Int32, asked: Asked) -> None:
    """Put the way to the destination beside the stops where it starts."""
    stops, seconds = asked.egress_stops, asked.egress_s
    for row in range(len(stops)):
        mark[stops[row], EGRESS] = min(mark[stops[row], EGRESS], seconds[row])


@uncounted
def remove_egress(mark: Int32, asked: Asked) -> None:
    """Undo `put_egress`."""
    for stop in asked.egress_stops:
        mark[stop, EGRESS] = NEVER


@uncounted
def set_forbidden(label: Int32, ready: Int32, asked: Asked, value: int) -> None:
    """Give a value to the labels of stops that may not be used: BLOCKED before the search, NEVER after it."""
    allowed = asked.stop_allowed
    for stop in range(len(allowed)):
        if allowed[stop] == 0:
            label[stop, RIDE] = value
            ready[stop] = value


@uncounted_part
def make_ready(
    label: Int32,
    ready: Int32,
    mark: Int32,
    fresh: Int32,
    end: int,
    stop: int,
    time: int,
    origin: int,
    link: int,
) -> int:
    """Let a stop be boarded from a time on, if that is news; return the end of the fresh stops."""
    if time >= ready[stop]:
        return end
    ready[stop] = time
    mark[stop, ORIGIN] = origin
    mark[stop, LINK] = link
    if label[stop, FRESH] == NEVER:
        fresh[end] = stop
        end += 1
    label[stop, FRESH] = time
    return end


@uncounted
def enqueue(layout: Layout, scratch: Scratch, asked: Asked, start: int, end: int) -> int:
    """Queue the patterns that can be boarded at fresh stops; return how many."""
    boarding_first, boarding = layout.boarding_first, layout.boarding
    fresh, turn, queue = scratch.fresh, scratch.turn, scratch.queue
    allowed = asked.pattern_allowed
    queued = 0
    for index in range(start, end):
        stop = fresh[index]
        for entry in range(boarding_first[stop], boarding_first[stop + 1]):
            pattern, position = boarding[entry, 0], boarding[entry, 1]
            if len(allowed) > 0 and allowed[pattern] == 0:
                continue
            if turn[pattern, FROM] == UNQUEUED:
                queue[queued] = pattern
                queued += 1
            turn[pattern, FROM] = min(turn[pattern, FROM], position)
            turn[pattern, UNTIL] = max(turn[pattern, UNTIL], position)
    return queued


@uncounted
def unmark(label: Int32, fresh: Int32, start: int, end: int) -> None:
    """Forget which stops are fresh."""
    for index in range(start, end):
        label[fresh[index], FRESH] = NEVER


@uncounted
def scan(
    layout: Layout,
    scratch: Scratch,
    label: Int32,
    queued: int,
    first: int,
    target: int,
    rides: int,
    targets: Int64,
) -> tuple[int, int, int]:
    """Ride every queued pattern; return the number of records, the best arrival, and the record that makes it.

    With `targets` (else empty), what is hopeless after so many rides is not written.
    """
    pattern, place = layout.pattern, layout.place
    arrivals, departures = layout.arrivals, layout.departures
    mark, turn, queue, record = scratch.mark, scratch.turn, scratch.queue, scratch.record
    after = scratch.after
    records, final = first, -1
    for index in range(queued):
        number = queue[index]
        start, until = turn[number, FROM], turn[number, UNTIL]
        turn[number, FROM], turn[number, UNTIL] = UNQUEUED, -1
        records, target, final = _ride(
            pattern,
            place,
            arrivals,
            departures,
            label,
            mark,
            record,
            number,
            start,
            until,
            first,
            records,
            target,
            final,
            after,
            rides,
            targets,
        )
    return records, target, final


@uncounted_part
def _ride(
    patterns: Int64,
    places: Int32,
    arrivals: Int32,
    departures: Int32,
    label: Int32,
    mark: Int32,
    record: Int32,
    pattern: int,
    start: int,
    until: int,
    first: int,
    records: int,
    target: int,
    final: int,
    after: Int32,
    rides: int,
    targets: Int64,
) -> tuple[int, int, int]:
    """Ride one pattern from where it can be boarded first, on the earliest trip caught so far."""
    place, stops = patterns[pattern, FIRST], patterns[pattern, STOPS]
    trips, events = patterns[pattern, TRIPS], patterns[pattern, EVENTS]
    trip, row, board, origin, link = trips, events, 0, 0, 0
    for position in range(start, stops):
        at = places[place + position, AT]
        stop = at >> STOP_SHIFT
        arrives = arrivals[row + position] if trip < trips else NEVER
        if arrives >= target:
            if position > until:
                break
        elif _is_news(label, after, stop, arrives, at, rides, targets):
            label[stop, RIDE] = arrives
            records = ensure_record(mark, record, stop, first, records)
            number = mark[stop, NEWEST]
            write(record, number, pattern, trip, board, position)
            follow(record, number, origin, link)
            if arrives + mark[stop, EGRESS] < target:
                target, final = arrives + mark[stop, EGRESS], number
        ready, stay = label[stop, FRESH], places[place + position, STAY]
        before = row - stops + position
        if at & MAY_BOARD == 0 or not _may_catch(arrivals, before, trip, trips, ready, stay):
            continue
        caught = catch(departures, events + position * trips, trip, ready)
        if caught < trip:
            trip, board, row = caught, position, events + caught * stops
            origin, link = mark[stop, ORIGIN], mark[stop, LINK]
    return records, target, final


@uncounted_part
def _is_news(
    label: Int32, after: Int32, stop: int, arrives: int, at: int, rides: int, targets: Int64
) -> bool:
    """Tell whether alighting here is earlier than any ride before, and may lead on."""
    return (
        arrives < label[stop, RIDE]
        and at & MAY_ALIGHT > 0
        and not hopeless(after, stop, arrives, rides, targets)
    )


@uncounted_part
def _may_catch(arrivals: Int32, before: int, trip: int, trips: int, ready: int, stay: int) -> bool:
    """Tell whether an earlier trip might be caught: arrivals of the one before are near in memory, departures are not."""
    if ready == NEVER:
        return False
    return trip == trips or (trip > 0 and arrivals[before] + stay >= ready)


@uncounted_part
def ensure_record(mark: Int32, record: Int32, stop: int, first: int, records: int) -> int:
    """Give a stop a record of this round unless it has one; return the number of records."""
    if mark[stop, NEWEST] >= first:
        return records
    mark[stop, NEWEST] = records
    record[records, STOP] = stop
    return records + 1


@uncounted_part
def write(record: Int32, number: int, pattern: int, trip: int, board: int, alight: int) -> None:
    record[number, PATTERN] = pattern
    record[number, TRIP] = trip
    record[number, BOARD] = board
    record[number, ALIGHT] = alight


@uncounted_part
def follow(record: Int32, number: int, origin: int, link: int) -> None:
    record[number, BEFORE] = origin
    record[number, BY] = link


@uncounted_part
def catch(departures: Int32, base: int, trip: int, ready: int) -> int:
    """Return the earliest trip, at most `trip`, that departs at `ready` or later."""
    if trip == 0 or departures[base + trip - 1] < ready:
        return trip
    low, high = 0, trip - 1
    while low < high:
        middle = (low + high) >> 1
        if departures[base + middle] < ready:
            low = middle + 1
        else:
            high = middle
    return high


@uncounted
def change(
    layout: Layout,
    scratch: Scratch,
    label: Int32,
    after: Int32,
    ready: Int32,
    first: int,
    records: int,
    end: int,
    target: int,
    rides: int,
    targets: Int64,
) -> int:
    """Make ready what the round's rides reached, after the change or the walk; return the end of the fresh stops.

    `label` is the level of the rides, `after` the level where the stops become fresh.
    """
    change_s, way_first, way = layout.change_s, layout.way_first, layout.way
    mark, fresh, record = scratch.mark, scratch.fresh, scratch.record
    aboard = scratch.aboard
    for number in range(first, records):
        stop = record[number, STOP]
        arrives = label[stop, RIDE]
        time = arrives + change_s[stop]
        if time < target and not hopeless(aboard, stop, time, rides, targets):
            end = make_ready(after, ready, mark, fresh, end, stop, time, number, -1)
        for row in range(way_first[stop], way_first[stop + 1]):
            time = arrives + way[row, 1]
            to, link = way[row, 0], way[row, 2]
            if time < target and not hopeless(aboard, to, time, rides, targets):
                end = make_ready(after, ready, mark, fresh, end, to, time, number, link)
    return end


@uncounted_part
def hopeless(bound: Int32, stop: int, time: int, rides: int, targets: Int64) -> bool:
    """Tell whether no number of rides to come beats what is known, for a label that has some already.

    `targets[k]` is the best arrival with at most k rides; without any, nothing is hopeless.
    """
    left = len(targets) - 1 - rides
    if left < 0:
        return False
    while left >= 0 and time + bound[stop, left] >= targets[rides + left]:
        left -= 1
    return left < 0
