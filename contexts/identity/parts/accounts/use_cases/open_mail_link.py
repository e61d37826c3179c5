"""Open a link that goes out by mail."""

from __future__ import annotations

import datetime as dt
import secrets
from uuid import UUID

from django.db import connection, transaction

from riz.outbox.publishing import publish

from .. import events, models
from ..contracts import MailLinkKind

_NONCE_BYTES = 16
_NEVER_TOGETHER = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


@transaction.atomic
def open_mail_link(
    *,
    kind: MailLinkKind,
    recipient: str,
    user_id: UUID | None,
    lifetime: dt.timedelta,
    at: dt.datetime,
    subject_id: UUID | None = None,
    session_id: UUID | None = None,
) -> UUID:
    """Have a mail sent whose link is good once and for so long; return the link's id.

    It takes the place of an earlier one of its kind about the same subject, which is the account
    where no `subject_id` is named. A link for nobody takes the same steps, and is never sent.
    """
    link = models.MailLink(
        kind=kind,
        user_id=user_id,
        recipient=recipient.lower(),
        session_id=session_id,
        nonce=secrets.token_bytes(_NONCE_BYTES),
        created_at=at,
        expires_at=at + lifetime,
    )
    link.subject_id = subject_id or user_id or link.id
    with connection.cursor() as cursor:
        cursor.execute(_NEVER_TOGETHER, [f"identity.mail_link:{kind}:{link.subject_id}"])
    earlier = models.MailLink.objects.open().filter(kind=kind, subject_id=link.subject_id)
    earlier.update(superseded_at=at)
    link.save(force_insert=True)
    publish(events.MailLinkOpened(link_id=link.id, kind=kind, occurred_at=at))
    return link.id
