"""Hand a message over: claim, send with no transaction open, record."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from uuid import UUID

from contexts.identity import api as identity
from contexts.identity import errors as identity_errors

from .. import models
from ..contracts import OF_LINKS, Mail, MessageState, Words
from ..gateways.protocol import NotDelivered
from ..gateways.registry import get_mailer
from ._account_mails import add_secret, write_link_mail


def send_message(*, message_id: UUID, at: dt.datetime) -> None:
    """Send a message that is due, unless another worker has it in hand.

    The attempt is counted before it is made, so a message that kills its worker is given up in the end.
    Whoever dies between the server's acceptance and our record causes a repetition with the same Message-ID.
    """
    messages = models.Message.objects
    row = messages.claim(message_id, at=at)
    if row is None:
        return
    try:
        get_mailer().send(_mail_of(row, at))
    except identity_errors.MailLinkNotToSend as late:
        reason = f"not sent: {late.details['reason']}"
        messages.finish(row, state=MessageState.DROPPED, last_error=reason)
    except NotDelivered as failure:
        if failure.is_permanent:
            messages.give_up(row, str(failure))
        else:
            messages.put_off(row, str(failure), at=at)
    else:
        messages.finish(row, state=MessageState.SENT, sent_at=at)


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
