"""Write down a message that somebody is to get."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.conf import settings
from django.db import transaction

from contexts.booking import api as bookings
from riz import trace
from riz.ids import new_id
from riz.money import Money

from .. import models
from ..contracts import Kind
from ..domain.headers import message_id, one_line
from ._render_mail import render_mail

_LOCALE = "en"


@transaction.atomic
def write_message(
    *, kind: Kind, booking_id: UUID, refund: Money | None, dedupe_key: str, at: dt.datetime
) -> UUID:
    """Render and queue the message about a booking, once for each `dedupe_key`, and return its id.

    Raises:
        BookingNotFound: there is no such booking.
    """
    known = models.Message.objects.filter(dedupe_key=dedupe_key).values_list("id", flat=True)
    if (written := known.first()) is not None:
        return written
    booking = bookings.get_booking(booking_id=booking_id)
    mail = render_mail(kind=kind, booking=booking, refund=refund, at=at)
    new = new_id()
    scope = trace.current()
    row = models.Message(
        id=new,
        kind=kind,
        recipient=one_line(booking.contact_email),
        locale=_LOCALE,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        dedupe_key=dedupe_key,
        message_id=message_id(message=new, sender=settings.DEFAULT_FROM_EMAIL),
        subject_id=booking_id,
        next_attempt_at=at,
        created_at=at,
        correlation_id=scope.correlation_id if scope else "",
    )
    models.Message.objects.bulk_create([row], ignore_conflicts=True)
    return known.get()
