"""Tables as columns of numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ..timetable.feed import NONE
from ..timetable.view import Float64, Int32
from .archive import UNPACKING_ERRORS, Refused
from .cells import MISSING
from .notices import Severity
from .scanning import Inputs, Mask, Part, Scan, pool_name
from .schema import FILES, Column, Kind


@dataclass(slots=True)
class Table:
    """Rows of one table: numbers for ids and texts (below 0 where empty), MISSING or NaN for other empty cells."""

    file: str
    rows: Int32
    """Where each row stands in the file, the header being 1."""
    columns: dict[str, npt.NDArray[Any]]
    present: frozenset[str]
    """Columns that the file has."""

    def __len__(self) -> int:
        return len(self.rows)

    def whole(self, name: str, default: int = MISSING) -> Int32:
        """Return a column of whole numbers, ids or texts, empty cells as `default`."""
        column = self.columns[name]
        return column if default == MISSING else np.where(column == MISSING, default, column)

    def decimals(self, name: str) -> Float64:
        """Return a column of decimal numbers."""
        return self.columns[name]

    def reorder(self, order: npt.NDArray[np.int64]) -> None:
        """Bring rows into another order."""
        self.rows = self.rows[order]
        for name in self.present & self.columns.keys():
            self.columns[name] = self.columns[name][order]

    def keep(self, mask: Mask) -> None:
        """Drop rows."""
        if not mask.all():
            self.rows = self.rows[mask]
            count = len(self.rows)
            self.columns = {
                name: column[mask] if name in self.present else column[:count]
                for name, column in self.columns.items()
            }


@dataclass(slots=True)
class Reader(Inputs):
    """Reads the tables of one feed."""

    def read(self, file: str) -> Table:
        """Return a table; without rows where the feed lacks it or nothing in it can be read."""
        columns = FILES[file].columns
        parts: list[Part] = []
        header: list[str] = []
        if file in self.archive:
            try:
                header = self._read(file, parts)
            except UNPACKING_ERRORS as error:
                self._fail(file, "i_o_error", f"can't be unpacked: {error}")
        if not header:
            parts = []
        rows = np.concatenate([part.rows for part in parts] or [np.empty(0, dtype=np.int32)])
        joined = {column.name: _joined(column, header, parts, len(rows)) for column in columns}
        missing = [c.name for c in columns if c.required and c.name not in header]
        if missing:
            rows, joined = rows[:0], {name: values[:0] for name, values in joined.items()}
        return Table(file, rows, joined, frozenset(header))

    def drop_duplicates(self, table: Table, *names: str) -> None:
        """Keep the first row of each key; rows without one (an optional id) are one key."""
        keys = np.zeros(len(table), dtype=np.int64)
        for name in names:
            _, inverse = np.unique(table.columns[name], return_inverse=True)
            keys = keys * (int(inverse.max(initial=0)) + 1) + inverse
            _, keys = np.unique(keys, return_inverse=True)
        _, first = np.unique(keys, return_index=True)
        is_first = np.zeros(len(table), dtype=np.bool_)
        is_first[first] = True
        if not is_first.all():
            again = ~is_first
            values = self.values(names[0], table, table.columns[names[0]][again][:50])
            self.report.add_rows(
                "duplicate_key",
                Severity.ERROR,
                table.file,
                table.rows[again],
                field=",".join(names),
                values=values,
                message="the first row is kept",
            )
            table.keep(is_first)

    def translate(self, file_column: str, pool: str) -> Int32:
        """Return for each text of a column the id of a pool that it spells, or UNKNOWN; index -1 gives NONE."""
        texts, ids = self.pool(file_column), self.pool(pool)
        first = texts.first[: texts.count + 1].astype(np.int32)
        numbers = ids.number(texts.data, first[:-1], first[1:], may_add=False)
        return np.append(numbers, np.int32(NONE))

    def values(self, column: str, table: Table, numbers: Int32) -> Iterator[str]:
        """Yield the texts behind the numbers of a text or id column."""
        kind = next(one for one in FILES[table.file].columns if one.name == column)
        pool = self.pool(pool_name(table.file, kind))
        return (pool.text(int(number)) for number in numbers)

    def _read(self, file: str, parts: list[Part]) -> list[str]:
        scan = Scan(self, file)
        for part in scan.parts():
            parts.append(part)
            if scan.row > self.limits.rows + 1:
                self._fail(file, "too_many_rows", f"more than {self.limits.rows} rows")
                raise Refused(f"{file} has more than {self.limits.rows} rows", is_reported=True)
        if not any(len(part.rows) for part in parts):
            severity = Severity.ERROR if FILES[file].required else Severity.WARNING
            self.report.add("empty_file", severity, file, message="no rows")
        return scan.header

    def _fail(self, file: str, code: str, message: str) -> None:
        self.report.add(code, Severity.ERROR, file, message=message)


def _joined(
    column: Column, header: Sequence[str], parts: list[Part], count: int
) -> npt.NDArray[Any]:
    """Return a column of all parts, taking them apart; one that the file lacks is empty and takes no room."""
    if column.name in header and parts:
        return np.concatenate([part.columns.pop(column.name) for part in parts])
    if column.kind is Kind.DECIMAL:
        return np.broadcast_to(np.float64(np.nan), count)
    empty = NONE if column.kind <= Kind.TEXT else MISSING
    return np.broadcast_to(np.int32(empty), count)
