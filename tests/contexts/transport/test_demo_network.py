"""The demo network as committed: it is what its facts give, sound, and leads from the big cities to Unakoti."""

import csv
import os
from pathlib import Path

import pytest

from contexts.transport.data.network.__main__ import main
from contexts.transport.domain.gtfs import read_feed
from contexts.transport.domain.places import metres_between

DEMO = Path(__file__).resolve().parents[3] / "contexts/transport/data/demo"
FEEDS = ("tripura_buses", "india_trains", "india_flights")
RECORDS = Path(os.environ.get("RIZ_DATA", "/nonexistent"))
MEGABYTE = 1_000_000


def rows(feed, table):
    with (DEMO / feed / table).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def minutes(text):
    hours, minutes, _ = text.split(":")
    return int(hours) * 60 + int(minutes)


def rides(feed, origin, destination):
    """Return the minutes of every direct ride from one stop to another."""
    left, took = {}, []
    for row in rows(feed, "stop_times.txt"):
        if row["stop_id"] == origin:
            left[row["trip_id"]] = minutes(row["departure_time"])
        if row["stop_id"] == destination and row["trip_id"] in left:
            took.append(minutes(row["arrival_time"]) - left[row["trip_id"]])
    return sorted(took)


@pytest.mark.parametrize("feed", FEEDS)
def test_a_feed_is_read_without_a_fault(feed):
    reading = read_feed(DEMO / feed, name=feed)
    assert reading.feed is not None
    assert [notice for notice in reading.notices if notice.severity != "INFO"] == []
    assert reading.feed.zone == "Asia/Kolkata"
    assert reading.feed.days == 730


def test_no_file_is_large():
    assert all(path.stat().st_size < MEGABYTE for path in DEMO.rglob("*") if path.is_file())


def test_every_feed_names_its_sources():
    assert "GODL-India" in (DEMO / "README.md").read_text()
    attributions = (DEMO / "india_trains/attributions.txt").read_text()
    assert "Government Open Data License" in attributions
    assert all((DEMO / feed / "attributions.txt").is_file() for feed in FEEDS)


@pytest.mark.parametrize(
    ("feed", "origin", "destination", "fastest", "slowest", "count"),
    [
        ("india_flights", "DEL", "IXA", 150, 175, 2),
        ("india_flights", "CCU", "IXA", 55, 65, 8),
        ("india_flights", "GAU", "IXA", 45, 65, 2),
        ("india_trains", "ANVT", "AGTL", 38 * 60, 44 * 60, 1),
        ("india_trains", "SDAH", "AGTL", 30 * 60, 40 * 60, 1),
        ("india_trains", "SMVB", "AGTL", 60 * 60, 68 * 60, 1),
        ("india_trains", "AGTL", "KUGT", 100, 180, 5),
        ("india_trains", "AGTL", "SBRM", 150, 220, 4),
        ("india_trains", "NDLS", "GHY", 27 * 60, 36 * 60, 4),
        ("india_trains", "NDLS", "HWH", 16 * 60, 25 * 60, 4),
        ("tripura_buses", "kumarghat-station", "unakoti", 60, 90, 1),
        ("tripura_buses", "chandrapur", "kailashahar", 300, 360, 1),
        ("tripura_buses", "nagerjala", "sabroom", 240, 300, 1),
        ("tripura_buses", "del-t3", "del-ndls", 18, 25, 1),
    ],
)
def test_rides_take_sensible_times(feed, origin, destination, fastest, slowest, count):
    took = rides(feed, origin, destination)
    assert len(took) >= count
    assert fastest <= took[0] <= took[-1] <= slowest


def points(feed):
    return {
        row["stop_id"]: (float(row["stop_lat"]), float(row["stop_lon"]))
        for row in rows(feed, "stops.txt")
    }


def test_stations_lie_in_india():
    for code, (lat, lon) in points("india_trains").items():
        assert 8.0 <= lat <= 33.5, code
        assert 68.5 <= lon <= 96.0, code


@pytest.mark.parametrize(
    ("code", "lat", "lon"),
    [("NDLS", 28.64, 77.22), ("KNE", 26.1, 87.94), ("BJU", 25.46, 85.97), ("GHY", 26.18, 91.75)],
)
def test_stations_that_were_published_elsewhere_are_where_they_are(code, lat, lon):
    assert points("india_trains")[code] == pytest.approx((lat, lon), abs=0.02)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("india_flights", "IXA"), ("tripura_buses", "airport")),
        (("india_flights", "DEL"), ("tripura_buses", "del-t3")),
        (("india_flights", "CCU"), ("tripura_buses", "ccu-airport")),
        (("india_flights", "GAU"), ("tripura_buses", "ghy-airport")),
        (("india_trains", "AGTL"), ("tripura_buses", "badharghat")),
        (("india_trains", "KUGT"), ("tripura_buses", "kumarghat-station")),
        (("india_trains", "DMR"), ("tripura_buses", "dharmanagar-station")),
        (("india_trains", "UDPU"), ("tripura_buses", "udaipur-station")),
        (("india_trains", "NDLS"), ("tripura_buses", "del-ndls")),
        (("india_trains", "ANVT"), ("tripura_buses", "del-anvt")),
        (("india_trains", "HWH"), ("tripura_buses", "ccu-howrah")),
        (("india_trains", "SDAH"), ("tripura_buses", "ccu-sealdah")),
        (("india_trains", "GHY"), ("tripura_buses", "ghy-station")),
    ],
)
def test_feeds_meet_within_a_walk(one, other):
    assert metres_between(points(one[0])[one[1]], points(other[0])[other[1]]) <= 250


@pytest.mark.skipif(
    not (RECORDS / "transport/india_trains").is_dir(), reason="transport/india_trains of RIZ_DATA"
)
def test_what_is_committed_is_what_its_facts_give(tmp_path):
    main(["--data", str(RECORDS), "--output", str(tmp_path)])
    built = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    kept = {path.relative_to(DEMO) for path in DEMO.rglob("*") if path.is_file()}
    assert built == kept - {Path("README.md")}
    for name in sorted(built):
        assert (tmp_path / name).read_text() == (DEMO / name).read_text(), name


def test_a_dry_run_without_the_records_writes_nothing_and_says_why(tmp_path):
    with pytest.raises(SystemExit, match="can't be read"):
        main(["--data", str(tmp_path), "--output", str(tmp_path)])
    assert list(tmp_path.iterdir()) == []
