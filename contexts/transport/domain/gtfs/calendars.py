"""Service days: weekly calendars and their exceptions as one table of services and dates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from ..timetable.view import Int32, Uint8
from .archive import Refused
from .notices import Severity
from .schema import DAYS
from .stops import report_rows
from .tables import Reader, Table

_ADDED: Final = 1
_MONDAY: Final = 4
"""Days since 1970-01-01 (a Thursday) of the first Monday."""
_FIRST_DATE: Final = 0
_LAST_DATE: Final = 47_482
"""2100-01-01: beyond it lie only dates that stand for 'for good'."""


@dataclass(slots=True)
class Calendar:
    """The days on which services run; rows are numbers of the pool of services."""

    first_date: int
    days: Uint8


def read_calendar(reader: Reader) -> Calendar:
    """Read and check calendar.txt and calendar_dates.txt; either may be absent."""
    if "calendar.txt" not in reader.archive and "calendar_dates.txt" not in reader.archive:
        reader.report.add("missing_calendar_and_calendar_date_files", Severity.ERROR)
    weekly = reader.read("calendar.txt")
    reader.drop_duplicates(weekly, "service_id")
    backwards = weekly.whole("end_date") < weekly.whole("start_date")
    report_rows(reader, weekly, "start_and_end_range_out_of_order", backwards, "end_date")
    weekly.keep(~backwards)
    exceptions = reader.read("calendar_dates.txt")
    reader.drop_duplicates(exceptions, "service_id", "date")
    services = reader.pool("service").count
    if services > reader.limits.services:
        reader.report.add("too_many_rows", Severity.ERROR, "calendar.txt")
        raise Refused(f"more than {reader.limits.services} services", is_reported=True)
    first, length = _range(reader, weekly, exceptions, services)
    days = np.zeros((services, length), dtype=np.uint8)
    _add_weekly(days, weekly, first)
    _add_exceptions(days, exceptions, first)
    running = np.flatnonzero(days.any(axis=0)) if days.size else np.empty(0, dtype=np.int64)
    start, end = (int(running[0]), int(running[-1]) + 1) if len(running) else (0, 0)
    days = np.ascontiguousarray(days[:, start:end])
    first += start
    return Calendar(first, days)


def _range(reader: Reader, weekly: Table, exceptions: Table, services: int) -> tuple[int, int]:
    """Return the first date and the number of dates to keep, at most as many as the limits allow."""
    added = exceptions.whole("date")[exceptions.whole("exception_type") == _ADDED]
    starts = np.concatenate([weekly.whole("start_date"), added])
    ends = np.concatenate([weekly.whole("end_date"), added])
    if not len(starts):
        return 0, 0
    first = max(int(starts.min()), _FIRST_DATE)
    last = min(int(ends.max()), _LAST_DATE)
    most = max(1, min(reader.limits.days, reader.limits.service_cells // max(services, 1)))
    if first < int(starts.min()) or last < int(ends.max()) or last - first >= most:
        if last - first >= most:
            first = max(first, min(int(np.median(starts)), last - most + 1))
            last = min(last, first + most - 1)
        reader.report.add(
            "service_dates_out_of_range",
            Severity.WARNING,
            weekly.file,
            value=str(_date(first)),
            message=f"only the dates from {_date(first)} to {_date(last)} are kept",
        )
    return first, max(last - first + 1, 0)


def _date(days: int) -> np.datetime64:
    return np.datetime64(days, "D")


def _add_weekly(days: Uint8, weekly: Table, first: int) -> None:
    weekdays = (np.arange(first, first + days.shape[1]) - _MONDAY) % 7
    runs = np.stack([weekly.whole(day, 0) for day in DAYS], axis=1) == 1
    starts = np.maximum(weekly.whole("start_date") - first, 0)
    ends = weekly.whole("end_date") - first + 1
    for row, service in enumerate(weekly.whole("service_id")):
        span = slice(int(starts[row]), max(int(ends[row]), 0))
        days[service, span] = runs[row][weekdays[span]]


def _add_exceptions(days: Uint8, exceptions: Table, first: int) -> None:
    column = exceptions.whole("date") - first
    inside = (column >= 0) & (column < days.shape[1])
    services: Int32 = exceptions.whole("service_id")[inside]
    added = exceptions.whole("exception_type")[inside] == _ADDED
    days[services, column[inside]] = added
