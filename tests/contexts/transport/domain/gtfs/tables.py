"""Small feeds written as text: a clean one, and what becomes of it when tables are changed."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from contexts.transport.domain.gtfs import Limits, Reading, read_feed
from contexts.transport.domain.timetable.feed import CompiledFeed

Tables = dict[str, str | bytes]

CLEAN: Tables = {
    "agency.txt": """agency_id,agency_name,agency_url,agency_timezone,agency_lang
A,Hill Buses,https://hill.example,Asia/Kolkata,en
""",
    "stops.txt": """stop_id,stop_name,stop_lat,stop_lon,zone_id
s1,Depot,23.80,91.20,Z1
s2,Market,23.81,91.20,Z1
s3,Palace,23.84,91.20,Z2
s4,Lake,23.90,91.20,Z2
""",
    "routes.txt": """route_id,agency_id,route_short_name,route_long_name,route_type
r1,A,1,Depot to Lake,3
r2,A,2,Depot to Palace,3
""",
    "calendar.txt": """service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
week,1,1,1,1,1,0,0,20260105,20260118
""",
    "trips.txt": """route_id,service_id,trip_id,trip_headsign
r1,week,t1,Lake
r1,week,t2,Lake
r2,week,t3,Palace
""",
    "stop_times.txt": """trip_id,arrival_time,departure_time,stop_id,stop_sequence
t1,08:00:00,08:00:00,s1,1
t1,08:10:00,08:11:00,s2,2
t1,08:20:00,08:20:00,s3,3
t1,08:40:00,08:40:00,s4,4
t2,07:00:00,07:00:00,s1,1
t2,07:10:00,07:11:00,s2,2
t2,07:20:00,07:20:00,s3,3
t2,07:40:00,07:40:00,s4,4
t3,09:00:00,09:00:00,s1,1
t3,09:30:00,09:30:00,s3,2
""",
}


def with_table(file: str, *lines: str) -> Tables:
    """Return the clean feed with a table of these lines."""
    return {**CLEAN, file: "\n".join(lines) + "\n"}


def with_rows(file: str, *rows: str) -> Tables:
    """Return the clean feed with rows added to a table."""
    text = CLEAN[file]
    assert isinstance(text, str)
    return {**CLEAN, file: text + "".join(f"{row}\n" for row in rows)}


def with_stop_times(trip: str, *rows: str) -> Tables:
    """Return the clean feed whose one trip `trip` has these times (without the trip's id)."""
    header = "arrival_time,departure_time,stop_id,stop_sequence"
    return with_table("stop_times.txt", f"trip_id,{header}", *(f"{trip},{row}" for row in rows))


def write_zip(
    path: Path, tables: Tables, method: int = zipfile.ZIP_DEFLATED, folder: str = ""
) -> Path:
    """Write tables as a zip."""
    with zipfile.ZipFile(path, "w", method) as archive:
        for file, text in tables.items():
            archive.writestr(f"{folder}{file}", text)
    return path


def read(
    tables: Tables, limits: Limits | None = None, walk_m: int = 0, change_s: int = 60
) -> Reading:
    """Read tables as a zip."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_zip(Path(folder) / "feed.zip", tables, zipfile.ZIP_STORED)
        return read_feed(
            path, name="hill", limits=limits or Limits(), walk_m=walk_m, change_s=change_s
        )


def compiled(tables: Tables, walk_m: int = 0, change_s: int = 60) -> CompiledFeed:
    """Return the arrays of tables that can be used."""
    feed = read(tables, walk_m=walk_m, change_s=change_s).feed
    assert feed is not None
    return feed


def codes(reading: Reading) -> set[str]:
    """Return the codes of all notices."""
    return {code for code, _, _ in reading.totals}


def stop(feed: CompiledFeed, name: str) -> int:
    """Return the number of a stop."""
    return texts(feed.stop_ids).index(name)


def texts(packed: object) -> list[str]:
    """Return packed texts as a list."""
    return [packed[index] for index in range(len(packed))]  # type: ignore[arg-type,index]


def runs(feed: CompiledFeed) -> dict[str, list[tuple[str, int, int]]]:
    """Return (stop, arrival, departure) along each trip, by its id; those repeated by headway are numbered."""
    return dict(_runs(feed))


def _runs(feed: CompiledFeed) -> Iterator[tuple[str, list[tuple[str, int, int]]]]:
    seen: dict[str, int] = {}
    for pattern in range(feed.patterns):
        stops = feed.position_stop[feed.pattern_first[pattern] : feed.pattern_first[pattern + 1]]
        for trip in range(feed.pattern_first_trip[pattern], feed.pattern_first_trip[pattern + 1]):
            name = feed.trip_ids[int(feed.trip_text[trip])]
            seen[name] = seen.get(name, 0) + 1
            times = zip(
                (feed.stop_ids[int(number)] for number in stops),
                *(array.tolist() for array in feed.times_of(trip)),
                strict=True,
            )
            yield (name if seen[name] == 1 else f"{name}#{seen[name]}"), list(times)


def links(feed: CompiledFeed) -> dict[tuple[str, str], int]:
    """Return the seconds of each link."""
    origins = np.repeat(np.arange(feed.stops), np.diff(feed.link_first))
    return {
        (feed.stop_ids[int(origin)], feed.stop_ids[int(to)]): int(seconds)
        for origin, to, seconds in zip(origins, feed.link_to, feed.link_s, strict=True)
    }


def check(feed: CompiledFeed) -> None:
    """Hold a feed against what everything built on it takes for granted."""
    lengths, counts = np.diff(feed.pattern_first), np.diff(feed.pattern_first_trip)
    assert (lengths >= 2).all()
    assert (counts >= 1).all()
    assert feed.events == int((lengths * counts).sum())
    assert feed.timing_arrivals.shape == feed.timing_departures.shape
    for pattern in range(feed.patterns):
        trips = range(*feed.pattern_first_trip[pattern : pattern + 2])
        times = np.array([feed.times_of(trip) for trip in trips])
        assert times.shape == (counts[pattern], 2, lengths[pattern])
        arrivals, departures = times[:, 0], times[:, 1]
        assert (departures >= arrivals).all()
        assert (arrivals[:, 1:] >= departures[:, :-1]).all()
        assert (np.diff(departures[:, 0]) >= 0).all()
        metres = feed.position_metres[feed.pattern_first[pattern] : feed.pattern_first[pattern + 1]]
        assert metres[0] == 0
        assert (np.diff(metres) >= 0).all()
    for numbers, size in (
        (feed.position_stop, feed.stops),
        (feed.link_to, feed.stops),
        (feed.pattern_route, len(feed.route_mode)),
        (feed.trip_service, len(feed.service_days)),
        (feed.trip_text, len(feed.trip_ids)),
        (feed.fare_rule_product, len(feed.fare_product_minor)),
    ):
        assert ((numbers >= 0) & (numbers < size)).all()
    assert (feed.link_s >= 0).all()
    assert (feed.stop_change_s >= 0).all()
    assert feed.service_days.shape[1] == -(-feed.days // 8)
    assert feed.days > 0
    assert len(feed.stop_ids) == len(feed.stop_names) == len(feed.stop_zone) == feed.stops
