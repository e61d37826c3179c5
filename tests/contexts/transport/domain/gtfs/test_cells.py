"""Bytes to cells: quotes, padding, encodings, numbers."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contexts.transport.domain.gtfs import Limits, Severity
from contexts.transport.domain.gtfs.cells import (
    MISSING,
    parse_dates,
    parse_decimals,
    parse_integers,
    parse_times,
)
from contexts.transport.domain.gtfs.pools import UNKNOWN, Pool
from contexts.transport.domain.gtfs.rows import split_rows
from tests.contexts.transport.domain.gtfs.tables import (
    CLEAN,
    codes,
    compiled,
    read,
    runs,
    stop,
    texts,
    with_rows,
)


def split(
    data: bytes, columns: int, *, is_last: bool = True, longest: int = 1000
) -> tuple[list[list[str]], int]:
    """Take rows apart and return their cells, and the bytes used."""
    buffer = np.frombuffer(bytearray(data), dtype=np.uint8)
    starts = np.empty((columns, 500), dtype=np.int32)
    ends = np.empty((columns, 500), dtype=np.int32)
    widths, odd = np.empty(500, dtype=np.int32), np.empty(500, dtype=np.uint8)
    slots = np.arange(columns, dtype=np.int32)
    count, used = split_rows(
        buffer, len(buffer), is_last, longest, slots, starts, ends, widths, odd
    )
    rows = [
        [
            buffer[starts[slot, row] : ends[slot, row]].tobytes().decode(errors="replace")
            for slot in range(columns)
        ]
        for row in range(count)
    ]
    return rows, used


def test_quotes_commas_and_line_ends() -> None:
    rows, used = split(b'a,"b,""c""",d\r\n"e\nf", g ,\n\n"h', 3)
    assert rows == [["a", 'b,"c"', "d"], ["e\nf", "g", ""], ["", "", ""], ['"h', "", ""]]
    assert used == 29


def test_a_row_cut_off_is_left_for_the_next_block() -> None:
    assert split(b"a,b\nc,", 2, is_last=False) == ([["a", "b"]], 4)
    assert split(b'a,b\n"c\n', 2, is_last=False) == ([["a", "b"]], 4)
    assert split(b"a,b\r", 2, is_last=False) == ([], 0)


def test_a_quote_that_nothing_closes_does_not_swallow_the_rest() -> None:
    rows, _ = split(b'"a,b\nc,d\n' + b"e,f\n" * 400, 2, longest=100)
    assert rows[:3] == [['"a', "b"], ["c", "d"], ["e", "f"]]


plain = st.text(st.characters(blacklist_characters="\0", blacklist_categories=("Cs",)), max_size=8)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.lists(plain, min_size=3, max_size=3), min_size=1, max_size=8),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_the_csv_module_writes_is_read_back(rows: list[list[str]], ending: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator=ending).writerows(rows)
    read_back, _ = split(out.getvalue().encode(), 3)
    assert read_back == [[cell.strip(" \t") for cell in row] for row in rows]


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.booleans(), st.integers(1, 50))
def test_any_bytes_are_taken_apart_within_bounds(data: bytes, is_last: bool, longest: int) -> None:
    _, used = split(data, 3, is_last=is_last, longest=longest)
    assert used <= len(data)
    assert not is_last or used == len(data)


def parsed(parse, texts: list[str], dtype: type = np.int32) -> tuple[list, list[int]]:
    """Parse cells; return their values and which are bad."""
    data = np.frombuffer("".join(texts).encode() or b"\0", dtype=np.uint8)
    lengths = [len(text.encode()) for text in texts]
    ends = np.cumsum(lengths).astype(np.int32)
    values, bad = np.empty(len(texts), dtype=dtype), np.empty(len(texts), dtype=np.uint8)
    parse(data, (ends - lengths).astype(np.int32), ends, values, bad)
    return values.tolist(), bad.tolist()


def test_times() -> None:
    good = ["8:05:09", "08:05:09", "25:00:00", "100:00:00"]
    assert parsed(parse_times, good) == ([29109, 29109, 90000, 360000], [0, 0, 0, 0])
    bad = [
        "8:5:9",
        "08:60:00",
        "08:00:60",
        "-1:00:00",
        "08:00",
        "8.00.00",
        "0x:00:00",
        "99999999:00:00",
    ]
    assert parsed(parse_times, bad)[1] == [1] * len(bad)
    assert parsed(parse_times, [""]) == ([MISSING], [0])


@settings(deadline=None)
@given(st.dates(min_value=dt.date(1, 1, 1)))
def test_dates_are_those_of_the_calendar(date: dt.date) -> None:
    days = (date - dt.date(1970, 1, 1)).days
    assert parsed(parse_dates, [f"{date:%Y%m%d}".rjust(8, "0")]) == ([days], [0])


@pytest.mark.parametrize(
    "text", ["20260230", "20261301", "20260100", "2026-1-1", "202601011", "00000101"]
)
def test_what_is_no_date(text: str) -> None:
    assert parsed(parse_dates, [text])[1] == [1]


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9))
def test_decimals(number: float) -> None:
    values, bad = parsed(parse_decimals, [f"{number:.7f}"], np.float64)
    assert bad == [0]
    assert math.isclose(values[0], number, abs_tol=1e-6, rel_tol=1e-9)


def test_decimals_with_exponents_and_what_is_none() -> None:
    assert parsed(parse_decimals, ["1e2", "+.5", "-3."], np.float64)[0] == [100.0, 0.5, -3.0]
    bad = ["nan", "inf", "1e999", ".", "-", "1.2.3", "1,5", "0x1", "e5", "1e"]
    assert parsed(parse_decimals, bad, np.float64)[1] == [1] * len(bad)


def test_whole_numbers() -> None:
    assert parsed(parse_integers, ["007", "-4", "+5", ""]) == ([7, -4, 5, MISSING], [0, 0, 0, 0])
    bad = ["1.0", "a", "2147483648", "9" * 40, "-", "1 2"]
    assert parsed(parse_integers, bad)[1] == [1] * len(bad)


@settings(deadline=None)
@given(st.lists(st.text(max_size=5), max_size=60))
def test_a_pool_numbers_texts_in_the_order_of_their_first_appearance(words: list[str]) -> None:
    encoded = [word.encode(errors="replace") for word in words]
    data = np.frombuffer(b"".join(encoded) or b"\0", dtype=np.uint8)
    ends = np.cumsum([len(word) for word in encoded], dtype=np.int32)
    starts = (ends - np.array([len(word) for word in encoded], dtype=np.int32)).astype(np.int32)
    pool = Pool()
    numbers = pool.number(data, starts, ends, may_add=True)
    different = list(dict.fromkeys(word for word in encoded if word))
    assert numbers.tolist() == [different.index(word) if word else -1 for word in encoded]
    assert texts(pool.texts(np.arange(pool.count, dtype=np.int32))) == [
        w.decode() for w in different
    ]
    assert pool.find("no such text at all") == UNKNOWN


def test_a_byte_order_mark_windows_line_ends_and_padding_change_nothing() -> None:
    padded = {
        file: ("\ufeff" + text.replace(",", " , ").replace("\n", "   \r\n"))
        for file, text in CLEAN.items()
        if isinstance(text, str)
    }
    feed, clean = compiled(padded), compiled(CLEAN)
    assert texts(feed.stop_names) == texts(clean.stop_names)
    assert runs(feed) == runs(clean)
    assert "leading_or_trailing_whitespaces" in codes(read(padded))


def test_other_encodings_are_mended_with_a_notice() -> None:
    tables = with_rows("stops.txt", "s5,Estação,23.95,91.2,")
    latin = {**tables, "stops.txt": str(tables["stops.txt"]).encode("cp1252")}
    reading = read(latin)
    assert reading.feed is not None
    assert "Estação" in texts(reading.feed.stop_names)
    assert ("invalid_character", Severity.ERROR, "stops.txt") in reading.totals


def test_sixteen_bit_tables_are_refused() -> None:
    reading = read({**CLEAN, "stops.txt": str(CLEAN["stops.txt"]).encode("utf-16")})
    assert reading.feed is None
    assert "csv_parsing_failed" in codes(reading)


def test_nul_bytes_never_reach_names() -> None:
    reading = read(with_rows("stops.txt", "s5,La\0ke,23.95,91.2,"))
    assert reading.feed is not None
    assert reading.feed.stop_names[stop(reading.feed, "s5")] == "La ke"
    assert "invalid_character" in codes(reading)


def test_a_new_line_inside_quotes_is_part_of_the_name() -> None:
    reading = read(with_rows("stops.txt", '"s5","Lake\nside",23.95,91.2,'))
    assert reading.feed is not None
    assert reading.feed.stop_names[stop(reading.feed, "s5")] == "Lake\nside"
    assert "new_line_in_value" in codes(reading)


def test_a_huge_cell_is_read_as_empty() -> None:
    reading = read(with_rows("stops.txt", f"s5,{'x' * 65_536},23.95,91.2,"))
    assert reading.feed is not None
    assert reading.feed.stop_names[stop(reading.feed, "s5")] == ""
    notice = next(one for one in reading.notices if one.code == "csv_parsing_failed")
    assert (notice.row, notice.field) == (6, "stop_name")
    assert len(notice.value) < 100


def test_rows_short_long_and_empty_are_noted_with_their_numbers() -> None:
    reading = read(with_rows("stops.txt", "", "s5,Lakeside,23.95,91.2", "s6,Ghat,23.96,91.2,,,,"))
    noted = {(notice.code, notice.row) for notice in reading.notices}
    assert noted == {("empty_row", 6), ("invalid_row_length", 7), ("invalid_row_length", 8)}
    assert reading.feed is not None
    assert reading.feed.stops == 6


def test_columns_unknown_twice_or_without_a_name() -> None:
    table = str(CLEAN["agency.txt"]).replace("agency_lang", "agency_lang,agency_name,colour,")
    reading = read({**CLEAN, "agency.txt": table.replace(",en", ",en,Other,red,x")})
    assert {"unknown_column", "duplicated_column", "empty_column_name"} <= codes(reading)
    assert reading.feed is not None
    assert reading.feed.agency_names[0] == "Hill Buses"


def test_a_missing_column_empties_its_table() -> None:
    reading = read({**CLEAN, "routes.txt": "route_id,route_short_name\nr1,1\n"})
    assert reading.feed is None
    assert ("missing_required_column", Severity.ERROR, "routes.txt") in reading.totals


@pytest.mark.parametrize(
    "content", ["", "\n\n", "\ufeff", " , ,\n", "stop_id,stop_name,stop_lat,stop_lon\n"]
)
def test_an_empty_table(content: str) -> None:
    reading = read({**CLEAN, "stops.txt": content})
    assert reading.feed is None
    assert "empty_file" in codes(reading)


def test_samples_are_few_and_totals_complete() -> None:
    rows = [f"r1,week,t1,dup{number}" for number in range(30)]
    reading = read(with_rows("trips.txt", *rows), Limits(samples=5))
    assert reading.totals["duplicate_key", Severity.ERROR, "trips.txt"] == 30
    assert sum(notice.code == "duplicate_key" for notice in reading.notices) == 5
