"""Checks of a fixture's entries: one check for each field, so that a bad file is refused as a whole."""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Callable, Mapping
from typing import Any

from riz.money import is_currency

Check = Callable[[Any], list[str]]
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def slug(value: Any) -> list[str]:
    """Expect words of small letters and digits joined by hyphens."""
    well_formed = isinstance(value, str) and _SLUG.fullmatch(value)
    return [] if well_formed else [f"{value!r} is not a slug"]


def text(value: Any) -> list[str]:
    """Expect a text with something in it."""
    return [] if isinstance(value, str) and value.strip() else ["a text is expected"]


def flag(value: Any) -> list[str]:
    """Expect true or false."""
    return [] if isinstance(value, bool) else ["true or false is expected"]


def degrees(value: Any) -> list[str]:
    """Expect a number of degrees."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return [] if is_number else ["a number is expected"]


def whole_number(*, minimum: int) -> Check:
    """Expect a whole number that is not too small."""

    def check(value: Any) -> list[str]:
        is_whole = isinstance(value, int) and not isinstance(value, bool) and value >= minimum
        return [] if is_whole else [f"a whole number of at least {minimum} is expected"]

    return check


def one_of(kinds: type[enum.StrEnum]) -> Check:
    """Expect one of the values of an enum."""
    return lambda value: [] if value in set(kinds) else [f"{value!r} is none of {', '.join(kinds)}"]


def currency(value: Any) -> list[str]:
    """Expect an ISO 4217 code."""
    known = isinstance(value, str) and is_currency(value)
    return [] if known else [f"{value!r} is not an ISO 4217 currency code"]


def clock(value: Any) -> list[str]:
    """Expect a time of day."""
    return _parses(dt.time.fromisoformat, value, "a time of day such as 13:00 is expected")


def date(value: Any) -> list[str]:
    """Expect a date."""
    return _parses(dt.date.fromisoformat, value, "a date such as 2026-03-14 is expected")


def _parses(parse: Callable[[str], Any], value: Any, message: str) -> list[str]:
    try:
        parse(value)
    except (TypeError, ValueError):
        return [message]
    return []


def maybe(check: Check) -> Check:
    """Allow null."""
    return lambda value: [] if value is None else check(value)


def list_of(check: Check) -> Check:
    """Expect a list and check each thing in it."""

    def check_all(value: Any) -> list[str]:
        if not isinstance(value, list):
            return ["a list is expected"]
        return [f"[{index}]: {fault}" for index, each in enumerate(value) for fault in check(each)]

    return check_all


def entry(fields: Mapping[str, Check]) -> Check:
    """Expect an object with exactly these fields."""

    def check(value: Any) -> list[str]:
        if not isinstance(value, dict):
            return ["an object is expected"]
        faults = [f"{name} is missing" for name in fields if name not in value]
        faults += [f"{name} is not known" for name in value if name not in fields]
        faults += [
            f"{name}: {fault}"
            for name, check_field in fields.items()
            if name in value
            for fault in check_field(value[name])
        ]
        return faults

    return check
