"""How one gets from the door to the stops: on foot to what is near, by taxi to hubs, around what no taxi crosses."""

from __future__ import annotations

import numpy as np

from contexts.transport.domain.modes import Mode
from contexts.transport.domain.options.approaches import Hubs, Reach, approaches

NEAR, HUB, BEYOND, AIRPORT = range(4)
METRES = {NEAR: 400.0, HUB: 9_000.0, BEYOND: 12_000.0, AIRPORT: 20_000.0}
ROADS = {NEAR: (500, 90), HUB: (11_000, 1_500), BEYOND: (95_000, 9_000), AIRPORT: (26_000, 2_400)}
HUBS = Hubs(
    is_hub=np.array([False, True, True, True]),
    is_airport=np.array([False, False, False, True]),
    check_in_s=np.array([0, 0, 0, 5_400], dtype=np.int32),
    exit_s=np.array([0, 0, 0, 1_800], dtype=np.int32),
)


def nearest(latitude, longitude, radius):
    found = [(stop, metres) for stop, metres in METRES.items() if metres <= radius]
    stops, metres = zip(*found, strict=True) if found else ((), ())
    return np.array(stops, dtype=np.int32), np.array(metres)


def asked(reach: Reach, *, arriving: bool = False):
    found = approaches(nearest, HUBS, (0.0, 0.0), reach, ROADS.__getitem__, arriving=arriving)
    return {each.stop: each for each in found}


def test_on_foot_to_what_is_near_and_by_taxi_to_hubs():
    found = asked(Reach(walk_m=1_500, taxi_m=60_000))
    assert found.keys() == {NEAR, HUB, AIRPORT}
    assert found[NEAR].mode == Mode.WALK
    taxi = found[HUB]
    assert (taxi.mode, taxi.metres, taxi.seconds) == (Mode.TAXI, *ROADS[HUB])


def test_what_lies_beyond_a_border_is_as_far_as_the_way_around():
    """12 km away as the crow flies, 95 by road."""
    assert BEYOND not in asked(Reach(walk_m=1_500, taxi_m=60_000))
    assert asked(Reach(walk_m=1_500, taxi_m=100_000))[BEYOND].seconds == ROADS[BEYOND][1]


def test_airports_are_waited_at():
    reach = Reach(walk_m=1_500, taxi_m=60_000)
    assert asked(reach)[AIRPORT].total_s == ROADS[AIRPORT][1] + 5_400
    assert asked(reach, arriving=True)[AIRPORT].total_s == ROADS[AIRPORT][1] + 1_800


def test_who_takes_no_taxi_takes_one_only_inside_a_large_place():
    assert asked(Reach(walk_m=1_500)).keys() == {NEAR}
    found = asked(Reach(walk_m=100, within_m=10_000))
    assert {stop: each.mode for stop, each in found.items()} == {NEAR: Mode.TAXI, HUB: Mode.TAXI}
    assert found[HUB].metres == ROADS[HUB][0]
