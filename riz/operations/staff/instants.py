"""Instants and dates as staff read them: on the clock of the place or of the reader, which is named."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.http import HttpRequest

HOME_ZONE = ZoneInfo("Asia/Kolkata")


def zone_of(request: HttpRequest) -> ZoneInfo:
    """Return the zone that the member of staff has chosen; accounts begin with UTC, which nobody lives in."""
    return zone_named(getattr(request.user, "time_zone", ""), HOME_ZONE)


def zone_named(name: str, otherwise: ZoneInfo) -> ZoneInfo:
    """Return the zone of this name, or the other one where it names no place."""
    return ZoneInfo(name) if "/" in name else otherwise


def format_instant(at: dt.datetime, zone: ZoneInfo) -> str:
    """Write an instant: `13:00, 5 Dec 2026 (Kolkata)`."""
    local = at.astimezone(zone)
    city = zone.key.rpartition("/")[2].replace("_", " ")
    return f"{local:%H:%M}, {format_date(local)} ({city})"


def format_date(date: dt.date) -> str:
    """Write a date: `5 Dec 2026`."""
    return f"{date.day} {date:%b %Y}"
