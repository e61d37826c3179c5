"""The arrays of a sweep: what their columns are."""

from __future__ import annotations

from typing import Final, NamedTuple

from contexts.transport.domain.timetable.view import Int32, Int64

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
