"""Which facts of an experience are acceptable."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from ..contracts import ExperienceFacts, OpeningHours

ISO_WEEKDAYS = range(1, 8)


def faults_of(facts: ExperienceFacts) -> dict[str, list[str]]:
    """Return messages by field; nothing when all is well."""
    faults: dict[str, list[str]] = {}
    if facts.adult_price.amount_minor < 0:
        faults["adult_price"] = ["A price is not negative."]
    if facts.child_price.amount_minor < 0:
        faults["child_price"] = ["A price is not negative."]
    if facts.child_price.currency != facts.adult_price.currency:
        faults["child_price"] = ["Both prices are in one currency."]
    if facts.duration_seconds < 1:
        faults["duration_seconds"] = ["It takes some time."]
    if facts.daily_capacity < 1:
        faults["daily_capacity"] = ["At least one person can take part."]
    if not facts.destinations or len(set(facts.destinations)) < len(facts.destinations):
        faults["destinations"] = ["Name at least one destination, and each one once."]
    if messages := opening_faults(facts.opening_hours):
        faults["opening_hours"] = messages
    faults |= _start_faults(facts)
    return faults


def _start_faults(facts: ExperienceFacts) -> dict[str, list[str]]:
    closed = [time for time in facts.start_times if not _is_open(facts.opening_hours, time)]
    times = ", ".join(time.isoformat("minutes") for time in closed)
    return {"start_times": [f"It is closed at {times} on every weekday."]} if closed else {}


def _is_open(opening_hours: tuple[OpeningHours, ...], time: dt.time) -> bool:
    return any(hours.opens_at <= time < hours.closes_at for hours in opening_hours)


def opening_faults(opening_hours: tuple[OpeningHours, ...]) -> list[str]:
    """Return what is wrong with opening hours: none at all, a bad window, or two that overlap."""
    if not opening_hours:
        return ["It opens on some weekday."]
    messages = []
    if any(hours.weekday not in ISO_WEEKDAYS for hours in opening_hours):
        messages.append("Weekdays count from Monday, 1, to Sunday, 7.")
    if any(hours.closes_at <= hours.opens_at for hours in opening_hours):
        messages.append("It opens before it closes.")
    ordered = sorted(opening_hours)
    if any(a.weekday == b.weekday and b.opens_at < a.closes_at for a, b in pairwise(ordered)):
        messages.append("Opening hours of a weekday do not overlap.")
    return messages
