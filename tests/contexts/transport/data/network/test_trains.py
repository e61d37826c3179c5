"""Published trains made whole: days, arrivals, places, and which are taken."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contexts.transport.data.network.station_places import (
    How,
    contradictions,
    place_stations,
)
from contexts.transport.data.network.train_choice import RailCity, choose_trains
from contexts.transport.data.network.train_names import station_name, train_name
from contexts.transport.data.network.train_records import (
    Halt,
    Train,
    read_own_trains,
    read_records,
    seconds_of,
)
from contexts.transport.data.network.train_times import runs_true, with_times

HOUR = 3600
COLUMNS = "trainNo,islno,stationCode,stationName,distance,numDeparture,lat1,long1,trainName"


def train(*halts, number="12345"):
    """Make a train of (code, km, hours of the day) as published: the last without a time."""
    made = [Halt(code, km, round(hours * HOUR)) for code, km, hours in halts[:-1]]
    code, km, *_ = halts[-1]
    return Train(number, "TRIAL EXP", (*made, Halt(code, km, None)))


def hours(halts, which):
    return [None if getattr(h, which) is None else getattr(h, which) / HOUR for h in halts]


def published(*rows):
    return [COLUMNS, *(",".join(map(str, row)) for row in rows)]


@pytest.mark.parametrize(
    ("text", "seconds"), [("22H 50M 0S", 82_200), ("55M 0S", 3_300), ("1H 0M 5S", 3_605), ("0S", 0)]
)
def test_times_of_day_are_read_as_published(text, seconds):
    assert seconds_of(text) == seconds


def test_trains_in_order_are_kept_and_others_named():
    good = [("11", n, f"A{n}", "a", n * 50, "1H 0M 0S", 20 + n, 80, "X EXP") for n in (2, 1, 3)]
    backwards = [("12", n, f"A{n}", "a", 90 - n, "1H 0M 0S", "", "", "Y") for n in (1, 2)]
    twice = [("13", 1, f"A{n}", "a", n, "1H 0M 0S", "", "", "Y") for n in (1, 2)]
    special = [("01", n, f"A{n}", "a", n, "1H 0M 0S", "", "", "Y") for n in (1, 2)]
    records = read_records(published(*good, *backwards, *twice, *special))
    assert [t.number for t in records.trains] == ["11"]
    assert [h.code for h in records.trains[0].halts] == ["A1", "A2", "A3"]
    assert records.rejected == ("12", "13")
    assert records.published_points["A2"] == (22.0, 80.0)


def test_a_train_runs_on_over_midnights():
    made = with_times(
        train(
            ("A", 0, 22),
            ("B", 120, 0.5),
            ("C", 700, 11),
            ("D", 1000, 2),
            (
                "E",
                1060,
            ),
        ),
        {},
    )
    departures = hours(made.halts, "departure")
    assert departures == [22, 24.5, 35, 50, None]
    assert made.halts[-1].arrival / HOUR == pytest.approx(50 + 60 / (1000 / 28), abs=0.05)


def test_a_time_that_no_train_can_keep_is_filled_in_by_kilometres():
    wrong = train(
        ("A", 0, 6),
        ("B", 60, 0),
        ("C", 120, 8),
        ("D", 180, 9),
        ("E", 240, 10),
        (
            "F",
            300,
        ),
    )
    made = with_times(wrong, {})
    assert hours(made.halts, "departure")[:3] == [6, 7, 8]
    assert runs_true(wrong)
    assert not runs_true(
        train(
            ("A", 0, 6),
            ("B", 60, 3),
            ("C", 120, 2),
            ("D", 180, 1),
            (
                "E",
                240,
            ),
        )
    )


def test_a_train_stands_longer_where_more_trains_halt():
    plain = train(
        ("A", 0, 6),
        ("B", 100, 8),
        ("C", 200, 10),
        ("D", 300, 12),
        (
            "E",
            400,
        ),
    )
    made = with_times(plain, {"B": 1, "C": 60, "D": 200})
    stands = [h.departure - h.arrival for h in made.halts[1:4]]
    assert stands == [120, 300, 600]


@given(
    st.lists(st.tuples(st.integers(1, 400), st.integers(0, 24 * 60 - 1)), min_size=1, max_size=12),
    st.integers(0, 24 * 60 - 1),
)
def test_times_never_run_backwards(legs, start):
    km, halts = 0, [Halt("S0", 0, start * 60)]
    for number, (length, minute) in enumerate(legs, start=1):
        km += length
        halts.append(Halt(f"S{number}", km, minute * 60))
    halts[-1] = Halt(halts[-1].code, km, None)
    made = with_times(Train("1", "x", tuple(halts)), {"S1": 500})
    clock = [t for h in made.halts for t in (h.arrival, h.departure) if t is not None]
    assert clock == sorted(clock)
    assert len(clock) == 2 * len(halts) - 1


def test_own_trains_are_read_with_their_arrival():
    (made,) = read_own_trains(["number,name,days,stops", "1,Here - There,15,A 0 23:00|B 90 01:00"])
    made = with_times(made, {})
    assert (made.days, hours(made.halts, "departure"), hours(made.halts, "arrival")) == (
        "15",
        [23, None],
        [23, 25],
    )


KNOWN = {"A": (23.0, 91.0), "E": (23.0, 95.0)}
ALONG = train(
    ("A", 0, 1),
    ("B", 105, 3),
    ("C", 210, 5),
    ("D", 315, 7),
    (
        "E",
        420,
    ),
)
RIGHT = {"B": (23.0, 92.0), "C": (23.0, 93.0), "D": (23.0, 94.0)}


def place(points, towns=None):
    return place_stations([ALONG], known=KNOWN, published=points, towns=towns or {})


def test_places_that_agree_with_the_line_stay():
    placed = place(RIGHT)
    assert {code: placed[code].point for code in RIGHT} == RIGHT
    assert {placed[code].how for code in RIGHT} == {How.PUBLISHED}
    assert contradictions([ALONG], placed) == 0


def test_a_place_far_off_the_line_is_put_between_its_neighbours():
    placed = place({**RIGHT, "C": (28.66, 77.2)})
    assert placed["C"].how is How.BETWEEN
    assert placed["C"].point == pytest.approx((23.0, 93.0))
    assert placed["B"].how is placed["D"].how is How.PUBLISHED


def test_a_town_of_the_name_is_taken_where_it_agrees():
    wrong = {**RIGHT, "C": (28.66, 77.2)}
    placed = place(wrong, {"C": ((10.0, 77.0), (23.1, 93.0))})
    assert (placed["C"].how, placed["C"].point) == (How.TOWN, (23.1, 93.0))


def test_a_station_without_a_place_lies_between_its_neighbours():
    placed = place_stations(
        [ALONG], known={"A": (23.0, 91.0), "D": (23.0, 94.0)}, published={}, towns={}
    )
    assert placed["B"].point == pytest.approx((23.0, 92.0))
    assert placed["E"].point == pytest.approx((23.0, 95.0))


def test_two_wrong_neighbours_do_not_keep_each_other():
    placed = place({**RIGHT, "B": (10.0, 77.0), "C": (10.0, 78.0)})
    assert placed["B"].how is placed["C"].how is How.BETWEEN


CITIES = (
    RailCity("Delhi", 100, frozenset({"NDLS"})),
    RailCity("Kolkata", 90, frozenset({"HWH"})),
    RailCity("Agra", 10, frozenset({"AGC"})),
)


def test_trains_of_the_north_east_come_first():
    def between(number, one, other, leaves, takes):
        return with_times(
            train((one, 0, leaves), (f"x{number}", takes * 30, (leaves + takes / 2) % 24), (other, takes * 60), number=number),
            {},
        )  # fmt: skip

    slow = between("1", "NDLS", "HWH", 6, 22)
    fast = between("2", "NDLS", "HWH", 7, 14)
    evening = between("3", "NDLS", "HWH", 18, 20)
    minor = between("4", "NDLS", "AGC", 6, 2)
    remote = between("5", "GHY", "LMG", 6, 4)
    trains = [slow, fast, evening, minor, remote]
    take = lambda halts: {  # noqa: E731 - a table is read from it
        t.number
        for t in choose_trains(trains, cities=CITIES, always=frozenset({"GHY"}), halts=halts)
    }
    assert take(3) == {"5"}
    assert take(6) == {"5", "2"}
    assert take(9) == {"5", "2", "3"}
    assert take(100) == {"5", "2", "3", "4"}


def test_names_are_written_out():
    codes = frozenset({"GHY", "LTT"})
    assert train_name("GHY LTT EXPRES", "1", codes) == "GHY LTT Express"
    assert train_name("KANCHANJUNGA EX", "1", codes) == "Kanchanjunga Express"
    assert train_name("ANUVRATEXP", "1", codes) == "Anuvrat Express"
    assert train_name("", "1", codes) == "Train 1"
    assert station_name("rampur hat") == "Rampur Hat"


def test_every_row_of_the_facts_by_hand_can_be_read(facts):
    own = read_own_trains(facts("tripura_trains.csv"))
    stations = {row["code"] for row in csv.DictReader(facts("stations.csv"))}
    assert {halt.code for t in own for halt in t.halts} <= stations
    assert len({t.number for t in own}) == len(own)
    for one in own:
        kms = [halt.km for halt in one.halts]
        assert kms == sorted(set(kms)), one.number
        assert runs_true(one), one.number
        assert set(one.days) <= set("1234567")
