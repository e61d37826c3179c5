"""Ways by road: around barriers, longer and slower through hills."""

from __future__ import annotations

import pytest

from contexts.transport.domain.modes import Mode
from contexts.transport.domain.streets import estimated_route, road_metres, road_seconds
from contexts.transport.domain.streets_corridors import Corridors, crosses, holds
from contexts.transport.domain.streets_roads import Hills, Roads, Terrain
from contexts.transport.gateways.roads import roads

SQUARE = ((1.0, 1.0), (1.0, 2.0), (2.0, 2.0), (2.0, 1.0))
WEST, EAST = (1.5, 0.5), (1.5, 2.5)
NORTH_WEST, NORTH_EAST = (2.5, 0.5), (2.5, 2.5)
SOUTH = (-3.0, 1.5)

AGARTALA, UDAIPUR, DHARMANAGAR = (23.83, 91.28), (23.53, 91.48), (24.37, 92.17)
GUWAHATI, SHILLONG, KOLKATA, DELHI = (26.14, 91.74), (25.57, 91.89), (22.57, 88.36), (28.61, 77.21)
JAIPUR, SILIGURI, GANGTOK = (26.91, 75.79), (26.72, 88.43), (27.33, 88.61)
SONAMURA, COMILLA_AIRPORT = (23.48, 91.28), (23.437, 91.19)


def test_a_line_crosses_an_outline_or_lies_beside_it():
    assert crosses(WEST, EAST, SQUARE)
    assert crosses((1.5, 1.5), EAST, SQUARE), "from inside"
    assert not crosses(NORTH_WEST, NORTH_EAST, SQUARE)
    assert not crosses((0.5, 0.9), (0.9, 0.5), SQUARE), "past a corner"
    assert not crosses((0.5, 1.6), (2.4, 3.4), SQUARE), "past a corner, within its extent"


def test_an_outline_holds_what_is_inside():
    bent = ((0.0, 0.0), (0.0, 3.0), (3.0, 3.0), (3.0, 2.0), (1.0, 2.0), (1.0, 0.0))
    assert holds(bent, (0.5, 0.5))
    assert holds(bent, (2.0, 2.5))
    assert not holds(bent, (2.0, 1.0)), "inside its extent, outside its bend"
    assert not holds(bent, (0.5, 3.5))


def test_what_nothing_crosses_is_straight():
    corridors = Corridors((SQUARE,), (NORTH_WEST, NORTH_EAST))
    assert corridors.between(NORTH_WEST, NORTH_EAST) == [NORTH_WEST, NORTH_EAST]
    assert Corridors().between(WEST, EAST) == [WEST, EAST]


def test_the_shortest_chain_of_gateways_leads_around():
    corridors = Corridors((SQUARE,), (SOUTH, NORTH_EAST, NORTH_WEST))
    assert corridors.between(WEST, EAST) == [WEST, NORTH_WEST, NORTH_EAST, EAST]
    assert corridors.between(EAST, WEST) == [EAST, NORTH_EAST, NORTH_WEST, WEST]


def test_one_gateway_may_be_enough():
    corridors = Corridors((SQUARE,), ((3.5, 1.5),))
    assert corridors.between(WEST, EAST) == [WEST, (3.5, 1.5), EAST]


def test_where_no_chain_leads_around_the_line_stays():
    assert Corridors((SQUARE,)).between(WEST, EAST) == [WEST, EAST]
    ring = ((0.0, 0.0), (0.0, 3.0), (3.0, 3.0), (3.0, 0.0))
    enclosed = Corridors((SQUARE, ring), ((4.0, 1.5),))
    assert enclosed.between((0.5, 0.5), (4.0, 4.0)) == [(0.5, 0.5), (4.0, 4.0)]


def test_who_is_inside_a_barrier_leaves_it_straight():
    corridors = Corridors((SQUARE,), (NORTH_WEST, NORTH_EAST))
    assert corridors.between((1.5, 1.5), EAST) == [(1.5, 1.5), EAST]


def test_plains_are_as_cars_are_estimated_elsewhere():
    metres, seconds = Roads(Corridors()).way(DELHI, JAIPUR)
    elsewhere = estimated_route(DELHI, JAIPUR, Mode.CAR)
    assert abs(metres - elsewhere.metres) <= 1
    assert abs(seconds - elsewhere.seconds) <= 1


def test_hills_make_a_way_longer_and_slower_as_far_as_it_is_in_them():
    start, end = (1.5, 1.2), (1.5, 1.8)
    around = ((1.0, 1.0), (1.0, 2.0), (2.0, 2.0), (2.0, 1.0))
    half = ((1.0, 1.0), (1.0, 1.5), (2.0, 1.5), (2.0, 1.0))
    plain = Roads(Corridors()).way(start, end)
    terrain = Terrain(longer=1.2, most_mps=10.0)
    whole_way = Roads(Corridors(), (Hills("all", around, terrain),)).way(start, end)
    half_way = Roads(Corridors(), (Hills("half", half, terrain),)).way(start, end)
    assert whole_way[0] == pytest.approx(1.2 * plain[0], abs=2)
    assert whole_way[1] == pytest.approx(road_seconds(1.2 * plain[0], 10.0), abs=2)
    assert half_way[0] == pytest.approx((plain[0] + whole_way[0]) / 2, rel=0.01)
    assert half_way[1] == pytest.approx((plain[1] + whole_way[1]) / 2, rel=0.03)


def test_of_two_regions_that_overlap_the_first_counts():
    one, other = (Hills(str(n), SQUARE, Terrain(n, 10.0)) for n in (1.1, 1.5))
    inside = (1.5, 1.4), (1.5, 1.6)
    assert Roads(Corridors(), (one, other)).way(*inside) == Roads(Corridors(), (one,)).way(*inside)


def test_a_place_to_itself():
    assert roads().way(AGARTALA, AGARTALA) == (0, 0)


def test_speeds_never_exceed_what_is_named():
    assert road_seconds(200_000) < road_seconds(200_000, 8.0) < road_seconds(200_000, 5.0)
    assert road_seconds(100_000, 5.0) == pytest.approx(20_000)
    assert road_seconds(3_000, 8.0) == road_seconds(3_000), "towns are slower anyway"
    assert road_metres(20_000) == pytest.approx(1.3 * 10_000 + 1.25 * 10_000)


@pytest.mark.parametrize(
    ("origin", "destination", "kilometres", "hours"),
    [
        (AGARTALA, UDAIPUR, (50, 65), (1.4, 2)),
        (AGARTALA, DHARMANAGAR, (150, 190), (4, 5.5)),
        (GUWAHATI, SHILLONG, (90, 105), (2.3, 3.2)),
        (SILIGURI, GANGTOK, (100, 120), (3.3, 4.5)),
        (AGARTALA, GUWAHATI, (470, 600), (11, 15)),
        (KOLKATA, AGARTALA, (1400, 1650), (26, 40)),
        (DELHI, JAIPUR, (270, 300), (4.5, 6)),
    ],
)
def test_ways_that_travellers_know(origin, destination, kilometres, hours):
    """What maps and drivers say, more or less: NH8 from Agartala to Udaipur is 54 km, NH6 from Guwahati to Shillong 98."""
    metres, seconds = roads().way(origin, destination)
    assert kilometres[0] <= metres / 1000 <= kilometres[1]
    assert hours[0] <= seconds / 3600 <= hours[1]


def test_every_region_of_hills_names_its_terrain():
    every = roads().hills
    assert len({hills.name for hills in every}) == len(every) >= 5
    assert all(hills.terrain.longer > 1 and hills.terrain.most_mps < 13 for hills in every)
    assert not any(holds(hills.outline, place) for hills in every for place in (DELHI, KOLKATA))
