"""Numbers of receipts: consecutive within an Indian financial year, at most 16 characters."""

from __future__ import annotations

import datetime as dt

from riz.money import Money

_APRIL = 4
_NAMED_FROM_MINOR = 50_000_00
_KEPT = dt.timedelta(days=8 * 366)


def financial_year(date: dt.date) -> str:
    """Return the year from 1 April to 31 March that holds the date, as `2026-27`."""
    first = date.year if date.month >= _APRIL else date.year - 1
    return f"{first}-{(first + 1) % 100:02d}"


def receipt_number(*, year: str, serial: int) -> str:
    """Write the number: the 42nd of 2026-27 is `R/2627/000042`."""
    return f"R/{year[2:4]}{year[5:7]}/{serial:06d}"


def must_name_the_payer(*, amount: Money, issued_at: dt.datetime, at: dt.datetime) -> bool:
    """Tell whether a receipt has to keep its payer's name: a large one, for as long as accounts are kept.

    Rule 46 of the Central GST Rules asks for the name of an unregistered recipient from 50,000 rupees on; section 36
    of the Act has accounts kept for 72 months after the yearly return, which is eight years at most.
    """
    is_large = amount.currency != "INR" or amount.amount_minor >= _NAMED_FROM_MINOR
    return is_large and at < issued_at + _KEPT
