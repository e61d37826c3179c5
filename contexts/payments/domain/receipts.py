"""Numbers of receipts: consecutive within an Indian financial year, at most 16 characters."""

from __future__ import annotations

import datetime as dt

_APRIL = 4


def financial_year(date: dt.date) -> str:
    """Return the year from 1 April to 31 March that holds the date, as `2026-27`."""
    first = date.year if date.month >= _APRIL else date.year - 1
    return f"{first}-{(first + 1) % 100:02d}"


def receipt_number(*, year: str, serial: int) -> str:
    """Write the number: the 42nd of 2026-27 is `R/2627/000042`."""
    return f"R/{year[2:4]}{year[5:7]}/{serial:06d}"
