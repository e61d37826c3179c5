"""Names in other languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from ..timetable.feed import Texts
from ..timetable.view import Int32
from .agencies import Agencies, Routes
from .notices import Severity
from .stops import Stops, report_rows
from .tables import Reader, Table
from .trips import Trips

_FILE: Final = "translations.txt"
_TABLES: Final = frozenset(
    {"agency", "stops", "routes", "trips", "stop_times", "feed_info", "pathways", "levels", "attributions"}
)  # fmt: skip


@dataclass(slots=True)
class Translations:
    """Texts beside what they translate."""

    field: Texts
    language: Texts
    source: Texts
    text: Texts


@dataclass(slots=True)
class _Names:
    """Where the text of a record's field is found."""

    reader: Reader
    agencies: Agencies
    stops: Stops
    routes: Routes
    trips: Trips

    def of(self, field: str, record: str) -> str:
        """Return the text, empty where there is none."""
        finders: dict[str, Callable[[str], str]] = {
            "agency_name": lambda key: _text(self, "agency", key, self.agencies.index, self.agencies.names),
            "stop_name": lambda key: _text(self, "stop", key, self.stops.index, self.stops.names),
            "route_short_name": lambda key: _text(self, "route", key, self.routes.index, self.routes.short_names),
            "route_long_name": lambda key: _text(self, "route", key, self.routes.index, self.routes.long_names),
            "trip_headsign": self._headsign,
        }  # fmt: skip
        finder = finders.get(field)
        return finder(record) if finder else ""

    def _headsign(self, record: str) -> str:
        trip = int(self.trips.index[self.reader.pool("trip").find(record)])
        pool = self.reader.pool("trips.txt.trip_headsign")
        return pool.text(int(self.trips.headsign[trip])) if trip >= 0 else ""


def _text(names: _Names, pool: str, key: str, index: Int32, texts: Texts) -> str:
    row = int(index[names.reader.pool(pool).find(key)])
    return texts[row] if row >= 0 else ""


def read_translations(
    reader: Reader, agencies: Agencies, stops: Stops, routes: Routes, trips: Trips
) -> Translations:
    """Read translations.txt: those that name a text, and those that name a record by its id."""
    table = reader.read(_FILE)
    names = _Names(reader, agencies, stops, routes, trips)
    columns = {
        column: list(reader.values(column, table, table.whole(column)))
        for column in (
            "table_name", "field_name", "language", "translation", "record_id", "field_value"
        )
    }  # fmt: skip
    sources = [
        value or names.of(field, record)
        for value, field, record in zip(
            columns["field_value"], columns["field_name"], columns["record_id"], strict=True
        )
    ]
    _report(reader, table, columns["table_name"], sources)
    kept = [row for row, source in enumerate(sources) if source]
    return Translations(
        field=Texts.of([columns["field_name"][row] for row in kept]),
        language=Texts.of([columns["language"][row] for row in kept]),
        source=Texts.of([sources[row] for row in kept]),
        text=Texts.of([columns["translation"][row] for row in kept]),
    )


def _report(reader: Reader, table: Table, names: list[str], sources: list[str]) -> None:
    unknown = np.array([name not in _TABLES for name in names], dtype=np.bool_)
    report_rows(
        reader,
        table,
        "translation_unknown_table_name",
        unknown,
        "table_name",
        severity=Severity.WARNING,
    )
    lost = np.array([not source for source in sources], dtype=np.bool_) & ~unknown
    report_rows(
        reader,
        table,
        "translation_not_used",
        lost,
        "record_id",
        "names no text that is kept",
        Severity.INFO,
    )
