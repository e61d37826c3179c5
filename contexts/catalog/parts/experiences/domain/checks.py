"""Which facts of an experience are acceptable."""

from __future__ import annotations

from itertools import pairwise

from ..contracts import LONGEST_BOOKING_CUTOFF_MINUTES, ExperienceFacts, OpeningHours

ISO_WEEKDAYS = range(1, 8)
MOST_START_TIMES = 24


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
    of_times = {
        "opening_hours": opening_faults(facts.opening_hours),
        "start_times": start_faults(facts),
        "booking_cutoff_minutes": cutoff_faults(facts.booking_cutoff_minutes),
    }
    return faults | {field: messages for field, messages in of_times.items() if messages}


def start_faults(facts: ExperienceFacts) -> list[str]:
    """Return what is wrong with start times: too many, a part of a minute, or one at which it never is open."""
    messages = []
    if len(facts.start_times) > MOST_START_TIMES:
        messages.append(f"It starts at most {MOST_START_TIMES} times a day.")
    if any(time.second or time.microsecond for time in facts.start_times):
        messages.append("It starts on a full minute.")
    messages += [
        f"It is open at {time:%H:%M} on no weekday."
        for time in facts.start_times
        if not facts.weekdays_of(time)
    ]
    return messages


def cutoff_faults(minutes: int) -> list[str]:
    """Return what is wrong with how long before its start a thing can be booked for the last time."""
    is_fit = 0 <= minutes <= LONGEST_BOOKING_CUTOFF_MINUTES
    return [] if is_fit else ["Booking ends with the start, or up to 30 days before it."]


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
