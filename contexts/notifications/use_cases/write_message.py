"""Write down a message that somebody is to get."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from contexts.booking import api as bookings
from contexts.booking.contracts import Booking, Channel, Source
from contexts.identity import api as identity
from riz.money import Money
from riz.use_cases import use_case

from ..contracts import Kind
from ._queue import find_written, queue
from ._render_mail import render_mail


@use_case
def write_message(
    *,
    kind: Kind,
    booking_id: UUID,
    amount: Money | None,
    dedupe_key: str,
    at: dt.datetime,
    until: dt.datetime | None = None,
) -> UUID:
    """Render and queue the message about a booking, once for each `dedupe_key`, and return its id.

    `amount` is what goes back, or is still to be paid `until` an instant.
    What nobody paid for is told to the traveller's own address alone.

    Raises:
        BookingNotFound: there is no such booking.
    """
    if (written := find_written(dedupe_key)) is not None:
        return written
    booking = bookings.get_booking(booking_id=booking_id)
    words = render_mail(kind=kind, booking=booking, amount=amount, until=until, at=at)
    return queue(
        kind=kind,
        recipient=booking.contact_email,
        subject_id=booking_id,
        words=words,
        dedupe_key=dedupe_key,
        dropped_for="somebody else's address" if _is_of_a_stranger(booking) else "",
        at=at,
    )


def _is_of_a_stranger(booking: Booking) -> bool:
    """Tell whether a traveller named another one's address and paid nothing: mail costs something, or is to oneself."""
    if booking.paid or booking.source is not Source.PORTAL or booking.channel is not Channel.ONLINE:
        return False
    traveller = identity.find_users(user_ids=[booking.created_by]).get(booking.created_by)
    return traveller is not None and traveller.email != booking.contact_email.lower()
