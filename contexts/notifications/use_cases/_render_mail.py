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
    *, kind: Kind, booking: bookings.Booking, refund: Money | None, at: dt.datetime
) -> Words:
    """Write subject, text and HTML from what is true of the booking now; dates as its place counts them."""
    name = kind.value.lower()
    facts = {
        "booking": booking,
        "name": one_line(booking.contact_name),
        "items": [
            {"name": item.name, "quantity": item.quantity, "price": item.price.format(_LOCALE)}
            for item in booking.items
        ],
        "party": _party(booking),
        "first_date": format_date(booking.start_date, "full", locale=_LOCALE),
        "last_date": format_date(booking.end_date, "full", locale=_LOCALE),
        "time_zone": booking.time_zone,
        "total": booking.total.format(_LOCALE),
        "paid": booking.paid.format(_LOCALE),
        "refund": refund.format(_LOCALE) if refund else "",
        "written_on": _written_on(at, booking.time_zone),
        "url": settings.BASE_URL,
    }
    return Words(
        subject=one_line(render_to_string(f"notifications/{name}.subject.txt", facts)),
        text=render_to_string(f"notifications/{name}.txt", facts),
        html=render_to_string(f"notifications/{name}.html", facts),
    )


def _party(booking: bookings.Booking) -> str:
    counts = [
        (booking.adults, "adult", "adults"),
        (booking.children, "child", "children"),
        (booking.infants, "infant", "infants"),
    ]
    return ", ".join(
        f"{count} {one if count == 1 else many}" for count, one, many in counts if count
    )


def _written_on(at: dt.datetime, time_zone: str) -> str:
    there = at.astimezone(clock.zone(time_zone))
    day, time = (
        format_date(there, "long", locale=_LOCALE),
        format_time(there, "short", tzinfo=there.tzinfo, locale=_LOCALE),
    )
    return f"{day}, {time}"
