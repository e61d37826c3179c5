"""Agencies, routes, fares, shapes, translations: what is told of journeys."""

from __future__ import annotations

import numpy as np
import pytest

from contexts.transport.domain.gtfs import Severity
from contexts.transport.domain.gtfs.route_types import mode_of
from contexts.transport.domain.modes import Mode
from contexts.transport.domain.timetable.feed import NONE
from tests.contexts.transport.domain.gtfs.tables import (
    CLEAN,
    Tables,
    check,
    codes,
    compiled,
    read,
    stop,
    texts,
    with_rows,
    with_table,
)


@pytest.mark.parametrize(
    ("number", "mode"),
    [
        (0, Mode.TRAM), (1, Mode.METRO), (2, Mode.TRAIN), (3, Mode.BUS), (4, Mode.FERRY), (5, Mode.TRAM),
        (6, Mode.CABLE), (7, Mode.CABLE), (11, Mode.BUS), (12, Mode.METRO), (100, Mode.TRAIN),
        (101, Mode.TRAIN), (106, Mode.TRAIN), (109, Mode.SUBURBAN_TRAIN), (200, Mode.COACH),
        (202, Mode.COACH), (300, Mode.SUBURBAN_TRAIN), (401, Mode.METRO), (700, Mode.BUS), (800, Mode.BUS),
        (900, Mode.TRAM), (1000, Mode.FERRY), (1100, Mode.FLIGHT), (1300, Mode.CABLE), (1400, Mode.CABLE),
        (1501, Mode.TAXI), (8, None), (99, None), (1600, None),
    ],
)  # fmt: skip
def test_route_types(number: int, mode: Mode | None) -> None:
    assert mode_of(number) is mode


def test_a_route_of_no_known_type_is_dropped_with_its_trips() -> None:
    reading = read(
        {**CLEAN, "routes.txt": str(CLEAN["routes.txt"]).replace("Palace,3", "Palace,99")}
    )
    assert reading.feed is not None
    assert reading.feed.trips == 2
    assert "unexpected_enum_value" in codes(reading)


def test_agencies_of_several_zones_are_read_as_the_first() -> None:
    reading = read(with_rows("agency.txt", "B,Far Trains,https://far.example,Asia/Dhaka,bn"))
    assert reading.feed is not None
    assert reading.feed.zone == "Asia/Kolkata"
    assert "inconsistent_agency_timezone" in codes(reading)


@pytest.mark.parametrize("zone", ["Mars/Base", "../../etc/passwd", "x" * 3000, "Asia/Kolkata\\"])
def test_a_feed_without_a_zone_is_unusable(zone: str) -> None:
    table = str(CLEAN["agency.txt"]).replace("Asia/Kolkata", zone)
    reading = read({**CLEAN, "agency.txt": table})
    assert reading.feed is None
    assert {"invalid_timezone", "feed_without_zone"} <= codes(reading)


def test_colours_publisher_and_language() -> None:
    table = "route_id,agency_id,route_short_name,route_type,route_color\nr1,A,1,3,ffaa00\nr2,A,2,3,orange\n"
    info = "feed_publisher_name,feed_publisher_url,feed_lang\nState Transport,https://state.example,bn\n"
    reading = read({**CLEAN, "routes.txt": table, "feed_info.txt": info})
    feed = reading.feed
    assert feed is not None
    assert texts(feed.route_colours) == ["FFAA00", ""]
    assert (feed.publisher, feed.language) == ("State Transport", "bn")
    assert "invalid_color" in codes(reading)


def test_names_in_other_languages() -> None:
    header = "table_name,field_name,language,translation,record_id,field_value"
    reading = read(
        with_table(
            "translations.txt",
            header,
            "stops,stop_name,bn,হ্রদ,s4,",
            "trips,trip_headsign,bn,প্রাসাদ,,Palace",
            "stops,stop_name,bn,নেই,nowhere,",
            "planets,name,bn,x,,y",
        )
    )
    feed = reading.feed
    assert feed is not None
    assert texts(feed.translation_source)[:2] == ["Lake", "Palace"]
    assert texts(feed.translation_text)[:2] == ["হ্রদ", "প্রাসাদ"]
    assert {"translation_not_used", "translation_unknown_table_name"} <= codes(reading)


def fares(rules: str = "", attributes: str = "") -> Tables:
    tables = {
        **CLEAN,
        "fare_attributes.txt": attributes
        or "fare_id,price,currency_type,payment_method,transfers,transfer_duration\n"
        "short,10.50,INR,0,0,\nlong,25,INR,0,,3600\n",
    }
    return {**tables, "fare_rules.txt": rules} if rules else tables


def rules_of(feed) -> list[tuple]:
    zones, routes, products = (
        texts(feed.fare_zone_ids),
        texts(feed.route_ids),
        texts(feed.fare_product_ids),
    )
    name = lambda names, number: names[number] if number != NONE else ""  # noqa: E731
    return [
        (products[p], name(routes, r), name(zones, o), name(zones, d), name(zones, c))
        for p, r, o, d, c in zip(
            feed.fare_rule_product, feed.fare_rule_route, feed.fare_rule_origin,
            feed.fare_rule_destination, feed.fare_rule_contains, strict=True,
        )
    ]  # fmt: skip


def test_fares_by_zone_and_route() -> None:
    feed = compiled(
        fares(
            "fare_id,route_id,origin_id,destination_id,contains_id\nshort,,Z1,Z1,\nlong,r1,,,Z2\n"
        )
    )
    check(feed)
    assert feed.currency == "INR"
    assert feed.fare_product_minor.tolist() == [1050, 2500]
    assert feed.fare_product_transfers.tolist() == [0, NONE]
    assert feed.fare_product_transfer_s.tolist() == [0, 3600]
    assert rules_of(feed) == [("short", "", "Z1", "Z1", ""), ("long", "r1", "", "", "Z2")]
    assert feed.fare_zone_ids[int(feed.stop_fare_zone[stop(feed, "s4")])] == "Z2"


def test_a_fare_without_rules_holds_everywhere() -> None:
    assert rules_of(compiled(fares())) == [("short", "", "", "", ""), ("long", "", "", "", "")]


def test_a_fare_whose_rules_are_all_broken_holds_nowhere() -> None:
    reading = read(fares("fare_id,route_id,origin_id\nshort,nowhere,\nlong,r1,\n"))
    assert reading.feed is not None
    assert texts(reading.feed.fare_product_ids) == ["long"]
    assert "foreign_key_violation" in codes(reading)


def test_prices_in_other_currencies_and_impossible_ones_are_left_out() -> None:
    header = "fare_id,price,currency_type,payment_method,transfers\n"
    reading = read(
        fares(
            attributes=header
            + "a,10,INR,0,\nb,12,INR,0,\nc,1,USD,0,\nd,-5,INR,0,\ne,5,XXQ,0,\nf,nan,INR,0,\n"
        )
    )
    assert reading.feed is not None
    assert texts(reading.feed.fare_product_ids) == ["a", "b"]
    assert {
        "fare_in_other_currency",
        "number_out_of_range",
        "invalid_currency",
        "invalid_float",
    } <= codes(reading)


NEWER = {
    "fare_products.txt": "fare_product_id,fare_product_name,rider_category_id,amount,currency\n"
    "one,Child,child,5,INR\none,Single,,10,INR\nday,Day,,40,INR\n",
    "areas.txt": "area_id,area_name\ninner,Inner\nouter,Outer\n",
    "stop_areas.txt": "area_id,stop_id\ninner,s1\ninner,s2\nouter,s3\nouter,s4\n",
    "networks.txt": "network_id,network_name\nbus,Buses\n",
    "route_networks.txt": "network_id,route_id\nbus,r1\n",
    "fare_leg_rules.txt": "leg_group_id,network_id,from_area_id,to_area_id,fare_product_id\n"
    "g,bus,inner,outer,one\nh,,,,day\n",
    "fare_transfer_rules.txt": "from_leg_group_id,to_leg_group_id,transfer_count,duration_limit,duration_limit_type,fare_transfer_type\n"
    "g,g,2,5400,1,0\ng,h,,,,0\n",
}


def test_fares_of_the_newer_kind() -> None:
    reading = read({**CLEAN, **NEWER})
    feed = reading.feed
    assert feed is not None
    check(feed)
    assert texts(feed.fare_product_names) == ["Single", "Day"]
    assert feed.fare_product_minor.tolist() == [1000, 4000]
    assert feed.fare_product_transfers.tolist() == [2, 0]
    assert feed.fare_product_transfer_s.tolist() == [5400, 0]
    assert rules_of(feed) == [("one", "r1", "inner", "outer", ""), ("day", "r2", "", "", "")]
    assert {"fare_product_not_used", "fare_transfer_rule_not_used"} <= codes(reading)
    assert all(severity is Severity.INFO for _, severity, _ in reading.totals)


def test_of_both_kinds_the_older_is_read() -> None:
    reading = read({**fares(), **NEWER})
    assert reading.feed is not None
    assert texts(reading.feed.fare_product_ids) == ["short", "long"]
    assert "fares_not_used" in codes(reading)


def shaped(*points: str) -> Tables:
    trips = "route_id,service_id,trip_id,shape_id\nr1,week,t1,line\nr1,week,t2,line\nr2,week,t3,\n"
    rows = "\n".join(f"line,{point},{number}" for number, point in enumerate(points))
    return {
        **CLEAN,
        "trips.txt": trips,
        "shapes.txt": f"shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\n{rows}\n",
    }


def test_distances_follow_the_shape() -> None:
    # From the depot to the market by way of a place east of both.
    feed = compiled(
        shaped("23.80,91.20", "23.805,91.25", "23.81,91.20", "23.84,91.20", "23.90,91.20")
    )
    check(feed)
    pattern = int(np.flatnonzero(feed.pattern_shape != NONE)[0])
    metres = feed.position_metres[feed.pattern_first[pattern] :][:4]
    assert metres[1] == pytest.approx(2 * 5118, rel=0.01)
    assert metres[3] == pytest.approx(2 * 5118 + 0.09 * 111_195, rel=0.01)


def test_points_on_a_straight_line_are_left_out() -> None:
    feed = compiled(shaped(*(f"{23.80 + step / 1000:.3f},91.2000" for step in range(101))))
    assert len(feed.shape_latitude_e6) < 10
    assert feed.shape_latitude_e6[[0, -1]].tolist() == [23_800_000, 23_900_000]


def test_a_shape_elsewhere_is_not_measured_by() -> None:
    reading = read(shaped("28.6,77.2", "28.7,77.2"))
    assert reading.feed is not None
    assert "stop_too_far_from_shape" in codes(reading)
    straight = 0.1 * 111_195 * 1.25
    assert int(reading.feed.position_metres.max()) == pytest.approx(straight, rel=0.01)


def strays(*points: str) -> list[str]:
    """Return the stops that are said to lie far from a shape."""
    notices = read(shaped(*points)).notices
    return sorted(one.value for one in notices if one.code == "stop_too_far_from_shape")


def test_stops_a_hundred_metres_from_their_shape_are_told() -> None:
    metre = 1 / (111_195 * np.cos(np.radians(23.85)))
    near, far = (f"{91.2 + metres * metre:.6f}" for metres in (90, 110))
    assert strays(f"23.80,{near}", f"23.90,{near}") == []
    told = strays(f"23.80,{far}", f"23.90,{far}")
    assert told
    assert len(told) == len(set(told))


def test_a_stop_beside_its_shape_but_behind_the_one_before_is_near() -> None:
    assert strays("23.80,91.20", "23.90,91.20", "23.82,91.20", "23.90,91.20") == []


def test_points_off_the_earth_are_dropped() -> None:
    reading = read(shaped("23.80,91.20", "200,91.20", "0,0", "23.90,91.20"))
    assert {"number_out_of_range", "point_near_origin"} <= codes(reading)
    assert reading.feed is not None
    assert len(reading.feed.shape_latitude_e6) == 2
