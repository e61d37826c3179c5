"""Agencies and routes, and what the feed says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from riz.values import time_zones

from ..timetable.feed import NONE, Texts
from ..timetable.view import Int8, Int16, Int32
from .notices import Severity
from .route_types import mode_of
from .stops import index_of, report_rows
from .tables import Reader, Table

_AGENCIES: Final = "agency.txt"
_ROUTES: Final = "routes.txt"
_COLOUR: Final = re.compile(r"[0-9A-Fa-f]{6}")
_CONTINUOUS: Final = (0, 2, 3)


@dataclass(slots=True)
class Agencies:
    """The agencies that run the vehicles."""

    index: Int32
    zone: str
    language: str
    ids: Texts
    names: Texts
    urls: Texts

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(slots=True)
class Routes:
    """Lines, in the order of the file."""

    index: Int32
    agency: Int16
    agency_index: Int32
    """By number in the pool of agencies."""
    mode: Int8
    type: Int16
    network: Int32
    ids: Texts
    short_names: Texts
    long_names: Texts
    colours: Texts


@dataclass(slots=True)
class Facts:
    """The facts of feed_info.txt and attributions.txt."""

    publisher: str
    language: str


def read_agencies(reader: Reader) -> Agencies:
    """Read and check agency.txt."""
    table = reader.read(_AGENCIES)
    reader.drop_duplicates(table, "agency_id")
    ids = table.whole("agency_id")
    return Agencies(
        index=index_of(ids, reader.pool("agency").count),
        zone=_feed_zone(reader, table),
        language=_first_text(reader, table, "agency_lang"),
        ids=reader.pool("agency").texts(ids),
        names=_texts(reader, table, "agency_name"),
        urls=_texts(reader, table, "agency_url"),
    )


def _feed_zone(reader: Reader, table: Table) -> str:
    """Return the zone in which times count: the first agency's that is one."""
    pool = reader.pool(f"{_AGENCIES}.agency_timezone")
    numbers = table.whole("agency_timezone")
    known = time_zones()
    good = np.array([pool.text(number) in known for number in range(pool.count)] + [False])
    report_rows(reader, table, "invalid_timezone", ~good[numbers], "agency_timezone")
    zones = [pool.text(int(number)) for number in dict.fromkeys(numbers[good[numbers]].tolist())]
    if len(zones) > 1:
        reader.report.add(
            "inconsistent_agency_timezone",
            Severity.ERROR,
            _AGENCIES,
            field="agency_timezone",
            value=", ".join(zones[:5]),
            message=f"times are read as those of {zones[0]}",
        )
    return zones[0] if zones else ""


def read_routes(reader: Reader, agencies: Agencies) -> Routes:
    """Read and check routes.txt."""
    table = reader.read(_ROUTES)
    reader.drop_duplicates(table, "route_id")
    modes = _modes(reader, table)
    table.keep(modes >= 0)
    report_rows(
        reader,
        table,
        "route_both_short_and_long_name_missing",
        (table.whole("route_short_name") < 0) & (table.whole("route_long_name") < 0),
    )
    _report_continuous(reader, table)
    agency = agencies.index[table.whole("agency_id")]
    if len(agencies) == 1:
        agency = np.zeros_like(agency)
    return Routes(
        index=index_of(table.whole("route_id"), reader.pool("route").count),
        agency=agency.astype(np.int16),
        agency_index=agencies.index,
        mode=modes[modes >= 0],
        type=table.whole("route_type").astype(np.int16),
        network=table.whole("network_id"),
        ids=reader.pool("route").texts(table.whole("route_id")),
        short_names=_texts(reader, table, "route_short_name"),
        long_names=_texts(reader, table, "route_long_name"),
        colours=_colours(reader, table),
    )


def _modes(reader: Reader, table: Table) -> Int8:
    types, inverse = np.unique(table.whole("route_type"), return_inverse=True)
    known = [mode_of(int(number)) for number in types]
    modes = np.array([NONE if mode is None else int(mode) for mode in known], dtype=np.int8)[
        inverse
    ]
    report_rows(
        reader,
        table,
        "unexpected_enum_value",
        modes < 0,
        "route_type",
        "the route is dropped",
        Severity.WARNING,
    )
    return modes


def _report_continuous(reader: Reader, table: Table) -> None:
    pickup = np.isin(table.whole("continuous_pickup"), _CONTINUOUS)
    drop_off = np.isin(table.whole("continuous_drop_off"), _CONTINUOUS)
    report_rows(
        reader,
        table,
        "continuous_stops_not_used",
        pickup | drop_off,
        "continuous_pickup",
        "vehicles also stop between stops; journeys use the stops only",
        Severity.INFO,
    )


def _colours(reader: Reader, table: Table) -> Texts:
    pool = reader.pool(f"{_ROUTES}.route_color")
    numbers = table.whole("route_color")
    texts = [pool.text(int(number)) for number in numbers]
    bad = np.array([text != "" and not _COLOUR.fullmatch(text) for text in texts], dtype=np.bool_)
    report_rows(reader, table, "invalid_color", bad, "route_color")
    return Texts.of(["" if wrong else text.upper() for text, wrong in zip(texts, bad, strict=True)])


def read_facts(reader: Reader, agencies: Agencies) -> Facts:
    """Read who publishes the feed and in which language."""
    table = reader.read("feed_info.txt")
    if len(table) > 1:
        reader.report.add("more_than_one_entity", Severity.WARNING, "feed_info.txt")
    publisher = _first_text(reader, table, "feed_publisher_name")
    if not publisher:
        attributions = reader.read("attributions.txt")
        attributions.keep(attributions.whole("is_producer", 0) == 1)
        publisher = _first_text(reader, attributions, "organization_name")
    if not publisher and len(agencies):
        publisher = agencies.names[0]
    return Facts(publisher, _first_text(reader, table, "feed_lang") or agencies.language)


def _texts(reader: Reader, table: Table, column: str) -> Texts:
    return reader.pool(f"{table.file}.{column}").texts(table.whole(column))


def _first_text(reader: Reader, table: Table, column: str) -> str:
    return next((text for text in reader.values(column, table, table.whole(column)) if text), "")
