"""How feeds are packed, and archives that mean harm."""

from __future__ import annotations

import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from contexts.transport.domain.gtfs import Limits, Severity, read_feed
from tests.contexts.transport.domain.gtfs.tables import CLEAN, codes, read, runs, texts, write_zip


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_every_method_of_packing_gives_the_same_feed(tmp_path: Path, method: int) -> None:
    reading = read_feed(write_zip(tmp_path / "feed.zip", CLEAN, method), name="hill")
    assert reading.feed is not None
    assert set(runs(reading.feed)) == {"t1", "t2", "t3"}
    assert reading.notices == []


def test_a_folder_is_read_like_a_zip(tmp_path: Path) -> None:
    for file, text in CLEAN.items():
        assert isinstance(text, str)
        (tmp_path / file).write_text(text)
    reading = read_feed(tmp_path, name="hill")
    assert reading.feed is not None
    assert texts(reading.feed.stop_names)[0] == "Depot"


def test_tables_in_one_top_folder_are_found_beside_rubbish(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "feed.zip", CLEAN, folder="export/")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/export/._stops.txt", b"\0\5\x16\7")
        archive.writestr("export/.DS_Store", b"\0")
        archive.writestr("export/readme.md", "hello")
    reading = read_feed(path, name="hill")
    assert reading.feed is not None
    assert [(notice.code, notice.file) for notice in reading.notices] == [
        ("unknown_file", "readme.md")
    ]


def test_the_digest_follows_the_content(tmp_path: Path) -> None:
    first = read_feed(write_zip(tmp_path / "a.zip", CLEAN), name="hill").feed
    changed = {**CLEAN, "agency.txt": str(CLEAN["agency.txt"]).replace("Hill", "Dale")}
    second = read_feed(write_zip(tmp_path / "b.zip", changed), name="hill").feed
    assert first is not None
    assert second is not None
    assert len(first.sha256) == 64
    assert first.sha256 != second.sha256


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip at all", b"PK\x03\x04" + b"\0" * 100])
def test_what_is_no_zip_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "feed.zip"
    path.write_bytes(content)
    reading = read_feed(path, name="hill")
    assert reading.feed is None
    assert reading.notices[0].severity is Severity.ERROR


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert codes(read_feed(tmp_path / "nowhere.zip", name="hill")) == {"i_o_error"}


def test_a_damaged_table_is_named(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "feed.zip", CLEAN, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"Palace", b"Pa1ace", 1))
    reading = read_feed(path, name="hill")
    assert ("i_o_error", Severity.ERROR, "stops.txt") in reading.totals
    assert reading.feed is None


@pytest.mark.parametrize("name", ["../stops.txt", "/etc/stops.txt", "a\\..\\..\\stops.txt"])
def test_names_that_lead_out_of_the_archive_are_refused(tmp_path: Path, name: str) -> None:
    path = write_zip(tmp_path / "feed.zip", CLEAN)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, "x")
    reading = read_feed(path, name="hill")
    assert reading.feed is None
    assert "leads out" in reading.notices[0].message


def test_two_entries_of_one_name_are_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "feed.zip", CLEAN)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("stops.txt", "stop_id,stop_name,stop_lat,stop_lon\ns1,Elsewhere,1,1\n")
    reading = read_feed(path, name="hill")
    assert reading.feed is None
    assert "same name" in reading.notices[0].message


def test_links_are_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "feed.zip", {k: v for k, v in CLEAN.items() if k != "stops.txt"})
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("stops.txt")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    reading = read_feed(path, name="hill")
    assert reading.feed is None
    assert "is a link" in reading.notices[0].message


def test_a_bomb_is_refused_by_its_ratio_before_anything_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = {**CLEAN, "shapes.txt": b"0" * (64 << 20)}
    path = write_zip(tmp_path / "feed.zip", tables)
    opened: list[object] = []
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda _, entry, *__: opened.append(entry))
    reading = read_feed(path, name="hill")
    assert reading.feed is None
    assert "times its size" in reading.notices[0].message
    assert opened == []


def test_a_bomb_that_lies_about_its_size_is_cut_off(tmp_path: Path) -> None:
    """The archive's directory claims little; what comes out is counted all the same."""
    path = write_zip(tmp_path / "feed.zip", {**CLEAN, "shapes.txt": "x\n" * 3_000_000})
    reading = read_feed(path, name="hill", limits=Limits(unpacked_bytes=5_000_000))
    assert reading.feed is None


def test_an_lzma_bomb_that_lies_about_its_size_never_fills_the_memory(tmp_path: Path) -> None:
    size = 96 << 20
    path = write_zip(tmp_path / "feed.zip", {**CLEAN, "shapes.txt": bytes(size)}, zipfile.ZIP_LZMA)
    honest, lie = struct.pack("<I", size), struct.pack("<I", 1000)
    path.write_bytes(path.read_bytes().replace(honest, lie))
    tracemalloc.start()
    reading = read_feed(path, name="hill")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 90 << 20
    assert ("i_o_error", Severity.ERROR, "shapes.txt") in reading.totals


def test_a_billion_rows_are_not_waited_for() -> None:
    rows = "".join(f"t1,08:00:00,08:00:00,s1,{number}\n" for number in range(20_000))
    tables = {**CLEAN, "stop_times.txt": str(CLEAN["stop_times.txt"]) + rows}
    reading = read(tables, Limits(rows=10_000))
    assert reading.feed is None
    assert "too_many_rows" in codes(reading)


def test_too_many_entries_are_refused(tmp_path: Path) -> None:
    tables = {**CLEAN, **{f"{number}.txt": "" for number in range(50)}}
    path = write_zip(tmp_path / "feed.zip", tables)
    assert read_feed(path, name="hill", limits=Limits(entries=40)).feed is None


def test_texts_are_bounded_together() -> None:
    stops = "".join(f"x{number},{'n' * 4000}{number},23.9,91.3,\n" for number in range(300))
    tables = {**CLEAN, "stops.txt": str(CLEAN["stops.txt"]) + stops}
    assert read(tables, Limits(text_bytes=1_000_000)).feed is None
    assert read(tables).feed is not None


@pytest.mark.parametrize(
    "file", ["agency.txt", "stops.txt", "routes.txt", "trips.txt", "stop_times.txt"]
)
def test_a_required_table_is_missed(file: str) -> None:
    tables = {name: text for name, text in CLEAN.items() if name != file}
    reading = read(tables)
    assert reading.feed is None
    assert ("missing_required_file", Severity.ERROR, file) in reading.totals


def test_a_feed_without_calendars_is_missed() -> None:
    reading = read({name: text for name, text in CLEAN.items() if name != "calendar.txt"})
    assert reading.feed is None
    assert "missing_calendar_and_calendar_date_files" in codes(reading)


def test_progress_rises_to_one(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    path = write_zip(tmp_path / "feed.zip", CLEAN)
    read_feed(path, name="hill", progress=lambda step, share: told.append((step, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len({step for step, _ in told}) > 2
