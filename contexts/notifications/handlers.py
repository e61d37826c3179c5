"""Reactions to events: each writes one message and wakes its sender.

The event's id names the cause, so that a delivery that is repeated, or replayed, writes nothing twice.
"""

from __future__ import annotations

from contexts.booking import events as bookings
from contexts.identity import events as identity
from riz.events import Delivery, on
from riz.tasks import enqueue_after_commit

from .contracts import Kind
from .tasks import send_message
from .use_cases.forget_recipient import forget_recipient
from .use_cases.write_message import write_message


@on(bookings.BookingConfirmed, handler="notifications.confirm_booking_by_mail")
def confirm_booking_by_mail(event: bookings.BookingConfirmed, delivery: Delivery) -> None:
    """Send the confirmation."""
    message_id = write_message(
        kind=Kind.BOOKING_CONFIRMED,
        booking_id=event.booking_id,
        refund=None,
        dedupe_key=f"confirmed:{delivery.event_id}",
        at=event.occurred_at,
    )
    enqueue_after_commit(send_message, message_id=message_id)


@on(bookings.BookingCancelled, handler="notifications.tell_of_cancellation_by_mail")
def tell_of_cancellation_by_mail(event: bookings.BookingCancelled, delivery: Delivery) -> None:
    """Tell of the cancellation and of the money that goes back."""
    message_id = write_message(
        kind=Kind.BOOKING_CANCELLED,
        booking_id=event.booking_id,
        refund=event.refund_due,
        dedupe_key=f"cancelled:{delivery.event_id}",
        at=event.occurred_at,
    )
    enqueue_after_commit(send_message, message_id=message_id)


@on(bookings.BookingFailed, handler="notifications.tell_of_failure_by_mail")
def tell_of_failure_by_mail(event: bookings.BookingFailed, delivery: Delivery) -> None:
    """Tell of a paid booking that came to nothing; a hold that ran out unpaid needs no mail."""
    if not event.refund_due:
        return
    message_id = write_message(
        kind=Kind.BOOKING_FAILED,
        booking_id=event.booking_id,
        refund=event.refund_due,
        dedupe_key=f"failed:{delivery.event_id}",
        at=event.occurred_at,
    )
    enqueue_after_commit(send_message, message_id=message_id)


@on(identity.UserErased, handler="notifications.forget_recipient")
def forget_erased_recipient(event: identity.UserErased, delivery: Delivery) -> None:
    """Empty what was written to the person."""
    del delivery
    forget_recipient(user_id=event.user_id)
