"""Tables taken apart block by block: cells become numbers, and whatever isn't what it should be gets a notice."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from ..timetable.feed import NONE
from ..timetable.view import Int32, Uint8
from .archive import Archive, Refused
from .cells import MISSING, parse_dates, parse_decimals, parse_integers, parse_times
from .limits import Limits
from .notices import Report, Severity
from .pools import UNKNOWN, Pool
from .rows import LONE_QUOTE, NEW_LINE_IN_VALUE, PADDED, split_rows
from .schema import FILES, Column, Kind

Mask = npt.NDArray[np.bool_]

_ROWS = 1 << 17
"""Rows taken apart at once."""
_LONGEST_ROW = 2 << 20
_LONGEST_HEADER = 65_536
_LINE = re.compile(rb"[^\r\n]*")
_WIDE_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_PARSERS: dict[Kind, tuple[Callable[..., None], type[np.generic], str, str]] = {
    Kind.INTEGER: (parse_integers, np.int32, "invalid_integer", "not a whole number"),
    Kind.DECIMAL: (parse_decimals, np.float64, "invalid_float", "not a number"),
    Kind.TIME: (parse_times, np.int32, "invalid_time", "not a time such as 25:10:00"),
    Kind.DATE: (parse_dates, np.int32, "invalid_date", "not a date such as 20260131"),
}
_ODDITIES = (
    (NEW_LINE_IN_VALUE, "new_line_in_value", Severity.ERROR, "a line ends inside a value"),
    (LONE_QUOTE, "csv_parsing_failed", Severity.ERROR, "a quote that nothing closes"),
    (PADDED, "leading_or_trailing_whitespaces", Severity.WARNING, "spaces around a value"),
)


@dataclass(slots=True)
class Inputs:
    """The parts that the tables of one feed share. Ids that several tables name have one pool."""

    archive: Archive
    report: Report
    limits: Limits
    on_bytes: Callable[[int], None]
    """Called with the number of each block's bytes."""
    pools: dict[str, Pool] = field(default_factory=dict)
    text_bytes: int = 0

    def pool(self, name: str) -> Pool:
        """Return the pool of ids of a kind, or of `file.column` texts."""
        return self.pools.setdefault(name, Pool())

    def count_text(self, added: int) -> None:
        """Count bytes of texts seen for the first time. Raises Refused where they are too many."""
        self.text_bytes += added
        if self.text_bytes > self.limits.text_bytes:
            raise Refused(f"more than {self.limits.text_bytes} bytes of different texts")


@dataclass(slots=True)
class Part:
    """Some rows of a table: where each stands in the file, and its numbers."""

    rows: Int32
    columns: dict[str, npt.NDArray[Any]]


class Scan:
    """A pass through one table."""

    def __init__(self, inputs: Inputs, file: str) -> None:
        self.inputs = inputs
        self.file = file
        self.header: list[str] = []
        self.row = 2
        self._slot_of = np.empty(0, dtype=np.int32)
        self._slots: list[Column] = []
        self._starts = np.empty((0, 0), dtype=np.int32)
        self._ends = np.empty((0, 0), dtype=np.int32)
        self._widths = np.empty(_ROWS, dtype=np.int32)
        self._oddities = np.empty(_ROWS, dtype=np.uint8)

    def parts(self) -> Iterator[Part]:
        """Yield the rows, so many at a time."""
        rest = b""
        for block, is_last in _with_last(self.inputs.archive.blocks(self.file)):
            self.inputs.on_bytes(len(block))
            joined = rest + block
            cut = (
                len(joined)
                if is_last
                else joined.rfind(b"\n") + 1 or joined.rfind(b"\r", 0, -1) + 1
            )
            data = self._bytes(joined[:cut])
            used = 0 if self.header or not len(data) else self._read_header(data)
            while used < len(data):
                part, taken = self._part(data[used:], is_last=is_last)
                if taken == 0:
                    break
                used += taken
                yield part
            rest = data[used:].tobytes() + joined[cut:]
            if len(rest) > _LONGEST_ROW or (cut and not self.header):
                self._report("csv_parsing_failed", message="a row without an end, or no header")
                return

    def _bytes(self, block: bytes) -> Uint8:
        """Return whole lines as UTF-8 without NUL bytes."""
        if not self.header and block.startswith(_WIDE_BOMS):
            self._report("csv_parsing_failed", message="UTF-16; tables are UTF-8")
            return np.empty(0, dtype=np.uint8)
        if not self.header:
            block = block.removeprefix(codecs.BOM_UTF8)
        if not block.isascii():
            block = self._utf8(block)
        if b"\0" in block:
            self._report("invalid_character", message="NUL bytes, read as spaces")
            block = block.replace(b"\0", b" ")
        return np.frombuffer(bytearray(block), dtype=np.uint8)

    def _utf8(self, block: bytes) -> bytes:
        try:
            block.decode()
        except UnicodeDecodeError as error:
            near = block[max(0, error.start - 20) : error.end + 20].decode("cp1252", "replace")
            self._report("invalid_character", value=near, message="not UTF-8, read as Windows-1252")
            return block.decode("cp1252", "replace").encode()
        return block

    def _read_header(self, data: Uint8) -> int:
        """Take in the first line that isn't empty; return where the rows begin."""
        body = data[:_LONGEST_ROW].tobytes()
        start = len(body) - len(body.lstrip(b"\r\n"))
        line = _LINE.match(body, start)
        text = line.group().decode(errors="replace") if line else ""
        names = next(csv.reader([text[:_LONGEST_HEADER]], skipinitialspace=True), [])
        self.header = [name.replace('"', "").strip().lower() for name in names]
        if not any(self.header) or len(self.header) > self.inputs.limits.columns:
            self.header = []
            return len(data)
        self._check_header()
        end = start + len(line.group()) if line else start
        return min(len(data), end + (2 if body[end : end + 2] == b"\r\n" else 1))

    def _check_header(self) -> None:
        file = FILES[self.file]
        known = {column.name for column in file.columns} | file.others
        for name, count in Counter(self.header).items():
            if not name:
                self._report("empty_column_name", row=1)
            elif name not in known:
                self._report("unknown_column", Severity.INFO, row=1, field=name)
            if name and count > 1:
                self._report(
                    "duplicated_column", row=1, field=name, message="the first one is read"
                )
        for column in file.columns:
            if column.required and column.name not in self.header:
                self._report("missing_required_column", row=1, field=column.name)
        self._slots = [column for column in file.columns if column.name in self.header]
        self._slot_of = np.full(len(self.header), -1, dtype=np.int32)
        for slot, column in enumerate(self._slots):
            self._slot_of[self.header.index(column.name)] = slot
        self._starts = np.empty((len(self._slots), _ROWS), dtype=np.int32)
        self._ends = np.empty((len(self._slots), _ROWS), dtype=np.int32)

    def _part(self, data: Uint8, *, is_last: bool) -> tuple[Part, int]:
        """Take rows apart and turn their cells into numbers; return them and the bytes they took."""
        count, used = split_rows(
            data, len(data), is_last, self.inputs.limits.quoted_bytes, self._slot_of,
            self._starts, self._ends, self._widths, self._oddities,
        )  # fmt: skip
        rows = np.arange(self.row, self.row + count, dtype=np.int32)
        self.row += count
        part = Part(rows, {})
        for slot, column in enumerate(self._slots):
            cells = _Cells(data, self._starts[slot, :count], self._ends[slot, :count], rows)
            part.columns[column.name] = self._convert(column, cells)
        return self._checked(part), used

    def _checked(self, part: Part) -> Part:
        """Note odd rows; drop empty ones and those that lack what a row must have."""
        count = len(part.rows)
        widths, oddities = self._widths[:count], self._oddities[:count]
        for bit, code, severity, message in _ODDITIES:
            self._report_rows(code, severity, part.rows[(oddities & bit) != 0], message=message)
        self._report_rows("empty_row", Severity.WARNING, part.rows[widths == 0])
        good = widths > 0
        uneven = part.rows[good & (widths != len(self.header))]
        self._report_rows("invalid_row_length", Severity.ERROR, uneven)
        for slot, column in enumerate(self._slots):
            if column.required:
                empty = good & (self._starts[slot, :count] == self._ends[slot, :count])
                self._report_rows(
                    "missing_required_field", Severity.ERROR, part.rows[empty], field=column.name
                )
                good &= ~_is_unusable(part.columns[column.name])
        if good.all():
            return part
        columns = {name: values[good] for name, values in part.columns.items()}
        return Part(part.rows[good], columns)

    def _convert(self, column: Column, cells: _Cells) -> npt.NDArray[Any]:
        too_long = cells.ends - cells.starts > self.inputs.limits.cell_bytes
        if too_long.any():
            message = f"longer than {self.inputs.limits.cell_bytes} bytes, read as empty"
            self._report_cells("csv_parsing_failed", column, cells, too_long, message=message)
            cells.ends[too_long] = cells.starts[too_long]
        if column.kind <= Kind.TEXT:
            return self._numbered(column, cells)
        parse, dtype, code, message = _PARSERS[column.kind]
        values = np.empty(len(cells.rows), dtype=dtype)
        bad = np.empty(len(cells.rows), dtype=np.uint8)
        parse(cells.data, cells.starts, cells.ends, values, bad)
        if bad.any():
            self._report_cells(code, column, cells, bad != 0, message=message)
        if column.low is not None:
            self._check_range(column, cells, values)
        return values

    def _check_range(self, column: Column, cells: _Cells, values: npt.NDArray[Any]) -> None:
        high = np.iinfo(np.int32).max if column.high is None else column.high
        outside = (values != MISSING) & ((values < column.low) | (values > high))
        if outside.any():
            is_enum = column.high is not None
            code = "unexpected_enum_value" if is_enum else "number_out_of_range"
            severity = Severity.WARNING if is_enum else Severity.ERROR
            self._report_cells(
                code, column, cells, outside, message="read as empty", severity=severity
            )
            values[outside] = MISSING

    def _numbered(self, column: Column, cells: _Cells) -> Int32:
        pool = self.inputs.pool(pool_name(self.file, column))
        before = pool.nbytes
        may_add = column.kind is not Kind.REFERENCE
        numbers = pool.number(cells.data, cells.starts, cells.ends, may_add=may_add)
        self.inputs.count_text(pool.nbytes - before)
        unknown = numbers == UNKNOWN
        if unknown.any():
            message = f"no such {column.pool}"
            self._report_cells("foreign_key_violation", column, cells, unknown, message=message)
        return numbers

    def _report_cells(
        self,
        code: str,
        column: Column,
        cells: _Cells,
        mask: Mask,
        *,
        message: str,
        severity: Severity = Severity.ERROR,
    ) -> None:
        at = np.flatnonzero(mask)
        room = self.inputs.report.room(code, severity, self.file)
        values = [cells.text(int(index)) for index in at[:room]]
        self._report_rows(
            code, severity, cells.rows[at], field=column.name, values=values, message=message
        )

    def _report_rows(
        self,
        code: str,
        severity: Severity,
        rows: Int32,
        *,
        field: str = "",
        values: Sequence[str] = (),
        message: str = "",
    ) -> None:
        if len(rows):
            self.inputs.report.add_rows(
                code, severity, self.file, rows, field=field, values=values, message=message
            )

    def _report(self, code: str, severity: Severity = Severity.ERROR, **facts: Any) -> None:
        self.inputs.report.add(code, severity, self.file, **facts)


@dataclass(slots=True)
class _Cells:
    """The cells of one column in one block."""

    data: Uint8
    starts: Int32
    ends: Int32
    rows: Int32

    def text(self, index: int) -> str:
        start, end = int(self.starts[index]), int(self.ends[index])
        return self.data[start : min(end, start + 200)].tobytes().decode(errors="replace")


def pool_name(file: str, column: Column) -> str:
    """Return the name of the pool that numbers a column's texts."""
    return column.pool or f"{file}.{column.name}"


def _with_last(blocks: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield each block, and whether it is the last."""
    block = next(blocks, None)
    while block is not None:
        following = next(blocks, None)
        yield block, following is None
        block = following


def _is_unusable(values: npt.NDArray[Any]) -> Mask:
    """Tell which cells are empty, malformed, or refer to nothing."""
    unusable: Mask = (
        np.isnan(values)
        if values.dtype == np.float64
        else (values == NONE) | (values == UNKNOWN) | (values == MISSING)
    )
    return unusable
