"""Whatever the input is, reading ends with notices."""

from __future__ import annotations

import json
import os
import tempfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contexts.transport.domain.gtfs import read_feed
from contexts.transport.domain.timetable.feed import CompiledFeed
from tests.contexts.transport.domain.gtfs.tables import CLEAN, Tables, check, read, texts

DATA = Path(os.environ.get("RIZ_DATA", "/nonexistent"))

FULL: Tables = {
    **CLEAN,
    "calendar_dates.txt": "service_id,date,exception_type\nweek,20260110,1\n",
    "frequencies.txt": "trip_id,start_time,end_time,headway_secs,exact_times\nt3,06:00:00,07:00:00,600,0\n",
    "transfers.txt": "from_stop_id,to_stop_id,transfer_type,min_transfer_time\ns1,s2,2,100\ns1,s1,2,50\n",
    "pathways.txt": "pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional,traversal_time\np,s2,s3,1,1,90\n",
    "shapes.txt": "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\nx,23.8,91.2,1\nx,23.9,91.2,2\n",
    "fare_attributes.txt": "fare_id,price,currency_type,transfers\nf,10,INR,\n",
    "fare_rules.txt": "fare_id,route_id,origin_id\nf,r1,Z1\n",
    "translations.txt": "table_name,field_name,language,translation,field_value\nstops,stop_name,bn,x,Lake\n",
    "feed_info.txt": "feed_publisher_name,feed_lang\nState,en\n",
}
FILES = sorted(FULL)
CELLS = st.one_of(
    st.sampled_from(
        ["", "0", "-1", "1e308", "99999999999", "nan", "s1", "t1", "24:00:00", "-08:00:00", "99999:00:00",
         "20269999", "99991231", '"', '""', "\0", "é", "x" * 5000, "0.0", "2147483647", "-2147483648"]
    ),
    st.text(max_size=6),
)  # fmt: skip


def end_well(tables: Tables) -> CompiledFeed | None:
    """Read tables; a feed that comes of it holds together, and none comes without an error."""
    reading = read(tables, walk_m=300)
    if reading.feed is None:
        assert any(severity == "ERROR" for _, severity, _ in reading.totals)
    else:
        check(reading.feed)
    return reading.feed


def test_the_full_feed_is_fine() -> None:
    assert end_well(FULL) is not None


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_mangled_cells(data: st.DataObject) -> None:
    tables = dict(FULL)
    for _ in range(data.draw(st.integers(1, 4))):
        file = data.draw(st.sampled_from(FILES))
        lines = str(tables[file]).split("\n")
        number = data.draw(st.integers(0, len(lines) - 1))
        cells = lines[number].split(",")
        cells[data.draw(st.integers(0, len(cells) - 1))] = data.draw(CELLS)
        lines[number] = ",".join(cells)
        tables[file] = "\n".join(lines)
    end_well({file: str(text).encode(errors="replace") for file, text in tables.items()})


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(FILES), st.binary(max_size=300))
def test_any_bytes_as_a_table(file: str, content: bytes) -> None:
    end_well({**FULL, file: content})
    end_well({**FULL, file: str(FULL[file]).encode() + content})


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(FILES), st.integers(0, 400), st.integers(0, 400))
def test_tables_cut_off_or_glued_together(file: str, begin: int, end: int) -> None:
    text = str(FULL[file])
    end_well({**FULL, file: text[:begin] + text[end:]})


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_as_a_feed(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "feed.zip"
        path.write_bytes(content)
        assert read_feed(path, name="x").feed is None


@pytest.mark.parametrize("file", FILES)
def test_rows_in_reverse_and_twice(file: str) -> None:
    header, *rows = str(FULL[file]).strip().split("\n")
    end_well({**FULL, file: "\n".join([header, *reversed(rows), *rows]) + "\n"})


@cache
def naughty() -> tuple[str, ...]:
    path = DATA / "security" / "blns.json"
    return tuple(json.loads(path.read_text())) if path.exists() else ()


@pytest.mark.skipif(not naughty(), reason="RIZ_DATA has no security/blns.json")
def test_naughty_names_come_out_as_they_went_in() -> None:
    names = [text for text in naughty() if text.strip(" \t") and "\0" not in text]
    rows = [
        f'n{number},"{name.replace(chr(34), chr(34) * 2)}",23.95,91.3,'
        for number, name in enumerate(names)
    ]
    tables = {**CLEAN, "stops.txt": str(CLEAN["stops.txt"]) + "\n".join(rows) + "\n"}
    feed = end_well({**tables, "stops.txt": str(tables["stops.txt"]).encode(errors="replace")})
    assert feed is not None
    expected = [name.encode(errors="replace").decode().strip(" \t") for name in names]
    by_id = dict(zip(texts(feed.stop_ids), texts(feed.stop_names), strict=True))
    assert [by_id[f"n{number}"] for number in range(len(names))] == expected


REAL = {
    "sao_paulo/spo.zip": (654, 36),
    "porto_alegre/poa_eptc.zip": (3986, 2374),
    "porto_alegre/poa_trensurb.zip": (24, 1248),
    "amtrak/amtrak.zip": (672, 3173),
    "renfe/renfe_ld_2026-04.zip": (1017, 6489),
}


@pytest.mark.parametrize("file", sorted(REAL))
def test_published_feeds_are_read(file: str) -> None:
    path = DATA / "transport" / file
    if not path.exists():
        pytest.skip(f"RIZ_DATA has no transport/{file}")
    reading = read_feed(path, name=file)
    assert reading.feed is not None
    check(reading.feed)
    assert (reading.feed.stops, len(reading.feed.trip_ids)) == REAL[file]
