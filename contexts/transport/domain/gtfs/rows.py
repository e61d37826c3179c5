# ruff: noqa: PLR0917, FBT001 - compiled loops take their arguments by position
"""Comma-separated rows taken apart in place: where each wanted cell starts and ends.

Cells come out trimmed, quotes taken off, doubled quotes halved. Nothing is copied, nothing grows: a row that doesn't
fit is left for the next call.
"""

from __future__ import annotations

from typing import Final

from ..kernels import kernel
from ..timetable.view import Int32, Uint8

NEW_LINE_IN_VALUE: Final = 1
LONE_QUOTE: Final = 2
PADDED: Final = 4
"""Bits of a row's oddities."""

_COMMA: Final = 44
_QUOTE: Final = 34
_SPACE: Final = 32
_TAB: Final = 9
_LF: Final = 10
_CR: Final = 13


@kernel
def _is_blank(byte: int) -> bool:
    return byte in (_SPACE, _TAB)


@kernel
def _plain_end(data: Uint8, at: int, size: int) -> int:
    """Return where a cell without quotes ends: at a comma, a line's end, or the end of the data."""
    while at < size:
        byte = data[at]
        if byte in (_COMMA, _LF, _CR):
            return at
        at += 1
    return at


@kernel
def _closing_quote(data: Uint8, at: int, size: int, longest: int) -> tuple[int, int, int]:
    """Return (where the quote closes, or -1, doubled quotes, new lines) of a cell that starts at `at`."""
    doubled = 0
    lines = 0
    until = min(size, at + longest)
    while at < until:
        byte = data[at]
        if byte == _QUOTE:
            if at + 1 >= size or data[at + 1] != _QUOTE:
                return at, doubled, lines
            doubled += 1
            at += 1
        elif byte in (_LF, _CR):
            lines += 1
        at += 1
    return -1, doubled, lines


@kernel
def _halve_quotes(data: Uint8, start: int, end: int) -> int:
    """Write a cell's doubled quotes as one, in place, and return its new end."""
    to = start
    at = start
    while at < end:
        data[to] = data[at]
        if data[at] == _QUOTE and at + 1 < end and data[at + 1] == _QUOTE:
            at += 1
        at += 1
        to += 1
    return to


@kernel
def _trimmed(data: Uint8, start: int, end: int) -> tuple[int, int]:
    while start < end and _is_blank(data[start]):
        start += 1
    while end > start and _is_blank(data[end - 1]):
        end -= 1
    return start, end


@kernel
def _next_cell(
    data: Uint8,
    at: int,
    size: int,
    is_last: bool,
    longest: int,
) -> tuple[int, int, int, int, int]:
    """Return (start, end, where it stops, doubled quotes, oddities) of the cell at `at`."""
    start = at
    while start < size and _is_blank(data[start]):
        start += 1
    if start >= size or data[start] != _QUOTE:
        end = _plain_end(data, start, size)
        first, last = _trimmed(data, start, end)
        odd = PADDED if first != at or last != end else 0
        return first, last, end, 0, odd
    close, doubled, lines = _closing_quote(data, start + 1, size, longest)
    if close < 0 and start + longest >= size and not is_last:
        return start, start, size, 0, 0
    if close < 0:
        end = _plain_end(data, start, size)
        first, last = _trimmed(data, start, end)
        return first, last, end, 0, LONE_QUOTE
    odd = NEW_LINE_IN_VALUE if lines > 0 else 0
    return start + 1, close, _plain_end(data, close + 1, size), doubled, odd


@kernel
def _line_end(data: Uint8, at: int, size: int) -> int:
    """Return where the row after a line's end begins."""
    if at + 1 < size and data[at] == _CR and data[at + 1] == _LF:
        return at + 2
    return min(at + 1, size)


@kernel
def _is_cut(data: Uint8, at: int, size: int, is_last: bool) -> bool:
    """Tell whether a row that ends at `at` may go on in the next block."""
    return not is_last and (at >= size or (data[at] == _CR and at + 1 >= size))


@kernel
def split_rows(
    data: Uint8,
    size: int,
    is_last: bool,
    longest: int,
    slot_of: Int32,
    starts: Int32,
    ends: Int32,
    widths: Int32,
    oddities: Uint8,
) -> tuple[int, int]:
    """Take rows apart until the data or the room ends; return (rows, bytes used).

    `slot_of` says for each column of the file which row of `starts` and `ends` it goes to, or -1. `widths` gets the
    number of cells, 0 for an empty line. A quoted cell longer than `longest` is taken for a lone quote.
    """
    rows = 0
    used = 0
    while used < size and rows < len(widths):
        end = _split_row(
            data, used, size, is_last, longest, slot_of, starts, ends, widths, oddities, rows
        )
        if end < 0:
            break
        used = end
        rows += 1
    return rows, used


@kernel
def _split_row(
    data: Uint8,
    at: int,
    size: int,
    is_last: bool,
    longest: int,
    slot_of: Int32,
    starts: Int32,
    ends: Int32,
    widths: Int32,
    oddities: Uint8,
    row: int,
) -> int:
    """Take one row apart and return where the next begins, or -1 where it isn't whole."""
    starts[:, row] = 0
    ends[:, row] = 0
    oddities[row] = 0
    begin = at
    column = 0
    while True:
        start, end, after, doubled, odd = _next_cell(data, at, size, is_last, longest)
        if _is_cut(data, after, size, is_last):
            return -1
        if column < len(slot_of) and slot_of[column] >= 0:
            if doubled > 0:
                end = _halve_quotes(data, start, end)
            start, end = _trimmed(data, start, end)
            starts[slot_of[column], row] = start
            ends[slot_of[column], row] = end
            oddities[row] |= odd
        column += 1
        if after >= size or data[after] != _COMMA:
            break
        at = after + 1
    widths[row] = 0 if column == 1 and after == begin else column
    return _line_end(data, after, size)
