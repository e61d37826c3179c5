"""Reactions to events: each writes one message and wakes its sender.

The event's id names the cause, so that a delivery that is repeated, or replayed, writes nothing twice.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from contexts.booking import events as bookings
from contexts.identity import events as identity
from riz.events import Delivery, on
from riz.money import Money
from riz.tasks import enqueue_after_commit

from .contracts import Kind
from .tasks import send_message
from .use_cases.forget_recipient import forget_recipient
from .use_cases.write_account_mail import write_account_mail
from .use_cases.write_message import write_message
from .use_cases.write_notice import write_notice


@on(bookings.BookingConfirmed, handler="notifications.confirm_booking_by_mail")
def confirm_booking_by_mail(event: bookings.BookingConfirmed, delivery: Delivery) -> None:
    """Send the confirmation."""
    _write(Kind.BOOKING_CONFIRMED, event, f"confirmed:{delivery.event_id}", amount=None)


@on(bookings.BookingCancelled, handler="notifications.mail_cancellation")
def mail_cancellation(event: bookings.BookingCancelled, delivery: Delivery) -> None:
    """Tell of the cancellation and of the money that goes back."""
    cause = f"cancelled:{delivery.event_id}"
    _write(Kind.BOOKING_CANCELLED, event, cause, amount=event.refund_due)


@on(bookings.BookingFailed, handler="notifications.mail_failure")
def mail_failure(event: bookings.BookingFailed, delivery: Delivery) -> None:
    """Tell of a paid booking that came to nothing; a hold that ran out unpaid needs no mail."""
    if event.refund_due:
        cause = f"failed:{delivery.event_id}"
        _write(Kind.BOOKING_FAILED, event, cause, amount=event.refund_due)


@on(bookings.BookingModified, handler="notifications.mail_modification")
def mail_modification(event: bookings.BookingModified, delivery: Delivery) -> None:
    """Tell what the booking is of now, and of the money that goes back."""
    cause = f"modified:{delivery.event_id}"
    _write(Kind.BOOKING_MODIFIED, event, cause, amount=event.refund_due)


@on(bookings.BalanceOverdue, handler="notifications.mail_overdue_balance")
def mail_overdue_balance(event: bookings.BalanceOverdue, delivery: Delivery) -> None:
    """Ask for what was due, and tell until when the booking is kept."""
    cause = f"overdue:{delivery.event_id}"
    _write(Kind.BALANCE_OVERDUE, event, cause, amount=event.amount, until=event.cancels_at)


@on(identity.UserErased, handler="notifications.forget_recipient")
def forget_erased_recipient(event: identity.UserErased, delivery: Delivery) -> None:
    """Empty what was written to the person."""
    del delivery
    forget_recipient(user_id=event.user_id)


@on(identity.MailLinkOpened, handler="notifications.send_link_by_mail")
def send_link_by_mail(event: identity.MailLinkOpened, delivery: Delivery) -> None:
    """Send what identity has to say; the secret in it is asked for when the mail goes."""
    message_id = write_account_mail(
        link_id=event.link_id,
        kind=event.kind,
        dedupe_key=f"link:{delivery.event_id}",
        at=event.occurred_at,
    )
    _wake(message_id)


@on(identity.PasswordChanged, handler="notifications.mail_password_change")
def mail_password_change(event: identity.PasswordChanged, delivery: Delivery) -> None:
    """Tell its owner, and what the new password does not close."""
    _notify(Kind.PASSWORD_CHANGED, event, f"password:{delivery.event_id}")


@on(identity.AccountRecovered, handler="notifications.mail_recovery")
def mail_recovery(event: identity.AccountRecovered, delivery: Delivery) -> None:
    """Tell its owner what is gone, and what to look at."""
    _notify(Kind.ACCOUNT_RECOVERED, event, f"recovered:{delivery.event_id}")


@on(identity.SecondFactorChanged, handler="notifications.mail_second_factor_change")
def mail_second_factor_change(event: identity.SecondFactorChanged, delivery: Delivery) -> None:
    """Tell its owner what is different about how they sign in."""
    _notify(
        Kind.SECOND_FACTOR_CHANGED,
        event,
        f"second-factor:{delivery.event_id}",
        what=event.what.value,
        removes=event.factor_id or event.user_id,
    )


@on(identity.SessionReuseDetected, handler="notifications.mail_reused_session")
def mail_reused_session(event: identity.SessionReuseDetected, delivery: Delivery) -> None:
    """Tell its owner that somebody else may have held their session."""
    _notify(
        Kind.SESSION_REUSED,
        event,
        f"reuse:{delivery.event_id}",
        session_id=event.session_id,
        removes=event.session_id,
    )


@on(identity.SessionStartedElsewhere, handler="notifications.mail_new_place")
def mail_new_place(event: identity.SessionStartedElsewhere, delivery: Delivery) -> None:
    """Tell its owner of a sign-in from somewhere new."""
    _notify(
        Kind.NEW_PLACE,
        event,
        f"place:{delivery.event_id}",
        session_id=event.session_id,
        removes=event.session_id,
    )


@on(identity.LoginLinked, handler="notifications.mail_linked_login")
def mail_linked_login(event: identity.LoginLinked, delivery: Delivery) -> None:
    """Tell its owner that their account opens in one more way."""
    _notify(
        Kind.LOGIN_LINKED,
        event,
        f"login:{delivery.event_id}",
        what=event.provider,
        removes=event.login_id,
    )


@on(identity.ApplicationAllowed, handler="notifications.mail_allowed_application")
def mail_allowed_application(event: identity.ApplicationAllowed, delivery: Delivery) -> None:
    _notify(
        Kind.APPLICATION_ALLOWED,
        event,
        f"application:{delivery.event_id}",
        what=event.application_name,
        removes=event.consent_id,
    )


@on(identity.CredentialIssued, handler="notifications.mail_issued_key")
def mail_issued_key(event: identity.CredentialIssued, delivery: Delivery) -> None:
    """Tell whoever issued it; staff commands issue as nobody."""
    if event.issued_by is not None:
        _wake(
            write_notice(
                kind=Kind.KEY_ISSUED,
                user_id=event.issued_by,
                dedupe_key=f"key:{delivery.event_id}",
                what=event.client_id,
                removes=event.credential_id,
                at=event.occurred_at,
            )
        )


def _write(
    kind: Kind,
    event: Any,
    cause: str,
    *,
    amount: Money | None,
    until: dt.datetime | None = None,
) -> None:
    """Write to whoever ordered the booking that an event is about."""
    _wake(
        write_message(
            kind=kind,
            booking_id=event.booking_id,
            amount=amount,
            until=until,
            dedupe_key=cause,
            at=event.occurred_at,
        )
    )


def _notify(kind: Kind, event: Any, cause: str, **facts: Any) -> None:
    """Write to whom an event is about."""
    _wake(
        write_notice(
            kind=kind, user_id=event.user_id, dedupe_key=cause, at=event.occurred_at, **facts
        )
    )


def _wake(message_id: UUID | None) -> None:
    if message_id is not None:
        enqueue_after_commit(send_message, message_id=message_id)
