"""Cells turned into numbers: whole ones, decimals, times, dates. What is none of them is marked, never guessed."""

from __future__ import annotations

from typing import Final

import numpy as np

from ..kernels import kernel
from ..timetable.view import Float64, Int32, Uint8

MISSING: Final = -(2**31)
"""The number of an empty cell, and of one that holds no number."""

_ZERO: Final = 48
_COLON: Final = 58
_DOT: Final = 46
_MINUS: Final = 45
_PLUS: Final = 43
_EXPONENTS: Final = (69, 101)
_LARGEST: Final = 2**31 - 1
_DIGITS: Final = 18
"""So many decimal digits fit into an int64."""
_DAYS_TO_EPOCH: Final = 719_468
"""From 0000-03-01 to 1970-01-01 in the Gregorian calendar."""


@kernel
def _digits(data: Uint8, start: int, end: int) -> int:
    """Return the number that the digits spell, or -1 where they are no digits or too many."""
    if start >= end or end - start > _DIGITS:
        return -1
    number = 0
    for at in range(start, end):
        digit = int(data[at]) - _ZERO
        if digit < 0 or digit > 9:  # noqa: PLR2004
            return -1
        number = number * 10 + digit
    return number


@kernel
def parse_integers(data: Uint8, starts: Int32, ends: Int32, values: Int32, bad: Uint8) -> None:
    """Read whole numbers."""
    for row in range(len(starts)):
        start = starts[row]
        end = ends[row]
        values[row] = MISSING
        bad[row] = 0
        if start == end:
            continue
        sign = -1 if data[start] == _MINUS else 1
        if data[start] in (_MINUS, _PLUS):
            start += 1
        number = _digits(data, start, end)
        if number < 0 or number > _LARGEST:
            bad[row] = 1
        else:
            values[row] = sign * number


@kernel
def parse_times(data: Uint8, starts: Int32, ends: Int32, values: Int32, bad: Uint8) -> None:
    """Read times (H:MM:SS with any number of hours) as seconds."""
    for row in range(len(starts)):
        start = starts[row]
        end = ends[row]
        values[row] = MISSING
        bad[row] = 0
        if start == end:
            continue
        seconds = _clock(data, start, end)
        if seconds < 0:
            bad[row] = 1
        else:
            values[row] = seconds


@kernel
def _clock(data: Uint8, start: int, end: int) -> int:
    if end - start < 7 or end - start > 12:  # noqa: PLR2004
        return -1
    if data[end - 3] != _COLON or data[end - 6] != _COLON:
        return -1
    hours = _digits(data, start, end - 6)
    minutes = _digits(data, end - 5, end - 3)
    seconds = _digits(data, end - 2, end)
    if hours < 0 or minutes < 0 or minutes > 59 or seconds < 0 or seconds > 59:  # noqa: PLR2004
        return -1
    total = hours * 3600 + minutes * 60 + seconds
    return total if total <= _LARGEST else -1


@kernel
def parse_dates(data: Uint8, starts: Int32, ends: Int32, values: Int32, bad: Uint8) -> None:
    """Read dates (YYYYMMDD) as days since 1970-01-01."""
    for row in range(len(starts)):
        start = starts[row]
        end = ends[row]
        values[row] = MISSING
        bad[row] = 0
        if start == end:
            continue
        number = _digits(data, start, end) if end - start == 8 else -1  # noqa: PLR2004
        year, month, day = number // 10_000, number // 100 % 100, number % 100
        if number < 0 or day < 1 or day > _month_length(year, month):
            bad[row] = 1
        else:
            values[row] = _days(year, month, day)


@kernel
def _month_length(year: int, month: int) -> int:
    if year < 1 or month < 1 or month > 12:  # noqa: PLR2004
        return 0
    if month == 2:  # noqa: PLR2004
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


@kernel
def _days(year: int, month: int, day: int) -> int:
    """Return days since 1970-01-01, counting years from March so that leap days come last."""
    shifted = year - (1 if month <= 2 else 0)  # noqa: PLR2004
    since_march = (month + 9) % 12
    day_of_year = (153 * since_march + 2) // 5 + day - 1
    return (
        shifted * 365
        + shifted // 4
        - shifted // 100
        + shifted // 400
        + day_of_year
        - _DAYS_TO_EPOCH
    )


@kernel
def parse_decimals(data: Uint8, starts: Int32, ends: Int32, values: Float64, bad: Uint8) -> None:
    """Read decimal numbers, an exponent allowed. Empty and bad cells are not a number."""
    for row in range(len(starts)):
        start = starts[row]
        end = ends[row]
        values[row] = np.nan
        bad[row] = 0
        if start == end:
            continue
        number = _decimal(data, start, end)
        if np.isnan(number):
            bad[row] = 1
        else:
            values[row] = number


@kernel
def _decimal(data: Uint8, start: int, end: int) -> float:
    sign = -1.0 if data[start] == _MINUS else 1.0
    if data[start] in (_MINUS, _PLUS):
        start += 1
    exponent = 0
    for at in range(start, end):
        if data[at] in _EXPONENTS:
            exponent = _signed(data, at + 1, end)
            end = at
            break
    if abs(exponent) > 300:  # noqa: PLR2004
        return np.nan
    return sign * _fraction(data, start, end) * 10.0**exponent


@kernel
def _signed(data: Uint8, start: int, end: int) -> int:
    """Return a signed whole number, 999 where it is none."""
    negative = start < end and data[start] == _MINUS
    if start < end and data[start] in (_MINUS, _PLUS):
        start += 1
    number = _digits(data, start, end)
    if number < 0 or number > 999:  # noqa: PLR2004
        return 999
    return -number if negative else number


@kernel
def _fraction(data: Uint8, start: int, end: int) -> float:
    mantissa = 0
    places = 0
    taken = 0
    seen_point = False
    for at in range(start, end):
        digit = int(data[at]) - _ZERO
        if data[at] == _DOT and not seen_point:
            seen_point = True
            continue
        if digit < 0 or digit > 9:  # noqa: PLR2004
            return np.nan
        taken += 1
        if mantissa < 10**16:
            mantissa = mantissa * 10 + digit
            places += 1 if seen_point else 0
        elif not seen_point:
            return np.nan
    return mantissa / 10.0**places if taken > 0 else np.nan
