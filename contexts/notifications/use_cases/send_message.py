"""Hand a message over: claim, send with no transaction open, record."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from uuid import UUID

from django.db.models import F

from contexts.identity import api as identity
from contexts.identity import errors as identity_errors

from .. import models
from ..contracts import OF_LINKS, Mail, MessageState, Words
from ..domain.retries import LEASE, MOST_ATTEMPTS, is_given_up, retry_delay
from ..gateways.protocol import NotDelivered
from ..gateways.registry import get_mailer
from ._account_mails import add_secret, write_link_mail

_UNDER_WAY = [MessageState.QUEUED, MessageState.SENDING]


def send_message(*, message_id: UUID, at: dt.datetime) -> None:
    """Send a message that is due, unless another worker has it in hand.

    The attempt is counted before it is made, so a message that kills its worker is given up in the end.
    Whoever dies between the server's acceptance and our record causes a repetition with the same Message-ID.
    """
    row = _claim(message_id, at)
    if row is None:
        return
    try:
        get_mailer().send(_mail_of(row, at))
    except identity_errors.MailLinkNotToSend as late:
        _record(
            row,
            state=MessageState.DROPPED,
            lease_until=None,
            last_error=f"not sent: {late.details['reason']}",
        )
    except NotDelivered as failure:
        _record_failure(row, failure, at)
    else:
        _record(row, state=MessageState.SENT, sent_at=at, lease_until=None, last_error="")


def _mail_of(row: models.Message, at: dt.datetime) -> Mail:
    """Return what goes out; a secret is asked for now, and forgotten with the mail.

    Raises:
        MailLinkNotToSend: what the mail would lead to is over; a notice goes without its secret then.
    """
    words = Words(subject=row.subject, text=row.text, html=row.html)
    if row.link_id is not None:
        with suppress(identity_errors.MailLinkNotToSend):
            words = add_secret(words, identity.read_mail_link(link_id=row.link_id, at=at))
    if row.kind in OF_LINKS:
        words = write_link_mail(identity.read_mail_link(link_id=row.subject_id, at=at), at=at)
    return Mail(
        message_id=row.message_id,
        recipient=row.recipient,
        subject=words.subject,
        text=words.text,
        html=words.html,
    )


def _claim(message_id: UUID, at: dt.datetime) -> models.Message | None:
    """Take the message in one conditional statement; `next_attempt_at` is also when the lease runs out.

    One whose attempts all ended without a word kills its workers, and is given up.
    """
    due = models.Message.objects.filter(
        id=message_id, state__in=_UNDER_WAY, next_attempt_at__lte=at
    )
    taken = due.filter(attempts__lt=MOST_ATTEMPTS).update(
        state=MessageState.SENDING,
        attempts=F("attempts") + 1,
        lease_until=at + LEASE,
        next_attempt_at=at + LEASE,
    )
    if taken:
        return models.Message.objects.get(id=message_id)
    due.filter(attempts__gte=MOST_ATTEMPTS).update(
        state=MessageState.DEAD, lease_until=None, last_error="no attempt ended"
    )
    return None


def _record_failure(row: models.Message, failure: NotDelivered, at: dt.datetime) -> None:
    given_up = is_given_up(attempts=row.attempts, is_permanent=failure.is_permanent)
    _record(
        row,
        state=MessageState.DEAD if given_up else MessageState.QUEUED,
        next_attempt_at=at + retry_delay(row.attempts),
        lease_until=None,
        last_error=str(failure)[:500],
    )


def _record(row: models.Message, **outcome: object) -> None:
    """Write the outcome of this attempt, unless its lease ran out and another attempt took over."""
    models.Message.objects.filter(
        id=row.id, state=MessageState.SENDING, attempts=row.attempts
    ).update(**outcome)
