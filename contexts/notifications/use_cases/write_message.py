"""Write down a message that somebody is to get."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from contexts.booking import api as bookings
from riz.money import Money

from ..contracts import Kind
from ._queue import find_written, queue
from ._render_mail import render_mail


@transaction.atomic
def write_message(
    *, kind: Kind, booking_id: UUID, refund: Money | None, dedupe_key: str, at: dt.datetime
) -> UUID:
    """Render and queue the message about a booking, once for each `dedupe_key`, and return its id.

    Raises:
        BookingNotFound: there is no such booking.
    """
    if (written := find_written(dedupe_key)) is not None:
        return written
    booking = bookings.get_booking(booking_id=booking_id)
    words = render_mail(kind=kind, booking=booking, refund=refund, at=at)
    return queue(
        kind=kind,
        recipient=booking.contact_email,
        subject_id=booking_id,
        words=words,
        dedupe_key=dedupe_key,
        at=at,
    )
