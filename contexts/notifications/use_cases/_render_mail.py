"""Write a mail about a booking."""

from __future__ import annotations

import datetime as dt

from babel.dates import format_date, format_time
from django.conf import settings
from django.template.loader import render_to_string

from contexts.booking import contracts as bookings
from riz import clock
from riz.money import Money

from ..contracts import Kind, Words
from ..domain.headers import one_line

_LOCALE = "en_IN"


def render_mail(
    *,
    kind: Kind,
    booking: bookings.Booking,
    amount: Money | None,
    until: dt.datetime | None = None,
    at: dt.datetime,
) -> Words:
    """Write subject, text and HTML from what is true of the booking now; dates as its place counts them."""
    name = kind.value.lower()
    until = until or booking.balance_due_at
    facts = {
        "booking": booking,
        "name": one_line(booking.contact_name),
        "items": [_item(item) for item in booking.items],
        "first_date": format_date(booking.start_date, "full", locale=_LOCALE),
        "last_date": format_date(max(map(_last_date, booking.items)), "full", locale=_LOCALE),
        "time_zone": booking.time_zone,
        "total": booking.total.format(_LOCALE),
        "paid": booking.paid.format(_LOCALE),
        "amount": amount.format(_LOCALE) if amount else "",
        "rest": _rest(booking),
        "until": _instant(until, booking.time_zone) if until else "",
        "written_on": _instant(at, booking.time_zone),
        "url": settings.BASE_URL,
    }
    return Words(
        subject=one_line(render_to_string(f"notifications/{name}.subject.txt", facts)),
        text=render_to_string(f"notifications/{name}.txt", facts),
        html=render_to_string(f"notifications/{name}.html", facts),
    )


def _rest(booking: bookings.Booking) -> str:
    """Write what a deposit leaves to be paid."""
    is_part = booking.payment_status is bookings.PaymentStatus.PARTIAL
    return (booking.total - booking.paid + booking.refund_due).format(_LOCALE) if is_part else ""


def _item(item: bookings.BookingItem) -> dict[str, str]:
    return {
        "name": item.name,
        "when": _when(item),
        "party": _party(item),
        "state": "cancelled" if item.state is bookings.ItemState.CANCELLED else "",
        "total": item.total.format(_LOCALE),
    }


def _when(item: bookings.BookingItem) -> str:
    first = format_date(item.start_date, "medium", locale=_LOCALE)
    if item.start_time is not None:
        first = f"{first}, {format_time(item.start_time, 'short', locale=_LOCALE)}"
    last = _last_date(item)
    if last == item.start_date:
        return first
    return f"{first} to {format_date(last, 'medium', locale=_LOCALE)}"


def _last_date(item: bookings.BookingItem) -> dt.date:
    """Return the last day of something, of a stay the day of departure."""
    is_stay = item.kind is bookings.ItemKind.ACCOMMODATION
    return item.end_date if is_stay else item.end_date - dt.timedelta(days=1)


def _party(item: bookings.BookingItem) -> str:
    counts = [
        (item.adults, "adult", "adults"),
        (item.children, "child", "children"),
        (item.infants, "infant", "infants"),
    ]
    return ", ".join(
        f"{count} {one if count == 1 else many}" for count, one, many in counts if count
    )


def _instant(at: dt.datetime, time_zone: str) -> str:
    there = at.astimezone(clock.zone(time_zone))
    day, time = (
        format_date(there, "long", locale=_LOCALE),
        format_time(there, "short", tzinfo=there.tzinfo, locale=_LOCALE),
    )
    return f"{day}, {time}"
